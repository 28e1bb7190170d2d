// Where the visitor writes: Enter sends, Shift Enter goes to the next line; what is half written survives a reload.

const field = el("textarea", {
  rows: 1, oninput: typing, onkeydown: (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  },
})
const picker = el("input", { type: "file", hidden: true, onchange: () => { attach([...picker.files]); picker.value = "" } })
const emojis = el("div", { className: "emojis", hidden: true })
const emojiButton = iconButton("smile", "", () => showEmojis(emojis.hidden), { "aria-expanded": "false" })
const clipButton = iconButton("clip", "", () => picker.click())
const sendButton = iconButton("send", "", submit, { className: "icon send" })
const composer = el("div", { className: "composer" }, emojis, field, el("div", { className: "tools" }, emojiButton, clipButton, picker, sendButton))

function drawComposer() {
  field.placeholder = say("placeholder")
  field.setAttribute("aria-label", say("write"))
  field.maxLength = state.setup.longest
  for (const [one, name] of [[emojiButton, "emoji"], [clipButton, "attach"], [sendButton, "send"]]) {
    one.title = say(name)
    one.setAttribute("aria-label", say(name))
  }
  clipButton.hidden = !state.setup.files
  if (!field.value) field.value = store.get("draft") ?? ""
  grow()
}

function grow() {
  field.style.height = "auto"
  field.style.height = `${Math.min(field.scrollHeight, 140)}px`
}

let idle = 0
function typing() {
  store.set("draft", field.value)
  grow()
  if (!field.value) return
  whisper("typing")
  clearTimeout(idle)
  idle = setTimeout(() => whisper("idle"), 5000)
}

function submit() {
  const text = field.value.trim()
  if (!text) return field.focus()
  field.value = ""
  store.remove("draft")
  clearTimeout(idle)
  grow()
  showEmojis(false)
  write(text.slice(0, state.setup.longest))
  log.scrollTop = log.scrollHeight
  field.focus()
}

function attach(chosen) {
  for (const file of chosen) {
    if (file.size > state.setup.largest) tell(say("file_large"))
    else write("", file)
  }
}
composer.addEventListener("dragover", (event) => event.preventDefault())
composer.addEventListener("drop", (event) => { event.preventDefault(); if (state.setup.files) attach([...event.dataTransfer.files]) })
field.addEventListener("paste", (event) => {
  const pasted = [...(event.clipboardData?.files ?? [])]
  if (pasted.length && state.setup.files) { event.preventDefault(); attach(pasted) }
})

function showEmojis(yes) {
  if (yes && !emojis.childElementCount) {
    const split = globalThis.Intl?.Segmenter ? [...new Intl.Segmenter().segment(state.setup.emojis)].map((one) => one.segment) : [...state.setup.emojis]
    emojis.append(...split.map((one) => el("button", { type: "button", onclick: () => insert(one) }, one)))
  }
  emojis.hidden = !yes
  emojiButton.setAttribute("aria-expanded", String(yes))
  if (yes) emojis.firstChild?.focus()
}

function insert(emoji) {
  field.setRangeText(emoji, field.selectionStart, field.selectionEnd, "end")
  showEmojis(false)
  field.focus()
  typing()
}
