// The conversation: stays at its end unless the reader has gone up, shows mails with their own layout in frames that fit.

const EDGE = 60 // pixels from the end within which the reader is held to be following

const thread = () => document.getElementById("thread")
const atEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < EDGE
const toEnd = (element) => {
  element.scrollTop = element.scrollHeight
  following = true
  element.parentElement.querySelector("[data-newer]")?.setAttribute("hidden", "")
}

let following = true // the reader is at the end: a composer that grows below must not leave them above it
const room = new ResizeObserver(([{ target }]) => { if (following) toEnd(target) })

function fit(frame) {
  const page = frame.contentDocument?.body
  if (page) frame.height = Math.min(Math.max(page.scrollHeight, 40), 4000)
}

function settle(root) {
  for (const frame of root.querySelectorAll("iframe.mail-layout")) {
    if (frame.dataset.fitted) continue
    frame.dataset.fitted = "1"
    frame.addEventListener("load", () => {
      const box = thread()
      const following = box && atEnd(box)
      fit(frame)
      const sized = new ResizeObserver(() => fit(frame))
      sized.observe(frame)
      sized.observe(frame.contentDocument.body) // what is folded in it opens and closes
      if (following) toEnd(box)
    })
    fit(frame)
  }
}

function show(article, what) {
  const words = article.querySelector(".body > .words")
  const frame = article.querySelector("iframe.mail-layout")
  const blocked = article.querySelector(".blocked")
  const folded = article.querySelector("[data-fold-of-text]")
  const layout = what !== "text"
  if (folded) folded.hidden = layout
  if (words) words.hidden = layout
  frame.hidden = !layout
  if (blocked) blocked.hidden = !layout || what === "images"
  const address = frame.getAttribute("src") || frame.dataset.src
  if (what === "images") frame.src = `${address.split("?")[0]}?images=1`
  else if (layout && !frame.getAttribute("src")) frame.src = address
  requestAnimationFrame(() => fit(frame))
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]")
  if (button) show(button.closest("article"), button.dataset.show)
})

let before = null
document.addEventListener("htmx:beforeSwap", (event) => {
  const box = thread()
  before = box && event.detail.target === box ? {
    following, top: box.scrollTop, fromEnd: box.scrollHeight - box.scrollTop, ...box.dataset,
  } : null
})
document.addEventListener("htmx:afterSettle", () => {
  const box = thread()
  if (!box || box.dataset.settled) return
  box.dataset.settled = "1"
  room.disconnect()
  room.observe(box)
  settle(box)
  const widened = before && before.oldest !== box.dataset.oldest // what is read stays where it is when earlier messages come above
  if (widened) box.scrollTop = box.scrollHeight - before.fromEnd
  else if (!before || before.following) return toEnd(box)
  else box.scrollTop = before.top
  if (before.newest !== box.dataset.newest) box.parentElement.querySelector("[data-newer]")?.removeAttribute("hidden")
})
// A live exchange grows at its end: what is new replaces the end that asked for it.
let followed = true
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.classList.contains("thread-tail")) followed = following || atEnd(thread())
})
document.addEventListener("htmx:afterSettle", (event) => {
  const box = thread()
  if (!box || !("growing" in box.dataset) || event.target.parentElement !== box || before) return
  const newest = [...box.querySelectorAll("[data-message]")].at(-1)?.dataset.message
  const more = newest !== box.dataset.newest
  box.dataset.newest = newest
  settle(box)
  if (followed) toEnd(box) // a line between the messages moves the end too
  else if (more) box.parentElement.querySelector("[data-newer]")?.removeAttribute("hidden")
})
document.addEventListener("click", (event) => {
  const newer = event.target.closest("[data-newer]")
  if (!newer) return
  toEnd(thread())
})
document.addEventListener("scroll", (event) => {
  if (event.target !== thread()) return
  following = atEnd(event.target)
  if (following) event.target.parentElement.querySelector("[data-newer]")?.setAttribute("hidden", "")
}, true)
