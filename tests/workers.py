"""Worker processes that tests start and that are killed: forked from a process that has the platform loaded already,
with no thread and no connection of the test's."""

import multiprocessing
import sys

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["csap.jobs", "csap.mail.sending", "tests.world"])
LONGEST = 60


def run(script: str, *arguments: str) -> int | None:
    """How a process ended that ran the script with these in its `sys.argv`: minus the signal that killed it."""
    worker = FORKED.Process(target=_work, args=(script, arguments))
    worker.start()
    worker.join(LONGEST)
    return worker.exitcode


def _work(script: str, arguments: tuple[str, ...]) -> None:
    sys.argv[1:] = arguments
    exec(script, {"__name__": "worker"})  # noqa: S102 - the script is the test's own
