"""`csap overlaps ...` on files: measure the engine, explain a pair, learn again. Knows no database."""

import csv
import importlib
import json
import time
from pathlib import Path
from typing import Any

import click
import numpy as np

from csap.overlap import quality, registers, searching
from csap.overlap.cells import called, names_in
from csap.overlap.compare import compare, raised, shipped
from csap.overlap.rarity import Rarity
from csap.overlap.scoring import score
from csap.overlap.subjects import Subject, SubjectKind

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def overlaps() -> None:
    """Who is the same as whom: measure, explain and teach the overlap engine."""


@overlaps.command()
@click.argument("pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--worst", default=0, help="Also list so many of the worst errors each way.")
def evaluate(pairs: Path, as_json: bool, worst: int) -> None:
    """Compare labelled pairs of names: columns kind,left,right,same."""
    rows = _read(pairs)
    started = time.perf_counter()
    certain = _certainties(rows)
    taken = time.perf_counter() - started
    thresholds = np.array([shipped(_kind(row["kind"])) for row in rows])
    same = np.array([row["same"].strip() in ("1", "true", "yes") for row in rows])
    _print(
        {
            "pairs": len(rows),
            "threshold": float(thresholds.min()) if len(rows) else shipped("person"),
            **quality.at_threshold(certain, same, thresholds),
            "average_precision": quality.average_precision(certain, same),
            "recall_at_p95": quality.recall_at(certain, same, 0.95),
            "pairs_per_second": round(len(rows) / taken) if taken else 0,
        },
        as_json,
    )
    if worst and not as_json:
        _worst(rows, certain, same, worst)


def _worst(rows: list[dict[str, str]], certain: quality.Floats, same: quality.Bools, most: int) -> None:
    """The surest false calls and the most hopeless misses."""
    false = [n for n in np.argsort(-certain) if not same[n]][:most]
    missed = [n for n in np.argsort(certain) if same[n]][:most]
    for title, places in (("called the same, labelled different", false), ("missed", missed)):
        click.echo(f"{title}:")
        for n in places:
            click.echo(f"  {certain[n]:.2f}  {rows[n]['left']} | {rows[n]['right']}  {rows[n].get('how', '')}".rstrip())


def _certainties(rows: list[dict[str, str]]) -> quality.Floats:
    certain = np.zeros(len(rows))
    kinds = np.array(["person" if row["kind"] == "person" else "institution" for row in rows])
    for kind in ("person", "institution"):
        chosen = np.flatnonzero(kinds == kind)
        if len(chosen):
            certain[chosen] = _of_kind(kind, [rows[n] for n in chosen])
    return certain


def _of_kind(kind: str, rows: list[dict[str, str]]) -> quality.Floats:
    """The best of the names that the two cells of a row hold."""
    held = [[names_in(kind, row[side]) for side in ("left", "right")] for row in rows]
    paired = [(one, other) for ours, theirs in held for one in ours for other in theirs]
    owner = np.repeat(np.arange(len(rows)), [len(ours) * len(theirs) for ours, theirs in held])
    places = {name: n for n, name in enumerate(dict.fromkeys(name for pair in paired for name in pair))}
    left, right = (np.array([places[pair[side]] for pair in paired], dtype=np.intp) for side in (0, 1))
    rarity = Rarity.of(Subject(_kind(kind), (name,)) for name in places)
    certain = np.zeros(len(rows))
    np.maximum.at(certain, owner, score(kind, list(places), (left, right), rarity).certainty)
    return certain


def _kind(kind: str) -> SubjectKind:
    return "person" if kind == "person" else "institution"


@overlaps.command()
@click.argument("listed", metavar="LIST.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("queries", metavar="QUERIES.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--aliases", type=FILE, help="Confirmed aliases of institutions: columns alias,name.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def search(listed: Path, queries: Path, aliases: Path | None, as_json: bool) -> None:
    """Look queries (name,kind,id,cluster) up in a list (id,kind,name,cluster), as a check on the platform does.

    Rows of one id are one subject under several names; a column `aliases` has more of them, divided by |.
    """
    found = searching.look_up(_read(listed), _read(queries), _read(aliases) if aliases else [])
    _print(searching.figures(found), as_json)


@overlaps.command()
@click.argument("pairs", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def registry(pairs: Path, as_json: bool) -> None:
    """Look institutions of labelled pairs up in a list of them, their acronyms being confirmed aliases.

    A hit of another id that bears the very name of the one asked for is neither right nor wrong: sources list an
    institution under an id each. `f1_strict` counts it as wrong.
    """
    found = searching.look_up(*registers.of_pairs(_read(pairs)))
    strict = searching.figures(found, strict=True)["f1"]
    _print(searching.figures(found) | {"f1_strict": strict}, as_json)


@overlaps.command()
@click.argument("left")
@click.argument("right")
@click.option("--kind", type=click.Choice(["person", "institution"]), default="person", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def explain(left: str, right: str, kind: str, as_json: bool) -> None:
    """Say how certain it is that two names are the same, and why."""
    subject, candidate = (called(Subject(_kind(kind), (name,))) for name in (left, right))
    [match] = compare(subject, [candidate])
    told = [("+ " if reason.favours else "- ") + str(reason) for reason in match.reasons]
    values = {"certainty": match.certainty, "same": match.same, "reasons": told}
    _print(values | {"alerts": raised(match)}, as_json)


@overlaps.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["person", "institution", "both"]), default="both", show_default=True)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(__file__).parent)
def retrain(folder: Path, kind: str, into: Path) -> None:
    """Learn again from FOLDER (person_pairs.csv, institution_pairs.csv, person_list.csv, person_queries.csv)."""
    try:
        lessons = importlib.import_module("csap.overlap.training.lessons")
    except ModuleNotFoundError as missing:
        raise click.ClickException(f"{missing.name} is not installed: pip install 'csap[train]'") from missing
    for one in ("person", "institution") if kind == "both" else (kind,):
        for line in lessons.take(one, folder, into):
            click.echo(line)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _print(values: dict[str, Any], as_json: bool) -> None:
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}
    if as_json:
        click.echo(json.dumps(rounded, ensure_ascii=False))
        return
    for name, value in rounded.items():
        shown = "\n".join(f"  {line}" for line in value) if isinstance(value, list) else value
        click.echo(f"{name.replace('_', ' ')}: {chr(10) if isinstance(value, list) else ''}{shown}")
