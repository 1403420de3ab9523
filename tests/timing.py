"""`python -m tests.timing`: whether what is hidden takes as long to refuse as what is missing.

Asked in turns through the real stack. Two numbers for each address: how the medians relate, and how often a refusal of
something hidden took longer than one of something missing (0.5: a clock tells nothing)."""

import random
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlmodel import select

from csap import create_app
from csap.config import Config
from csap.model.base import new_id
from csap.model.overlaps import Overlap
from csap.refs import ref
from tests.world import DATA_KEY, Browser, World, fill

ROUNDS = 1500
RATIO = 1.1
SHARE = 0.06
"""How far from 0.5 is still chance, or too little to be heard through a network."""


def laid(folder: str) -> tuple[World, dict[str, list[str]]]:
    """A world, and references of what the observer may not know of, by the address that shows it."""
    app = create_app(
        Config(database=f"sqlite:///{Path(folder, 'timing.db')}", secret_key="t" * 40, data_key=DATA_KEY, testing=True)
    )
    world = World(app)
    fill(world.engine)
    strict = {"tlp": "AMBER+STRICT", "phones": ["+33199001234"]}
    posts = [ref(world.contact(who, **strict).post.id) for who in ("mission", "frontex") for _ in range(10)]
    with world.system(writing=False) as system:
        overlaps = [ref(each) for each in system.exec(select(Overlap.id))]
    return world, {"/posts/{}": posts, "/posts/{}/edit": posts, "/overlaps/{}": overlaps}


def taken(browser: Browser, path: str) -> float:
    began = perf_counter()
    answer = browser.get(path)
    seconds = perf_counter() - began
    assert answer.status_code == 404, path
    return seconds


def in_turns(browser: Browser, path: str, hidden: list[str]) -> tuple[list[float], list[float]]:
    """Seconds of refusals: of hidden and of missing, asked in pairs whose order is drawn."""
    draw = random.Random(5)  # noqa: S311 - the order of questions is no secret
    asked: list[Callable[[], str]] = [lambda: draw.choice(hidden), lambda: ref(new_id())]
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for which in draw.sample((0, 1), 2):
            found[which].append(taken(browser, path.format(asked[which]())))
    return found


def longer(ones: list[float], others: list[float]) -> float:
    """How often one of the first took longer than one of the others: the statistic of Mann and Whitney."""
    return sum((one > other) + (one == other) / 2 for one, other in product(ones, others)) / (len(ones) * len(others))


def main() -> int:
    """The exit code: how many addresses let a clock tell."""
    telling = 0
    with tempfile.TemporaryDirectory() as folder:
        world, addresses = laid(folder)
        browser = world.browser("observer")
        for path, hidden in addresses.items():
            slow, plain = in_turns(browser, path, hidden)
            ratio, share = median(slow) / median(plain), longer(slow, plain)
            tells = not 1 / RATIO < ratio < RATIO or abs(share - 0.5) > SHARE
            telling += tells
            figures = f"{1000 * median(slow):.2f} and {1000 * median(plain):.2f} ms, longer in {share:.3f} of all"
            print(f"{'TELLS' if tells else 'same '}  {path}: {figures}", flush=True)
    return telling


if __name__ == "__main__":
    sys.exit(main())
