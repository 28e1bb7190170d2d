// <drawn-tree>: the drawing moves under the mouse, a finger or the arrows, and grows with the wheel, two fingers, or + and -.
// A click on a box opens its line of the outline. The drawing inside may be swapped: the place looked at stays.

const STEP = 60
const LEAST = 160

class DrawnTree extends HTMLElement {
  connectedCallback() {
    if (this.view) return
    this.fingers = new Map()
    this.begin()
    this.addEventListener("pointerdown", (event) => this.press(event))
    this.addEventListener("pointermove", (event) => this.drag(event))
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, (event) => this.release(event))
    this.addEventListener("wheel", (event) => this.wheel(event), { passive: false })
    this.addEventListener("keydown", (event) => this.key(event))
    this.addEventListener("click", (event) => this.click(event))
    document.addEventListener("htmx:oobAfterSwap", (event) => event.detail.target.id === "drawing" && this.show())
  }

  get drawing() { return this.querySelector("svg.scn-drawing") }

  // Words as large as on the page, beginning where the tree begins.
  begin() {
    const { width, height } = this.getBoundingClientRect()
    const wide = Math.max(width, 320) * 1.15
    const first = this.querySelector("g.current rect") ?? this.querySelector("g.box rect")
    const high = wide * Math.max(height, 200) / Math.max(width, 320)
    this.view = { x: Number(first?.getAttribute("x") ?? 0) - 30, y: Number(first?.getAttribute("y") ?? 0) + 23 - high / 2, wide, high }
    this.show()
  }

  show() {
    const { x, y, wide, high } = this.view
    this.drawing?.setAttribute("viewBox", `${x} ${y} ${wide} ${high}`)
    this.mark(this.current)
  }

  all() {
    const { width, height } = this.drawing.dataset
    const box = this.getBoundingClientRect()
    const wide = Math.max(Number(width), Number(height) * box.width / box.height)
    const high = wide * box.height / box.width
    this.view = { x: (width - wide) / 2, y: (height - high) / 2, wide, high }
    this.show()
  }

  mark(node) {
    if (node === undefined) return
    this.current = node
    for (const box of this.querySelectorAll("g.box")) box.classList.toggle("current", box.dataset.node === node)
  }

  // A box that is opened elsewhere comes into sight.
  reveal(node) {
    this.mark(node)
    const rect = this.querySelector(`g.box[data-node="${CSS.escape(node)}"] rect`)
    if (!rect) return
    const [x, y] = [Number(rect.getAttribute("x")), Number(rect.getAttribute("y"))]
    const { view } = this
    if (x < view.x || x + 190 > view.x + view.wide) view.x = x + 95 - view.wide / 2
    if (y < view.y || y + 46 > view.y + view.high) view.y = y + 23 - view.high / 2
    this.show()
  }

  zoom(by, at = [0.5, 0.5]) {
    const { view } = this
    const wide = Math.min(Math.max(view.wide * by, LEAST), 20000)
    const high = view.high * wide / view.wide
    view.x += (view.wide - wide) * at[0]
    view.y += (view.high - high) * at[1]
    Object.assign(view, { wide, high })
    this.show()
  }

  move(x, y) {
    const scale = this.view.wide / this.getBoundingClientRect().width
    this.view.x -= x * scale
    this.view.y -= y * scale
    this.show()
  }

  press(event) {
    if (event.button !== 0 || event.target.closest("button")) return
    this.fingers.set(event.pointerId, event)
    this.moved = 0
    this.pressed = event.target
  }

  drag(event) {
    const before = this.fingers.get(event.pointerId)
    if (!before) return
    const far = [...this.fingers.values()]
    if (far.length === 2) {
      const other = far.find((one) => one.pointerId !== event.pointerId)
      const span = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
      this.zoom(span(before) / Math.max(span(event), 1))
    } else {
      this.move(event.clientX - before.clientX, event.clientY - before.clientY)
    }
    this.moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY)
    if (this.moved > 5 && !this.hasPointerCapture(event.pointerId)) this.setPointerCapture(event.pointerId)
    this.fingers.set(event.pointerId, event)
  }

  release(event) { this.fingers.delete(event.pointerId) }

  wheel(event) {
    event.preventDefault()
    const box = this.getBoundingClientRect()
    this.zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height])
  }

  key(event) {
    const ways = { ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] }
    if (event.target !== this || event.altKey || event.ctrlKey || event.metaKey) return
    if (ways[event.key]) this.move(...ways[event.key])
    else if (event.key === "+" || event.key === "=") this.zoom(1 / 1.25)
    else if (event.key === "-") this.zoom(1.25)
    else if (event.key === "0") this.all()
    else return
    event.preventDefault()
  }

  click(event) {
    const how = event.target.closest("[data-zoom]")?.dataset.zoom
    if (how) return how === "all" ? this.all() : this.zoom(how === "in" ? 1 / 1.25 : 1.25)
    const node = this.moved > 5 ? null : event.target.closest("g.box")?.dataset.node
    if (node) document.querySelector(`#outline li[data-node="${CSS.escape(node)}"]:not(.refers)`)?.click()
  }
}

customElements.define("drawn-tree", DrawnTree)
