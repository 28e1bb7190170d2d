// Drafts: <form data-autosave="/drafts/…" data-saved="Draft kept"> is POSTed 800 ms after the last keystroke, and at once when the
// page is left. A status element inside, [data-autosave-state], says what became of it. What is typed also survives a lost server:
// it stays in the form, and the next keystroke tries again.

const timers = new WeakMap()
const sent = new WeakMap()

const bodyOf = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"))

function token(form) {
  return form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? ""
}

async function save(form, keepalive = false) {
  clearTimeout(timers.get(form))
  const body = bodyOf(form)
  if (sent.get(form) === body.toString()) return
  const state = form.querySelector("[data-autosave-state]")
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body, keepalive, headers: { "X-CSRFToken": token(form) } })
    if (!answer.ok) throw new Error(String(answer.status))
    sent.set(form, body.toString())
    if (state) state.textContent = form.dataset.saved ?? ""
  } catch {
    if (state) state.textContent = form.dataset.notSaved ?? ""
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]")
  if (!form) return
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(() => save(form), 800))
})

// Once sent for good, the form must not be kept as a draft again by a timer still running.
document.addEventListener("submit", (event) => {
  clearTimeout(timers.get(event.target))
  sent.set(event.target, bodyOf(event.target).toString())
}, true)

addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-autosave]")) if (timers.has(form)) save(form, true)
})
