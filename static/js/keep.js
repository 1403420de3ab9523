// A form's draft stays in this tab until the server has taken it: a lost connection, a wrong click or an expired sign-in costs nothing.

const SENT = 'csap-keep-sent'
const UNKEPT = new Set(['csrf_token', 'version'])

const key = form => `csap-keep:${location.pathname}:${form.dataset.keep}`

function entries (form) {
  const data = [...new FormData(form)].filter(([name, value]) => !UNKEPT.has(name) && typeof value === 'string')
  return data.filter(([name]) => form.elements[name]?.type !== 'password')
}

function fill (form, kept) {
  for (const field of form.elements) {
    if (!field.name || UNKEPT.has(field.name) || ['password', 'file', 'submit', 'button'].includes(field.type)) continue
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value)
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = values.includes(field.value)
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value)
    else if (values.length) [field.value] = values
  }
  unfold(form)
  form.dispatchEvent(new Event('input', { bubbles: true }))
}

const isFilled = field => ['checkbox', 'radio'].includes(field.type) ? field.checked !== field.defaultChecked : 'defaultValue' in field && field.value !== field.defaultValue

// What came back is not left out of sight.
function unfold (form) {
  for (const field of form.elements) {
    const fold = field.closest('details')
    if (fold && field.name && field.type !== 'hidden' && isFilled(field)) fold.open = true
  }
}

function tellBack (form) {
  const note = document.createElement('p')
  const discard = document.createElement('button')
  note.className = 'kept'
  note.setAttribute('role', 'status')
  note.textContent = form.dataset.keepBack
  Object.assign(discard, { type: 'button', className: 'btn btn-link btn-sm', textContent: form.dataset.keepDiscard })
  discard.addEventListener('click', () => {
    sessionStorage.removeItem(key(form))
    location.reload()
  })
  note.append(' ', discard)
  form.prepend(note)
}

function keep (form) {
  const kept = JSON.parse(sessionStorage.getItem(key(form)) ?? 'null')
  const untouched = JSON.stringify(entries(form))
  if (kept && !document.getElementById('problems') && JSON.stringify(kept) !== untouched) {
    fill(form, kept)
    tellBack(form)
  }
  form.addEventListener('input', () => sessionStorage.setItem(key(form), JSON.stringify(entries(form))))
  form.addEventListener('submit', () => sessionStorage.setItem(SENT, key(form)))
}

// The page after a submission: taken unless it is an error, the sign-in, or the form again with its problems.
function settle () {
  const sent = sessionStorage.getItem(SENT)
  if (!sent) return
  sessionStorage.removeItem(SENT)
  const refused = document.body.dataset.status >= 400 || location.pathname.startsWith('/login') || document.getElementById('problems')
  if (!refused) sessionStorage.removeItem(sent)
}

settle()
for (const form of document.querySelectorAll('form[data-keep]')) keep(form)
