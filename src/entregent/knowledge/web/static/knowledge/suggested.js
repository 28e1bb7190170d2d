// What an agent takes from an article goes where they were writing; Ctrl Z takes it out again.

document.addEventListener("knowledge:insert", (event) => {
  const form = document.querySelector('[data-composer="reply"]')
  const field = form?.querySelector("textarea")
  if (!field) return
  if (form.hidden) document.querySelector('[data-composer-tab="reply"]')?.click()
  field.focus()
  const before = field.value.slice(0, field.selectionStart)
  const gap = before && !/\s$/.test(before) ? "\n\n" : ""
  const text = gap + event.detail.text + "\n"
  // The browser's own insertion can be undone; where it is refused, the value is changed and said so.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
})
