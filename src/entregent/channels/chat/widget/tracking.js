// The numbers of the page (data-entregent-number) become one that is this visitor's own for a while, so that the brand knows where
// its callers come from. Nothing is noted, asked or stored before the site says that they agreed.

const ONES = "[data-entregent-number]"
const arrived = (() => {
  const query = new URLSearchParams(location.search)
  const utm = (name) => query.get(`utm_${name}`) ?? ""
  const away = document.referrer && new URL(document.referrer).host !== location.host ? document.referrer : ""
  return { source: utm("source"), medium: utm("medium"), campaign: utm("campaign"), referrer: away.split(/[?#]/)[0], landing: location.href.split(/[?#]/)[0] }
})()
const agreed = () => store.get("agreed") === true

function consent(yes) {
  if (yes === agreed() && !yes) return
  if (!yes) {
    ask("number", { agreed: false }).catch(() => {})
    store.remove("agreed")
    store.remove("lent")
    return shown(null)
  }
  store.set("agreed", true)
  lend()
}

// Asked for once in a visit, and again before it is over; what led here stays what it was while it is lent.
async function lend() {
  if (!state.setup?.lends || !agreed()) return
  const kept = store.get("lent")
  if (kept?.until > Date.now() + 60_000 && kept.at > Date.now() - 300_000 && !arrived.source) return shown(kept.number)
  const came = kept?.until > Date.now() && !arrived.source ? kept.came : arrived
  const answer = await ask("number", { agreed: true, came }).catch(() => null)
  if (!answer?.ok) return
  state.token = answer.told.token
  store.set("token", state.token)
  store.set("lent", { number: answer.told.number, until: answer.told.until, at: Date.now(), came })
  arrived.source = ""
  shown(answer.told.number)
}

function shown(number) {
  for (const one of document.querySelectorAll(ONES)) {
    one.dataset.entregentNumber ||= JSON.stringify([one.textContent, one.getAttribute("href") ?? ""])
    const [text, href] = number ? [number.shown, number.href] : JSON.parse(one.dataset.entregentNumber)
    if (one.textContent !== text) one.textContent = text
    if (one.matches("a") && href) one.href = href
  }
}
