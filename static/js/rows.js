// Rows of small forms: one more, one less. Without this module the empty rows that the server sent are there to write in.

function renumber (row, index) {
  for (const part of row.querySelectorAll('[id], [for], [name], [aria-describedby]')) {
    for (const name of ['id', 'for', 'name', 'aria-describedby']) {
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/-\d+-/g, `-${index}-`))
    }
  }
}

const rowsOf = box => [...box.querySelectorAll('[data-row]')]
const isEmpty = row => [...row.querySelectorAll('input')].every(field => !field.value)

function clear (row) {
  for (const field of row.querySelectorAll('input')) field.value = ''
  for (const field of row.querySelectorAll('select')) field.selectedIndex = 0
  for (const problem of row.querySelectorAll('.field-problem')) problem.remove()
}

function changed (box) {
  box.dispatchEvent(new Event('input', { bubbles: true }))
}

function add (box) {
  const rows = rowsOf(box)
  const row = rows.at(-1).cloneNode(true)
  clear(row)
  renumber(row, rows.length)
  rows.at(-1).after(row)
  row.querySelector('input').focus()
}

function remove (box, row) {
  if (rowsOf(box).length === 1) clear(row)
  else row.remove()
  rowsOf(box).forEach(renumber)
  rowsOf(box)[0].querySelector('input').focus()
  changed(box)
}

for (const box of document.querySelectorAll('[data-rows]')) {
  for (const row of rowsOf(box).slice(1)) if (isEmpty(row)) row.remove()
  box.addEventListener('click', event => {
    if (event.target.closest('[data-row-add]')) add(box)
    const gone = event.target.closest('[data-row-remove]')
    if (gone) remove(box, gone.closest('[data-row]'))
  })
}
