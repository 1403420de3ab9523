// Likely overlaps beside a form while it is being filled in. The server answers a fragment; nothing is stored by asking.

const WAIT = 300
const SIGNED_OUT = [400, 401]

function typed (form) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
  return data
}

function watch (form) {
  const box = form.querySelector('[data-likely]') ?? document.querySelector('[data-likely]')
  if (!box) return
  const frame = box.closest('.likely')
  let last = new URLSearchParams(typed(form)).toString()
  let running = null
  let pause = 0

  async function ask () {
    const data = typed(form)
    const now = new URLSearchParams(data).toString()
    if (now === last) return
    last = now
    running?.abort()
    running = new AbortController()
    box.setAttribute('aria-busy', 'true')
    try {
      const answer = await fetch(form.dataset.likelyUrl, { method: 'POST', body: data, signal: running.signal, headers: { 'HX-Request': 'true' } })
      if (SIGNED_OUT.includes(answer.status)) box.innerHTML = box.nextElementSibling.innerHTML
      else if (!answer.ok) throw new Error(answer.status)
      else if (answer.status !== 204) box.innerHTML = await answer.text()
    } catch (error) {
      if (error.name === 'AbortError') return
      box.textContent = box.dataset.failed
    }
    box.setAttribute('aria-busy', 'false')
    frame.toggleAttribute('data-found', Boolean(box.querySelector('[data-found]')))
  }

  form.addEventListener('input', () => {
    clearTimeout(pause)
    pause = setTimeout(ask, WAIT)
  })
}

for (const form of document.querySelectorAll('[data-likely-url]')) watch(form)
