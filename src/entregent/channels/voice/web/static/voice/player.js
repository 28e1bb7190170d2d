// <call-player>: the recording of a call, both sides apart. Drawn over the page's own <audio>, which alone is there without this
// script. What is listened to is asked for by stretches, and the server writes each down: nothing is fetched before it is played.

const STEP = 5 // seconds of an arrow key
const LEAP = 10 // of J and L
const SPEEDS = [0.75, 1, 1.25, 1.5, 2]

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`

class CallPlayer extends HTMLElement {
  connectedCallback() {
    this.audio = this.querySelector("audio")
    this.audio.controls = false
    this.bar = this.querySelector("[data-bar]")
    this.wave = this.querySelector("canvas")
    this.slider = this.querySelector("[data-slider]")
    this.bar.hidden = this.slider.hidden = false
    this.seconds = Number(this.dataset.seconds)
    this.gaps = [...this.querySelectorAll("[data-gap]")].map((one) => one.dataset.gap.split(" ").map(Number))
    this.marks = [...this.querySelectorAll("[data-mark]")].map((one) => Number(one.dataset.mark))
    this.querySelector("[data-play]").addEventListener("click", () => this.toggle())
    this.querySelector("[data-speed]").addEventListener("change", (event) => this.hasten(Number(event.target.value)))
    for (const side of this.querySelectorAll("[data-side]")) side.addEventListener("input", () => this.balance())
    for (const seek of this.querySelectorAll("[data-seek]")) seek.addEventListener("click", () => this.seek(Number(seek.dataset.seek)))
    for (const kind of ["play", "pause", "ended"]) this.audio.addEventListener(kind, () => this.say())
    this.audio.addEventListener("timeupdate", () => this.show())
    this.audio.addEventListener("error", () => (this.querySelector("[data-trouble]").hidden = false))
    this.slider.addEventListener("pointerdown", (event) => this.drag(event))
    this.slider.addEventListener("pointermove", (event) => event.buttons && this.drag(event))
    this.addEventListener("keydown", (event) => this.press(event))
    this.resized = new ResizeObserver(() => this.draw())
    this.resized.observe(this.slider)
    this.fetchShape()
    this.show()
  }

  disconnectedCallback() {
    this.resized.disconnect()
    this.context?.close()
  }

  async fetchShape() {
    const answer = await fetch(this.dataset.shape).catch(() => null)
    if (answer?.ok) this.shape = await answer.json()
    this.draw()
  }

  toggle() {
    this.balance()
    this.audio.paused ? this.audio.play().catch(() => {}) : this.audio.pause()
  }

  seek(to) {
    this.audio.currentTime = Math.max(0, Math.min(this.seconds, to))
    this.show()
  }

  drag(event) {
    const { left, width } = this.slider.getBoundingClientRect()
    this.slider.setPointerCapture(event.pointerId)
    this.seek(((event.clientX - left) / width) * this.seconds)
  }

  hasten(speed) {
    this.audio.playbackRate = speed
    this.querySelector("[data-speed]").value = String(speed)
  }

  // Each side as loud as is wished, both in both ears: made when something is first played, as browsers want.
  balance() {
    if (!this.context) {
      this.context = new AudioContext()
      const apart = new ChannelSplitterNode(this.context, { numberOfOutputs: 2 })
      new MediaElementAudioSourceNode(this.context, { mediaElement: this.audio }).connect(apart)
      this.gains = [0, 1].map((side) => {
        const gain = new GainNode(this.context)
        apart.connect(gain, side)
        gain.connect(this.context.destination)
        return gain
      })
    }
    this.context.resume()
    for (const side of this.querySelectorAll("[data-side]")) this.gains[Number(side.dataset.side)].gain.value = Number(side.value)
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(select|input|button)$/i.test(event.target.tagName) && event.key === " ") return
    if (/^(select|input)$/i.test(event.target.tagName)) return
    const at = SPEEDS.indexOf(this.audio.playbackRate)
    const acts = {
      " ": () => this.toggle(), k: () => this.toggle(), j: () => this.seek(this.audio.currentTime - LEAP),
      l: () => this.seek(this.audio.currentTime + LEAP), ArrowLeft: () => this.seek(this.audio.currentTime - STEP),
      ArrowRight: () => this.seek(this.audio.currentTime + STEP), Home: () => this.seek(0), End: () => this.seek(this.seconds),
      "+": () => this.hasten(SPEEDS[Math.min(SPEEDS.length - 1, at + 1)]), "-": () => this.hasten(SPEEDS[Math.max(0, at - 1)]),
    }
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  say() {
    const button = this.querySelector("[data-play]")
    const playing = !this.audio.paused && !this.audio.ended
    button.setAttribute("aria-pressed", String(playing))
    for (const [name, shown] of [["play", !playing], ["pause", playing]]) button.querySelector(`[data-${name}-icon]`).hidden = !shown
    if (playing) this.run()
  }

  run() {
    this.draw()
    if (!this.audio.paused && !this.audio.ended) requestAnimationFrame(() => this.run())
  }

  show() {
    const told = `${clock(this.audio.currentTime)} / ${clock(this.seconds)}`
    this.querySelector("[data-time]").textContent = told
    this.slider.setAttribute("aria-valuenow", String(Math.round(this.audio.currentTime)))
    this.slider.setAttribute("aria-valuetext", told)
    if (this.audio.paused) this.draw()
  }

  draw() {
    const { width, height } = this.slider.getBoundingClientRect()
    if (!width) return
    const scale = devicePixelRatio
    Object.assign(this.wave, { width: width * scale, height: height * scale })
    const pen = this.wave.getContext("2d")
    pen.scale(scale, scale)
    const colour = (name) => getComputedStyle(this.querySelector(`[data-ink="${name}"]`)).color
    const x = (seconds) => (seconds / (this.seconds || 1)) * width
    pen.fillStyle = colour("ground")
    pen.fillRect(0, 0, width, height)
    pen.fillStyle = colour("gap")
    for (const [start, length] of this.gaps) pen.fillRect(x(start), 0, Math.max(1, x(length)), height)
    const sides = this.shape ? [this.shape.theirs, this.shape.ours] : []
    sides.forEach((peaks, side) => {
      const middle = (height / 4) * (side * 2 + 1)
      pen.fillStyle = colour(side ? "ours" : "theirs")
      peaks.forEach((peak, at) => {
        const half = Math.max(0.5, (Math.sqrt(peak / 255) * height) / 4 - 1)
        pen.fillRect((at / peaks.length) * width, middle - half, Math.max(1, width / peaks.length - 0.4), half * 2)
      })
    })
    pen.fillStyle = colour("mark")
    for (const mark of this.marks) pen.fillRect(x(mark) - 0.5, 0, 1, height)
    pen.fillStyle = colour("now")
    pen.fillRect(x(this.audio.currentTime) - 1, 0, 2, height)
  }
}

customElements.define("call-player", CallPlayer)
