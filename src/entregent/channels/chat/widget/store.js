// What the browser keeps for its visitor: in the storage of the page's own site, never a cookie. Where there is none (a page that
// forbids it) it is kept as long as the page. Each thing has a name of its own, so that two tabs do not overwrite each other.

const PREFIX = `entregent:${KEY}:`
const memory = new Map()
let shelf = null
try {
  localStorage.setItem(`${PREFIX}try`, "1")
  localStorage.removeItem(`${PREFIX}try`)
  shelf = localStorage
} catch { /* kept in memory */ }

const store = {
  get(name) {
    const text = shelf ? shelf.getItem(PREFIX + name) : memory.get(name)
    try { return text == null ? null : JSON.parse(text) } catch { return null }
  },
  set(name, value) {
    const text = JSON.stringify(value)
    try { shelf ? shelf.setItem(PREFIX + name, text) : memory.set(name, text) } catch { memory.set(name, text) }
  },
  remove(name) {
    shelf?.removeItem(PREFIX + name)
    memory.delete(name)
  },
  names(beginning) {
    const found = shelf ? Object.keys(shelf).filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)) : []
    return [...new Set([...found, ...memory.keys()])].filter((name) => name.startsWith(beginning))
  },
}

// Files that wait to be sent: too large for that storage.
const files = {
  waiting: new Map(),
  async shelf() {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("entregent", 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore("files")
      asked.onsuccess = () => done(asked.result)
      asked.onerror = () => failed(asked.error)
    })
  },
  async act(mode, what) {
    const database = await this.shelf()
    return new Promise((done, failed) => {
      const asked = what(database.transaction("files", mode).objectStore("files"))
      asked.onsuccess = () => { done(asked.result); database.close() }
      asked.onerror = () => { failed(asked.error); database.close() }
    })
  },
  async put(client, file) {
    this.waiting.set(client, file)
    await this.act("readwrite", (kept) => kept.put(file, KEY + client)).catch(() => {})
  },
  async get(client) {
    return this.waiting.get(client) ?? await this.act("readonly", (kept) => kept.get(KEY + client)).catch(() => null)
  },
  async remove(client) {
    this.waiting.delete(client)
    await this.act("readwrite", (kept) => kept.delete(KEY + client)).catch(() => {})
  },
}
