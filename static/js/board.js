// The board: one filter drives map, timeline and table, and is the page's address. Without this module the form and the table do the same.

import { drawMap } from 'csap/map'

const form = document.getElementById('filter')
const parts = [drawMap(document.getElementById('map'))]
let running = null

export function query () {
  const asked = new URLSearchParams(new FormData(form))
  for (const [name, value] of [...asked]) if (!value) asked.delete(name)
  return asked
}

function address () {
  const asked = query().toString()
  return asked ? `/?${asked}` : '/'
}

async function readTable () {
  running?.abort()
  running = new AbortController()
  const answer = await fetch(address(), { signal: running.signal, headers: { Accept: 'text/html' } })
  if (!answer.ok) throw new Error(`table: ${answer.status}`)
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const id of ['rows', 'count']) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes)
}

function showExports () {
  for (const link of document.querySelectorAll('[data-export]')) link.href = `${link.dataset.export}?${query()}`
}

function refresh () {
  const asked = query()
  for (const part of parts) part.show(asked)
  showExports()
  readTable().catch(error => { if (error.name !== 'AbortError') location.assign(address()) })
}

function changed () {
  if (address() === location.pathname + location.search) return
  history.pushState(null, '', address())
  refresh()
}

function fillFrom (asked) {
  for (const field of form.elements) {
    if (!field.name) continue
    if (field.type === 'checkbox') field.checked = asked.get(field.name) === field.value
    else field.value = asked.get(field.name) ?? ''
  }
}

async function copyLink (button) {
  const words = button.textContent
  await navigator.clipboard.writeText(location.href)
  button.textContent = button.dataset.done
  setTimeout(() => { button.textContent = words }, 2000)
}

let pause = 0
form.addEventListener('change', changed)
form.addEventListener('input', event => {
  if (event.target.type !== 'search') return
  clearTimeout(pause)
  pause = setTimeout(changed, 400)
})
form.addEventListener('submit', event => { event.preventDefault(); changed() })
addEventListener('popstate', () => { fillFrom(new URLSearchParams(location.search)); refresh() })
document.addEventListener('click', event => {
  const button = event.target.closest('[data-copy-link]')
  if (button) copyLink(button)
  const clear = event.target.closest('.filter-end a')
  if (!clear || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  fillFrom(new URLSearchParams())
  changed()
})

parts[0].show(query())
import('csap/timeline').then(async ({ drawTimeline }) => {
  parts.push(await drawTimeline(document.getElementById('timeline'), query()))
  parts[1].show(query())
})
