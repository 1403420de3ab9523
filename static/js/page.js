// Every page: menus that close, light and dark, questions before what can't be undone; fetches the other modules where a page asks for them.

const root = document.documentElement

function showTheme () {
  for (const button of document.querySelectorAll('[data-theme-toggle]')) {
    button.textContent = root.dataset.bsTheme === 'dark' ? button.dataset.light : button.dataset.dark
  }
}

function toggleTheme () {
  root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark'
  try { localStorage.setItem('csap-theme', root.dataset.bsTheme) } catch { /* storage is off */ }
  showTheme()
  document.dispatchEvent(new CustomEvent('csap:theme'))
}

function closeMenus (except) {
  for (const menu of document.querySelectorAll('details.menu[open]')) if (menu !== except) menu.open = false
}

// A phone shows the first rows of a long table until the others are asked for.
function showAll (table) {
  const hidden = [...table.querySelectorAll('tbody tr')].find(row => !row.offsetParent)
  table.classList.add('all')
  hidden?.querySelector('a')?.focus()
}

document.addEventListener('click', event => {
  if (event.target.closest('[data-show-all]')) showAll(event.target.closest('.table-wrap'))
  closeMenus(event.target.closest('details.menu'))
  if (event.target.closest('[data-theme-toggle]')) toggleTheme()
})
document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && event.target.closest('details.menu[open]')
  if (!menu) return
  menu.open = false
  menu.querySelector('summary').focus()
})
document.addEventListener('submit', event => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm
  if (question && !confirm(question)) event.preventDefault()
  else if (event.target.matches('[action="/logout"]')) sessionStorage.clear()
})

showTheme()
if (matchMedia('(max-width: 48rem)').matches) {
  for (const fold of document.querySelectorAll(location.search ? '.legend-fold' : '.filter-fold, .legend-fold')) fold.open = false
}
document.getElementById('problems')?.focus()
if (document.querySelector('[data-likely-url]')) import('csap/likely')
if (document.querySelector('[data-keep]') || sessionStorage.getItem('csap-keep-sent')) import('csap/keep')
if (document.querySelector('[data-place]')) import('csap/place')
if (document.querySelector('[data-spot]')) import('csap/spot')
if (document.querySelector('[data-rows]')) import('csap/rows')
if (document.querySelector('[data-picker]')) import('csap/picker')
if (document.querySelector('[data-quick]')) import('csap/quick')
if (document.querySelector('[data-passkey]')) import('csap/passkeys')
if (document.querySelector('[data-reveal]')) import('csap/reveal')
