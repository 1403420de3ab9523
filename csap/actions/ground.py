"""Laying the ground that posts stand on: the theme list of `seed/`, shared by the demo and by any real country."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import select

from csap.desk import Desk
from csap.model.places import Theme

SEED = Path(__file__).resolve().parents[2] / "seed"


def rows(name: str, folder: Path = SEED) -> Iterator[dict[str, str]]:
    """The rows of a seed file, by its name without .csv."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def lay_themes(system: Desk) -> None:
    """Add the codes that are not there yet; the present wording of the others stays."""
    known = set(system.exec(select(Theme.code)))
    for row in rows("themes"):
        if row["code"] not in known:
            system.add(Theme.model_validate(row | {"label": row["label_en"]}))
    system.flush()
