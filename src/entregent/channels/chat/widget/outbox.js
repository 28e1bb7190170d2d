// What the visitor wrote and the house has not yet acknowledged: kept until it has, whatever happens to the page or the network.
// Each has an id made here, so that the house takes it in once, however often it is sent.

const waiting = () => store.names("out:").map((name) => store.get(name)).filter(Boolean).sort((one, other) => one.at - other.at)

function discard(client) {
  store.remove(`out:${client}`)
  files.remove(client)
}

async function write(text, file = null) {
  const entry = { client: uuid(), text, at: Date.now(), fresh: state.fresh, about: state.about }
  if (file) {
    entry.file = { name: file.name, size: file.size, type: file.type }
    await files.put(entry.client, file)
  }
  state.fresh = false
  store.set(`out:${entry.client}`, entry)
  draw()
  flush()
}

let flushing = false
let flushAgain = false
let misses = 0
let sentAt = 0

// One after the other, in the order they were written; the next try comes later and later.
async function flush() {
  if (flushing) { flushAgain = true; return }
  flushing = true
  let pause = 0
  try {
    for (const entry of waiting()) {
      if (entry.refused) continue
      pause = await send(entry)
      if (pause) break
    }
  } finally { flushing = false }
  const again = flushAgain
  flushAgain = false
  if (pause || again) setTimeout(flush, pause)
}

// The pause to keep before the next try; 0 when it is settled, one way or the other.
async function send(entry) {
  const file = entry.file ? await files.get(entry.client) : null
  if (entry.file && !file) return refuse(entry, say("failed"))
  const pressed = entry.key || entry.wish
  const body = {
    client: entry.client, text: pressed ? "" : entry.text, about: entry.about ?? undefined, fresh: entry.fresh || undefined,
    key: entry.key, wish: entry.wish, number: entry.number, after: state.messages.at(-1)?.id,
  }
  let answer
  try {
    // A name before the first word: sent again after a lost answer, it must be known to come from the same visitor.
    if (!state.token) apply((await ask("sync")).told)
    sentAt = Date.now()
    answer = await ask("say", body, file)
  } catch {
    misses += 1
    reachable(false)
    return patience(misses)
  }
  misses = 0
  reachable(true)
  slow(answer.status === 429 ? answer.told.text : "")
  if (answer.status === 429) return Math.max(1, answer.after) * 1000
  if (!answer.ok) return refuse(entry, answer.told.text ?? say("failed"), answer.told)
  discard(entry.client)
  state.about = null
  if (answer.told.situation) {
    apply(answer.told.situation)
    tabs?.postMessage("moved")
    return 0
  }
  if (entry.hello && !answer.told.begun) state.setup.assistant = false // nobody answers first any more: somebody is written to
  if (answer.told.message) keep(answer.told.message)
  if (!entry.hello && (answer.told.begun || !state.chat || state.chat.state === "ended")) await sync()
  draw()
  return 0
}

// The house takes no more for a moment, and says so: what waits is sent then.
function slow(why) {
  if (state.slowed === why) return
  state.slowed = why
  draw()
}

function refuse(entry, why, told = {}) {
  store.set(`out:${entry.client}`, { ...entry, refused: why })
  if (told.error === "closed" || told.error === "blocked") sync()
  if (told.error === "field") { state.view = "before"; state.error = why }
  draw()
  return 0
}

function tryAgain(entry) {
  store.set(`out:${entry.client}`, { ...entry, refused: undefined, about: state.about ?? entry.about })
  draw()
  flush()
}
