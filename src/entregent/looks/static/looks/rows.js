// Lists by keyboard: <table data-rows> with <tr data-row>. j and k move, x picks; Enter opens, for the focused link does it by itself.

const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")]

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("textarea, select, dialog, input:not([type=checkbox])")) return
  const all = rows()
  const at = all.findIndex((row) => row.contains(document.activeElement))
  if (all.length && (event.key === "j" || event.key === "k")) {
    const next = all[Math.max(0, Math.min(all.length - 1, at + (event.key === "j" ? 1 : -1)))]
    next.querySelector(".main-link").focus()
  } else if (event.key === "x" && at >= 0) all[at].querySelector("input[type=checkbox]")?.click()
  else return
  event.preventDefault()
})
