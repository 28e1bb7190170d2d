// Keyboard shortcuts declared in the page: <a data-shortcut="g t">, <button data-shortcut="mod+enter">, <textarea data-shortcut="r">.
// A shortcut clicks a link or a button and focuses a field. "mod" is Ctrl, or Command on a Mac; "g t" is g then t.
// Bare keys are ignored while typing; combinations with mod/alt and function keys always work. Only what is visible answers,
// and a dialog that is open hears first. "?" lists them all. Single keys can be switched off (WCAG 2.1.4): <body data-single-keys="off">.

const onMac = /Mac|iPhone|iPad/.test(navigator.platform)
let prefix = ""
let prefixTimer = 0

function nameOf(event) {
  const named = { " ": "space", Escape: "esc", ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" }
  const key = named[event.key] ?? event.key.toLowerCase()
  let name = ""
  if (onMac ? event.metaKey : event.ctrlKey) name += "mod+"
  if (event.altKey) name += "alt+"
  // Shift is part of the character for "?" or "E", and said apart only for keys without one.
  if (event.shiftKey && key.length > 1) name += "shift+"
  return name + key
}

function typing(target) {
  return target.isContentEditable || /^(textarea|select)$/i.test(target.tagName) ||
    (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit|range|color|file)$/.test(target.type))
}

function declared() {
  const scope = [...document.querySelectorAll("dialog[open]")].pop() ?? document
  return [...scope.querySelectorAll("[data-shortcut]")].filter((element) => element.checkVisibility?.() ?? true)
}

function fire(element) {
  if (!typing(element)) return element.click()
  element.focus()
  if (element.tagName === "TEXTAREA") element.selectionStart = element.value.length
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.key === "Control" || event.key === "Shift") return
  const key = nameOf(event)
  const bare = !/^(mod|alt)\+|^(shift\+)?f\d+$/.test(key)
  if (bare && (typing(event.target) || document.body.dataset.singleKeys === "off")) return
  const full = prefix ? `${prefix} ${key}` : key
  clearTimeout(prefixTimer)
  prefix = ""
  if (full === "?") {
    event.preventDefault()
    list()
    return
  }
  const all = declared()
  const found = all.find((element) => element.dataset.shortcut === full)
  if (found) {
    event.preventDefault()
    fire(found)
  } else if (all.some((element) => element.dataset.shortcut.startsWith(`${full} `))) {
    prefix = full
    prefixTimer = setTimeout(() => { prefix = "" }, 1200)
  }
})

export function pretty(shortcut) {
  const words = { mod: onMac ? "⌘" : "Ctrl", enter: "⏎", alt: onMac ? "⌥" : "Alt", shift: "⇧", up: "↑", down: "↓", left: "←", right: "→" }
  return shortcut.split(" ").map((step) => step.split("+").map((key) => words[key] ?? (key.length === 1 || /^f\d+$/.test(key) ? key.toUpperCase() : key)).join(" "))
}

function list() {
  const dialog = document.getElementById("shortcuts")
  const box = dialog?.querySelector(".shortcut-list")
  if (!box || dialog.open) return
  const rows = new Map([["?", box.dataset.helpLabel]])
  for (const element of declared()) {
    const label = element.dataset.shortcutLabel || element.dataset.command || element.getAttribute("aria-label") || words(element)
    if (!rows.has(element.dataset.shortcut)) rows.set(element.dataset.shortcut, label)
  }
  box.replaceChildren(...[...rows].map(([shortcut, label]) => {
    const row = document.createElement("div")
    const name = document.createElement("span")
    name.textContent = label
    const keys = document.createElement("span")
    for (const step of pretty(shortcut)) {
      const key = document.createElement("kbd")
      key.textContent = step
      keys.append(key, " ")
    }
    row.append(name, keys)
    return row
  }))
  dialog.showModal()
}

// What a control says, without the keys shown inside it.
function words(element) {
  const copy = element.cloneNode(true)
  for (const key of copy.querySelectorAll("kbd")) key.remove()
  return (copy.textContent.trim() || element.placeholder || "").replace(/\s+/g, " ")
}

function announce() {
  for (const element of document.querySelectorAll("[data-shortcut]:not([aria-keyshortcuts])")) {
    element.setAttribute("aria-keyshortcuts", element.dataset.shortcut.replace(/\bmod\b/g, onMac ? "Meta" : "Control"))
  }
  if (onMac) for (const key of document.querySelectorAll("[data-mod-key]")) key.textContent = key.textContent.replace("Ctrl", "⌘")
}

document.addEventListener("click", (event) => { if (event.target.closest('[data-dialog-open="shortcuts"]')) list() }, true)
document.addEventListener("htmx:afterSettle", announce)
announce()
