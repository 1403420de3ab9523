// The sign of an overlap: two rings that share a part.

const SVG = 'http://www.w3.org/2000/svg'

export function rings (label) {
  const sign = document.createElementNS(SVG, 'svg')
  sign.setAttribute('viewBox', '0 0 22 14')
  sign.setAttribute('class', 'rings')
  if (label) {
    sign.setAttribute('role', 'img')
    sign.setAttribute('aria-label', label)
  } else sign.setAttribute('aria-hidden', 'true')
  for (const x of [8, 14]) {
    const ring = document.createElementNS(SVG, 'circle')
    ring.setAttribute('cx', x)
    ring.setAttribute('cy', 7)
    ring.setAttribute('r', 5)
    sign.append(ring)
  }
  return sign
}
