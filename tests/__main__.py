"""`python -m tests`: every test that this machine can run, on SQLite and beside it on PostgreSQL; says what
it left out.

CSAP_TEST_DATABASE=postgresql+psycopg://... names the second database, CSAP_CHROMIUM a browser that is not on the path;
CSAP_REQUIRE=browser,postgresql makes leaving one out an error. Arguments go to pytest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from typing import IO

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The path of a Chromium."""
    return os.environ.get("CSAP_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def start(arguments: list[str], output: IO[str] | None, **settings: str) -> subprocess.Popen[str]:
    """Pytest with the settings, as a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "CSAP_TEST_DATABASE"} | settings
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.Popen(command, env=environment, stdout=output, stderr=output, text=True)


def run(everything: list[str], without_browser: list[str], database: str | None, chromium: str) -> list[bool]:
    """Whether each run passed: on SQLite, and beside it on PostgreSQL, whose output follows when both have ended."""
    with tempfile.TemporaryFile("w+") as kept:
        second = start(without_browser, kept, CSAP_TEST_DATABASE=database) if database else None
        print("\n=== SQLite", flush=True)
        passed = [start(everything, None, CSAP_CHROMIUM=chromium).wait() == 0]
        if second:
            passed.append(second.wait() == 0)
            kept.seek(0)
            print("\n=== PostgreSQL\n" + kept.read(), flush=True)
    return passed


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
    without_browser = ["-m", "not browser", *arguments]
    everything = arguments if chromium else without_browser
    passed = run(everything, without_browser, database, chromium or "")
    for reason in left_out.values():
        print(f"LEFT OUT: {reason}")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
