// The brand's widget on the portal's pages: opened from the bar too; forgotten by the browser when its reader leaves.

const script = document.getElementById("widget")

function ready() {
  for (const button of document.querySelectorAll("[data-chat]")) {
    button.hidden = false
    button.addEventListener("click", () => window.Entregent.open())
  }
  window.Entregent.on("open", () => document.body.classList.add("portal-chatting"))
  window.Entregent.on("close", () => document.body.classList.remove("portal-chatting"))
  for (const form of document.querySelectorAll("[data-leave]")) form.addEventListener("submit", () => window.Entregent.forget())
}

if (window.Entregent) ready()
else script?.addEventListener("load", ready)
