// Other words for the answer, or for the passage that is selected. What was written is replaced only if it is still what was sent;
// « Put my words back », or Ctrl Z, brings it back.

const undoing = new WeakMap()

function tell(form, text, undo = null) {
  const box = form.querySelector("[data-reworded]")
  box.hidden = !text
  box.querySelector("[data-reworded-text]").textContent = text
  box.querySelector("[data-reword-undo]").hidden = !undo
  undo ? undoing.set(form, undo) : undoing.delete(form)
}

// The browser's own insertion can be undone with Ctrl Z; where it is refused, the value is changed.
function put(field, text, from, to) {
  field.focus()
  field.setSelectionRange(from, to)
  if (document.execCommand("insertText", false, text)) return
  field.setRangeText(text, from, to, "end")
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

async function reword(menu, style) {
  const form = menu.closest("form")
  const field = form.querySelector("textarea")
  const whole = field.value
  const chosen = field.selectionStart !== field.selectionEnd
  const [from, to] = chosen ? [field.selectionStart, field.selectionEnd] : [0, whole.length]
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "", Accept: "application/json" }
  menu.open = false
  menu.querySelector("summary").setAttribute("aria-busy", "true")
  tell(form, menu.dataset.rewording)
  const answer = await fetch(menu.dataset.reword, { method: "POST", headers, body: new URLSearchParams({ style, text: whole.slice(from, to) }) }).catch(() => null)
  const told = await answer?.json().catch(() => null)
  menu.querySelector("summary").removeAttribute("aria-busy")
  if (!form.isConnected) return
  if (!told?.text) return tell(form, told?.error ?? menu.dataset.unanswered)
  if (field.value !== whole) return tell(form, menu.dataset.overtaken)
  put(field, told.text, from, to)
  tell(form, menu.dataset.done, () => put(field, whole, 0, field.value.length))
}

document.addEventListener("click", (event) => {
  const style = event.target.closest("[data-reword-style]")
  if (style) return reword(style.closest("[data-reword]"), style.dataset.rewordStyle)
  const back = event.target.closest("[data-reword-undo]")
  if (!back) return
  const form = back.closest("form")
  undoing.get(form)?.()
  tell(form, "")
})

// Once it leaves there is nothing to bring back.
document.addEventListener("htmx:beforeSend", (event) => {
  if (event.target.querySelector?.("[data-reworded]")) tell(event.target, "")
})
