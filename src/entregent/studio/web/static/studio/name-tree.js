// <name-tree>: a line is dragged by its grip or its name, and dropped before, after or inside another; Alt and an arrow key on a
// line press its buttons. Both send the line's own form, so that nothing works here that does not work without this script.

const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" }

const depth = (line) => Number(line.className.match(/depth-(\d)/)[1])

// What stands under a line moves with it, and is no place for it.
function below(line) {
  const found = []
  for (let next = line.nextElementSibling; next && depth(next) > depth(line); next = next.nextElementSibling) found.push(next)
  return found
}

class NameTree extends HTMLElement {
  connectedCallback() {
    for (const line of this.querySelectorAll("li")) line.draggable = true
    this.addEventListener("dragstart", (event) => this.lift(event))
    this.addEventListener("dragover", (event) => this.hover(event))
    this.addEventListener("drop", (event) => this.drop(event))
    this.addEventListener("dragend", () => this.clear())
    this.addEventListener("keydown", (event) => this.press(event))
  }

  lift(event) {
    this.dragged = event.target.closest("li")
    this.barred = new Set([this.dragged, ...below(this.dragged)])
    for (const line of this.barred) line.classList.add("dragged")
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", this.dragged.textContent.trim())
  }

  hover(event) {
    const line = event.target.closest("li")
    if (!this.dragged || !line || this.barred.has(line)) return this.mark()
    event.preventDefault()
    const { top, height } = line.getBoundingClientRect()
    const share = (event.clientY - top) / height
    this.mark(line, share < 0.3 ? "before" : share > 0.7 ? "after" : "inside")
  }

  drop(event) {
    if (!this.target) return
    event.preventDefault()
    const form = this.dragged.querySelector("form")
    for (const [name, value] of Object.entries({ target: this.target.dataset.node, where: this.where })) {
      const input = document.createElement("input")
      Object.assign(input, { type: "hidden", name, value })
      form.append(input)
    }
    this.mark()
    form.submit()
  }

  press(event) {
    const way = event.altKey && KEYS[event.key]
    const button = way && event.target.closest("li")?.querySelector(`button[value="${way}"]`)
    if (!button) return
    event.preventDefault()
    button.click()
  }

  mark(line, where) {
    this.target?.classList.remove("drop-before", "drop-after", "drop-inside")
    this.target = line
    this.where = where
    line?.classList.add(`drop-${where}`)
  }

  clear() {
    this.mark()
    for (const line of this.barred ?? []) line.classList.remove("dragged")
    this.dragged = undefined
  }
}

customElements.define("name-tree", NameTree)
