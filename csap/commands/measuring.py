"""`csap overlaps measure`: keeps the figures of search and speed that the page on overlaps shows; those of labelled
pairs are `csap overlaps retrain`'s."""

import json
from pathlib import Path

import click

from csap.overlap.measured import FILE, keep


@click.command("measure")
@click.option("--search", type=click.Path(exists=True, path_type=Path), help="what `csap overlaps search --json` said")
@click.option("--speed", type=click.Path(exists=True, path_type=Path), help="what `csap bench overlaps --json` said")
@click.option("--into", type=click.Path(dir_okay=False, path_type=Path), default=FILE)
def measure(search: Path | None, speed: Path | None, into: Path) -> None:
    """Keep what a search or a bench said, for the page on overlaps."""
    if search:
        keep("search", json.loads(search.read_text(encoding="utf-8")), into)
    if speed:
        keep("speed", json.loads(speed.read_text(encoding="utf-8"))["results"], into)
