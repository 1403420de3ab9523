"""One lesson: count, learn, write, and say in lines what was measured on names that the trees had not seen."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from csap.overlap import quality
from csap.overlap.compare import shipped
from csap.overlap.letters import costs
from csap.overlap.measured import FILE, keep
from csap.overlap.sounds import script
from csap.overlap.training.examples import Examples, read
from csap.overlap.training.first_letters import rows as first_rows
from csap.overlap.training.learn import UNMARKED, count, learn
from csap.overlap.training.spelling import learned

STAGES = 1
"""The words to learn letters from are paired by the letters so far: from the first costs to learned ones."""


def write_letters(target: Path, rows: list[list[str]]) -> None:
    """Ship costs of letters, and use them from now on."""
    with (target / "letters.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    costs.cache_clear()


def _groups(examples: Examples, chosen: NDArray[np.bool_]) -> dict[str, list[str]]:
    """What the pairs are grouped by: the scripts of the two names, and how they differ, with the source they are of."""
    texts = [text for text, there in zip(examples.texts, chosen.tolist(), strict=True) if there]
    return {
        "scripts": ["–".join(sorted(script(side) for side in sides)) for sides in texts],
        "variations": [str(source) for source in examples.source[chosen]],
    }


def take(kind: str, folder: Path, target: Path) -> Iterator[str]:
    """Learn a kind from a folder of data and write its files into `target`; yields lines for people."""
    with (target / "rarity.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(count(folder))
    if kind == "person":
        same = [(r["left"], r["right"]) for r in read(folder / "person_pairs.csv") if r["same"] == "1"]
        for rows in (first_rows(), *(None for _ in range(STAGES))):
            write_letters(target, rows or learned(same))
    examples, certain = learn(kind, folder, target)
    for source in ("pairs", "self", "search", UNMARKED):
        chosen = (
            examples.source == source
            if source != "pairs"
            else ~np.isin(examples.source, ("self", "search", "search small", UNMARKED))
        )
        if not chosen.any():
            continue
        labels = examples.same[chosen].astype(bool)
        values = quality.average_precision(certain[chosen], labels), quality.recall_at(certain[chosen], labels, 0.95)
        figures = f"average precision {values[0]:.3f}, recall at P.95 {values[1]:.3f}"
        yield f"{kind}, {source}: {chosen.sum()} pairs, {figures}"
        if source == "pairs":
            figures_of = quality.of_pairs(certain[chosen], labels, shipped(kind))
            groups = {
                name: quality.by_group(certain[chosen], labels, shipped(kind), of)
                for name, of in _groups(examples, chosen).items()
            }
            keep(kind, figures_of | groups, target / FILE.name)
        yield f"  precision 0.95 from certainty {quality.threshold_for(certain[chosen], labels, 0.95):.3f}"
        for decile in quality.reliability(certain[chosen], labels):
            yield f"  said {decile['certainty']:.2f}, right {decile['same']:.2f} ({decile['count']:.0f})"
