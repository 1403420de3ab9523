"""`csap bench`: how fast the platform is on this machine, at sizes that it is built for."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from csap.bench import audit, lists, measures, overlaps
from csap.bench import peers as beside
from csap.bench.digest import digest
from csap.bench.measures import SIZES, Result, Stage
from csap.store import schema
from csap.store.engine import open_engine

NAMES = ("pages", "posting", "folium", "digest", "overlaps", "lists", "audit")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LARGEST_DRAWN = 10_000


@click.command()
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option(
    "--size", type=click.IntRange(min=100), multiple=True, help="posts; for audit lines; 1000, 10000 … if not given"
)
@click.option("--peers", is_flag=True, help="overlaps: beside what others use for it, as far as it is installed")
@click.option("--pairs", type=FOLDER, help="only compare the labelled pairs in this folder, beside what is installed")
@click.option("--database", default="", help="overlaps, audit: an empty database to fill, such as PostgreSQL")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def bench(
    name: str | None, size: tuple[int, ...], peers: bool, pairs: Path | None, database: str, as_json: bool
) -> None:
    """Fill a throw-away country with posts, serve it with two processes, and measure. The platform's own data is not
    touched."""
    if pairs is not None:
        _beside(pairs, as_json)
        return
    found = []
    for each in _chosen(name, size, peers, database):
        found.append(each)
        if not as_json:
            _print(each)
    if as_json:
        click.echo(json.dumps({"results": [asdict(each) for each in found]}))


def _beside(folder: Path, as_json: bool) -> None:
    """A table in Markdown, ready for the README."""
    found = beside.compared(folder, _tell)
    if as_json:
        click.echo(json.dumps({"peers": [asdict(each) for each in found]}))
        return
    click.echo("| | pairs | F1 | average precision | recall at precision 0.95 | pairs/s |\n|---|---|---|---|---|---|")
    for each in found:
        rate = "–" if each.rate is None else f"{each.rate:,.0f}"
        figures = f"{each.f1:.3f} | {each.average_precision:.3f} | {each.recall_at_p95:.3f} | {rate}"
        click.echo(f"| {each.name}, {each.kind}s | {each.pairs} | {figures} |")


def _chosen(name: str | None, size: tuple[int, ...], peers: bool, database: str) -> Iterator[Result]:
    if name == "overlaps":
        return _overlaps(size, peers, database)
    if name == "audit":
        return audit.measured(size or audit.SIZES, _tell, _empty(database))
    if name == "lists":
        return lists.measured(size or lists.SIZES, _tell)
    return _results(name, size or SIZES)


def _tell(words: str) -> None:
    click.echo(words, err=True)


def _empty(database: str) -> str:
    """The database that was given, if any; refused where it holds something."""
    if database and not _holds_nothing(database):
        raise click.ClickException("That database is not empty: the bench fills one that holds nothing else.")
    return database


def _holds_nothing(database: str) -> bool:
    engine = open_engine(database)
    try:
        return schema.is_empty(engine)
    finally:
        engine.dispose()


def _overlaps(sizes: tuple[int, ...], peers: bool, database: str) -> Iterator[Result]:
    if database and len(sizes) != 1:
        raise click.UsageError("--database takes one --size: what it is filled with stays in it.")
    return overlaps.measured(sizes or overlaps.SIZES, peers, _tell, _empty(database))


def _results(name: str | None, sizes: tuple[int, ...]) -> Iterator[Result]:
    bare = measures.bare()
    yield measures.result("bare Flask", 0, [bare])
    for stage in measures.stages(sizes, _tell):
        yield from _staged(name, stage, bare)


def _staged(name: str | None, stage: Stage, bare: float) -> Iterator[Result]:
    ours = 0.0
    if name in (None, "pages", "folium"):
        for each in measures.pages(stage, bare):
            ours = each.p50_ms if each.name == "map, miss" else ours
            if name != "folium" or each.name == "map, miss":
                yield each
    if name in (None, "posting"):
        yield measures.posting(stage)
    if name in (None, "digest"):
        yield from digest(stage)
    if name in (None, "folium") and stage.size <= LARGEST_DRAWN:
        yield measures.drawing(stage, ours)


def _print(each: Result) -> None:
    against = f"{each.ratio:>6} x {each.against}" if each.ratio else ""
    if each.recall is not None:
        against = f"recall {each.recall}, {each.false_alerts} false alerts for who is not there  {against}"
    if each.cpu_ms is not None:
        against = f"of one processor {each.cpu_ms} ms  {against}"
    click.echo(
        f"{each.size:>7}  {each.name:<34} p50 {each.p50_ms:>8} ms  p95 {each.p95_ms:>8} ms  "
        f"{each.rate:>8}/s  {each.bytes / 1000:>8.1f} kB  {against}"
    )
