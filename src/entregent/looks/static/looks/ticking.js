// Stopwatches and countdowns: <time datetime="…" data-since> and <time datetime="…" data-countdown>, advanced each second.
// A countdown over one hour is left as the server wrote it until it comes under the hour. Late ones get data-late, which also
// turns the chip around them red. The server's clock counts, not the browser's: its offset is read from <body data-now>.

const serverNow = document.body.dataset.now
const offset = serverNow ? Date.parse(serverNow) - Date.now() : 0
const two = (number) => String(number).padStart(2, "0")

function clock(seconds) {
  const whole = Math.floor(Math.abs(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const text = hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
  return seconds < 0 && whole ? `−${text}` : text
}

function tick() {
  if (document.hidden) return
  const now = Date.now() + offset
  for (const element of document.querySelectorAll("time[data-since]")) write(element, clock((now - Date.parse(element.dateTime)) / 1000))
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    const left = (Date.parse(element.dateTime) - now) / 1000
    if (Math.abs(left) < 3600) write(element, clock(left))
    if (left < 0 && !("late" in element.dataset)) {
      element.dataset.late = ""
      const chip = element.closest(".chip")
      chip?.classList.remove("warn", "good", "info", "brand")
      chip?.classList.add("bad")
    }
  }
  for (const element of document.querySelectorAll("time[data-clock]")) {
    write(element, new Date(now).toLocaleTimeString(document.documentElement.lang))
  }
}

// Text is written only when it changed: screen readers and the layout are left alone.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}

setInterval(tick, 1000)
document.addEventListener("visibilitychange", tick)
tick()
