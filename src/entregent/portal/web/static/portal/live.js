// A request that is open: an answer arrives without reloading. The stream says only that something moved; what moved is fetched
// with the visitor's own rights. The pass of a stream lasts a quarter of an hour: a lost stream is opened again with a fresh one.

let source = null
let answers = count()

function count() {
  return document.querySelectorAll("#thread .ours").length
}

function open() {
  const thread = document.getElementById("thread")
  if (!thread?.dataset.stream || (source && source.readyState !== EventSource.CLOSED)) return
  source = new EventSource(thread.dataset.stream)
  source.onmessage = news
  source.addEventListener("reset", news)
  source.onerror = () => { if (source.readyState === EventSource.CLOSED) setTimeout(renew, 5000 + Math.random() * 5000) }
}

function news() {
  htmx.trigger("#thread", "news")
}

function renew() {
  const address = document.getElementById("thread").getAttribute("hx-get").split("?")[0]
  htmx.ajax("GET", address, { target: "#thread", swap: "outerHTML" }).then(open)
}

document.addEventListener("htmx:afterSettle", () => {
  const arrived = document.getElementById("arrived")
  if (count() > answers && arrived) arrived.textContent = arrived.dataset.words
  answers = count()
  open()
})
addEventListener("pagehide", () => source?.close())
open()
