// The small map on a post's page: the country, its regions, and where the post is. Without this module its place stands in words.

function load (address) {
  return new Promise((resolve, reject) => document.head.append(Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject })))
}

async function shapes (map, address, layer) {
  const answer = await fetch(`${address}${layer}.geojson`).catch(() => null)
  if (!answer?.ok) return
  window.L.geoJSON(await answer.json(), { interactive: false, style: { className: `shape shape-${layer}` }, pointToLayer: () => null }).addTo(map).bringToBack()
}

async function draw (box) {
  const { lat, lon, bounds, baseUrl, leaflet, leafletCss, vague } = box.dataset
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: leafletCss }))
  if (!window.L) await load(leaflet)
  const [south, west, north, east] = bounds.split(',').map(Number)
  const map = window.L.map(box, { attributionControl: false, zoomControl: false, scrollWheelZoom: false, keyboard: false, zoomSnap: 0.25 })
  map.fitBounds([[south, west], [north, east]])
  window.L.circleMarker([Number(lat), Number(lon)], { radius: vague ? 22 : 8, className: vague ? 'place-pin place-pin-vague' : 'place-pin', interactive: false }).addTo(map)
  for (const layer of ['country', 'regions']) shapes(map, baseUrl, layer)
}

for (const box of document.querySelectorAll('[data-spot]')) draw(box)
