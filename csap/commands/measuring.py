"""`csap overlaps measure`: writes the figures that the page on overlaps shows."""

import csv
import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from csap.overlap import quality
from csap.overlap.compare import shipped
from csap.overlap.measured import FILE
from csap.overlap.rarity import Rarity
from csap.overlap.scoring import score
from csap.overlap.subjects import Subject


@click.command("measure")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--search", type=click.Path(exists=True, path_type=Path), help="what `csap overlaps search --json` said")
@click.option("--speed", type=click.Path(exists=True, path_type=Path), help="what `csap bench overlaps --json` said")
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), default=FILE)
def measure(folder: Path, search: Path | None, speed: Path | None, into: Path) -> None:
    """Compare the labelled pairs in FOLDER (person_pairs.csv, institution_pairs.csv) and keep the figures."""
    found: dict[str, Any] = {kind: _pairs(folder, kind) for kind in ("person", "institution")}
    found["search"] = json.loads(search.read_text(encoding="utf-8")) if search else {}
    found["speed"] = json.loads(speed.read_text(encoding="utf-8"))["results"] if speed else []
    into.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _pairs(folder: Path, kind: str) -> dict[str, Any]:
    with (folder / f"{kind}_pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    places: dict[str, int] = {}
    left = np.array([places.setdefault(row["left"], len(places)) for row in rows], dtype=np.intp)
    right = np.array([places.setdefault(row["right"], len(places)) for row in rows], dtype=np.intp)
    same = np.array([row["same"] == "1" for row in rows])
    rarity = Rarity.of(Subject("person" if kind == "person" else "institution", (name,)) for name in places)
    certain = score(kind, list(places), (left, right), rarity).certainty.astype(float)
    figures = {
        "pairs": len(rows),
        **quality.at_threshold(certain, same, shipped(kind)),
        "average_precision": quality.average_precision(certain, same),
    }
    rounded = {name: round(float(value), 3) for name, value in figures.items()}
    deciles = [{name: round(value, 3) for name, value in each.items()} for each in quality.reliability(certain, same)]
    return rounded | {"reliability": deciles}
