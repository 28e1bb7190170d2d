// The help site: printing, and suggestions that leave when one turns away. Everything else works without it.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}

const box = document.getElementById("suggestions")
const field = box?.closest("form")?.querySelector("input[type=search]")

function close() {
  box.replaceChildren()
}

if (box && field) {
  const links = () => [...box.querySelectorAll("a")]
  box.closest("form").addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close(), field.focus()
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
    const all = links()
    if (!all.length) return
    const at = all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)
    ;(all[at] ?? field).focus()
    event.preventDefault()
  })
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest(".site-ask")) close() })
}
