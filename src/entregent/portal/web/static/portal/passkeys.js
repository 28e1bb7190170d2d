// Passkeys: <form data-passkey="get|create" data-challenge="/address"> asks for a challenge, lets the device answer it, and sends
// the answer as a form. Without a device that can, the form says so and nothing is sent.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
const described = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }))

async function create(options) {
  options.challenge = bytes(options.challenge)
  options.user.id = bytes(options.user.id)
  options.excludeCredentials = described(options.excludeCredentials)
  const made = await navigator.credentials.create({ publicKey: options })
  return { ...common(made), response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) } }
}

async function get(options) {
  options.challenge = bytes(options.challenge)
  options.allowCredentials = described(options.allowCredentials)
  const given = await navigator.credentials.get({ publicKey: options })
  const { clientDataJSON, authenticatorData, signature, userHandle } = given.response
  return { ...common(given), response: {
    clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
    userHandle: userHandle ? text(userHandle) : null,
  } }
}

const common = (key) => ({ id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: key.getClientExtensionResults() })

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const refused = form.querySelector(".errors")
    refused.hidden = true
    try {
      const answer = await fetch(form.dataset.challenge, {
        method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" },
      })
      if (answer.redirected) return location.assign(answer.url) // one must enter again first
      if (!answer.ok) throw new Error(answer.statusText)
      const { challenge, options } = await answer.json()
      const made = await (form.dataset.passkey === "create" ? create : get)(options.publicKey)
      if (challenge) form.elements.challenge.value = challenge
      form.elements.answer.value = JSON.stringify(made)
      form.submit()
    } catch {
      refused.hidden = false
    }
  })
}
