// Passkeys: fetches the platform's question, has the browser answer it, and sends the answer with the form around the button.

const able = window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.isSecureContext

async function answer (form) {
  const asked = await fetch(form.dataset.ask, {
    method: 'POST', headers: { 'X-CSRFToken': form.elements.csrf_token.value, Accept: 'application/json' }
  })
  if (!asked.ok) throw new Error(asked.status)
  const options = await asked.json()
  const made = form.dataset.passkey === 'create'
  const publicKey = made
    ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
    : PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return made ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey })
}

async function send (form) {
  const status = form.querySelector('[data-passkey-status]')
  status.textContent = ''
  try {
    const credential = await answer(form)
    form.elements.credential.value = JSON.stringify(credential.toJSON())
    form.submit()
  } catch {
    status.textContent = status.dataset.failed
  }
}

for (const form of able ? document.querySelectorAll('form[data-passkey]') : []) {
  form.hidden = false
  for (const box of form.querySelectorAll('[data-passkey-box]')) box.hidden = false
  for (const note of form.querySelectorAll('[data-passkey-without]')) note.hidden = true
  form.querySelector('[data-passkey-button]').addEventListener('click', () => send(form))
  if (form.dataset.passkey === 'create') {
    form.addEventListener('submit', event => { event.preventDefault(); send(form) })
  }
}
