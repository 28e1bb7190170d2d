// The conversation: what was said, what waits to be sent, who is there.

const log = el("div", { className: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabIndex: 0 })
const drawn = new Map()

function drawLog() {
  log.setAttribute("aria-label", say("log"))
  const following = log.scrollHeight - log.scrollTop - log.clientHeight < 60
  const wanted = [
    ...(state.setup.greeting ? [{ key: "greeting", who: state.setup.title, text: state.setup.greeting, at: 0, files: [] }] : []),
    ...state.messages.map((one) => ({ ...one, key: one.client || one.id })),
    ...waiting().filter((one) => !one.hello).map((one) => ({ key: one.client, mine: true, text: one.text, at: one.at, files: one.file ? [one.file] : [], waits: one })),
  ]
  const keys = new Set(wanted.map((one) => one.key))
  for (const [key, row] of drawn) if (!keys.has(key)) { row.remove(); drawn.delete(key) }
  const lastMine = wanted.filter((one) => one.mine && !one.waits).at(-1)
  let before = null
  for (const one of wanted) {
    const mark = JSON.stringify([one.text, one.files.map((file) => file.url ?? file.name), one.waits?.refused, !!one.waits, one === lastMine && state.chat?.seen, state.connected || !one.waits, one.at])
    let row = drawn.get(one.key)
    if (!row || row.mark !== mark) {
      const made = line(one, one === lastMine)
      made.mark = mark
      row ? row.replaceWith(made) : null
      drawn.set(one.key, made)
      row = made
    }
    if (before ? before.nextSibling !== row : log.firstChild !== row) before ? before.after(row) : log.prepend(row)
    before = row
  }
  if (following) log.scrollTop = log.scrollHeight
}

function line(one, last) {
  const who = one.mine ? say("you") : one.who || say("us")
  return el("div", { className: one.mine ? "mine" : "theirs" },
    el("span", { className: one.mine ? "aside" : "who" }, who, el("span", { className: "aside" }, one.at ? ", " : "")),
    one.text && el("div", { className: "bubble" }, words(one.text)),
    one.links?.map((link) => el("a", { className: "file", href: link.url, target: "_blank", rel: "noopener noreferrer" }, drawing("book"), el("span", {}, link.label, el("span", { className: "aside" }, ` (${say("new_tab")})`)))),
    one.files.map((file) => attached(file)),
    el("span", { className: "when" }, one.at ? clock(one.at) : "", ...mark(one, last)))
}

function mark(one, last) {
  if (one.waits?.refused) {
    return [` · ${one.waits.refused} `, button("", say("again"), () => tryAgain(one.waits), { className: "link" }), " ", button("", say("forget"), () => { discard(one.waits.client); draw() }, { className: "link" })]
  }
  if (one.waits) return [` · ${say(state.connected ? "sending" : "kept")}`]
  if (!one.mine || !last) return []
  return [` · ${say(state.chat?.seen >= one.at ? "read" : "sent")}`]
}

function attached(file) {
  const about = [drawing("file"), el("span", {}, file.name), el("small", {}, weight(file.size))]
  if (!file.url) return el("div", { className: "file" }, about)
  const link = el("a", { className: "file", href: HOUSE + file.url, target: "_blank", rel: "noopener", download: file.name }, about)
  if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) picture(file, link)
  return link
}

// A picture is drawn on a canvas from its bytes: that needs no right to show images in a strict page.
async function picture(file, link) {
  try {
    const answer = await fetch(`${HOUSE + file.url}?inline=1`, { mode: "cors", credentials: "omit" })
    const image = await createImageBitmap(await answer.blob())
    const scale = Math.min(1, 240 / image.width, 200 / image.height)
    const canvas = el("canvas", { width: image.width * scale, height: image.height * scale, role: "img", "aria-label": file.name })
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    link.prepend(canvas)
    log.scrollTop = log.scrollHeight
  } catch { /* the link is there */ }
}

// Who is there, or how long it may take.
const status = el("p", { className: "status", role: "status" })
function drawStatus() {
  const chat = state.chat
  let text = ""
  if (!state.connected) text = say("offline")
  else if (state.slowed) text = state.slowed
  else if (assistant()) text = thinks() ? say("thinking") : say("assisted")
  else if (state.typing) text = say("typing", { agent: chat?.agent || say("somebody") })
  else if (chat?.state === "waiting") {
    text = say("waiting")
    if (chat.place) text += ` ${say("place", { place: chat.place })}`
    if (chat.wait != null) text += ` ${chat.wait < 60 ? say("wait_minute") : chat.wait > 3600 ? say("wait_long") : say("wait_minutes", { minutes: Math.ceil(chat.wait / 60) })}`
  } else if (chat?.state === "talking" && chat.agent) text = say("talking", { agent: chat.agent })
  if (status.textContent !== text) status.textContent = text
  status.className = state.typing || thinks() ? "status typing" : state.connected ? "status" : "status lost"
}

// What was said to the assistant is on its way, or a program outside is asked for it.
const thinks = () => state.connected && !state.slowed && (assistant()?.waits || (assistant() || !state.chat) && waiting().some((one) => !one.refused && state.setup.assistant))

function announce(before, after) {
  if (after?.state === "waiting") patientLook()
  if (before && after && before.state !== after.state) emit(after.state === "ended" ? "end" : after.state, {})
}

// While somebody waits: a look every half minute, which also tells the house that they are still there.
let looking = 0
function patientLook() {
  clearTimeout(looking)
  looking = setTimeout(() => { if (state.chat?.state === "waiting") sync() }, 22_000 + Math.random() * 6_000)
}

function markSeen() {
  const last = state.messages.filter((one) => !one.mine).at(-1)
  if (!last || !state.open || state.view !== "chat" || document.hidden || store.get("seen") === last.id) return
  store.set("seen", last.id)
  ask("seen", { upto: last.id }).then((answer) => { if (answer.told.changed) whisper("seen") }).catch(() => store.remove("seen"))
}

function unread() {
  const seen = state.messages.findIndex((one) => one.id === store.get("seen"))
  return state.messages.slice(seen + 1).filter((one) => !one.mine).length
}
