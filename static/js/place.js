// A place by name from the gazetteer, or by a point on a small map. Without this module the name alone is sent.

const WAIT = 200

function load (address) {
  return new Promise((resolve, reject) => document.head.append(Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject })))
}

class PlaceField {
  constructor (field) {
    this.field = field
    this.words = JSON.parse(field.dataset.words)
    this.input = field.querySelector('.place-search input')
    this.list = field.querySelector('.place-list')
    this.status = field.querySelector('.place-status')
    this.hidden = name => field.querySelector(`input[type=hidden][name="${name}"]`)
    Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id })
      .forEach(([name, value]) => this.input.setAttribute(name, value))
    this.input.addEventListener('input', event => { if (event.isTrusted) this.typed() })
    this.input.addEventListener('keydown', event => this.key(event))
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150))
    field.querySelector('.place-map').addEventListener('toggle', event => { if (event.target.open) this.openMap() })
    this.tellPoint()
  }

  typed () {
    this.set({ id: '', lat: '', lon: '' })
    clearTimeout(this.pause)
    this.pause = setTimeout(() => this.search(), WAIT)
  }

  async search () {
    const wanted = this.input.value.trim()
    if (wanted.length < 2) return this.close()
    const answer = await fetch(`${this.field.dataset.searchUrl}?q=${encodeURIComponent(wanted)}`).catch(() => null)
    if (!answer?.ok || wanted !== this.input.value.trim()) return
    this.offer((await answer.json()).places)
  }

  offer (places) {
    this.places = places
    this.list.replaceChildren(...places.map((place, index) => this.option(place, index)))
    this.at = -1
    this.list.hidden = !places.length
    this.input.setAttribute('aria-expanded', String(Boolean(places.length)))
    this.status.textContent = !places.length ? this.words.none : places.length === 1 ? this.words.one : this.words.many + places.length
  }

  option (place, index) {
    const item = document.createElement('li')
    Object.assign(item, { id: `${this.list.id}-${index}`, dir: 'auto', textContent: place.name })
    item.setAttribute('role', 'option')
    if (place.region) item.append(Object.assign(document.createElement('small'), { textContent: place.region }))
    item.addEventListener('mousedown', event => { event.preventDefault(); this.choose(place) })
    return item
  }

  key (event) {
    if (this.list.hidden) return
    const moves = { ArrowDown: 1, ArrowUp: -1 }
    if (event.key in moves) this.move(moves[event.key])
    else if (event.key === 'Enter' && this.at >= 0) this.choose(this.places[this.at])
    else if (event.key === 'Escape') this.close()
    else return
    event.preventDefault()
  }

  move (step) {
    this.at = (this.at + step + this.places.length) % this.places.length
    for (const [index, item] of [...this.list.children].entries()) item.setAttribute('aria-selected', String(index === this.at))
    const here = this.list.children[this.at]
    this.input.setAttribute('aria-activedescendant', here.id)
    here.scrollIntoView({ block: 'nearest' })
  }

  choose (place) {
    this.input.value = place.name
    this.set(place)
    this.close()
    this.status.textContent = this.words.chosen + [place.name, place.region].filter(Boolean).join(', ')
    this.show()
  }

  close () {
    this.list.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }

  set ({ id = '', lat, lon }) {
    for (const [name, value] of Object.entries({ place_id: id, lat, lon })) if (this.hidden(name)) this.hidden(name).value = value
    this.input.dispatchEvent(new Event('input', { bubbles: true }))
  }

  point () {
    const [lat, lon] = ['lat', 'lon'].map(name => parseFloat(this.hidden(name)?.value))
    return Number.isFinite(lat) && Number.isFinite(lon) ? [lat, lon] : null
  }

  tellPoint () {
    const point = this.point()
    if (point && !this.status.textContent) this.status.textContent = this.words.point + point.map(x => x.toFixed(3)).join(', ')
  }

  async openMap () {
    if (this.map) return this.map.invalidateSize()
    if (!document.querySelector(`link[href="${this.field.dataset.leafletCss}"]`)) {
      document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: this.field.dataset.leafletCss }))
    }
    if (!window.L) await load(this.field.dataset.leaflet)
    const [south, west, north, east] = (this.field.dataset.bounds ?? '-60,-170,70,170').split(',').map(Number)
    this.map = window.L.map(this.field.querySelector('.place-canvas'), { attributionControl: false, zoomSnap: 0.25 }).fitBounds([[south, west], [north, east]])
    this.map.on('click', event => this.mark(event.latlng))
    this.map.getContainer().addEventListener('keydown', event => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      this.mark(this.map.getCenter())
    })
    this.show()
    for (const layer of ['country', 'regions']) this.shapes(layer)
  }

  async shapes (layer) {
    const answer = await fetch(`${this.field.dataset.baseUrl}${layer}.geojson`).catch(() => null)
    if (!answer?.ok) return
    window.L.geoJSON(await answer.json(), { interactive: false, style: { className: `shape shape-${layer}` }, pointToLayer: () => null }).addTo(this.map).bringToBack()
  }

  mark ({ lat, lng }) {
    this.set({ lat: lat.toFixed(5), lon: lng.toFixed(5) })
    this.status.textContent = this.words.point + [lat, lng].map(x => x.toFixed(3)).join(', ')
    this.show(false)
  }

  show (move = true) {
    const point = this.point()
    if (!this.map || !point) return
    this.pin ??= window.L.circleMarker(point, { radius: 8, className: 'place-pin', interactive: false }).addTo(this.map)
    this.pin.setLatLng(point)
    if (move) this.map.setView(point, Math.max(this.map.getZoom(), 8))
  }
}

for (const field of document.querySelectorAll('[data-place]')) new PlaceField(field) // eslint-disable-line no-new
