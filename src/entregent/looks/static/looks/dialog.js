// Dialogs, menus and panes by attributes, so that fragments swapped in later work without setup:
//   data-dialog-open="id"   opens <dialog id>; data-dialog-close closes the one around; a click on the backdrop closes too
//   hx-target="#dialog"     a fragment swapped into the page's dialog opens it; the event `dialog:close` (HX-Trigger) closes it
//   <details class="menu">  closes on Escape, on a click elsewhere, and when an item is chosen; arrows move in it
//   data-pane-open="talk"   shows that pane of the .desk around (phones show one pane at a time)
//   data-select-all="name"  ticks every checkbox of that name; data-bulk="name" is shown while one is ticked

function open(dialog) {
  if (!dialog || dialog.open) return
  dialog.showModal()
  const first = dialog.querySelector("[autofocus], input:not([type=hidden]), textarea, select")
  first?.focus()
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]")
  if (opener) open(document.getElementById(opener.dataset.dialogOpen))
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close()
  // The dialog itself is the target only when its backdrop is clicked: its content covers all of it.
  if (event.target instanceof HTMLDialogElement && event.detail) event.target.close()

  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest(".menu-items :is(a, button)")) menu.open = false
  }
  const pane = event.target.closest("[data-pane-open]")
  if (pane) showPane(pane)
})

function showPane(opener) {
  const desk = opener.closest(".desk")
  desk.dataset.pane = opener.dataset.paneOpen
  for (const tab of desk.querySelectorAll(".desk-tabs [data-pane-open]")) tab.setAttribute("aria-selected", tab.dataset.paneOpen === desk.dataset.pane)
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]")
  if (!menu) return
  const items = [...menu.querySelectorAll(".menu-items :is(a, button):not(:disabled)")]
  const at = items.indexOf(document.activeElement)
  if (event.key === "Escape") {
    menu.open = false
    menu.querySelector("summary").focus()
  } else if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus()
  else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length]?.focus()
  else return
  event.preventDefault()
})

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("dialog")
  if (event.detail.target === dialog) dialog.childElementCount ? open(dialog) : dialog.close()
})
document.addEventListener("dialog:close", () => document.getElementById("dialog")?.close())

function refreshBulk(name) {
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)]
  const ticked = boxes.filter((box) => box.checked).length
  for (const bar of document.querySelectorAll(`[data-bulk="${CSS.escape(name)}"]`)) {
    bar.hidden = ticked === 0
    for (const count of bar.querySelectorAll("[data-bulk-count]")) count.textContent = ticked
  }
  for (const all of document.querySelectorAll(`[data-select-all="${CSS.escape(name)}"]`)) {
    all.checked = ticked > 0 && ticked === boxes.length
    all.indeterminate = ticked > 0 && ticked < boxes.length
  }
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-select-all]")
  if (all) {
    for (const box of document.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.selectAll)}"]`)) box.checked = all.checked
    refreshBulk(all.dataset.selectAll)
  } else if (event.target.type === "checkbox" && event.target.name) refreshBulk(event.target.name)
})
document.addEventListener("htmx:afterSettle", () => {
  for (const bar of document.querySelectorAll("[data-bulk]")) refreshBulk(bar.dataset.bulk)
})
