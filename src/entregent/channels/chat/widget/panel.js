// The launcher and its panel: what is shown, and where the focus goes.

const isStaffed = () => state.now?.open ?? state.setup.open
const isOpen = () => state.setup.assistant || isStaffed()
const launcher = el("button", { type: "button", className: "launcher", "aria-expanded": "false", "aria-controls": "panel", onclick: () => toggle() }, drawing("chat"), el("span", { className: "badge", hidden: true }))
const title = el("h2", { id: "title", tabIndex: -1 })
const backButton = iconButton("back", "", () => show("home"))
const menuButton = iconButton("more", "", () => { menu.hidden = !menu.hidden; menuButton.setAttribute("aria-expanded", String(!menu.hidden)) }, { "aria-expanded": "false" })
const closeButton = iconButton("down", "", () => toggle(false))
const menu = el("div", { className: "menu", hidden: true })
const body = el("div", { className: "body" })
const notice = el("p", { className: "notice", role: "alert", hidden: true })
const panel = el("section", { id: "panel", className: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
  el("header", {}, backButton, title, menuButton, closeButton, menu), notice, body)
const ended = el("div", { className: "ended" })

function show(view) {
  state.view = view
  menu.hidden = true
  notice.hidden = true
  body.replaceChildren()
  draw()
  if (state.open) (view === "chat" && !field.closest("[hidden]") && field.isConnected ? field : body.querySelector("input, textarea, button") ?? title).focus()
  if (view === "chat") {
    wake()
    log.scrollTop = log.scrollHeight
  }
}

function toggle(yes = !state.open) {
  state.open = yes
  store.set("open", yes)
  panel.hidden = !yes
  launcher.setAttribute("aria-expanded", String(yes))
  if (yes) {
    if (!state.view || state.chat || phone.wire) state.view = first()
    show(state.view)
    emit("open", {})
  } else {
    launcher.focus()
    emit("close", {})
  }
  listen()
  draw()
}

// A chat that goes on is shown at once; one thing offered alone needs no choice.
function first() {
  if (phone.wire) return "call"
  if (state.chat && state.chat.state !== "ended" || waiting().length) return "chat"
  const choices = entries()
  return choices.length === 1 && choices[0].view ? choices[0].view : "home"
}

function entries() {
  const setup = state.setup
  const found = []
  if (state.chat && state.chat.state !== "ended") found.push({ icon: "chat", words: say("resume"), view: "chat" })
  else if (setup.chat && isOpen()) found.push({ icon: "chat", words: say("start"), view: "chat" })
  else found.push({ icon: "letter", words: say("leave"), view: "leave" })
  if (mayCall()) found.push({ icon: "phone", words: say(phone.wire ? "call_back" : "call_now"), view: "call" })
  if (setup.help) found.push({ icon: "book", words: say("help"), view: "help" })
  if (setup.callback) found.push({ icon: "phone", words: say("callback"), view: "callback" })
  if (setup.phone) found.push({ icon: "phone", words: say("call", { number: setup.phone.shown }), href: setup.phone.href })
  return found
}

function homeView() {
  const closed = state.setup.chat && !isOpen()
  return el("div", { className: "home" },
    el("p", { className: "greeting" }, state.setup.greeting || say("home")),
    closed && el("p", {}, `${state.setup.away || say("closed")} ${opensAgain()}`),
    entries().map((one) => one.href ? el("a", { className: "entry", href: one.href }, drawing(one.icon), el("span", {}, one.words)) : button(one.icon, one.words, () => show(one.view), { className: "entry" })))
}

function chatView() {
  if (mustAsk()) return [beforeForm()]
  return [log, offers, status, otherWays, ended, composer]
}

const REASONS = { assistant: "ended_assistant", idle: "ended_idle", left: "ended_left", abandoned: "ended_idle", merged: "ended_merged", blocked: "blocked", callback: "ended_callback" }
function drawEnded() {
  const leaving = state.chat?.state === "leaving"
  const over = leaving || state.chat?.state === "ended" && !state.fresh && !waiting().length
  composer.hidden = over || !!state.chat?.blocked
  ended.hidden = !over
  const mark = JSON.stringify([over, state.chat, state.done, isOpen()])
  if (!over || ended.mark === mark) return
  if (ended.contains(root.activeElement) && root.activeElement.matches("textarea, input")) return
  ended.mark = mark
  const inside = root.activeElement && ended.contains(root.activeElement) ? root.activeElement.getAttribute("aria-label") : null
  if (leaving) return ended.replaceChildren(leaveForm())
  ended.replaceChildren(
    el("p", {}, say(REASONS[state.chat.ended_by] ?? "ended")),
    ...(state.setup.survey && !state.chat.blocked ? [survey()] : []),
    ...(state.setup.transcript && !state.chat.blocked ? [transcriptForm()] : []),
    ...(state.chat.blocked ? [] : [button("chat", say(isOpen() ? "write_again" : "leave"), () => {
      if (!isOpen()) return show("leave")
      state.fresh = ["left", "merged", "assistant"].includes(state.chat.ended_by)
      wake()
      state.reopened = true
      ended.hidden = true
      composer.hidden = false
      field.focus()
    }, { className: "entry" })]))
  if (inside) ended.querySelector(`[aria-label="${CSS.escape(inside)}"]`)?.focus()
}

function drawMenu() {
  const talks = state.chat && state.chat.state !== "ended"
  const items = []
  if (talks && state.chat.state === "waiting") items.push(button("letter", say("leave"), () => show("leave")))
  if (talks && state.setup.transcript) items.push(button("letter", say("transcript"), () => { menu.hidden = true; show("transcript") }))
  if (talks) items.push(button("cross", say("end"), endChat))
  menuButton.hidden = !items.length || state.view !== "chat"
  if (menu.hidden) menu.replaceChildren(...items)
}

async function endChat() {
  menu.hidden = true
  const answer = await ask("end").catch(() => null)
  if (answer?.ok) { apply(answer.told); title.focus() } else tell(say("error"))
}

function tell(text) {
  notice.textContent = text
  notice.hidden = false
}

const VIEWS = { home: homeView, call: callView, leave: leaveForm, callback: callbackForm, help: helpView, transcript: transcriptForm }

function draw() {
  if (!state.setup) return
  const count = unread()
  const badge = launcher.lastChild
  badge.hidden = !count || state.open
  badge.textContent = count
  launcher.firstChild.firstChild.setAttribute("d", DRAWINGS[state.open ? "cross" : "chat"])
  launcher.setAttribute("aria-label", state.open ? say("close") : count ? `${say("open")} — ${say("unread", { count })}` : say("open"))
  if (!state.open) return
  title.textContent = state.chat?.agent && state.view === "chat" ? state.chat.agent : state.setup.title
  backButton.hidden = state.view === "home" || first() === state.view && entries().length === 1
  for (const [one, name] of [[backButton, "back"], [menuButton, "more"], [closeButton, "minimise"]]) {
    one.title = say(name)
    one.setAttribute("aria-label", say(name))
  }
  if (state.view === "chat") {
    const asks = mustAsk()
    if (asks !== body.asks || !body.childElementCount) { body.asks = asks; body.replaceChildren(...chatView()) }
    if (!asks) { drawComposer(); drawLog(); drawAsked(); drawStatus(); drawOtherWays(); drawEnded(); markSeen() }
  } else if (!body.childElementCount || body.view !== state.view + JSON.stringify(state.done[state.view] ?? "")) {
    body.replaceChildren(VIEWS[state.view]())
  }
  body.view = state.view + JSON.stringify(state.done[state.view] ?? "")
  drawMenu()
}

// Esc closes what is open; a panel that fills a telephone keeps the focus inside. Keys stay ours: the page may have its own.
panel.addEventListener("keydown", (event) => {
  event.stopPropagation()
  if (event.key === "Escape") {
    if (!menu.hidden) { menu.hidden = true; return menuButton.focus() }
    if (!emojis.hidden) { showEmojis(false); return emojiButton.focus() }
    return toggle(false)
  }
  if (event.key !== "Tab" || !matchMedia("(max-width: 480px)").matches) return
  const able = [...panel.querySelectorAll("button, input, textarea, select, a[href], [tabindex='0']")].filter((one) => one.checkVisibility() && !one.disabled)
  const edge = event.shiftKey ? able[0] : able.at(-1)
  if (root.activeElement === edge) { event.preventDefault(); (event.shiftKey ? able.at(-1) : able[0]).focus() }
})
for (const name of ["keyup", "keypress"]) panel.addEventListener(name, (event) => event.stopPropagation())
document.addEventListener("visibilitychange", () => { if (!document.hidden && state.setup) { draw(); if (state.chat && !source) sync() } })
