// The desk: which line of the list is open, what follows an open ticket, who else is there.

const desk = document.getElementById("desk")
const EVERY = 10_000 // how often we say that we are here; the server believes it for 25 s

const openTicket = () => document.getElementById("panes")?.dataset.ticket ?? ""
const openPlace = () => openTicket() && `${document.getElementById("panes").dataset.brand}/${openTicket()}`

function mark() {
  const open = openTicket()
  for (const line of document.querySelectorAll("[data-ticket-link]")) {
    if (open && line.dataset.ticketLink === open) line.setAttribute("aria-current", "true")
    else line.removeAttribute("aria-current")
  }
}

function showPane(name) {
  desk.dataset.pane = name
  for (const tab of desk.querySelectorAll(".desk-tabs [data-pane-open]")) tab.setAttribute("aria-selected", tab.dataset.paneOpen === name)
}

let last = openPlace()
document.addEventListener("htmx:afterSettle", () => {
  mark()
  const open = openTicket()
  if (openPlace() === last) return
  leave(last)
  last = openPlace()
  const title = document.getElementById("panes").dataset.title
  if (title) document.title = title
  if (open) showPane("talk")
  tell()
})

// The list answers j and k, and Enter opens: the browser's own focus moves, so screen readers follow.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable], dialog")) return
  const step = { j: 1, k: -1 }[event.key]
  if (!step) return
  const lines = [...document.querySelectorAll(".pane-work .work-item")]
  if (!lines.length) return
  let at = lines.indexOf(document.activeElement)
  if (at < 0) at = lines.findIndex((line) => line.ariaCurrent === "true")
  const next = lines[Math.max(0, Math.min(lines.length - 1, at + step))]
  next.focus()
  event.preventDefault()
})

// A menu opened by a shortcut takes the focus, so that arrows and Enter work in it at once.
let byKey = false
document.addEventListener("keydown", () => { byKey = true }, true)
document.addEventListener("pointerdown", () => { byKey = false }, true)
document.addEventListener("toggle", (event) => {
  const menu = event.target
  if (byKey && menu.open && menu.matches("details.menu")) menu.querySelector(".menu-items :is(a, button, [type=search]):not(:disabled)")?.focus()
}, true)

// A menu that is open in the head is not torn out of the hand: the head waits until it closes.
document.addEventListener("htmx:beforeSwap", (event) => {
  const head = document.getElementById("ticket-head")
  if (event.detail.target !== head || !head.querySelector("details.menu[open]")) return
  event.detail.shouldSwap = false
  head.dataset.stale = ""
})
document.addEventListener("toggle", (event) => {
  const head = event.target.closest?.("#ticket-head")
  if (head && "stale" in head.dataset && !head.querySelector("details.menu[open]")) window.htmx.trigger(head, "stale")
}, true)

// A ticket that left for someone else leaves the screen too.
document.addEventListener("ticket:left", () => { location.assign(desk.dataset.deskUrl) })

// Back and forward: the page is fetched whole, nothing of it was kept in the browser.
addEventListener("popstate", () => location.reload())

// Who else is here. The live process keeps it in memory; names come from the pages, which know who may see whom.
const token = () => new URL(document.body.dataset.liveUrl ?? "", location.href).searchParams.get("token") ?? ""
let typedAt = 0
let shown = ""

function address(place, state) {
  return `/live/here/${place}?token=${encodeURIComponent(token())}&state=${state}`
}

async function tell() {
  const place = openPlace()
  if (!place || document.hidden || !document.body.dataset.liveUrl) return
  const state = Date.now() - typedAt < EVERY + 2000 ? "typing" : "looking"
  const answer = await fetch(address(place, state), { method: "POST" }).catch(() => null)
  if (answer?.ok && place === openPlace()) draw(await answer.json())
}

async function draw(others) {
  const place = document.getElementById("others-here")
  if (!place) return
  const of = (state) => Object.keys(others).filter((id) => others[id] === state).sort().join(",")
  const key = `${of("typing")};${of("looking")}`
  if (key === shown && place.childElementCount) return
  shown = key
  if (key === ";") return place.replaceChildren()
  const url = new URL(desk.dataset.hereUrl, location.href)
  url.searchParams.set("typing", of("typing"))
  url.searchParams.set("looking", of("looking"))
  window.htmx.ajax("GET", url.pathname + url.search, { target: place, swap: "innerHTML" })
}

function leave(place) {
  if (place && document.body.dataset.liveUrl) fetch(address(place, "gone"), { method: "POST", keepalive: true }).catch(() => {})
}

document.addEventListener("input", (event) => {
  if (!event.target.closest(".composer")) return
  const fresh = Date.now() - typedAt > EVERY
  typedAt = Date.now()
  if (fresh) tell()
})
setInterval(tell, EVERY)
document.addEventListener("visibilitychange", () => { document.hidden ? leave(openPlace()) : tell() })
addEventListener("pagehide", () => leave(openPlace()))
mark()
tell()
