// Putting lines in order: <ul data-ordered>, lines with buttons [data-move="-1" | "1"]; Alt with an arrow does the same. What is
// sent goes in the order of the page.

function move(line, step) {
  const other = step < 0 ? line.previousElementSibling : line.nextElementSibling
  if (!other) return
  const focused = document.activeElement
  if (step < 0) other.before(line)
  else other.after(line)
  focused.focus()
  line.scrollIntoView({ block: "nearest" })
  const said = line.closest("form").querySelector("[data-ordered-said]")
  const lines = [...line.parentElement.children]
  said.textContent = said.dataset.orderedSaid
    .replace("{name}", line.querySelector("label").textContent.trim())
    .replace("{place}", lines.indexOf(line) + 1)
    .replace("{total}", lines.length)
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ordered] [data-move]")
  if (button) move(button.closest("li"), Number(button.dataset.move))
})

document.addEventListener("keydown", (event) => {
  const line = event.altKey && event.target.closest("[data-ordered] > li")
  if (!line || !["ArrowUp", "ArrowDown"].includes(event.key)) return
  event.preventDefault()
  move(line, event.key === "ArrowUp" ? -1 : 1)
})
