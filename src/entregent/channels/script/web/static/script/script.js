// A script beside a ticket: its next words take the focus, and digits answer while it is within.
document.body.addEventListener("htmx:afterSwap", (event) => {
  const script = document.getElementById("script")
  if (event.detail.requestConfig?.verb !== "post" || !script || event.detail.target.id !== "script") return
  ;(script.querySelector("[data-script-field]") ?? script.querySelector("[data-script-say]"))?.focus({ preventScroll: true })
})

document.addEventListener("keydown", (event) => {
  const script = event.target.closest?.("#script")
  if (!script || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return
  const button = /^\d$/.test(event.key) && script.querySelector(`[data-script-key="${event.key}"]`)
  if (!button) return
  event.preventDefault()
  event.stopImmediatePropagation()
  button.click()
}, true)
