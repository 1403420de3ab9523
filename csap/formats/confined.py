"""Opens a file from a stranger in a process of its own, with little memory and little time: what a hostile file breaks
is that process.

`python -m csap.formats.confined` reads the file from its standard input and answers with a line of JSON and the content
to keep."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from csap.formats.attachments import Examined, examine
from csap.formats.problems import TableProblem
from csap.wording import N_, Words

ROOT = Path(__file__).resolve().parent.parent.parent
MEMORY = 1_500_000_000
SECONDS = 30


def examined(content: bytes) -> Examined:
    """`examine`, confined. `TableProblem` where the file can't be taken, or takes too much to be opened."""
    command = [sys.executable, "-m", "csap.formats.confined"]
    try:
        run = subprocess.run(command, input=content, capture_output=True, cwd=ROOT, timeout=2 * SECONDS, env={})  # noqa: S603
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if run.returncode:
        raise _too_much()
    head, _, kept = run.stdout.partition(b"\n")
    answer = json.loads(head)
    if "problem" in answer:
        raise TableProblem(Words(answer["problem"], answer["params"]))
    return Examined(content=kept if answer.pop("changed") else content, **answer)


def _too_much() -> TableProblem:
    return TableProblem(Words(N_("This file could not be opened safely. Print it to PDF and attach that.")))


def _answer(content: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        found = examine(content)
    except TableProblem as problem:
        words = problem.problems["file"][0]
        return {"problem": words.message, "params": words.params}, b""
    changed = found.content != content
    answer = {"media_type": found.media_type, "ending": found.ending, "text": found.text, "changed": changed}
    return answer, found.content if changed else b""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    answer, kept = _answer(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + kept)


if __name__ == "__main__":
    main()
