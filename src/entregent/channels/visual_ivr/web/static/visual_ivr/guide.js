// A page of questions: after each answer its heading is read out, and digits press what they name.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "step" && event.detail.elt.id !== "step") return
  document.querySelector("#step [data-heading]")?.focus({ preventScroll: true })
})

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return
  const button = /^\d$/.test(event.key) && document.querySelector(`#step [data-key="${event.key}"]`)
  if (button) button.click()
})
