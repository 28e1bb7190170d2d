// Calls from the page: the visitor's voice goes to the house, which answers as a telephone would. The microphone is asked for when
// they press the button, and let go when the call is over; the call goes on while the panel is closed.

const phone = { phase: "", state: "", pass: "", wire: null, microphone: null, muted: false, told: {} }
const mayCall = () => !!state.setup.line && !!navigator.mediaDevices && "RTCPeerConnection" in window
const GATHERING = 1500 // milliseconds given to the browser to find its addresses
const LOOKS = 1500 // between two looks at how the call stands
const voice = el("audio", { autoplay: true, hidden: true })
const standing = el("p", { className: "standing", role: "status" })
const muteButton = button("mute", "", () => mute(!phone.muted), { className: "entry" })
const keypad = el("div", { className: "keypad", hidden: true, role: "group" })
const keypadButton = button("keys", "", () => { keypad.hidden = !keypad.hidden; keypadButton.setAttribute("aria-expanded", String(!keypad.hidden)) }, { className: "entry", "aria-expanded": "false" })
const hangUpButton = button("phone", "", () => hangUp(), { className: "primary hang-up" })

function callView() {
  if (phone.phase === "on") return onTheLine()
  if (phone.phase === "over") return el("div", {}, el("p", { role: "status" }, say("call_over")), button("phone", say("call_again"), () => phase(""), { className: "entry" }))
  if (!state.setup.line.open) return el("div", {}, el("p", {}, `${say("call_closed")} ${opensAgain(state.setup.line.reopens)}`), elsewhere())
  const asks = mustAsk()
  return form([
    el("p", {}, say("call_why")), asks && state.setup.asks.map((one) => asked(one.name, one.required)), asks && agreement(),
  ], say("call_start"), (values) => {
    if (asks) state.about = about(values)
    return place()
  })
}

// Where nobody answers: what else there is.
const elsewhere = () => entries().filter((one) => one.view && one.view !== "call").map((one) => button(one.icon, one.words, () => show(one.view), { className: "entry" }))

function onTheLine() {
  keypad.setAttribute("aria-label", say("call_keypad"))
  if (!keypad.childElementCount) keypad.append(...[..."123456789*0#"].map((key) => el("button", { type: "button", "aria-label": say("call_key", { key }), onclick: () => ask("keys", { pass: phone.pass, digits: key }).catch(() => {}) }, key)))
  keypadButton.lastChild.textContent = say("call_keypad")
  hangUpButton.lastChild.textContent = say("call_hang_up")
  mute(phone.muted)
  drawCall()
  return el("div", { className: "call" }, standing, muteButton, keypadButton, keypad, hangUpButton)
}

function drawCall() {
  const { place, wait: seconds, agent } = phone.told
  const waits = [place ? say("place", { place }) : "", seconds == null ? "" : seconds > 3600 ? say("wait_long") : seconds < 60 ? say("wait_minute") : say("wait_minutes", { minutes: Math.ceil(seconds / 60) })]
  const text = phone.state === "waiting" && place ? waits.filter(Boolean).join(" ") : phone.state === "talking" && agent ? say("talking", { agent }) : say(`call_${phone.state}`)
  if (standing.textContent !== text) standing.textContent = text
}

function phase(name) {
  phone.phase = name
  state.done.call = name
  if (state.view === "call") show("call")
  else draw()
}

function moved(name) {
  if (phone.state === name) return
  phone.state = name
  emit("call", { state: name })
}

// Ring: the microphone, then our sound and theirs. What is returned says why there is no call.
async function place() {
  try {
    phone.microphone = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
  } catch (error) { return { text: say(error.name === "NotFoundError" ? "call_no_microphone" : "call_denied") } }
  const wire = new RTCPeerConnection({ iceServers: state.setup.line.servers })
  phone.wire = wire
  for (const track of phone.microphone.getTracks()) wire.addTrack(track, phone.microphone)
  wire.ontrack = ({ streams, track }) => { voice.srcObject = streams[0] ?? new MediaStream([track]); voice.play().catch(() => {}) }
  wire.onconnectionstatechange = () => { if (["failed", "closed"].includes(wire.connectionState) && wire === phone.wire) over() }
  try {
    await wire.setLocalDescription(await wire.createOffer())
    await gathered(wire)
    const { ok, told } = await ask("call", { offer: wire.localDescription.sdp, about: state.about ?? {}, page: seenPages().at(-1) })
    if (!ok) { drop(); return told }
    state.token = told.token
    store.set("token", told.token)
    phone.pass = told.pass
    await wire.setRemoteDescription({ type: "answer", sdp: told.answer })
  } catch { drop(); return { text: say("call_failed") } }
  phone.muted = false
  phone.told = {}
  keypad.hidden = true
  moved("connecting")
  phase("on")
  look(wire)
  return null
}

async function look(wire) {
  while (wire === phone.wire) {
    const answer = await ask("calling", { pass: phone.pass }).catch(() => null)
    if (wire !== phone.wire) return
    if (answer?.ok) {
      phone.told = answer.told
      if (answer.told.state === "ended") return over()
      moved(answer.told.state)
      drawCall()
    }
    await wait(LOOKS)
  }
}

function mute(yes) {
  phone.muted = yes
  for (const track of phone.microphone?.getAudioTracks() ?? []) track.enabled = !yes
  muteButton.setAttribute("aria-pressed", String(yes))
  muteButton.lastChild.textContent = say("call_mute")
}

function hangUp() {
  ask("hang-up", { pass: phone.pass }).catch(() => {})
  over()
}

function over() {
  drop()
  moved("ended")
  phase("over")
}

function drop() {
  const wire = phone.wire
  phone.wire = null
  wire?.close()
  for (const track of phone.microphone?.getTracks() ?? []) track.stop()
  phone.microphone = null
  voice.srcObject = null
}

function gathered(wire) {
  if (wire.iceGatheringState === "complete") return
  return new Promise((done) => {
    wire.onicegatheringstatechange = () => wire.iceGatheringState === "complete" && done()
    setTimeout(done, GATHERING)
  })
}

// Leaving the page ends the call: the browser asks first.
addEventListener("beforeunload", (event) => { if (phone.wire) event.preventDefault() })
addEventListener("pagehide", () => { if (phone.wire) drop() })
