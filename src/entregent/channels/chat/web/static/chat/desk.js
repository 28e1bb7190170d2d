// The chat on the desk: who writes, who has read, who is there. What lasts a moment goes by whispers, the rest is fetched again.

const strip = () => document.querySelector("#chat-strip[data-chat]")
const token = () => new URL(document.body.dataset.liveUrl ?? "", location.href).searchParams.get("token") ?? ""
const TYPING = 6000 // milliseconds for which a sign of writing is believed

async function whisper(name) {
  const box = strip()
  if (!box || !document.body.dataset.liveUrl) return
  const url = `/live/whisper/${box.dataset.brand}/${box.dataset.ticket}?token=${encodeURIComponent(token())}&name=${name}`
  const answer = await fetch(url, { method: "POST" }).catch(() => null)
  if (answer?.ok && box === strip()) present((await answer.json()).here)
}

function present(here) {
  const chip = strip()?.querySelector("[data-presence]")
  if (!chip) return
  chip.classList.toggle("good", here)
  chip.querySelector(".dot").className = `dot ${here ? "good" : ""}`
  chip.lastElementChild.textContent = here ? chip.dataset.here : chip.dataset.gone
}

let until = 0
function typing(yes) {
  const line = strip()?.querySelector("[data-typing]")
  if (!line) return
  line.hidden = !yes
  clearTimeout(until)
  if (yes) until = setTimeout(() => typing(false), TYPING)
}

document.body.addEventListener("whisper", ({ detail }) => {
  const box = strip()
  if (!box || detail.topic !== `ticket:${box.dataset.ticket}`) return
  if (detail.name === "typing") { typing(true); present(true) }
  if (detail.name === "idle") typing(false)
  if (detail.name === "here") present(true)
  if (detail.name === "gone") setTimeout(() => whisper("looking"), 4000) // a page that reloads goes and comes back
  if (detail.name === "seen") window.htmx.trigger(box, "chat:moved")
  if (detail.name === "page") { window.htmx.trigger(box, "chat:moved"); window.htmx.trigger(document.body, "chat:page") }
})

// Whoever has the chat in hand, and it before their eyes, has read it.
let saying = 0
function saw() {
  clearTimeout(saying)
  saying = setTimeout(async () => {
    const box = strip()
    if (!box || !("mine" in box.dataset) || document.hidden) return
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")
    const answer = await fetch(box.dataset.saw, { method: "POST", headers }).catch(() => null)
    if (answer?.ok && (await answer.json()).changed) whisper("seen")
  }, 150)
}

let shown = ""
document.addEventListener("htmx:afterSettle", (event) => {
  const box = strip()
  if (!box) { shown = ""; return }
  if (event.target.closest?.("#thread") || event.target.id === "thread") { typing(false); saw() }
  if (!("running" in box.dataset) || box.dataset.asked) return
  box.dataset.asked = "1"
  whisper("looking")
  if (shown !== box.dataset.ticket) saw()
  shown = box.dataset.ticket
})
document.addEventListener("visibilitychange", saw)

let wrote = 0
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("form[data-live-composer]") || !event.target.value || Date.now() - wrote < 2500) return
  wrote = Date.now()
  whisper("typing")
})
document.addEventListener("htmx:beforeSend", (event) => { if (event.target.closest?.("form[data-live-composer]")) { wrote = 0; whisper("idle") } })
