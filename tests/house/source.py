"""The project's own source as trees, for the tests that watch the house."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CSAP = ROOT / "csap"
TESTS = ROOT / "tests"


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of csap but the migrations, which are history."""
    files = (file for file in sorted(CSAP.rglob("*.py")) if "migrations" not in file.parts)
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer(name: str) -> str:
    """`csap.web.door` -> `web`; the package itself is `csap`."""
    return name.split(".")[1] if "." in name else name


def imported(tree: ast.AST) -> Iterator[str]:
    """The names of everything that a tree imports, `csap.web.door` as well as `csap.web.door.reading`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def place(file: Path, node: ast.AST | None = None) -> str:
    where = str(file.relative_to(ROOT))
    return f"{where}:{node.lineno}" if node is not None else where  # type: ignore[attr-defined]
