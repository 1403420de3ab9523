"""The weekly digest at size: compiled, released, written through 300 desks and given to a mail server on the spot."""

import resource
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from sqlmodel import select

from csap import clock
from csap.actions import digest_review, digests
from csap.actions.people import viewer_of
from csap.bench.measures import Result, Stage
from csap.config import Config
from csap.desk import Desk, open_desk
from csap.mail.sending import send_due
from csap.model.digests import Digest
from csap.model.people import Organisation, Person, Role
from csap.rules.digest import cutoff
from csap.rules.viewers import SYSTEM

READERS = 300
PROCESS = Path("/proc/self")


class _Sink(socketserver.StreamRequestHandler):
    """Takes every letter and forgets it."""

    def handle(self) -> None:
        self._say("220 here")
        body = False
        for line in self.rfile:
            if body:
                body = line.rstrip() != b"."
                if not body:
                    self._say("250 taken")
            elif line[:4].upper() == b"DATA":
                body = True
                self._say("354 go on")
            else:
                self._say("221 bye" if line[:4].upper() == b"QUIT" else "250 fine")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def _sink() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Sink) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def digest(stage: Stage) -> Iterator[Result]:
    """One line for each step, in milliseconds, and one for all of them; the size counts posts, the rate letters."""
    with open_desk(stage.engine, SYSTEM, writing=True) as system:
        _readers(system)
    cut = cutoff(Config().digest_cutoff)
    week = digests.asked(stage.engine, cut)
    before = _begin_watching()
    compiled = _timed(lambda: digests.compile_week(stage.engine, cut, week))
    released = _timed(lambda: _release(stage))
    with _sink() as url:
        config = Config(database=stage.database, secret_key="b" * 40, smtp_url=url)
        sent = _timed(lambda: send_due(stage.engine, config))
    steps = {"digest, compile": compiled, "digest, release": released, f"digest, {READERS} copies by mail": sent}
    memory = f"digest, all (from {before} to at most {_most_held()} MB)"
    for name, took in (steps | {memory: sum(steps.values())}).items():
        yield Result(name, stage.size, round(took, 1), round(took, 1), round(READERS * 1000 / took, 1))


def _readers(system: Desk) -> None:
    """People of all organisations, until there are 300 readers."""
    known = len(system.exec(select(Person.id).where(Person.role != Role.ADMINISTRATOR)).all())
    homes = [each for each in system.exec(select(Organisation.id)) if each]
    now = clock.now()
    for number in range(READERS - known):
        language = ("en", "fr")[number % 2]
        reader = Person(
            name=f"Reader {number}",
            email=f"reader{number}@csap.example",
            language=language,
            organisation_id=homes[number % len(homes)],
            role=Role.OFFICER,
            created_at=now,
        )
        system.add(reader)
    system.flush()


def _release(stage: Stage) -> None:
    with open_desk(stage.engine, SYSTEM) as system:
        head = viewer_of(digests.head(system))
    with open_desk(stage.engine, head, writing=True) as desk:
        digest_review.release(desk, desk.exec(select(Digest)).one())


def _timed(act: Callable[[], object]) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def _begin_watching() -> int:
    """Forget the most that this process held so far; the megabytes that it holds now. Linux counts them (proc(5))."""
    if PROCESS.exists():
        (PROCESS / "clear_refs").write_text("5")
    return _kept("VmRSS")


def _most_held() -> int:
    return _kept("VmHWM")


def _kept(name: str) -> int:
    """Megabytes, or the most since the start where no Linux counts them."""
    if not PROCESS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = dict(line.split(":", 1) for line in (PROCESS / "status").read_text().splitlines())
    return int(lines[name].split()[0]) // 1024
