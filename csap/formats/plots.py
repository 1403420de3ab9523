"""Small plots as SVG, drawn here, for pages and paper alike: no script, no style attribute, readable without colour.

Each is an `svg` element that carries its title and a description in words for those who don't see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart: what it is, this week's number and last week's."""

    label: str
    this: int
    last: int


@dataclass(frozen=True)
class Pair:
    """Two numbers of one week, side by side."""

    label: str
    left: int
    right: int


@dataclass(frozen=True)
class Caption:
    """`key` is unique on the page; `legend` names the two colours."""

    key: str
    title: str
    description: str
    legend: tuple[str, str]


ROW, LABEL, WIDTH = 24, 130, 480
HEIGHT, FOOT = 150, 34


def bars(rows: Sequence[Bar], caption: Caption) -> str:
    """A horizontal bar for each row, this week's full, last week's thin beneath it; the number stands beside it."""
    most = max((max(each.this, each.last) for each in rows), default=0) or 1
    height = ROW * len(rows) + FOOT
    drawn = "".join(_bar(each, place, most) for place, each in enumerate(rows))
    return _svg(height, caption, drawn + _legend(caption, height - 10))


def _bar(row: Bar, place: int, most: int) -> str:
    top = place * ROW + 4
    room = WIDTH - LABEL - 40
    this, last = (round(room * number / most, 1) for number in (row.this, row.last))
    return (
        f'<text class="plot-label" x="{LABEL - 8}" y="{top + 11}" text-anchor="end">{escape(_cut(row.label))}</text>'
        f'<rect class="plot-this" x="{LABEL}" y="{top}" width="{this}" height="11" fill="#1c3766"/>'
        f'<rect class="plot-last" x="{LABEL}" y="{top + 12}" width="{last}" height="4" fill="#b98a1d"/>'
        f'<text class="plot-number" x="{LABEL + this + 6}" y="{top + 10}">{row.this}</text>'
    )


def columns(pairs: Sequence[Pair], caption: Caption) -> str:
    """Two columns for each week, the oldest left; the number stands above each that is not zero."""
    most = max((max(each.left, each.right) for each in pairs), default=0) or 1
    step = WIDTH / max(len(pairs), 1)
    drawn = "".join(_columns(each, place * step, step, most) for place, each in enumerate(pairs))
    floor = HEIGHT - FOOT
    axis = f'<line class="plot-axis" x1="0" y1="{floor}" x2="{WIDTH}" y2="{floor}" stroke="#8b8f98"/>'
    return _svg(HEIGHT + 18, caption, axis + drawn + _legend(caption, HEIGHT + 8))


def _columns(pair: Pair, left: float, step: float, most: int) -> str:
    wide = step * 0.32
    middle = left + step / 2
    at = f'x="{middle:.1f}" y="{HEIGHT - FOOT + 15}"'
    label = f'<text class="plot-label" {at} text-anchor="middle">{escape(pair.label)}</text>'
    return (
        _column(middle - wide - 1, wide, pair.left / most, pair.left, "plot-this")
        + _column(middle + 1, wide, pair.right / most, pair.right, "plot-last")
        + label
    )


def _column(left: float, wide: float, share: float, number: int, kind: str) -> str:
    height = round((HEIGHT - FOOT - 16) * share, 1)
    top = HEIGHT - FOOT - height
    fill = "#1c3766" if kind == "plot-this" else "#b98a1d"
    shape = f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{height}" fill="{fill}"/>'
    above = (
        f'<text class="plot-number" x="{left + wide / 2:.1f}" y="{top - 3:.1f}" text-anchor="middle">{number}</text>'
    )
    return shape + (above if number else "")


def _legend(caption: Caption, y: int) -> str:
    first, second = (escape(each) for each in caption.legend)
    half = WIDTH // 2
    return (
        f'<rect class="plot-this" x="0" y="{y - 9}" width="10" height="10" fill="#1c3766"/>'
        f'<text class="plot-label" x="16" y="{y}">{first}</text>'
        f'<rect class="plot-last" x="{half}" y="{y - 9}" width="10" height="10" fill="#b98a1d"/>'
        f'<text class="plot-label" x="{half + 16}" y="{y}">{second}</text>'
    )


def _svg(height: int, caption: Caption, drawn: str) -> str:
    ids = f"{caption.key}-title {caption.key}-description"
    return (
        f'<svg class="plot" role="img" aria-labelledby="{ids}" viewBox="0 0 {WIDTH} {height}" font-size="11">'
        f'<title id="{caption.key}-title">{escape(caption.title)}</title>'
        f'<desc id="{caption.key}-description">{escape(caption.description)}</desc>{drawn}</svg>'
    )


def _cut(text: str) -> str:
    return text if len(text) <= 18 else f"{text[:17]}…"
