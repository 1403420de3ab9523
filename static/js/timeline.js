// The board's timeline: a lane for each organisation, in the host country's time. Reads what the window shows, from the server.

import { rings } from 'csap/rings'

const DAY = 86400000

// The library writes its own style element; the page's policy wants the nonce on it.
function load (address) {
  const nonce = document.querySelector('script[nonce]').nonce
  const create = document.createElement
  document.createElement = function (tag, ...more) {
    const made = create.call(document, tag, ...more)
    if (String(tag).toLowerCase() === 'style') made.nonce = nonce
    return made
  }
  return new Promise((resolve, reject) => {
    const script = create.call(document, 'script')
    Object.assign(script, { src: address, nonce, onload: resolve, onerror: reject })
    document.head.append(script)
  }).finally(() => { document.createElement = create })
}

// Minutes that the host country's clock is ahead of UTC at an instant.
function offsets (timezone) {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  return instant => {
    const [day, month, year, hour, minute, second] = shown.format(instant).match(/\d+/g).map(Number)
    return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000) / 60000)
  }
}

function entry (words) {
  return item => {
    const link = document.createElement('a')
    link.href = item.url
    link.dir = 'auto'
    link.textContent = item.content
    if (!item.overlap) return link
    const sign = document.createElement('span')
    sign.className = 'sign'
    sign.append(rings(words.overlap))
    link.prepend(sign)
    return link
  }
}

// What scrolls can be reached with the keyboard.
function reachable (place) {
  for (const panel of place.querySelectorAll('.vis-vertical-scroll:not([tabindex])')) {
    panel.tabIndex = 0
    panel.setAttribute('role', 'group')
    panel.setAttribute('aria-labelledby', 'timeline-title')
  }
}

// A day by its number and month; French says "1er".
function axis (language) {
  const day = language === 'fr' ? 'ddd Do MMMM' : 'ddd D MMMM'
  return { majorLabels: { minute: day, hour: day } }
}

// The same width of time, moved to the side of the asked period where that does not hold it.
function within (start, end, asked) {
  const first = new Date(asked.get('since') || -8.64e15)
  const last = new Date(asked.get('until') || 8.64e15)
  const width = end - start
  if (start > last) return [new Date(last - width), last]
  return end < first ? [first, new Date(+first + width)] : [start, end]
}

class BoardTimeline {
  constructor (place, asked) {
    const vis = window.vis
    const ahead = offsets(place.dataset.timezone)
    this.words = JSON.parse(place.dataset.words)
    this.url = place.dataset.url
    this.now = new Date(place.dataset.now)
    this.note = document.getElementById('timeline-note')
    this.items = new vis.DataSet()
    this.groups = new vis.DataSet()
    const narrow = place.clientWidth < 600
    const today = [new Date(+this.now - (narrow ? 4 : 12) * DAY), new Date(+this.now + (narrow ? 8 : 24) * DAY)]
    const [start, end] = within(...today, asked)
    this.line = new vis.Timeline(place, this.items, this.groups, {
      start,
      end,
      locale: place.dataset.language,
      format: axis(place.dataset.language),
      moment: instant => { const at = vis.moment(instant); return at.utcOffset(ahead(+at)) },
      template: entry(this.words),
      groupTemplate: group => Object.assign(document.createElement('span'), { textContent: group?.content ?? '' }),
      zoomMin: DAY / 4,
      zoomMax: 800 * DAY,
      maxMinorChars: narrow ? 4 : 7,
      maxHeight: 480,
      verticalScroll: true,
      zoomKey: 'ctrlKey',
      orientation: 'top',
      margin: { item: { horizontal: 4, vertical: 4 }, axis: 4 },
      tooltip: { followMouse: true },
      selectable: false
    })
    this.line.setCurrentTime(this.now)
    this.line.on('changed', () => reachable(place))
    this.line.on('rangechanged', () => this.soon())
    for (const button of document.querySelectorAll('[data-timeline]')) button.addEventListener('click', () => this.move(button.dataset.timeline))
  }

  move (act) {
    const { start, end } = this.line.getWindow()
    const step = (end - start) / 2
    if (act === 'in') this.line.zoomIn(0.5)
    else if (act === 'out') this.line.zoomOut(0.5)
    else if (act === 'today') this.line.moveTo(this.now)
    else this.line.moveTo(new Date(+start + step + (act === 'back' ? -step : step)))
  }

  show (asked) {
    this.asked = asked
    this.known = null
    const { start, end } = this.line.getWindow()
    const wanted = within(start, end, asked)
    if (wanted[0] !== start) this.line.setWindow(...wanted, { animation: false })
    this.read()
  }

  soon () {
    clearTimeout(this.pause)
    this.pause = setTimeout(() => this.read(), 150)
  }

  // What is shown and as much again on either side, so that small moves ask nothing.
  async read () {
    const { start, end } = this.line.getWindow()
    const width = end - start
    if (this.known && start >= this.known.from && end <= this.known.to && width > this.known.width / 2) return
    const wanted = { from: new Date(start - width), to: new Date(+end + width), width }
    const view = new URLSearchParams(this.asked)
    view.set('from', wanted.from.toISOString())
    view.set('to', wanted.to.toISOString())
    this.running?.abort()
    this.running = new AbortController()
    try {
      const answer = await fetch(`${this.url}?${view}`, { signal: this.running.signal })
      if (!answer.ok) throw new Error(answer.status)
      this.draw(await answer.json())
      this.known = wanted
    } catch (error) {
      if (error.name !== 'AbortError') this.note.textContent = this.words.failed
    }
  }

  // A post's bar that is too short for a word becomes a point with its words beside it; weeks full of posts stay bars.
  type (item) {
    if (!item.kind) return 'range'
    const { start, end } = this.line.getWindow()
    return new Date(item.end ?? item.start) - new Date(item.start) < (end - start) / 20 ? 'point' : 'range'
  }

  draw (data) {
    const groups = new Set(data.groups.map(group => group.id))
    const items = new Set(data.items.map(item => item.id))
    this.groups.update(data.groups)
    this.groups.remove(this.groups.getIds().filter(id => !groups.has(id)))
    this.items.update(data.items.map(item => ({ ...item, type: this.type(item), className: [item.className, item.overlap && 'overlap'].filter(Boolean).join(' ') })))
    this.items.remove(this.items.getIds().filter(id => !items.has(id)))
    this.note.textContent = data.more ? this.words.more : data.items.length ? '' : this.words.empty
  }
}

// Opens at today, or at the asked period where today is outside it: with its first items the library goes back to where it began.
export async function drawTimeline (place, asked) {
  await load(place.dataset.script)
  return new BoardTimeline(place, asked)
}
