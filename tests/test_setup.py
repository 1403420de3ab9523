"""The set-up: what is locked answers what is declared, names no registry, and the French is whole."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from csap import locale

ROOT = Path(__file__).parent.parent
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "audit.lock", "fuzz.lock")}
LOCK, AUDIT_LOCK, FUZZ_LOCK = LOCKS.values()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NPM, NPM_LOCK = (json.loads((ROOT / name).read_text()) for name in ("package.json", "package-lock.json"))


def test_every_python_package_that_is_declared_is_locked_at_a_fitting_version() -> None:
    locked = dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", LOCK, re.MULTILINE))
    declared = map(Requirement, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])
    unfit = [str(need) for need in declared if locked.get(canonicalize_name(need.name), "0") not in need.specifier]
    assert not unfit, "run make lock"


@pytest.mark.parametrize(("lock", "least"), [(LOCK, 20), (AUDIT_LOCK, 20), (FUZZ_LOCK, 1)], ids=LOCKS)
def test_every_locked_python_package_has_a_hash(lock: str, least: int) -> None:
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) >= least
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_auditor_and_the_fuzzer_are_locked_apart_from_what_runs_the_platform() -> None:
    assert "pip-audit==" in AUDIT_LOCK and "pip-audit" not in LOCK
    assert "atheris==" in FUZZ_LOCK and "atheris" not in LOCK


def test_browser_packages_are_locked_as_declared_and_from_no_named_host() -> None:
    top = NPM_LOCK["packages"][""]
    assert {kind: top.get(kind) for kind in ("dependencies", "devDependencies")} == {
        kind: NPM.get(kind) for kind in ("dependencies", "devDependencies")
    }, "run make lock"
    packages = [package for name, package in NPM_LOCK["packages"].items() if name]
    assert all("integrity" in package and "resolved" not in package for package in packages)


def test_every_message_has_french() -> None:
    assert locale.missing() == {}


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("L'avis : « oui » ; non !", "L\u2019avis\u00a0: «\u00a0oui\u00a0»\u00a0; non\u00a0!"),
        ("Quoi? Ceci: cela", "Quoi\u00a0? Ceci\u00a0: cela"),
        ("à 10:30, http://exemple", "à 10:30, http://exemple"),
        ("déjà\u202f; fait\u00a0: oui", "déjà\u202f; fait\u00a0: oui"),
    ],
)
def test_french_is_typeset_when_it_is_compiled(typed: str, set_: str) -> None:
    assert locale.typeset(typed) == set_


def test_the_french_has_the_places_of_the_english() -> None:
    assert locale.faults(locale.merged()) == []


def test_two_rooms_with_other_french_for_the_same_english_are_refused(tmp_path: Path) -> None:
    for room, french in (("a", "Annuler"), ("b", "Abandonner")):
        (tmp_path / f"{room}.po").write_text(f'msgid "Cancel"\nmsgstr "{french}"\n')
    try:
        locale.merged(tmp_path)
    except locale.Clash as clash:
        assert "b.po" in str(clash)
    else:
        raise AssertionError("the clash went unnoticed")
