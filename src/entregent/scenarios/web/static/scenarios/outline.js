// <scenario-outline>: the lines of a scenario by keyboard (arrows, Enter, Alt and arrows, Delete) and by dragging, with a mouse from
// anywhere on a line, with a finger by its handle (elsewhere a finger scrolls). Each act is sent
// to the server, which answers with the page's parts. It also keeps what the parts share: the line that is open, the folded
// ones, and whether all that was typed is saved.

const WAYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }

const EDGE = 28

const level = (line) => Number(line.ariaLevel ?? line.getAttribute("aria-level"))
const key = (line) => `${line.dataset.owner} ${line.dataset.exit} ${line.dataset.node}`

class ScenarioOutline extends HTMLElement {
  connectedCallback() {
    this.folded = new Set()
    this.open = document.getElementById("panel")?.dataset.node ?? ""
    this.addEventListener("keydown", (event) => this.press(event))
    this.addEventListener("click", (event) => this.dropped ? this.dropped = false : this.choose(event.target.closest("li")))
    document.addEventListener("click", (event) => this.follow(event))
    for (const [name, act] of Object.entries({ pointerdown: "take", pointermove: "move", pointerup: "drop", pointercancel: "clear" })) {
      this.addEventListener(name, (event) => this[act](event))
    }
    document.addEventListener("htmx:oobAfterSwap", (event) => this.swapped(event.detail.target.id))
    document.addEventListener("htmx:afterSwap", (event) => event.detail.target.id === "panel" && this.opened())
    this.settle()
    this.querySelector('li[aria-selected="true"]')?.scrollIntoView({ block: "nearest" })
  }

  get lines() { return [...this.querySelectorAll("li")] }
  get seen() { return this.lines.filter((line) => !line.hidden) }
  get current() { return this.querySelector('li[tabindex="0"]') }

  settle() {
    for (const line of this.lines) {
      if (line.hasAttribute("aria-expanded")) line.setAttribute("aria-expanded", String(!this.folded.has(key(line))))
      line.setAttribute("aria-selected", String(line.dataset.node === this.open && !line.classList.contains("refers") && !line.classList.contains("nowhere")))
    }
    let hiddenBelow = Infinity
    for (const line of this.lines) {
      line.hidden = level(line) > hiddenBelow
      if (!line.hidden) hiddenBelow = this.folded.has(key(line)) ? level(line) : Infinity
    }
    const first = this.seen.find((line) => key(line) === this.at) ?? this.querySelector('li[aria-selected="true"]') ?? this.seen[0]
    for (const line of this.lines) line.tabIndex = line === first ? 0 : -1
  }

  swapped(id) {
    if (id === "outline") {
      this.settle()
      if (this.held) this.current?.focus()
      this.held = false
    }
    if (id === "panel") this.opened()
  }

  opened() {
    this.open = document.getElementById("panel").dataset.node
    if (this.open) this.at = undefined
    this.settle()
    this.querySelector('li[aria-selected="true"]')?.scrollIntoView({ block: "nearest" })
    document.querySelector("drawn-tree")?.reveal(this.open)
    if (matchMedia("(max-width: 760px)").matches) document.getElementById("panel").scrollIntoView()
  }

  choose(line) {
    if (!line) return
    this.go(line)
    this.show(line.dataset.node)
  }

  // What opens a step, and what is done to the whole draft, wherever it stands: it waits until what was typed is saved.
  follow(event) {
    const opener = event.target.closest("[data-opens]")
    const sender = event.target.closest("button[data-sends]")
    if (opener && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      this.show(opener.dataset.opens)
    } else if (sender) this.send(sender.dataset.sends)
  }

  async show(node) {
    await settled()
    window.htmx.ajax("GET", `${this.dataset.page}?node=${encodeURIComponent(node)}`, { target: "#panel", swap: "outerHTML", source: this })
  }

  async send(address) {
    await settled()
    const values = { base: document.getElementById("state").dataset.base, node: document.getElementById("panel").dataset.node }
    window.htmx.ajax("POST", address, { values, swap: "none", source: this })
  }

  go(line) {
    if (!line) return
    for (const one of this.lines) one.tabIndex = one === line ? 0 : -1
    this.at = key(line)
    line.focus()
  }

  async act(values) {
    await settled()
    this.held = true
    this.at = undefined
    window.htmx.ajax("POST", this.dataset.act, { values, swap: "none", source: this })
  }

  press(event) {
    if (event.key === "Escape" && this.dragged) return this.clear()
    const line = event.target.closest("li")
    if (!line || event.ctrlKey || event.metaKey) return
    if (event.altKey) {
      if (!WAYS[event.key] || !("writes" in this.dataset) || !("moves" in line.dataset)) return
      event.preventDefault()
      this.open = line.dataset.node
      return this.act({ op: "shift", node: line.dataset.node, way: WAYS[event.key] })
    }
    const { seen } = this
    const place = seen.indexOf(line)
    if (event.key === "ArrowDown") this.go(seen[place + 1])
    else if (event.key === "ArrowUp") this.go(seen[place - 1])
    else if (event.key === "Home") this.go(seen[0])
    else if (event.key === "End") this.go(seen.at(-1))
    else if (event.key === "ArrowRight") this.unfold(line, seen[place + 1])
    else if (event.key === "ArrowLeft") this.fold(line)
    else if (event.key === "Enter" || event.key === " ") line.click()
    else if (event.key === "Delete" && "writes" in this.dataset && "moves" in line.dataset) this.act({ op: "remove", node: line.dataset.node })
    else return
    event.preventDefault()
  }

  fold(line) {
    if (line.getAttribute("aria-expanded") === "true") {
      this.folded.add(key(line))
      this.at = key(line)
      return this.settle()
    }
    const { lines } = this
    this.go(lines.slice(0, lines.indexOf(line)).findLast((one) => level(one) < level(line)))
  }

  unfold(line, next) {
    if (line.getAttribute("aria-expanded") === "false") {
      this.folded.delete(key(line))
      this.at = key(line)
      this.settle()
    } else if (next && level(next) > level(line)) this.go(next)
  }

  take(event) {
    const line = event.target.closest("li[data-moves]")
    this.dropped = false
    if (line && event.button === 0 && (event.pointerType === "mouse" || event.target.closest(".grip"))) {
      this.taken = { line, x: event.clientX, y: event.clientY }
    }
  }

  move(event) {
    if (!this.taken) return
    const { line, x, y } = this.taken
    const far = Math.hypot(event.clientX - x, event.clientY - y) > 6
    this.pointer = [event.clientX, event.clientY]
    if (far && !this.dragged) this.lift(line, event.pointerId)
  }

  // Frame by frame, so that the lines go by while the pointer rests at their edge.
  hover() {
    if (!this.dragged) return
    const [x, y] = this.pointer
    const { top, bottom } = this.getBoundingClientRect()
    if (y < top + EDGE) this.scrollBy(0, -8)
    else if (y > bottom - EDGE) this.scrollBy(0, 8)
    this.ghost.style.transform = `translate(${x + 12}px, ${y + 8}px)`
    const under = document.elementFromPoint(x, y)?.closest("li")
    this.mark(under && under !== this.dragged && this.contains(under) ? under : undefined)
    requestAnimationFrame(() => this.hover())
  }

  lift(line, pointer) {
    this.dragged = line
    this.setPointerCapture(pointer)
    line.focus()
    this.ghost = document.createElement("div")
    this.ghost.className = "scn-ghost"
    this.ghost.textContent = line.querySelector("b").textContent
    document.body.append(this.ghost)
    this.hover()
  }

  // Dropped on a line, a step comes in its place: on the way that leads there.
  drop() {
    this.dropped = Boolean(this.dragged)
    if (this.target) {
      const { owner, exit } = this.target.dataset
      this.open = this.dragged.dataset.node
      this.act({ op: "put", node: this.dragged.dataset.node, owner, exit })
    }
    this.clear()
  }

  mark(line) {
    this.target?.classList.remove("drop")
    this.target = line
    line?.classList.add("drop")
  }

  clear() {
    this.mark()
    this.ghost?.remove()
    this.taken = this.dragged = this.ghost = undefined
  }
}

customElements.define("scenario-outline", ScenarioOutline)

// What is typed and not saved yet: said, waited for, and sent when the page is left.
let waiting = null
let flying = 0
const saved = () => document.getElementById("saved")

async function settled() {
  if (waiting) window.htmx.trigger(waiting, "change")
  for (let rest = 200; rest && flying > 0; rest--) await new Promise((next) => setTimeout(next, 25))
}

// What was typed before this came is sent as if it had just been. (These forms are `autocomplete="off"`: a browser that comes back to
// the page would otherwise put into one step what it remembers of another.)
const typed = (field) => {
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected))
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked
}
document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("#editor form[hx-trigger]")) {
    if ([...form.querySelectorAll("input, textarea, select")].some(typed)) window.htmx.trigger(form, "change")
  }
})

document.addEventListener("input", (event) => {
  const form = event.target.closest("#node-form")
  if (form) waiting = form
})
document.addEventListener("htmx:beforeSend", () => { flying++ })
document.addEventListener("htmx:afterRequest", () => setTimeout(() => { flying-- }))
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id !== "node-form") return
  waiting = null
  if (saved()) saved().textContent = saved().dataset.saving
})
const lost = (event) => {
  if (event.detail.elt.id !== "node-form") return
  waiting = event.detail.elt
  if (saved()) saved().textContent = saved().dataset.lost
}
document.addEventListener("htmx:sendError", lost)
document.addEventListener("htmx:responseError", lost)
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.xhr?.status === 422) lost(event) })
addEventListener("pagehide", () => {
  if (!waiting) return
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")
  const fields = [...new FormData(waiting)].filter(([, value]) => typeof value === "string")
  fetch(waiting.getAttribute("hx-post"), { method: "POST", body: new URLSearchParams(fields), headers, keepalive: true })
})
