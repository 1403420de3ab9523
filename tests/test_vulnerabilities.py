"""The audit of packages reads what the two tools really print: nothing vulnerable passes, nothing unasked is hidden."""

import json

import pytest

from tests import vulnerabilities

FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["2.1"], "aliases": ["CVE-2026-1"], "description": "Words."}
ADVISORY = {"name": "leaflet", "url": "https://github.com/advisories/GHSA-1", "severity": "high", "range": "<2"}


def python(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


def browser(**packages):
    return json.dumps({"auditReportVersion": 2, "vulnerabilities": {name: {"via": v} for name, v in packages.items()}})


SOUND = {"name": "flask", "version": "3.1", "vulns": []}
FLAWED = {"name": "requests", "version": "2.0", "vulns": [FLAW]}
SKIPPED = {"name": "wtforms", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("said", "found", "unasked"),
    [
        (python(SOUND), [], ""),
        (python(SOUND, FLAWED), ["requests 2.0: PYSEC-2026-1, mended in 2.1"], ""),
        (python(SKIPPED, FLAWED), ["requests 2.0: PYSEC-2026-1, mended in 2.1"], "1 of 2 Python packages"),
        (python(SKIPPED), [], "1 of 1 Python packages"),
        ("", [], "no Python package"),
        ("Traceback", [], "no Python package"),
    ],
)
def test_a_flawed_python_package_is_named_and_what_was_not_asked_is_said(said, found, unasked):
    flaws, silent = vulnerabilities.of_python(said)
    assert flaws == found
    assert silent.startswith(unasked) and bool(silent) == bool(unasked)


@pytest.mark.parametrize(
    ("said", "found", "unasked"),
    [
        (browser(), [], ""),
        (browser(leaflet=[ADVISORY], beside=["leaflet"]), [f"leaflet <2: {ADVISORY['url']} (high)"], ""),
        (json.dumps({"message": "405 Method Not Allowed", "error": {}}), [], "no browser package"),
        ("[]", [], "no browser package"),
        ("", [], "no browser package"),
    ],
)
def test_a_flawed_browser_package_is_named_and_what_was_not_asked_is_said(said, found, unasked):
    flaws, silent = vulnerabilities.of_browser(said)
    assert flaws == found
    assert silent.startswith(unasked) and bool(silent) == bool(unasked)


def test_what_is_tolerated_has_a_reason_and_is_no_failure(monkeypatch):
    assert all(len(reason) > 20 for reason in vulnerabilities.TOLERATED.values())
    monkeypatch.setattr(vulnerabilities, "TOLERATED", {"CVE-2026-1": "", "GHSA-1": ""})
    assert vulnerabilities.of_python(python(FLAWED)) == ([], "")
    assert vulnerabilities.of_browser(browser(leaflet=[ADVISORY])) == ([], "")


def test_a_tool_that_is_not_there_has_said_nothing():
    assert vulnerabilities.ask(["/no/such/tool"]) == ""
