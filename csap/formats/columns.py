"""Which column of a sheet is which of our fields, and what kind of sheet it is: a guess that people see and correct.

Tags decide first, then headings, then what the cells look like; cells that contradict a heading outweigh it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from csap.formats import dates, evidence, hxl, vocabulary
from csap.formats.cells import Header
from csap.formats.fields import SHAPES, Field, Shape
from csap.formats.tables import Sheet
from csap.wording import N_, Words

LEAST = 0.5
SWAPPED = N_(
    "Column %(column)s: some dates are text, and no real date lies after the 12th of a month. "
    "Day and month were probably changed over when the sheet was made; check them."
)
SURE = 0.85


@dataclass
class Mapping:
    """`columns` and `confidence` (0 to 1) go by field; `unmapped` are column indexes with a heading and no field.

    `year` completes months without one, from the file's or the sheet's name. `day_first` says how a date column writes;
    `warnings` what a person should check before trusting a column.
    """

    shape: Shape
    columns: dict[str, int]
    unmapped: list[int] = field(default_factory=list)
    confidence: dict[str, float] = field(default_factory=dict)
    year: int | None = None
    day_first: dict[str, bool | None] = field(default_factory=dict)
    warnings: list[Words] = field(default_factory=list)

    @property
    def unsure(self) -> list[str]:
        """The fields that a person should look at."""
        return [key for key, confidence in self.confidence.items() if confidence < SURE]


@dataclass(frozen=True, order=True)
class Bid:
    """A field wants a column. Of equal ones the left-most wins, but the right-most of place codes: the deepest."""

    score: float
    filled: float
    order: int
    place: int
    key: str
    column: int


def guess_mapping(sheet: Sheet, shape: Shape | None = None) -> Mapping:
    """The likeliest mapping, in the given shape or in the one that explains more of the sheet."""
    if shape is not None:
        return mapping_of(sheet, shape, assign(bids(sheet, shape)))
    found: dict[Shape, list[Bid]] = {each: assign(bids(sheet, each)) for each in SHAPES}
    return mapping_of(sheet, likelier(found), found[likelier(found)])


def likelier(found: dict[Shape, list[Bid]]) -> Shape:
    """Contacts only when they explain more of the sheet, and no column says when or what was done."""
    engaged = {bid.key for bid in found["activities"]} & {
        "starts",
        "ends",
        "title",
        "themes",
        "form",
        "beneficiary_count",
        "status",
    }
    weight = {shape: sum(bid.score for bid in won) for shape, won in found.items()}
    return "activities" if len(engaged) > 1 or weight["activities"] + len(engaged) >= weight["contacts"] else "contacts"


def apply_mapping(sheet: Sheet, shape: Shape, columns: dict[str, int]) -> Mapping:
    """A mapping as a person corrected it; columns that the sheet does not have, and unknown fields, are dropped."""
    known = {each.key for each in SHAPES[shape]}
    kept = {key: at for key, at in columns.items() if key in known and 0 <= at < len(sheet.headers)}
    return complete(sheet, Mapping(shape, kept, confidence=dict.fromkeys(kept, 1.0)))


def recall_mapping(sheet: Sheet, shape: Shape, remembered: dict[str, str]) -> Mapping:
    """A mapping kept as field -> heading, on a sheet whose columns may have moved; the rest is guessed anew."""
    at = {vocabulary.fold(each.text or each.hxl_tag): index for index, each in reversed(list(enumerate(sheet.headers)))}
    kept = {key: at[vocabulary.fold(heading)] for key, heading in remembered.items() if vocabulary.fold(heading) in at}
    guessed = guess_mapping(sheet, shape)
    free = {
        key: column for key, column in guessed.columns.items() if key not in remembered and column not in kept.values()
    }
    return apply_mapping(sheet, shape, kept | free)


def remember(sheet: Sheet, mapping: Mapping) -> dict[str, str]:
    """What to keep of a mapping for the next sheet of the same kind: field -> heading."""
    return {key: sheet.headers[at].text or sheet.headers[at].hxl_tag for key, at in mapping.columns.items()}


def mapping_of(sheet: Sheet, shape: Shape, won: Iterable[Bid]) -> Mapping:
    order = {each.key: index for index, each in enumerate(SHAPES[shape])}
    chosen = sorted(won, key=lambda bid: order[bid.key])
    confidence = {bid.key: round(min(bid.score, 1.0), 2) for bid in chosen}
    return complete(sheet, Mapping(shape, {bid.key: bid.column for bid in chosen}, confidence=confidence))


def complete(sheet: Sheet, mapping: Mapping) -> Mapping:
    """Fill in what follows from the columns: the rest, the year, how dates are written."""
    taken = set(mapping.columns.values())
    mapping.unmapped = [
        index for index, each in enumerate(sheet.headers) if index not in taken and (each.text or each.hxl_tag)
    ]
    mapping.year = (
        dates.year_in(sheet.name, sheet.filename) or dates.year_in(sheet.name) or dates.year_in(sheet.filename)
    )
    for each in SHAPES[mapping.shape]:
        if each.kind == "date" and each.key in mapping.columns:
            cells = [row.cells[mapping.columns[each.key]] for row in sheet.sample]
            mapping.day_first[each.key] = dates.day_first(cells)
            if dates.swapped(cells):
                letter = sheet.headers[mapping.columns[each.key]].column_letter
                mapping.warnings.append(Words(SWAPPED, {"column": letter}))
    return mapping


def bids(sheet: Sheet, shape: Shape) -> list[Bid]:
    """Every field's wish for every column that suits it at all."""
    columns = [evidence.column([row.cells[index] for row in sheet.sample]) for index in range(len(sheet.headers))]
    found = []
    for order, each in enumerate(SHAPES[shape]):
        for index, header in enumerate(sheet.headers):
            score = suits(header, columns[index], each, vocabulary.namings()[shape][each.key])
            if score >= LEAST:
                place = index if each.kind == "pcode" else -index
                found.append(Bid(score, columns[index].filled, -order, place, each.key, index))
    return found


def suits(header: Header, cells: evidence.Column, wanted: Field, naming: vocabulary.Naming) -> float:
    """How well one column suits one field, 0 to 1 and a little."""
    by_tag = max((hxl.fit(header.hxl_tag, tag) - 0.02 * place for place, tag in enumerate(naming.tags)), default=0.0)
    score = max(by_tag * 1.1, by_name(header.text, naming))
    if score < LEAST:
        return 0.55 if not header.hxl_tag and evidence.betrays(cells, wanted) else 0.0
    agreed = evidence.agreement(cells, wanted)
    if agreed >= 0.75:
        return score
    return max(score * (0.4 + 0.8 * agreed), LEAST if by_tag == 1.0 else 0.0)


def by_name(heading: str, naming: vocabulary.Naming) -> float:
    """1 for a heading in the list, less for a looser reading, one that contains it, one that is nearly it."""
    for loss, reading in enumerate(vocabulary.readings(heading)):
        if reading in naming.names:
            return 1.0 - 0.03 * loss
    core = vocabulary.fold(vocabulary.core(heading))
    return max((resemblance(core, name) for name in naming.names), default=0.0)


def resemblance(heading: str, name: str) -> float:
    """0.7 to 0.85 for a name that is more than half of the heading, up to 0.85 for a slip of the pen, else 0."""
    if len(name) > 3 and len(name) * 2 > len(heading) and f" {name} " in f" {heading} ":
        return 0.55 + 0.3 * len(name) / len(heading)
    ratio = fuzz.ratio(heading, name, score_cutoff=86) if len(name) > 5 else 0.0
    return ratio / 100 - 0.13 if ratio else 0.0


def assign(wishes: list[Bid]) -> list[Bid]:
    """Each column to one field and each field to one column, the best wishes first."""
    won: dict[str, Bid] = {}
    taken: set[int] = set()
    for bid in sorted(wishes, reverse=True):
        if bid.key not in won and bid.column not in taken:
            won[bid.key] = bid
            taken.add(bid.column)
    return list(won.values())
