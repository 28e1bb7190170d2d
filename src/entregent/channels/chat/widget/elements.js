// Drawing: elements made one by one, never from text that could be markup. Styles are sheets of the shadow tree, which the policy
// of a strict page does not forbid.

function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else if (name in made && !name.startsWith("aria") && name !== "list" && name !== "form") made[name] = value
    else made.setAttribute(name, value === true ? "" : value)
  }
  made.append(...children.flat(9).filter((child) => child != null && child !== false))
  return made
}

const DRAWINGS = {
  chat: "M4 5h16v11H9l-5 4z", cross: "M6 6l12 12M18 6L6 18", back: "M15 5l-7 7 7 7", send: "M4 12l16-8-6 16-3-7z",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.5 17a1.7 1.7 0 0 1-2.4-2.4L14.5 7",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01",
  phone: "M6 3h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z",
  book: "M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 8h6M9 12h6", letter: "M3 6h18v12H3zM3 7l9 7 9-7",
  mute: "M9 5a3 3 0 0 1 6 0v6a3 3 0 0 1-5 2M5 11a7 7 0 0 0 11 5M19 11a7 7 0 0 1-.6 2.8M12 18v3M4 3l16 18",
  keys: "M6 5h.01M12 5h.01M18 5h.01M6 12h.01M12 12h.01M18 12h.01M6 19h.01M12 19h.01M18 19h.01",
  more: "M4.5 12h1M11.5 12h1M18.5 12h1", down: "M5 9l7 7 7-7", file: "M6 3h8l4 4v14H6zM14 3v4h4", check: "M5 13l4 4L19 7",
}
const SVG = "http://www.w3.org/2000/svg"
function drawing(name) {
  const made = document.createElementNS(SVG, "svg")
  made.setAttribute("viewBox", "0 0 24 24")
  made.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(SVG, "path")
  path.setAttribute("d", DRAWINGS[name])
  made.append(path)
  return made
}

const button = (name, words, act, more = {}) => el("button", { type: "button", onclick: act, ...more }, name && drawing(name), words && el("span", {}, words))
const iconButton = (name, words, act, more = {}) => el("button", { type: "button", className: "icon", title: words, "aria-label": words, onclick: act, ...more }, drawing(name))

// Text with its links, as nodes: what somebody typed never becomes markup.
const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}»]/g
function words(text) {
  const found = []
  let from = 0
  for (const match of text.matchAll(LINK)) {
    found.push(text.slice(from, match.index))
    found.push(el("a", { href: match[0], target: "_blank", rel: "noopener noreferrer nofollow" }, match[0]))
    from = match.index + match[0].length
  }
  return [...found, text.slice(from)].filter((one) => one !== "")
}

const clock = (at) => new Date(at).toLocaleTimeString(LANGUAGE, { hour: "2-digit", minute: "2-digit" })
const weight = (size) => size < 1024 * 1024 ? `${Math.max(1, Math.round(size / 1024))} ${LANGUAGE === "fr" ? "Ko" : "kB"}` : `${(size / 1048576).toFixed(1)} ${LANGUAGE === "fr" ? "Mo" : "MB"}`

const host = el("div", { id: "entregent" })
const root = host.attachShadow({ mode: "open" })

function dress() {
  const colours = state.setup.colours
  const tokens = (side) => Object.entries(colours).map(([name, pair]) => `--${name}:${pair[side]}`).join(";")
  const LIGHT = `--ink:#1b2430;--muted:#566070;--ground:#fff;--sunken:#f4f2ec;--line:#e0dcd2;--edge:#7d848f;--bad:#a8231b;${tokens(0)}`
  const DARK = `--ink:#e9e6df;--muted:#a4acb8;--ground:#1a2027;--sunken:#242c35;--line:#37414d;--edge:#7f8996;--bad:#ff9a91;${tokens(1)}`
  const theme = state.setup.theme
  const dark = theme === "dark" ? `:host{${DARK};color-scheme:dark}` : theme === "light" ? "" : `@media (prefers-color-scheme:dark){:host{${DARK};color-scheme:dark}}`
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`${STYLE}:host{${LIGHT};color-scheme:light}${dark}`)
  root.adoptedStyleSheets = [sheet]
}
