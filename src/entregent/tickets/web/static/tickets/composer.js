// The composer: its three tabs, the files picked, what "/" and "@" suggest. Works on whatever is swapped in, by delegation.

const composers = () => document.getElementById("composers")

function openTab(name, focus = true) {
  const box = composers()
  if (!box) return
  for (const form of box.querySelectorAll("[data-composer]")) form.hidden = form.dataset.composer !== name
  const form = box.querySelector(`[data-composer="${name}"]`)
  if (focus) form?.querySelector("textarea, select")?.focus()
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-composer-tab]")
  if (tab) openTab(tab.dataset.composerTab)
  const copy = event.target.closest("[data-copy]")
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy)
  const opener = event.target.closest("[data-suggest-open]")
  if (opener) {
    const field = opener.closest("form").querySelector("textarea")
    field.focus()
    const gap = field.value && !/\s$/.test(field.value) ? "\n" : ""
    field.setRangeText(gap + opener.dataset.suggestOpen, field.value.length, field.value.length, "end")
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }
})

// Files picked, by name, with a way to take one out.
function drawPicked(input) {
  const box = input.closest("form").querySelector("[data-picked]")
  box.hidden = !input.files.length
  box.replaceChildren(...[...input.files].map((file, index) => {
    const chip = document.createElement("span")
    chip.className = "chip"
    const name = document.createElement("span")
    name.textContent = `${file.name} · ${Math.max(1, Math.round(file.size / 1024))} Ko`
    const out = document.createElement("button")
    out.type = "button"
    out.textContent = "×"
    out.setAttribute("aria-label", `× ${file.name}`)
    out.addEventListener("click", () => {
      const kept = new DataTransfer()
      for (const [place, other] of [...input.files].entries()) if (place !== index) kept.items.add(other)
      input.files = kept.files
      drawPicked(input)
    })
    chip.append(name, out)
    return chip
  }))
}
document.addEventListener("change", (event) => { if (event.target.matches("input[type=file][name=files]")) drawPicked(event.target) })

// Files dropped or pasted anywhere on the composer join those picked.
function add(form, files) {
  const input = form.querySelector("input[type=file][name=files]")
  if (!input || !files.length) return false
  const all = new DataTransfer()
  for (const file of [...input.files, ...files]) all.items.add(file)
  input.files = all.files
  drawPicked(input)
  return true
}
document.addEventListener("dragover", (event) => { if (event.target.closest?.(".composer")) event.preventDefault() })
document.addEventListener("drop", (event) => {
  const form = event.target.closest?.(".composer")
  if (form && add(form, [...event.dataTransfer.files])) event.preventDefault()
})
document.addEventListener("paste", (event) => {
  const form = event.target.closest?.(".composer")
  if (form && add(form, [...(event.clipboardData?.files ?? [])])) event.preventDefault()
})

// Suggestions: "/" at the beginning of a word for canned replies, "@" for colleagues. One listbox, made when needed.
let list = null
let found = []
let at = 0
let asked = 0
let from = 0

function word(field) {
  const mark = field.dataset.suggest
  const before = field.value.slice(0, field.selectionStart)
  const match = before.match(mark === "/" ? /(?:^|\s)\/([\p{L}\d-]*)$/u : /(?:^|\s)@([\p{L}-]*(?: [\p{L}-]*)?)$/u)
  if (!match) return null
  from = before.lastIndexOf(mark)
  return match[1]
}

function close() {
  list?.remove()
  list = null
  found = []
}

function draw(field) {
  close.keep = field
  if (!list) {
    list = document.createElement("ul")
    list.className = "suggest"
    list.id = "suggest"
    list.role = "listbox"
    field.parentElement.append(list)
    field.setAttribute("aria-controls", "suggest")
  }
  at = Math.max(0, Math.min(at, found.length - 1))
  list.replaceChildren(...found.map((one, index) => {
    const row = document.createElement("li")
    row.role = "option"
    row.id = `suggest-${index}`
    row.ariaSelected = String(index === at)
    const label = document.createElement("b")
    label.textContent = one.label
    const hint = document.createElement("span")
    hint.textContent = one.hint ?? ""
    row.append(label, hint)
    row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(field, index) })
    return row
  }))
  if (found.length) field.setAttribute("aria-activedescendant", `suggest-${at}`)
  list.children[at]?.scrollIntoView({ block: "nearest" })
}

function choose(field, index) {
  const one = found[index]
  if (!one) return
  field.setRangeText(one.text, from, field.selectionStart, "end")
  close()
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

document.addEventListener("input", async (event) => {
  const field = event.target
  if (!field.matches?.("textarea[data-suggest]")) return
  const query = word(field)
  const mine = ++asked
  if (query === null) return close()
  const url = new URL(field.dataset.suggest === "/" ? composers().dataset.cannedUrl : composers().dataset.colleaguesUrl, location.href)
  url.searchParams.set("q", query)
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null)
  if (!answer?.ok || mine !== asked) return
  found = (await answer.json()).results
  at = 0
  found.length ? draw(field) : close()
})
document.addEventListener("keydown", (event) => {
  if (!list || !event.target.matches("textarea[data-suggest]")) return
  if (event.key === "ArrowDown") at = (at + 1) % found.length
  else if (event.key === "ArrowUp") at = (at - 1 + found.length) % found.length
  else if (event.key === "Escape") return event.preventDefault(), close()
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") return event.preventDefault(), choose(event.target, at)
  else return
  event.preventDefault()
  draw(event.target)
}, true)
document.addEventListener("focusout", (event) => { if (event.target.matches?.("textarea[data-suggest]")) setTimeout(close, 120) })

// Where someone waits on the other side, now: Enter sends, the field is free at once for the next words, and what could not be
// sent comes back into it.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-live-composer]")
  if (!form || !event.target.matches("textarea") || event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return
  event.preventDefault()
  if (event.target.value.trim() || form.querySelector("input[type=file]")?.files.length) form.requestSubmit(form.querySelector(".send > button"))
})
const leaving = new WeakMap()
document.addEventListener("htmx:beforeSend", (event) => {
  const form = event.target.closest?.("form[data-live-composer]")
  if (!form) return
  const field = form.querySelector("textarea")
  const input = form.querySelector("input[type=file]")
  leaving.set(event.detail.xhr, { text: field.value, files: input?.files })
  field.value = ""
  form.querySelector(".composer-errors").replaceChildren()
  if (input) { input.files = new DataTransfer().files; drawPicked(input) }
})
document.addEventListener("htmx:afterRequest", (event) => {
  const left = leaving.get(event.detail.xhr)
  if (!left || (event.detail.xhr.status >= 200 && event.detail.xhr.status < 300)) return
  const form = event.target.closest("form[data-live-composer]")
  const field = form.querySelector("textarea")
  field.value = [left.text, field.value].filter(Boolean).join("\n")
  if (left.files?.length) add(form, left.files)
  field.dispatchEvent(new Event("input", { bubbles: true }))
})
