// "I met, I will meet": what was typed stays on this device until the server has confirmed it, with or without a connection.

const form = document.querySelector('[data-quick]')
const words = JSON.parse(form.dataset.words)
const note = document.getElementById('quick-note')
const again = document.getElementById('quick-again')
const signIn = document.getElementById('quick-sign-in')
const draftKey = `csap-quick-draft:${form.dataset.quick}`
const queueKey = `csap-quick-unsent:${form.dataset.quick}`
const AGAIN = 30000

function read (key, otherwise) {
  try { return JSON.parse(localStorage.getItem(key)) ?? otherwise } catch { return otherwise }
}

function write (key, value) {
  try {
    if (value === null || value.length === 0) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch { note.textContent = words.full }
}

const typed = () => [...new FormData(form)].filter(([name]) => name !== 'csrf_token')

function fill (entries) {
  for (const [name, value] of entries) {
    const field = form.elements[name]
    if (field instanceof RadioNodeList || field) field.value = value
  }
}

function tell (text, unsent = 0) {
  note.textContent = text
  again.hidden = !unsent
  signIn.hidden = true
}

function tellSignedOut () {
  tell(words.signedOut)
  signIn.hidden = false
}

// A token of today: the sign-in may have changed since the text was kept. None for whoever is signed out.
async function freshToken () {
  const answer = await fetch(form.action, { headers: { Accept: 'text/html' } })
  if (!answer.ok) throw new Error(answer.status)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return page.querySelector('[data-quick] [name=csrf_token]')?.value
}

async function send (entries, token) {
  const body = new FormData()
  for (const [name, value] of entries) body.append(name, value)
  body.append('csrf_token', token)
  const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } })
  return { taken: answer.status === 201, refused: answer.status === 422, stale: [400, 401].includes(answer.status), answer }
}

// Sends with the token that is there; where that has ended, with a new one.
async function deliver (entries, token) {
  const first = token && await send(entries, token)
  if (first && !first.stale) return first
  const fresh = await freshToken()
  return fresh ? send(entries, fresh) : { signedOut: true }
}

function queue (entries) {
  write(queueKey, [...read(queueKey, []), entries])
  write(draftKey, null)
  form.reset()
  const unsent = read(queueKey, []).length
  tell(words.offline.replace('{n}', unsent), unsent)
}

// What was refused, with a link to each field.
async function showProblems (answer) {
  const { problems } = await answer.json()
  const box = Object.assign(document.createElement('div'), { id: 'problems', className: 'problems', tabIndex: -1 })
  const list = document.createElement('ul')
  box.setAttribute('role', 'alert')
  for (const [name, sentences] of Object.entries(problems)) {
    for (const sentence of sentences) {
      const item = document.createElement('li')
      const field = document.getElementById(name)
      item.append(field ? Object.assign(document.createElement('a'), { href: `#${name}`, textContent: sentence }) : sentence)
      list.append(item)
    }
  }
  box.append(list)
  document.getElementById('problems')?.remove()
  form.before(box)
  tell('')
  box.focus()
}

async function submit () {
  const entries = typed()
  write(draftKey, entries)
  tell(words.sending)
  try {
    const { taken, refused, signedOut, answer } = await deliver(entries, form.elements.csrf_token.value)
    if (taken) {
      write(draftKey, null)
      location.assign((await answer.json()).url)
    } else if (refused) await showProblems(answer)
    else if (signedOut) tellSignedOut()
    else tell(words.kept)
  } catch { queue(entries) }
}

let busy = false
async function resend () {
  const waiting = read(queueKey, [])
  if (!waiting.length || busy) return
  busy = true
  try {
    const { taken, refused, signedOut, answer } = await deliver(waiting[0])
    if (taken) {
      write(queueKey, waiting.slice(1))
      tell(words.sent, waiting.length - 1)
    } else if (refused) {
      write(queueKey, waiting.slice(1))
      fill(waiting[0])
      write(draftKey, waiting[0])
      await showProblems(answer)
    } else if (signedOut) tellSignedOut()
    else tell(words.offline.replace('{n}', waiting.length), waiting.length)
  } catch { tell(words.offline.replace('{n}', waiting.length), waiting.length) }
  busy = false
  if (note.textContent === words.sent && waiting.length > 1) resend()
}

form.addEventListener('input', () => write(draftKey, typed()))
form.addEventListener('submit', event => { event.preventDefault(); submit() })
again.addEventListener('click', resend)
for (const days of form.querySelectorAll('.quick-days')) {
  const field = document.getElementById(days.dataset.for)
  days.hidden = false
  days.addEventListener('click', event => {
    if (!event.target.dataset.days) return
    const day = new Date(Date.now() + event.target.dataset.days * 86400000)
    field.value = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map(part => String(part).padStart(2, '0')).join('-')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
}
addEventListener('online', resend)
setInterval(resend, AGAIN)
if (!document.getElementById('problems')) fill(read(draftKey, []))
const unsent = read(queueKey, []).length
if (unsent) {
  tell(words.offline.replace('{n}', unsent), unsent)
  resend()
}
