// Command palette (Ctrl/Cmd K). Commands are whatever the page declares: any link or button with data-command="Name"
// (an empty one takes its text); choosing it clicks it. The server adds people, tickets and articles: data-search-url on the
// dialog answers GET ?q= with {"results": [{"label", "hint", "url"}]}. Made of text nodes only: nothing from the server is markup.

const dialog = document.getElementById("palette")
const input = dialog?.querySelector("input")
const list = dialog?.querySelector("#palette-list")
let found = []
let at = 0
let asked = 0
let timer = 0

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

// Letters of the query in order, the whole of it in one piece weighing most, then beginnings of words. -1 when one is missing.
function score(query, text) {
  const wanted = plain(query).replace(/\s+/g, "")
  const letters = plain(text)
  const whole = letters.indexOf(plain(query))
  if (whole >= 0) return 100 - whole - letters.length * 0.01
  let from = 0, points = 0, run = 0
  for (const letter of wanted) {
    const place = letters.indexOf(letter, from)
    if (place < 0) return -1
    run = place === from ? run + 1 : 1
    points += run + (place === 0 || /\W/.test(letters[place - 1]) ? 4 : 0) - Math.min(place - from, 5) * 0.2
    from = place + 1
  }
  return points - letters.length * 0.01
}

function commands(query) {
  const seen = new Set()
  return [...document.querySelectorAll("[data-command]")]
    .filter((element) => !element.disabled)
    .map((element) => ({ label: element.dataset.command || element.textContent.trim().replace(/\s+/g, " "), element, hint: list.dataset.commandHint }))
    .filter((one) => !seen.has(one.label) && seen.add(one.label))
    .map((one) => ({ ...one, points: query ? score(query, one.label) : 0 }))
    .filter((one) => one.points >= 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, 8)
}

function draw() {
  at = Math.max(0, Math.min(at, found.length - 1))
  list.replaceChildren(...found.map((one, index) => {
    const row = document.createElement("li")
    row.id = `palette-${index}`
    row.role = "option"
    row.ariaSelected = String(index === at)
    const label = document.createElement("span")
    label.textContent = one.label
    const hint = document.createElement("span")
    hint.className = "hint"
    hint.textContent = one.hint ?? ""
    row.append(label, hint)
    row.addEventListener("click", () => choose(index))
    return row
  }))
  if (!found.length) {
    const none = document.createElement("li")
    none.className = "muted"
    none.textContent = list.dataset.none
    list.append(none)
  }
  if (found.length) input.setAttribute("aria-activedescendant", `palette-${at}`)
  else input.removeAttribute("aria-activedescendant")
  list.children[at]?.scrollIntoView({ block: "nearest" })
}

function choose(index) {
  const one = found[index]
  if (!one) return
  dialog.close()
  if (one.element) one.element.click()
  else location.assign(one.url)
}

async function search() {
  const query = input.value.trim()
  const mine = ++asked
  found = commands(query)
  at = 0
  draw()
  if (query.length < 2 || !dialog.dataset.searchUrl) return
  const url = new URL(dialog.dataset.searchUrl, location.href)
  url.searchParams.set("q", query)
  const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null)
  // An answer that comes after a newer question is dropped.
  if (!answer?.ok || mine !== asked) return
  const { results } = await answer.json()
  found = [...results, ...commands(query)]
  draw()
}

if (dialog) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette-open]") || dialog.open) return
    input.value = ""
    dialog.showModal()
    search()
  })
  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(search, 90)
  })
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") at = (at + 1) % Math.max(1, found.length)
    else if (event.key === "ArrowUp") at = (at - 1 + found.length) % Math.max(1, found.length)
    else if (event.key === "Enter") return event.preventDefault(), choose(at)
    else return
    event.preventDefault()
    draw()
  })
}
