// Short messages at the bottom of the screen. Three ways in: Django's messages (already in the page), the response header
// HX-Trigger: {"toast": {"text": "…", "level": "bad", "undo": "/url"}}, and a DOM event: dispatchEvent(new CustomEvent("toast", {detail, bubbles: true})).
// Undo POSTs to its address through htmx, so CSRF and the answer's own triggers work. An error stays until it is closed.

const region = document.getElementById("toasts")
const LIFE = 7000

function dress(element, { undo, stays }) {
  if (undo) {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = region.dataset.undoLabel
    button.addEventListener("click", () => {
      element.remove()
      window.htmx.ajax("POST", undo, { swap: "none" })
    })
    element.append(button)
  }
  const close = document.createElement("button")
  close.type = "button"
  close.className = "close"
  close.setAttribute("aria-label", region.dataset.closeLabel)
  close.textContent = "×"
  close.addEventListener("click", () => element.remove())
  element.append(close)
  if (stays) return
  // Time stops while it is pointed at or focused: nobody should have to race it (WCAG 2.2.1).
  let timer = setTimeout(() => element.remove(), LIFE)
  const hold = () => clearTimeout(timer)
  const release = () => { timer = setTimeout(() => element.remove(), LIFE / 2) }
  element.addEventListener("pointerenter", hold)
  element.addEventListener("focusin", hold)
  element.addEventListener("pointerleave", release)
  element.addEventListener("focusout", release)
}

function show({ text, level = "info", undo = "" }) {
  const element = document.createElement("div")
  element.className = level === "bad" ? "toast bad" : "toast"
  const words = document.createElement("span")
  words.textContent = text
  element.append(words)
  dress(element, { undo, stays: level === "bad" })
  region.append(element)
  while (region.children.length > 4) region.firstElementChild.remove()
}

if (region) {
  for (const element of region.querySelectorAll(".toast")) dress(element, { stays: element.classList.contains("bad") })
  document.addEventListener("toast", (event) => show(typeof event.detail.value === "string" ? { text: event.detail.value } : event.detail))
  document.addEventListener("htmx:sendError", () => show({ text: region.dataset.lost, level: "bad" }))
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status
    show({ text: status < 500 ? region.dataset.refused : region.dataset.failed, level: "bad" })
  })
}
