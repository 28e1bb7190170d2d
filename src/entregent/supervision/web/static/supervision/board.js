// The board hears one topic a brand; the parts that other rooms drew listen by kind of thing. One is told to the others, once a
// second at most: everything here is late by a second at worst.

const EVERY = 600
let timer = 0

function tell() {
  timer = 0
  for (const kind of ["queue", "presence", "calls"]) document.body.dispatchEvent(new CustomEvent(`live:${kind}`, { detail: {} }))
}

document.body.addEventListener("live:brand", () => { timer ||= setTimeout(tell, EVERY) })
