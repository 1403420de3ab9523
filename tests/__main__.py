"""`python -m tests`: every test that this machine can run, on SQLite, on PostgreSQL and in a browser, two at a time;
says what it left out.

CSAP_TEST_DATABASE=postgresql+psycopg://... names the second database, CSAP_CHROMIUM a browser that is not on the path;
CSAP_REQUIRE=browser,postgresql makes leaving one out an error. Arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

SIDE_BY_SIDE = 2
NOTHING_CHOSEN = 5
"""What pytest says when the arguments leave no test: of a file without browser tests, say."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The path of a Chromium."""
    return os.environ.get("CSAP_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@dataclass(frozen=True)
class Run:
    name: str
    arguments: list[str]
    settings: dict[str, str]
    at_once: bool = False
    """What it says is shown at once; else when it has ended."""


def ran(run: Run) -> bool:
    """Whether pytest passed with these settings, as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "CSAP_TEST_DATABASE"} | run.settings
    command = [sys.executable, "-m", "pytest", *run.arguments]
    print(f"=== {run.name} begins", flush=True)
    with tempfile.TemporaryFile("w+") as kept:
        output = None if run.at_once else kept
        code = subprocess.run(command, env=environment, stdout=output, stderr=output, text=True, check=False).returncode
        kept.seek(0)
        print(f"\n=== {run.name} has ended\n{kept.read()}", flush=True)
    return code in (0, NOTHING_CHOSEN)


def runs(arguments: list[str], database: str | None, chromium: str | None) -> list[Run]:
    """The longest first."""
    plain = ["-m", "not browser", *arguments]
    found = [Run("SQLite", plain, {}, at_once=True)]
    if database:
        found.append(Run("PostgreSQL", plain, {"CSAP_TEST_DATABASE": database}))
    if chromium:
        found.append(Run("browser", ["-m", "browser", *arguments], {"CSAP_CHROMIUM": chromium}))
    return found


def main(arguments: list[str]) -> int:
    """The exit code: 0 when everything that was asked for ran and passed."""
    chromium, database = browser(), os.environ.get("CSAP_TEST_DATABASE")
    absent = {
        "browser": not chromium and "the tests in a browser: no Chromium on the path, and CSAP_CHROMIUM names none",
        "postgresql": not database and "the second run, on PostgreSQL: CSAP_TEST_DATABASE names none",
    }
    left_out = {name: reason for name, reason in absent.items() if reason}
    needed = set(filter(None, os.environ.get("CSAP_REQUIRE", "").split(",")))
    if lacking := sorted(needed & left_out.keys()):
        print(*(f"REQUIRED BUT ABSENT: {left_out[name]}" for name in lacking), sep="\n")
        return 1
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        passed = list(pool.map(ran, runs(arguments, database, chromium)))
    for reason in left_out.values():
        print(f"LEFT OUT: {reason}")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
