// Where we stand: our own tag in the page, the house that we come from, the language that the page speaks.

if (window.Entregent) return
const own = document.currentScript ?? document.querySelector("script[data-widget]")
const KEY = own?.dataset.widget ?? ""
if (!KEY) return console.warn("entregent: the script needs data-widget, the key of the widget")
const HOUSE = new URL(own.src).origin
const spoken = (own.dataset.lang || document.documentElement.lang || navigator.language || "fr").slice(0, 2).toLowerCase()
const LANGUAGE = spoken === "en" ? "en" : "fr"
const address = (path) => `${HOUSE}/chat/w/${KEY}/${path}?lang=${LANGUAGE}`

// What is known, and what is on the screen. Everything is drawn from it.
const state = {
  setup: null, token: null, identity: own.dataset.identity ?? "", chat: null, live: null, messages: [], open: false, view: "",
  connected: true, slowed: "", typing: false, about: null, fresh: false, error: "", done: {},
}

const say = (name, values = {}) => (state.setup?.words[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "")
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16))
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
// Longer after each failure, and never the same for all: a house that comes back is not met by everybody at once.
const patience = (tries) => Math.min(30_000, 700 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random())
