// The points of the board's map, over folium's frame: counts where many posts are, single posts where few are. The server clusters.

import { diameter, spread } from 'csap/cells'
import { rings } from 'csap/rings'

const KINDS = { events: ['event'], operations: ['activity'], analysis: ['risk'], relationships: ['contact'] }
const WAIT = 120

function element (tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

// Posts at the very same point are one spot with a list.
function gathered (posts) {
  const points = new Map()
  for (const post of posts) {
    const key = `${post.lat} ${post.lon}`
    points.set(key, [...(points.get(key) ?? []), post])
  }
  return [...points.values()]
}

function spot (classes, size, text, overlaps) {
  const box = element('div', '', text)
  if (overlaps) {
    const sign = element('span', 'sign', overlaps > 1 ? overlaps : undefined)
    sign.prepend(rings())
    box.append(sign)
  }
  return window.L.divIcon({ className: `spot ${classes.filter(Boolean).join(' ')}`, iconSize: [size, size], html: box })
}

function entry (post, words) {
  const item = element('li')
  const link = element('a', '', post.title)
  link.href = post.url
  link.dir = 'auto'
  const more = element('small', '', words.kinds[post.kind] ?? post.kind)
  if (post.overlap) more.append(' · ', rings(), ` ${words.overlap}`)
  item.append(link, more)
  return item
}

class BoardMap {
  constructor (place, frame) {
    this.words = JSON.parse(place.dataset.words)
    this.url = place.dataset.url
    this.note = document.getElementById('map-note')
    this.map = frame.map
    this.layers = frame.layers
    this.points = window.L.layerGroup().addTo(this.map)
    this.asked = new URLSearchParams()
    this.data = { cells: [], posts: [] }
    this.map.on('moveend', () => this.soon())
    this.map.on('overlayadd overlayremove', () => this.draw())
    place.addEventListener('keydown', event => { if (event.key === 'Escape') this.map.closePopup() })
    new ResizeObserver(() => this.map.invalidateSize()).observe(place)
  }

  show (asked) {
    this.asked = asked
    this.read()
  }

  soon () {
    clearTimeout(this.pause)
    this.pause = setTimeout(() => this.read(), WAIT)
  }

  async read () {
    this.running?.abort()
    this.running = new AbortController()
    const box = this.map.getBounds().pad(0.2)
    const view = new URLSearchParams(this.asked)
    view.set('bbox', [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map(x => x.toFixed(4)).join(','))
    view.set('zoom', Math.round(this.map.getZoom()))
    try {
      const answer = await fetch(`${this.url}?${view}`, { signal: this.running.signal })
      if (!answer.ok) throw new Error(answer.status)
      this.data = await answer.json()
      this.note.textContent = this.data.more ? this.words.more : ''
      this.draw()
    } catch (error) {
      if (error.name !== 'AbortError') this.note.textContent = this.words.failed
    }
  }

  visible (kind) {
    return Object.entries(KINDS).some(([layer, kinds]) => kinds.includes(kind) && this.map.hasLayer(this.layers[layer]))
  }

  draw () {
    const focused = document.activeElement?.dataset?.key
    this.points.clearLayers()
    const cells = this.data.cells.map(cell => this.shown(cell)).filter(cell => cell.n)
    for (const cell of spread(cells, cell => this.map.latLngToLayerPoint([cell.lat, cell.lon]))) this.drawCell(cell)
    for (const posts of gathered(this.data.posts.filter(post => this.visible(post.kind)))) this.drawPosts(posts)
    if (focused) this.map.getContainer().querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus()
  }

  // The cell without the posts of layers that are switched off.
  shown (cell) {
    const kinds = Object.fromEntries(Object.entries(cell.kinds).filter(([kind]) => this.visible(kind)))
    return { ...cell, kinds, n: Object.values(kinds).reduce((sum, count) => sum + count, 0) }
  }

  label (n, overlaps) {
    return `${n} ${this.words.posts}${overlaps ? `, ${overlaps} ${this.words.overlaps}` : ''}`
  }

  drawCell ({ lat, lon, n, overlaps, organisation }) {
    const classes = [organisation ? `org-${organisation}` : 'several', overlaps && 'overlap']
    const closer = () => this.map.flyTo([lat, lon], Math.min(this.map.getZoom() + 2, this.map.getMaxZoom()), { duration: 0.4 })
    this.place([lat, lon], spot(classes, diameter(n), n, overlaps), this.label(n, overlaps)).on('click', closer)
  }

  drawPosts (posts) {
    const [first] = posts
    const overlaps = posts.filter(post => post.overlap).length
    const several = posts.length > 1
    const same = posts.every(post => post.organisation === first.organisation)
    const classes = [same ? `org-${first.organisation}` : 'several', !several && `spot-${first.kind}`, overlaps && 'overlap']
    const icon = spot(classes, several ? diameter(posts.length) : 18, several ? posts.length : '', overlaps)
    const label = several ? this.label(posts.length, overlaps)
      : [this.words.kinds[first.kind], first.title, overlaps && this.words.overlap].filter(Boolean).join(', ')
    const list = element('ul')
    list.append(...posts.map(post => entry(post, this.words)))
    const marker = this.place([first.lat, first.lon], icon, label)
    marker.bindPopup(list, { maxWidth: 300, autoPanPadding: [20, 20] })
    marker.on('popupopen', () => list.querySelector('a')?.focus({ preventScroll: true }))
    marker.on('popupclose', () => marker.getElement()?.focus({ preventScroll: true }))
  }

  place (at, icon, label) {
    const marker = window.L.marker(at, { icon, title: label, alt: label, keyboard: true, riseOnHover: true }).addTo(this.points)
    const shown = marker.getElement()
    shown.setAttribute('aria-label', label)
    shown.dataset.key = `${at[0]} ${at[1]}`
    return marker
  }
}

export function drawMap (place) {
  return new BoardMap(place, window.csapMap)
}
