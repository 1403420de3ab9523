// Contacts by typing a name: what is found can be chosen by mouse or keys, and stands as a ticked box that is sent with the form.

const WAIT = 200

class Picker {
  constructor (box) {
    this.box = box
    this.words = JSON.parse(box.dataset.words)
    this.input = box.querySelector('input[type=text]')
    this.list = box.querySelector('[role=listbox]')
    this.picked = box.querySelector('.picked')
    this.status = box.querySelector('[role=status]')
    this.found = []
    Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id })
      .forEach(([name, value]) => this.input.setAttribute(name, value))
    this.input.addEventListener('input', event => { event.stopPropagation(); this.typed() })
    this.input.addEventListener('keydown', event => this.key(event))
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150))
  }

  typed () {
    clearTimeout(this.pause)
    this.pause = setTimeout(() => this.search(), WAIT)
  }

  async search () {
    const wanted = this.input.value.trim()
    if (wanted.length < 2) return this.close()
    const answer = await fetch(`${this.box.dataset.searchUrl}?text=${encodeURIComponent(wanted)}`).catch(() => null)
    if (!answer?.ok || wanted !== this.input.value.trim()) return
    this.offer((await answer.json()).contacts)
  }

  offer (found) {
    this.found = found
    this.at = -1
    this.list.replaceChildren(...found.map((contact, index) => this.option(contact, index)))
    this.list.hidden = !found.length
    this.input.setAttribute('aria-expanded', String(Boolean(found.length)))
    this.status.textContent = found.length ? this.words.many + found.length : this.words.none
  }

  option (contact, index) {
    const item = Object.assign(document.createElement('li'), { id: `${this.list.id}-${index}` })
    item.setAttribute('role', 'option')
    item.append(Object.assign(document.createElement('bdi'), { textContent: contact.title }))
    item.append(Object.assign(document.createElement('small'), { textContent: contact.about }))
    item.addEventListener('mousedown', event => { event.preventDefault(); this.choose(contact) })
    return item
  }

  key (event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key === 'Enter') event.preventDefault()
    if (this.list.hidden) return
    if (event.key in moves) this.move(moves[event.key])
    else if (event.key === 'Enter' && this.at >= 0) this.choose(this.found[this.at])
    else if (event.key === 'Escape') this.close()
    else return
    event.preventDefault()
  }

  move (step) {
    this.at = (this.at + step + this.found.length) % this.found.length
    for (const [index, item] of [...this.list.children].entries()) item.setAttribute('aria-selected', String(index === this.at))
    const here = this.list.children[this.at]
    this.input.setAttribute('aria-activedescendant', here.id)
    here.scrollIntoView({ block: 'nearest' })
  }

  choose (contact) {
    const there = this.picked.querySelector(`input[value="${contact.ref}"]`)
    if (there) there.checked = true
    else this.picked.append(this.tick(contact))
    this.input.value = ''
    this.close()
    this.status.textContent = this.words.added + contact.title
    this.box.dispatchEvent(new Event('input', { bubbles: true }))
  }

  tick (contact) {
    const item = document.createElement('li')
    const label = document.createElement('label')
    const box = Object.assign(document.createElement('input'), { type: 'checkbox', name: this.box.dataset.name, value: contact.ref, checked: true, className: 'form-check-input' })
    label.append(box, ' ', Object.assign(document.createElement('bdi'), { textContent: contact.title }))
    item.append(label)
    return item
  }

  close () {
    this.list.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }
}

for (const box of document.querySelectorAll('[data-picker]')) new Picker(box) // eslint-disable-line no-new
