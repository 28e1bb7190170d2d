// Live screens: one EventSource per page. A message says only what moved ({topic, name, id}); it becomes DOM events on <body>
// (`live:queue:12`, then `live:queue`), and fragments with hx-trigger="live:queue:12 from:body" fetch themselves again. One that
// shows little of a thing hears only the facts that it shows: `live:ticket:12.item` is told of item.taken, not of message.written.
// What lasts a moment and is kept nowhere (a visitor types) is a `whisper` on <body>, with the same topic and name.
//
// Topics: the union of every data-live="a b" in the page, so a fragment declares what it listens to and a swap may change it.
// The server's `reset` event means "too much was missed": everything that listens is fetched again.
// After a loss, the browser itself reconnects and sends Last-Event-ID; when the topics change we pass the last id ourselves.

const FAMILIES = ["ticket", "message", "item", "offer", "promise", "task", "chat", "callback", "call"] // all are told again after a reset
const root = document.body
const pending = new Map()
let source = null
let opened = ""
let lastId = ""
let timer = 0

const chip = () => document.querySelector(".live-state")

function topics() {
  const found = new Set()
  for (const element of document.querySelectorAll("[data-live]")) {
    for (const topic of element.dataset.live.split(/\s+/)) if (topic) found.add(topic)
  }
  return [...found].sort().join(",")
}

function say(state) {
  root.dataset.liveState = state
  const element = chip()
  if (!element) return
  element.dataset.state = state
  element.textContent = element.dataset[state] ?? ""
}

function connect() {
  const wanted = topics()
  if (!root.dataset.liveUrl || wanted === opened) return
  source?.close()
  opened = wanted
  if (!wanted) return
  const url = new URL(root.dataset.liveUrl, location.href)
  url.searchParams.set("topics", wanted)
  if (lastId) url.searchParams.set("last", lastId)
  // Nothing heard yet: what moved between the writing of this page and the opening of its stream is told too.
  else if (root.dataset.now) url.searchParams.set("since", Date.parse(root.dataset.now))
  source = new EventSource(url)
  source.onopen = () => say("open")
  source.onerror = () => {
    say("lost")
    // CLOSED means the server refused (signed out, restarting behind a proxy): the browser gives up, we do not.
    if (source.readyState === EventSource.CLOSED) {
      opened = ""
      setTimeout(connect, 3000 + Math.random() * 4000)
    }
  }
  source.onmessage = (event) => {
    if (event.lastEventId) lastId = event.lastEventId
    const message = JSON.parse(event.data)
    pending.set(`${message.topic} ${message.name} ${message.id}`, message)
    schedule()
  }
  source.addEventListener("reset", (event) => {
    if (event.lastEventId) lastId = event.lastEventId
    for (const topic of opened.split(",")) pending.set(topic, { topic, name: "reset", id: null })
    schedule()
  })
  source.addEventListener("whisper", (event) => root.dispatchEvent(new CustomEvent("whisper", { detail: JSON.parse(event.data) })))
}

// A hidden tab keeps its news and delivers them once when it is looked at; a visible one gathers a burst for 60 ms.
function schedule() {
  if (document.hidden) return
  clearTimeout(timer)
  timer = setTimeout(deliver, 60)
}

function deliver() {
  const byEvent = new Map()
  for (const message of pending.values()) {
    const parts = message.topic.split(":")
    byEvent.set(`live:${message.topic}`, message)
    for (const family of message.name === "reset" ? FAMILIES : [message.name.split(".")[0]]) byEvent.set(`live:${message.topic}.${family}`, message)
    if (parts.length > 1) byEvent.set(`live:${parts[0]}`, message)
  }
  pending.clear()
  for (const [name, detail] of byEvent) root.dispatchEvent(new CustomEvent(name, { detail }))
}

document.addEventListener("visibilitychange", () => { if (!document.hidden && pending.size) schedule() })
document.addEventListener("htmx:afterSettle", connect)
addEventListener("pagehide", () => source?.close())
addEventListener("pageshow", (event) => { if (event.persisted) { opened = ""; connect() } })
connect()
