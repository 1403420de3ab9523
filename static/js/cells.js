// Circles that would lie on each other become one: cells of the server's grid meet at its lines. Pure.

function joined (one, other) {
  const n = one.n + other.n
  const kinds = { ...one.kinds }
  for (const [kind, count] of Object.entries(other.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count
  const mean = name => (one[name] * one.n + other[name] * other.n) / n
  return { n, kinds, lat: mean('lat'), lon: mean('lon'), overlaps: one.overlaps + other.overlaps, organisation: one.organisation === other.organisation ? one.organisation : null }
}

export function diameter (n) {
  return 24 + Math.round(9 * Math.log10(n))
}

// `project` gives a cell's place on the screen in pixels, as {x, y}.
export function spread (cells, project) {
  const kept = []
  for (let cell of [...cells].sort((a, b) => b.n - a.n)) {
    for (let near = true; near;) {
      const { x, y } = project(cell)
      near = kept.find(other => {
        const at = project(other)
        return Math.hypot(at.x - x, at.y - y) < (diameter(cell.n) + diameter(other.n)) / 2
      })
      if (!near) break
      kept.splice(kept.indexOf(near), 1)
      cell = joined(near, cell)
    }
    kept.push(cell)
  }
  return kept
}
