"""What is measured: pages and data over HTTP at three sizes, posting with its overlap check, and drawing a map."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import folium
from sqlalchemy import Engine
from sqlmodel import col, select

from csap.actions import demo, posts
from csap.actions.country import country
from csap.actions.people import viewer_of
from csap.bench import filling
from csap.bench.serving import BARE, Browser, server, timed
from csap.config import Config, data_keys
from csap.desk import open_desk
from csap.errors import CsapError
from csap.model.contacts import Contact, ContactDraft
from csap.model.people import Person, Role
from csap.model.posts import Post
from csap.rules.viewers import SYSTEM, Viewer
from csap.store import schema
from csap.store.counts import refresh_statistics
from csap.store.engine import open_engine

SIZES = (1_000, 10_000, 100_000)
TIMES = 60
KNOWN = 4
"""One in so many contacts that are posted is somebody whom another organisation knows."""
PASSWORD = "a benchmark needs no secret"  # noqa: S105
EMAIL = "mission@csap.example"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Result:
    """One line: milliseconds for half, and for 95 of 100; calls a second; how many times the `against` it takes.
    `recall` of those who are there, `false_alerts` for each who is not: where something is searched. `cpu_ms` is what
    half of the calls take of one processor in this process: it says more where others use the machine."""

    name: str
    size: int
    p50_ms: float
    p95_ms: float
    rate: float
    ratio: float | None = None
    against: str = ""
    bytes: int = 0
    recall: float | None = None
    false_alerts: float | None = None
    cpu_ms: float | None = None


def result(name: str, size: int, times: list[float], bare: float | None = None, length: int = 0) -> Result:
    p50 = median(times)
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else p50
    ratio = round(p50 / bare, 2) if bare else None
    against = "bare Flask" if bare else ""
    return Result(name, size, round(p50, 2), round(p95, 2), round(1000 / p50, 1), ratio, against, length)


@dataclass(frozen=True)
class Stage:
    """A filled database and where it lies on the map."""

    database: str
    engine: Engine
    size: int
    box: tuple[float, float, float, float]
    viewer: Viewer


def stages(sizes: tuple[int, ...], tell: Tell) -> Iterator[Stage]:
    """A fresh SQLite database for each size, thrown away afterwards."""
    for size in sizes:
        with TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'bench.db'}"
            engine = open_engine(database, data_keys(Config(database=database)))
            tell(f"filling {size} posts …")
            yield _filled(engine, database, size)
            engine.dispose()


def _filled(engine: Engine, database: str, size: int) -> Stage:
    schema.upgrade(engine)
    with open_desk(engine, SYSTEM, writing=True) as system:
        demo.lay(system)
        demo.give_password(system, PASSWORD)
        filling.fill(system, size)
        refresh_statistics(system.connection())
        here = country(system)
        officer = system.exec(select(Person).where(Person.role == Role.OFFICER, col(Person.email) == EMAIL)).one()
        viewer = viewer_of(officer)
    return Stage(database, engine, size, (here.west, here.south, here.east, here.north), viewer)


def bare() -> float:
    """Half of the calls to an endpoint that does nothing take no longer, in milliseconds."""
    with server("sqlite://", BARE) as port:
        browser = Browser(port)
        times = timed(lambda number: browser.ask("/"), 4 * TIMES, warm=20)
        browser.close()
    return median(times)


def pages(stage: Stage, against: float) -> Iterator[Result]:
    """Pages and data over HTTP, signed in, with access rules: the first time (miss), and kept answers (hit)."""
    with server(stage.database) as port:
        browser = Browser(port)
        browser.sign_in(EMAIL, PASSWORD)
        for name, address in addresses(stage.box).items():
            yield _page(browser, name, address, stage.size, against)
        browser.close()


def addresses(box: tuple[float, float, float, float]) -> dict[str, Callable[[int], str]]:
    """Name -> the address of each call. A miss never asks the same twice, a hit always does."""
    west, south, east, north = box
    whole = f"bbox={west},{south},{east},{north}&zoom=7"
    near = f"zoom=11&bbox={west + 1},{south + 1},{west + 1.5}"
    return {
        "list of activities": lambda n: "/activities",
        "list of contacts": lambda n: "/contacts",
        "board page": lambda n: "/",
        "map, miss": lambda n: f"/board/map.json?bbox={west},{south},{east},{north + n / 1e6:.6f}&zoom=7",
        "map near, miss": lambda n: f"/board/map.json?{near},{south + 1.5 + n / 1e6:.6f}",
        "map of one theme, miss": lambda n: (
            f"/board/map.json?{whole}&theme=migrant-smuggling&text={'' if n < 0 else n}"
        ),
        "map, hit": lambda n: f"/board/map.json?{whole}",
        "timeline, miss": lambda n: f"/board/timeline.json?from=2026-11-01T00:00:{n % 60:02}Z&to=2026-12-31T00:00:00Z",
        "timeline, hit": lambda n: "/board/timeline.json?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z",
    }


def _page(browser: Browser, name: str, address: Callable[[int], str], size: int, against: float) -> Result:
    lengths = []

    def ask(number: int) -> None:
        status, body = browser.ask(address(number))
        if status != 200:
            raise CsapError(f"{name}: {address(number)} answered {status}.")
        lengths.append(len(body))

    times = timed(ask, TIMES)
    return result(name, size, times, against, max(lengths))


def posting(stage: Stage) -> Result:
    """A contact is posted, with keys, overlap check, counts and audit, in its own transaction; one in KNOWN is somebody
    whom others know, and so is told to them."""
    chance = random.Random(2)  # noqa: S311 - fiction, no secret
    wanted = drafts(stage, chance)

    def post(number: int) -> None:
        with open_desk(stage.engine, stage.viewer, writing=True) as desk:
            posts.post(desk, wanted[number])

    return result("post a contact with overlap check", stage.size, timed(post, TIMES))


def drafts(stage: Stage, chance: random.Random) -> list[ContactDraft]:
    """What is posted: new people, and among them known ones under the name and in the post that others gave them."""
    with open_desk(stage.engine, SYSTEM) as system:
        others = Post.id == Contact.post_id, Post.organisation_id != stage.viewer.organisation_id
        stored = select(Contact).join(Post, others[0]).where(others[1]).order_by(Contact.post_id)  # type: ignore[arg-type]
        known = chance.sample(system.exec(stored.limit(20 * TIMES)).all(), TIMES)
    made = []
    for number in range(2 * TIMES):
        function, institution = filling.held(chance)
        draft = ContactDraft(names=[filling.name(chance)], institution=institution, function=function)
        if number % KNOWN == 0:
            same = known[number // KNOWN]
            draft = ContactDraft(names=same.names, institution=same.institution, function=same.function)
        made.append(draft)
    return made


def drawing(stage: Stage, ours: float) -> Result:
    """The same points as one folium Marker each, in a page of its own."""
    chance = random.Random(3)  # noqa: S311 - fiction, no secret
    west, south, east, north = stage.box
    lengths = []

    def draw(number: int) -> None:
        frame = folium.Map()
        for _ in range(stage.size):
            folium.Marker((chance.uniform(south, north), chance.uniform(west, east)), popup="A post").add_to(frame)
        lengths.append(len(frame.get_root().render()))

    found = timed(draw, 1, warm=0)
    made = result("folium, a marker for each post", stage.size, found, length=lengths[0])
    return Result(**vars(made) | {"ratio": round(made.p50_ms / ours, 1), "against": "our map, miss"})
