// The agent's telephone in the page: one connection that stays up while it is switched on, so that answering is only to be heard.
// Whether it is on stays with the browser, so that the next page takes it up again by itself; who is on the line, and what is done
// with them, are fragments of the server. Nothing of a call is decided here.

const ON = "entregent.telephone"
const TRIES = [500, 1000, 2000, 4000, 8000, 15000] // milliseconds between two tries of a connection that was lost
const GATHERING = 1500 // milliseconds given to the browser to find its addresses
const LOOK = 2000

class Station extends HTMLElement {
  connectedCallback() {
    this.tries = 0
    this.heard = this.querySelector("[data-heard]")
    this.querySelector("[data-switch]").addEventListener("click", () => this.toggle())
    this.querySelector("[data-microphone]").addEventListener("change", (event) => this.choose("microphone", event.target.value))
    this.querySelector("[data-speaker]").addEventListener("change", (event) => this.choose("speaker", event.target.value))
    this.querySelector("[data-speaker-field]").hidden = !("setSinkId" in HTMLMediaElement.prototype)
    this.leaving = () => this.drop()
    addEventListener("pagehide", this.leaving)
    this.dialling = (event) => this.dial(event)
    document.addEventListener("click", this.dialling)
    if (localStorage.getItem(ON) === "on") this.start()
    this.watch = setInterval(() => this.look(), LOOK)
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leaving)
    clearInterval(this.watch)
    document.removeEventListener("click", this.dialling)
    this.drop()
  }

  toggle() {
    const on = this.dataset.state === "off" || this.dataset.state === "refused"
    localStorage.setItem(ON, on ? "on" : "off")
    on ? this.start() : this.stop()
  }

  stop() {
    clearTimeout(this.again)
    this.drop()
    this.say("off")
  }

  // The microphone is asked for once; the connection as often as it is lost.
  async start() {
    this.say("connecting")
    try {
      this.microphone ??= await this.listen()
    } catch (error) {
      localStorage.setItem(ON, "off")
      return this.say("refused", error.name === "NotFoundError" ? this.dataset.missing : this.dataset.denied)
    }
    this.fill()
    this.meter()
    await this.connect()
  }

  listen() {
    const wanted = localStorage.getItem(`${ON}.microphone`)
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...(wanted && { deviceId: { ideal: wanted } }) }
    return navigator.mediaDevices.getUserMedia({ audio })
  }

  async connect() {
    this.close()
    const wire = new RTCPeerConnection({ iceServers: JSON.parse(this.dataset.servers) })
    this.wire = wire
    for (const track of this.microphone.getTracks()) wire.addTrack(track, this.microphone)
    wire.addEventListener("track", ({ streams, track }) => this.play(streams[0] ?? new MediaStream([track])))
    wire.addEventListener("connectionstatechange", () => this.moved(wire))
    try {
      await wire.setLocalDescription(await wire.createOffer())
      await gathered(wire)
      const answer = await this.ask(wire.localDescription.sdp)
      if (wire === this.wire) await wire.setRemoteDescription({ type: "answer", sdp: answer })
    } catch (error) {
      if (wire === this.wire) this.retry(error.message)
    }
  }

  async ask(sdp) {
    const headers = { "Content-Type": "application/sdp", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") }
    const answer = await fetch(this.dataset.connect, { method: "POST", headers, body: sdp })
    if (answer.ok) return answer.text()
    throw new Error((await answer.json().catch(() => ({}))).text ?? "")
  }

  moved(wire) {
    if (wire !== this.wire) return
    if (wire.connectionState === "connected") {
      this.tries = 0
      this.say("ready")
    } else if (wire.connectionState === "failed" || wire.connectionState === "closed") this.retry()
    else if (wire.connectionState === "disconnected") this.again = setTimeout(() => wire.connectionState === "disconnected" && this.retry(), 3000)
  }

  retry(why = "") {
    clearTimeout(this.again)
    this.close()
    this.say("lost", why)
    const wait = TRIES[Math.min(this.tries++, TRIES.length - 1)]
    this.again = setTimeout(() => this.connect(), wait)
  }

  close() {
    const wire = this.wire
    this.wire = null
    wire?.close()
  }

  drop() {
    this.close()
    for (const track of this.microphone?.getTracks() ?? []) track.stop()
    this.microphone = null
    this.listener?.close()
    this.listener = null
  }

  play(stream) {
    this.heard.srcObject = stream
    const speaker = localStorage.getItem(`${ON}.speaker`)
    if (speaker && this.heard.setSinkId) this.heard.setSinkId(speaker).catch(() => {})
    this.heard.play().catch(() => {})
  }

  say(state, why = "") {
    this.dataset.state = state
    const words = this.dataset[state] ?? why
    this.querySelector("[data-words]").textContent = words
    this.querySelector("summary").title = words || why
    this.querySelector("[data-dot]").className = `dot ${{ ready: "good", connecting: "warn", lost: "bad", refused: "bad" }[state] ?? ""}`
    const trouble = this.querySelector("[data-trouble]")
    trouble.hidden = !why
    trouble.textContent = why
    const button = this.querySelector("[data-switch]")
    const off = state === "off" || state === "refused"
    button.lastElementChild.textContent = off ? button.dataset.onLabel : button.dataset.offLabel
    this.querySelector("[data-sound]").hidden = off
    this.dispatchEvent(new CustomEvent("station", { detail: state, bubbles: true }))
  }

  // A number that is shown anywhere is called by a click, about the request or the person that is open.
  dial(event) {
    const link = event.target.closest?.('a[href^="tel:"]')
    if (!link || this.dataset.state !== "ready") return
    event.preventDefault()
    const about = { ticket: document.getElementById("panes")?.dataset.ticket ?? "", person: link.dataset.person ?? "" }
    window.htmx.ajax("POST", this.dataset.dial, { target: "#voice-line", swap: "outerHTML", values: { number: link.href.slice(4), ...about } })
  }

  // Devices: their names are known once the microphone was allowed.
  async fill() {
    const devices = await navigator.mediaDevices.enumerateDevices()
    for (const [kind, name] of [["audioinput", "microphone"], ["audiooutput", "speaker"]]) {
      const select = this.querySelector(`[data-${name}]`)
      const chosen = localStorage.getItem(`${ON}.${name}`) ?? "default"
      select.replaceChildren(...devices.filter((one) => one.kind === kind).map((one) => new Option(one.label, one.deviceId, false, one.deviceId === chosen)))
    }
  }

  async choose(name, id) {
    localStorage.setItem(`${ON}.${name}`, id)
    if (name === "speaker") return this.heard.setSinkId?.(id)
    const before = this.microphone
    this.microphone = await this.listen()
    const track = this.microphone.getAudioTracks()[0]
    await this.wire?.getSenders()[0]?.replaceTrack(track)
    for (const old of before?.getTracks() ?? []) old.stop()
    this.meter()
  }

  meter() {
    this.listener?.close()
    this.listener = new AudioContext()
    this.levels = this.listener.createAnalyser()
    this.levels.fftSize = 512
    this.listener.createMediaStreamSource(this.microphone).connect(this.levels)
  }

  // While its menu is open: how loud the agent is, and how good the line.
  async look() {
    if (!this.querySelector(".telephone").open || !this.wire) return
    this.draw()
    const figures = this.querySelector("[data-quality]")
    let trip = null
    let loss = 0
    for (const report of (await this.wire.getStats()).values()) {
      if (report.type === "remote-inbound-rtp") { trip = (report.roundTripTime ?? 0) * 1000; loss = (report.fractionLost ?? 0) * 100 }
      if (report.type === "candidate-pair" && report.nominated) trip ??= (report.currentRoundTripTime ?? 0) * 1000
    }
    if (trip === null) return
    const grade = loss > 5 || trip > 400 ? "bad" : loss > 1 || trip > 200 ? "fair" : "good"
    const told = figures.dataset.figures.replace("{loss}", loss.toFixed(1)).replace("{trip}", Math.round(trip))
    figures.textContent = `${figures.dataset[grade]} · ${told}`
    figures.dataset.grade = grade
  }

  draw() {
    if (!this.querySelector(".telephone").open || !this.levels) return
    const wave = new Float32Array(this.levels.fftSize)
    this.levels.getFloatTimeDomainData(wave)
    this.querySelector("[data-level]").value = Math.min(1, Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length) * 4)
    requestAnimationFrame(() => this.draw())
  }
}

function gathered(wire) {
  if (wire.iceGatheringState === "complete") return Promise.resolve()
  return new Promise((resolve) => {
    wire.addEventListener("icegatheringstatechange", () => wire.iceGatheringState === "complete" && resolve())
    setTimeout(resolve, GATHERING)
  })
}

customElements.define("voice-station", Station)
