"""`python -m tests.fuzz --minutes 60 [forms] [FAMILY.TARGET …]`: hostile input for as long as is said.

`forms` is hypothesis: every form, address and import over HTTP, in rounds, each in a world of its own. The others are
atheris, so long all together. Without names: forms, then all others, each for the minutes. What was learnt stays in
build/fuzz, what breaks something lies in build/fuzz/found; the exit says whether anything did."""

import argparse
import importlib
import os
import re
import secrets
import subprocess
import sys
import time
from pathlib import Path

from tests.fuzz.guided import FAMILIES
from tests.fuzz.target import Target

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "fuzz"
FUZZER = ROOT / "build" / "fuzzer"
LONGEST, SLOWEST, MEGABYTES = 20_000, 20, 3000
HOSTILE = ("tests/test_hostile.py", "tests/test_hostile_sheets.py")


def targets() -> dict[str, Target]:
    modules = {family: importlib.import_module(f"tests.fuzz.{family}").TARGETS for family in FAMILIES}
    return {f"{family}.{name}": target for family, found in modules.items() for name, target in found.items()}


def forms(minutes: float) -> bool:
    """Whether no round broke anything; the last one is cut off when the time is over."""
    until, done, rounds = time.monotonic() + 60 * minutes, 0, 0
    while (left := until - time.monotonic()) > 0:
        seed = str(secrets.randbits(32))
        command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "--hypothesis-show-statistics"]
        command += ["--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}", *HOSTILE]
        try:
            run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=left, check=False)
        except subprocess.TimeoutExpired:
            break
        rounds, done = rounds + 1, done + sum(map(int, re.findall(r"(\d+) passing", run.stdout)))
        print(f"forms: round {rounds}, seed {seed}: {done:,} examples so far", flush=True)
        if run.returncode:
            print(run.stdout, run.stderr, flush=True)
            return False
    print(f"forms: {rounds} whole rounds, {done:,} examples, nothing broke", flush=True)
    return True


def guided(name: str, target: Target, seconds: int) -> bool:
    """Whether the target held for so long."""
    corpus, found = KEPT / name, KEPT / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    words = KEPT / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(each)}"\n' for each in target.words or "\0"))
    options = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEGABYTES}"]
    options += [f"-artifact_prefix={found / name}-", f"-dict={words}", "-print_final_stats=1", "-verbosity=1"]
    command = [sys.executable, "-m", "tests.fuzz.guided", *name.split("."), *options, str(corpus)]
    environment = os.environ | {"PYTHONPATH": str(FUZZER)}
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    said = run.stdout + run.stderr
    count = re.findall(r"number_of_executed_units: (\d+)", said)
    print(f"{name}: {int(count[-1]) if count else 0:,} executions in {seconds} s", flush=True)
    if run.returncode:
        print(_shortened(said), flush=True)
    return not run.returncode


def _escaped(word: str) -> str:
    return "".join(f"\\x{each:02x}" for each in word.encode())


def _shortened(said: str) -> str:
    """What libFuzzer says, without what it says of each new input and module."""
    return "\n".join(line for line in said.splitlines() if not re.match(r"#\d+\t|INFO: ", line))[-6000:]


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("names", nargs="*")
    given = asked.parse_args()
    known = targets()
    wanted = [name for name in known if not given.names or name in given.names]
    held = [forms(given.minutes)] if "forms" in given.names or not given.names else []
    if wanted and not (FUZZER / "atheris").exists():
        print("LEFT OUT: atheris is not installed (`make fuzz` installs it where there is a wheel of it)")
        return 1 - all(held)
    held += [guided(name, known[name], max(1, int(60 * given.minutes / len(wanted)))) for name in wanted]
    return 1 - all(held)


if __name__ == "__main__":
    sys.exit(main())
