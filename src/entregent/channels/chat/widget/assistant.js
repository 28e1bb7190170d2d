// The assistant that answers first: what it asks stands as buttons between what was said and where one writes, and words are taken too.

const offers = el("div", { className: "asked", role: "group" })
const assistant = () => state.chat?.state === "assisted" ? state.chat.assistant : null
const MODES = { phone: ["tel", "tel"], mail: ["email", "email"], number: ["numeric", ""], amount: ["decimal", ""], postcode: ["numeric", "postal-code"] }

// It is woken when somebody comes to the chat: it speaks first.
function wake() {
  if (!state.setup.assistant || state.view !== "chat" || !state.open || mustAsk() || waiting().length) return
  if (!state.chat || state.fresh) put_out({ hello: true })
}

function press(pressed, text) {
  log.focus({ preventScroll: true })
  put_out({ ...pressed, text })
}

// Through the outbox, like words: what was pressed reaches the house once, whatever happens to the network.
function put_out(entry) {
  const kept = { client: uuid(), text: "", at: Date.now(), fresh: state.fresh, about: state.about, ...entry }
  state.fresh = false
  store.set(`out:${kept.client}`, kept)
  draw()
  log.scrollTop = log.scrollHeight
  flush()
}

function drawAsked() {
  const turn = assistant()
  const busy = waiting().some((one) => !one.refused)
  const mark = JSON.stringify([turn, busy, isStaffed()])
  if (offers.mark === mark) return
  offers.mark = mark
  offers.hidden = !turn || busy || turn.waits
  offers.setAttribute("aria-label", say("choices"))
  fit(turn)
  if (offers.hidden) return offers.replaceChildren()
  const number = turn.number
  const choices = turn.kind === "scale"
    ? Array.from({ length: turn.maximum - turn.minimum + 1 }, (_, place) => String(turn.minimum + place)).map((note) => button("", note, () => put_out({ text: note })))
    : turn.options.length > MOST_BUTTONS ? [listForm(turn)] : turn.options.map((one) => button("", shortly(one), () => press({ key: one.key, number }, one.label)))
  offers.className = `asked ${turn.kind}`
  offers.replaceChildren(...choices, ...(turn.kind === "date" ? [dateForm()] : []), el("p", { className: "ways" },
    turn.back && button("", say("before_that"), () => press({ wish: "back", number }, say("before_that")), { className: "link" }),
    button("", say("adviser"), () => press({ wish: "agent" }, say("adviser")), { className: "link" })))
  log.scrollTop = log.scrollHeight
}

// The field fits what is asked: the keyboard of a telephone follows.
function fit(turn) {
  const [mode, autocomplete] = MODES[turn?.kind] ?? ["", ""]
  field.inputMode = mode
  field.autocomplete = autocomplete || "off"
}

// A time is short on its button, so that all of them are in sight; its words are said in full once it is pressed.
function shortly({ at, label }) {
  const part = (options) => new Date(at).toLocaleString(LANGUAGE, { timeZone: state.setup.zone, ...options })
  return at ? `${part({ weekday: "short", day: "numeric" })} · ${part({ hour: "numeric", minute: "2-digit" })}` : label
}

// So many choices (the times at which one may be called) stand in a list.
const MOST_BUTTONS = 9
function listForm(turn) {
  const list = el("select", { "aria-label": say("choices") }, turn.options.map((one) => el("option", { value: one.key }, one.label)))
  return el("form", { className: "day", onsubmit: (event) => {
    event.preventDefault()
    press({ key: list.value, number: turn.number }, list.selectedOptions[0].textContent)
  } }, list, el("button", { type: "submit", className: "primary" }, say("send")))
}

function dateForm() {
  const day = el("input", { type: "date", required: true, "aria-label": say("day") })
  return el("form", { className: "day", onsubmit: (event) => {
    event.preventDefault()
    if (day.value) put_out({ text: new Date(`${day.value}T12:00`).toLocaleDateString(LANGUAGE === "fr" ? "fr-FR" : "en-GB") })
  } }, day, el("button", { type: "submit", className: "primary" }, say("send")))
}

// While a program outside is asked, the house is asked where things stand.
let watching = 0
function watch() {
  clearTimeout(watching)
  if (assistant()?.waits) watching = setTimeout(sync, 700)
}
