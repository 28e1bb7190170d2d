// The wire: requests up, one stream of hints down. A hint says only that something moved; what moved is then asked for.

class Unreachable extends Error {}

async function ask(path, body = {}, file = null) {
  const sent = { token: state.token ?? undefined, identity: state.identity || undefined, ...body }
  let form = JSON.stringify(sent)
  if (file) {
    form = new FormData()
    form.append("body", JSON.stringify(sent))
    form.append("file", file, file.name)
  }
  let answer
  try {
    const signal = AbortSignal.timeout?.(file ? 120_000 : 20_000)
    answer = await fetch(address(path), { method: "POST", mode: "cors", credentials: "omit", body: form, signal })
  } catch { throw new Unreachable() }
  const told = await answer.json().catch(() => ({}))
  if (answer.status >= 500 && answer.status !== 507) throw new Unreachable()
  return { ok: answer.ok, status: answer.status, after: Number(answer.headers.get("Retry-After") ?? 0), told }
}

async function read(path, query = "") {
  const answer = await fetch(address(path) + query, { mode: "cors", credentials: "omit" })
  if (!answer.ok) throw new Unreachable()
  return answer.json()
}

let syncing = false
let syncAgain = false
let failures = 0
let applied = 0

// Where things stand. Asked again when something moved meanwhile, or was told by another answer, which may be newer than this one;
// tried again, later and later, while nobody answers.
async function sync() {
  if (syncing) { syncAgain = true; return }
  syncing = true
  try {
    const last = state.messages.at(-1)
    const before = applied
    const answer = await ask("sync", { after: last?.id, pages: seenPages() })
    if (answer.ok && applied !== before) syncAgain = true
    else if (answer.ok) apply(answer.told)
    else if (answer.status === 429) setTimeout(sync, Math.max(1, answer.after) * 1000)
    else if (answer.status === 404 || answer.status === 403) return
    failures = 0
    reachable(true)
  } catch {
    reachable(false)
    failures += 1
    setTimeout(sync, patience(failures))
  } finally {
    syncing = false
    if (syncAgain) { syncAgain = false; setTimeout(sync, 50) }
  }
}

function apply(told) {
  if (told.identity_error) console.warn(`entregent: the identity was refused (${told.identity_error})`)
  const before = state.chat
  state.token = told.token
  store.set("token", told.token)
  state.now = { open: told.open, reopens: told.reopens, at: told.now }
  if (told.chat?.id !== before?.id) { state.messages = []; state.done = {} }
  state.chat = told.chat
  told.chat ? store.set("chat", told.chat.id) : store.remove("chat")
  for (const message of told.messages) keep(message)
  state.live = told.live ?? null
  listen()
  announce(before, told.chat)
  watch()
  draw()
}

function keep(message) {
  const at = state.messages.findIndex((one) => one.id === message.id)
  if (at >= 0) state.messages[at] = message
  else {
    state.messages.push(message)
    state.messages.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
    if (!message.mine) { state.typing = false; emit("message", { text: message.text, who: message.who }) }
  }
  if (message.client) discard(message.client)
}

// Tabs of one site share one stream: the tab that holds the lock hears, and tells the others.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel(`entregent:${KEY}`) : null
let leads = !navigator.locks
navigator.locks?.request(`entregent:${KEY}`, () => new Promise(() => { leads = true; listen() })).catch(() => { leads = true })
if (tabs) tabs.onmessage = (event) => hear(event.data)

function hear(hint) {
  if (hint === "typing") typed()
  else if (hint === "idle") { state.typing = false; draw() }
  else sync()
}

let source = null
let hears = ""
let lastHeard = ""
let drops = 0

function listen() {
  const wanted = leads && state.live && (state.chat.state !== "ended" || state.open) ? state.live.hears : ""
  if (wanted === hears) return
  source?.close()
  source = null
  hears = wanted
  if (wanted) connect()
}

function connect() {
  const url = new URL("/live/stream", HOUSE)
  url.searchParams.set("guest", state.live.pass)
  if (lastHeard) url.searchParams.set("last", lastHeard)
  else url.searchParams.set("since", state.now.at)
  source = new EventSource(url)
  const hint = (what) => { hear(what); tabs?.postMessage(what) }
  source.onopen = () => { drops = 0; reachable(true) }
  source.onmessage = (event) => {
    lastHeard = event.lastEventId || lastHeard
    const { topic, name } = JSON.parse(event.data)
    if (topic.startsWith("queue:")) return lineMoved(() => hint("moved"))
    const own = name === "message.received" && Date.now() - sentAt < 3000 // the answer told us already
    own ? tabs?.postMessage("moved") : hint("moved")
  }
  source.addEventListener("reset", () => { lastHeard = ""; hint("moved") })
  source.addEventListener("whisper", (event) => {
    const { name } = JSON.parse(event.data)
    if (name === "seen") hint("moved")
    else hint(name)
  })
  // We try again ourselves, with a new pass: the browser would not, once it was refused.
  source.onerror = () => {
    source.close()
    hears = ""
    drops += 1
    if (drops > 1) reachable(false)
    setTimeout(sync, patience(drops))
  }
}

// The line moves for all who wait at once: they do not all ask at once where they now stand, and the first ones ask sooner.
let asksSoon = 0
function lineMoved(act) {
  asksSoon ||= setTimeout(() => { asksSoon = 0; act() }, Math.random() * (state.chat?.place <= 3 ? 1_500 : 15_000))
}

function reachable(yes) {
  if (state.connected === yes) return
  state.connected = yes
  draw()
  if (yes) flush()
}

let whispered = 0
function whisper(name) {
  if (!state.live || (name === "typing" && Date.now() - whispered < 2500)) return
  if (name === "typing") whispered = Date.now()
  const url = new URL(state.live.whisper, HOUSE)
  url.searchParams.set("guest", state.live.pass)
  url.searchParams.set("name", name)
  fetch(url, { method: "POST", mode: "cors", credentials: "omit", keepalive: true }).catch(() => {})
}

let typingUntil = 0
function typed() {
  state.typing = true
  clearTimeout(typingUntil)
  typingUntil = setTimeout(() => { state.typing = false; draw() }, 6000)
  draw()
}

// The pages of the visit: kept here until there is a chat, then told with whatever is asked.
function visit() {
  const pages = store.get("pages") ?? []
  const url = location.href.split(/[?#]/)[0]
  if (pages.at(-1)?.url === url) return false
  pages.push({ url, title: document.title.slice(0, 120), at: Date.now() })
  store.set("pages", pages.slice(-20))
  return true
}
const seenPages = () => store.get("pages") ?? []

addEventListener("online", () => { failures = drops = 0; if (state.chat) sync(); flush() })
addEventListener("offline", () => reachable(false))
