// Who waits long is offered another way; their place in the line is kept until they take one.

const VIEW_OF = { callback: "callback", article: "help", message: "leave" }
const DRAWN = { callback: "phone", article: "book", message: "letter" }
const otherWays = el("div", { className: "asked other", role: "group", hidden: true })

const offered = () => state.chat?.state === "waiting" && store.get("stays") !== state.chat.id ? state.chat.other_ways : []

function drawOtherWays() {
  const ways = offered()
  otherWays.hidden = !ways.length
  if (otherWays.mark === ways.join()) return
  otherWays.mark = ways.join()
  setTimeout(() => { log.scrollTop = log.scrollHeight }) // they take the room of what was last said
  otherWays.setAttribute("aria-label", say("other_ways"))
  otherWays.replaceChildren(
    el("p", {}, say("other_ways")),
    ...ways.map((way) => button(DRAWN[way], say(`way_${way}`), () => show(VIEW_OF[way]))),
    el("button", { type: "button", className: "link", onclick: stay }, say("stay")))
}

function stay() {
  store.set("stays", state.chat.id)
  ask("other", { to: "" }).catch(() => {})
  draw()
  field.focus()
}

// An article opened while they wait: their place is kept, an agent may still come.
function readInstead() {
  if (offered().includes("article")) ask("other", { to: "article" }).catch(() => {})
}
