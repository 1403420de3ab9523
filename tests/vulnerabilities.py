"""`make audit`: whether a package that is locked has a known vulnerability, as pip-audit (PyPI) and npm audit tell it.

Arguments: the command of npm. A known one fails; what could not be asked is said, and fails nothing: the platform is
also built where no registry answers. It never installs or changes a package of the platform.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SECONDS = 30
"""For each of the two; CI waits no longer."""
TOLERATED: dict[str, str] = {}
"""Id of a vulnerability that has no mended version -> why it doesn't touch the platform."""
PYTHON = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock", "--disable-pip", "--timeout", "5"]


def of_python(said: str) -> tuple[list[str], str]:
    """The vulnerabilities in pip-audit's JSON, and what was not asked."""
    packages = _read(said).get("dependencies")
    if not packages:
        return [], "no Python package: PyPI was not reached"
    skipped = sum("skip_reason" in each for each in packages)
    found = [
        f"{each['name']} {each['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version'}"
        for each in packages
        for known in each.get("vulns", [])
        if not {known["id"], *known.get("aliases", [])} & TOLERATED.keys()
    ]
    return found, f"{skipped} of {len(packages)} Python packages: PyPI did not answer for them" if skipped else ""


def of_browser(said: str) -> tuple[list[str], str]:
    """The vulnerabilities in npm's JSON, and what was not asked."""
    answer = _read(said)
    if "vulnerabilities" not in answer:
        return [], "no browser package: the npm registry did not answer"
    advisories = [
        (name, via) for name, each in answer["vulnerabilities"].items() for via in each["via"] if isinstance(via, dict)
    ]
    return [
        f"{name} {via['range']}: {via['url']} ({via['severity']})"
        for name, via in advisories
        if via["url"].rpartition("/")[2] not in TOLERATED
    ], ""


def _read(said: str) -> dict[str, Any]:
    try:
        answer = json.loads(said)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def ask(command: list[str]) -> str:
    """What the command prints; nothing if it takes too long."""
    tools = {"PYTHONPATH": str(ROOT / "build" / "audit")}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | tools, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout


def main(npm: list[str]) -> int:
    """The exit code: 1 where something vulnerable is locked."""
    python = of_python(ask([*PYTHON, "--format", "json", "--progress-spinner", "off"]))
    browser = of_browser(ask([*npm, "audit", "--package-lock-only", "--json"]))
    for unasked in filter(None, (python[1], browser[1])):
        print(f"=== NOT AUDITED: {unasked}")
    for each in (found := python[0] + browser[0]):
        print(f"VULNERABLE: {each}")
    if not found:
        print("No vulnerability is known" + (" of what was audited." if python[1] or browser[1] else "."))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
