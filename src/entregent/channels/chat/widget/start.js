// The beginning, and what the page may ask of us.

const listeners = new Map()
function emit(name, detail) {
  for (const one of listeners.get(name) ?? []) try { one(detail) } catch (error) { console.error(error) }
}

window.Entregent = {
  open: () => { if (state.setup) toggle(true); else state.openSoon = true },
  close: () => { if (state.setup && state.open) toggle(false) },
  // Somebody signs in on the site, or out: what was said before is theirs alone.
  identify: (token) => { state.identity = token ?? ""; if (token || state.chat) sync() },
  // Whether the visitor agreed that it be noted where they come from, when they call.
  consent: (yes) => { if (state.setup) consent(yes === true); else state.agreedSoon = yes === true },
  forget: () => {
    source?.close()
    source = null
    hears = lastHeard = ""
    for (const name of store.names("")) if (name !== "setup") store.remove(name)
    Object.assign(state, { token: null, identity: "", chat: null, live: null, messages: [], about: null, fresh: false, done: {} })
    if (state.open) toggle(false)
    draw()
  },
  on: (name, act) => { listeners.set(name, [...(listeners.get(name) ?? []), act]) },
}

function put(setup) {
  state.setup = setup
  host.lang = setup.language
  host.dataset.side = setup.side
  dress()
  if (!host.isConnected) {
    root.append(panel, launcher, voice)
    document.body.append(host)
    performance.mark?.("entregent")
  }
  draw()
}

async function start() {
  const kept = store.get("setup")
  if (kept?.language === LANGUAGE) put(kept)
  const setup = await read("setup").catch(() => null)
  if (!setup && !kept) return
  if (setup) { store.set("setup", setup); put(setup) }
  state.token = store.get("token")
  const moved = visit()
  if (store.get("chat") || state.identity) await sync()
  else if (moved) state.moved = true
  if (state.agreedSoon !== undefined) consent(state.agreedSoon)
  else lend()
  if (waiting().length) flush()
  if (state.openSoon || store.get("open")) toggle(true)
  setInterval(() => { if (agreed() && store.get("lent")) shown(store.get("lent").number) }, 2000)
  setInterval(() => { if (visit() && state.chat && state.chat.state !== "ended") { sync(); whisper("page") } }, 2000)
}

if (document.body) start()
else addEventListener("DOMContentLoaded", start)
