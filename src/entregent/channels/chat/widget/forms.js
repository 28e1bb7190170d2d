// The forms: before a chat, a message for later, a call, a transcript, an opinion; and the search in the articles.

let fields = 0
function input(name, { required = false, type = "text", rows = 0, value = "", label = say(name), autocomplete = "" } = {}) {
  const id = `f${++fields}`
  const made = rows ? el("textarea", { id, name, rows, required, maxLength: state.setup.longest, value }) : el("input", { id, name, type, required, value, autocomplete, maxLength: 250 })
  return el("p", { className: "field" }, el("label", { htmlFor: id }, label, required || label.includes("(") ? "" : ` (${say("optional")})`), made)
}
const KINDS = { name: ["text", "name"], mail: ["email", "email"], phone: ["tel", "tel"] }
const asked = (name, required) => input(name, { required, type: KINDS[name][0], autocomplete: KINDS[name][1], value: store.get("about")?.[name] ?? "" })

// A form of ours: its fields as an object; what is refused is said above it, and nothing that was typed is lost.
function form(children, label, send) {
  const error = el("p", { className: "error", role: "alert" }, state.error)
  const act = el("button", { type: "submit", className: "primary" }, label)
  const made = el("form", { noValidate: true, onsubmit: async (event) => {
    event.preventDefault()
    error.textContent = ""
    for (const one of made.querySelectorAll("input, textarea")) {
      if (one.checkValidity()) one.removeAttribute("aria-invalid")
      else { one.setAttribute("aria-invalid", "true"); error.textContent ||= one.validationMessage || say("field") }
    }
    if (error.textContent) return made.querySelector("[aria-invalid]").focus()
    act.disabled = true
    try {
      const refusal = await send(Object.fromEntries(new FormData(made)))
      if (refusal) error.textContent = refusal.text ?? say("error")
      if (refusal?.field) made.querySelector(`[name="${refusal.field}"]`)?.focus()
    } catch { error.textContent = say("error") }
    act.disabled = false
  } }, error, children, act)
  state.error = ""
  return made
}

const agreement = () => state.setup.consent ? el("p", { className: "agree" }, el("label", {}, el("input", { type: "checkbox", name: "agreed", required: true }), el("span", {}, words(state.setup.consent)))) : null
function about(values) {
  const kept = { name: values.name ?? "", mail: values.mail ?? "", phone: values.phone ?? "" }
  store.set("about", { ...store.get("about"), ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value)) })
  return { ...kept, agreed: values.agreed === "on" }
}

const mustAsk = () => !state.chat && !state.about && !state.identity && (state.setup.asks.length > 0 || state.setup.consent)

function beforeForm() {
  return form([
    el("h3", {}, say("before")), state.setup.asks.map((one) => asked(one.name, one.required)), agreement(),
  ], say("begin"), async (values) => {
    state.about = about(values)
    for (const entry of waiting()) if (entry.refused) tryAgain(entry)
    show("chat")
  })
}

const sendOnce = {}
async function once(path, body) {
  sendOnce[path] ??= uuid()
  const answer = await ask(path, { client: sendOnce[path], ...body })
  if (!answer.ok) return answer.told
  delete sendOnce[path]
  if (answer.told.token) { state.token = answer.told.token; store.set("token", state.token) }
  state.done[path] = answer.told
  draw()
  sync()
  return null
}

function opensAgain(at = state.now?.reopens ?? state.setup.reopens) {
  if (!at) return ""
  const when = (options) => new Date(at).toLocaleString(LANGUAGE, { timeZone: state.setup.zone, ...options })
  return say("reopens", { day: when({ weekday: "long", day: "numeric", month: "long" }), hour: when({ hour: "2-digit", minute: "2-digit" }) })
}

function leaveForm() {
  if (state.done.leave) return thanks(say("leave_done", { reference: state.done.leave.reference }))
  const closed = !isStaffed()
  return form([
    el("p", {}, closed ? `${state.setup.away || say("closed")} ${opensAgain()}` : "", el("br"), say("leave_why")),
    asked("name", false), asked("mail", true), input("text", { rows: 4, required: true, label: say("write"), value: store.get("draft") ?? "" }),
    state.chat ? null : agreement(),
  ], say("leave"), async (values) => {
    const refusal = await once("leave", { ...about(values), text: values.text })
    if (!refusal) store.remove("draft")
    return refusal
  })
}

function callbackForm() {
  if (state.done.callback) return thanks(say("callback_done"))
  const day = el("select", { id: "day" })
  const hour = el("select", { id: "slot", name: "slot" })
  const hours = el("p", { className: "field", hidden: true }, el("label", { htmlFor: "slot" }, say("callback_hour")), hour)
  read("slots").then((told) => {
    const choices = (told.soon ? [{ text: say("callback_soon"), slots: [{ value: "", text: "" }] }] : []).concat(told.days)
    const pick = () => {
      const slots = choices[day.selectedIndex]?.slots ?? []
      hour.replaceChildren(...slots.map((one) => el("option", { value: one.value }, one.text)))
      hours.hidden = slots.length === 1 && !slots[0].value
    }
    day.append(...choices.map((one) => el("option", {}, one.text)))
    day.addEventListener("change", pick)
    pick()
  }).catch(() => {})
  return form([
    el("p", {}, say("callback_why")), asked("name", false), asked("phone", true),
    el("p", { className: "field" }, el("label", { htmlFor: "day" }, say("callback_when")), day), hours,
    input("text", { rows: 3, label: say("callback_about") }), state.chat ? null : agreement(),
  ], say("callback_send"), (values) => once("callback", { ...about(values), text: values.text, slot: values.slot }))
}

function transcriptForm() {
  if (state.done.transcript) return thanks(say("transcript_done", { mail: state.done.transcript.mail }))
  return form([asked("mail", true)], say("transcript"), async (values) => {
    const answer = await ask("transcript", about(values))
    if (!answer.ok) return answer.told
    state.done.transcript = { mail: values.mail }
    draw()
  })
}

const thanks = (text) => el("div", { className: "thanks", role: "status" }, drawing("check"), el("p", {}, text))

// One click is an opinion; words may follow.
function survey() {
  const chosen = state.done.score ?? state.chat.score ?? 0
  const rate = (score, words = "") => {
    state.done.score = score
    ask("rate", { score, words }).then(() => { if (words) state.done.thanked = true; draw() }).catch(() => tell(say("error")))
    draw()
  }
  const stars = [1, 2, 3, 4, 5].map((score) => el("button", {
    type: "button", className: "star", "aria-pressed": String(score === chosen), onclick: () => rate(score),
    "aria-label": `${say("score", { score })}${score === 1 ? `, ${say("score1")}` : score === 5 ? `, ${say("score5")}` : ""}`,
  }, score <= chosen ? "★" : "☆"))
  const box = el("div", { className: "survey" }, el("p", { id: "survey" }, say("survey")), el("div", { role: "group", "aria-labelledby": "survey" }, stars))
  if (chosen && state.done.thanked) box.append(el("p", { role: "status" }, say("survey_thanks")))
  else if (chosen) {
    const words = el("textarea", { rows: 2, maxLength: 1000, "aria-label": say("survey_words"), placeholder: say("survey_words") })
    box.append(words, button("", say("survey_send"), () => rate(chosen, words.value.trim()), { className: "primary" }))
  }
  return box
}

function helpView() {
  const found = el("div", { className: "found", role: "region", "aria-live": "polite" })
  const search = el("input", { type: "search", id: "search", name: "q", value: store.get("search") ?? "" })
  const look = async (event) => {
    event?.preventDefault()
    store.set("search", search.value)
    const told = await read("find", `&q=${encodeURIComponent(search.value)}`).catch(() => ({ found: [] }))
    found.replaceChildren(...(told.found.length ? [
      el("p", { className: "aside" }, say("search_found", { count: told.found.length })),
      ...told.found.map((one) => el("a", { className: "article", href: new URL(one.url, HOUSE).href, target: "_blank", rel: "noopener", onclick: readInstead }, el("b", {}, one.title), el("span", {}, one.passage), el("span", { className: "aside" }, say("new_tab")))),
    ] : [el("p", {}, say("search_none"))]))
  }
  if (search.value) look()
  return el("div", {}, el("form", { className: "search", onsubmit: look }, el("label", { htmlFor: "search" }, say("search")), search, el("button", { type: "submit", className: "primary" }, say("search_button"))), found)
}
