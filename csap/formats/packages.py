"""Data files of the installed front-end packages: read, or refused naming the missing step. It installs nothing."""

import json
from pathlib import Path
from typing import Any

from csap.errors import CsapError
from csap.wording import N_, Words


class PackageMissing(CsapError):
    """A data file is not installed: a set-up step was left out."""


def read_json(node_modules: Path, file: str) -> Any:
    """The parsed content of `file` (package name first, slashes between), or PackageMissing."""
    return json.loads(_path(node_modules, file).read_text(encoding="utf-8"))


def read_objects(node_modules: Path, file: str, opening: str, hint: str) -> list[Any]:
    """The objects of a large list that begin with `opening` and hold `hint`, without parsing the rest."""
    parts = _path(node_modules, file).read_text(encoding="utf-8").split(opening)[1:]
    return [json.JSONDecoder().raw_decode(opening + part)[0] for part in parts if hint in part]


def _path(node_modules: Path, file: str) -> Path:
    path = node_modules / file
    if path.is_file():
        return path
    params = {"file": file, "folder": str(node_modules)}
    raise PackageMissing(
        Words(N_("%(file)s is not installed in %(folder)s: run `npm ci` (make run does it), then try again."), params)
    )
