"""The tests themselves: each one runs, and none waits."""

import ast

from tests.house.source import ROOT, TESTS, functions, imported, place
from tests.mutants import MUTANTS

FILES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(TESTS.rglob("*.py"))}


def _fixture(function):
    return any("fixture" in ast.unparse(each) for each in function.decorator_list)


def _used(tree):
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }


def test_every_function_of_a_test_file_is_a_test_or_used_by_one():
    dead = []
    for file, tree in FILES.items():
        if file.name.startswith("test_"):
            top = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
            named = [each for each in top if not each.name.startswith("test_") and not _fixture(each)]
            dead += [place(file, each) for each in named if each.name not in _used(tree)]
    assert not dead


def test_no_two_tests_of_a_file_share_a_name():
    twice = []
    for file, tree in FILES.items():
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        twice += [f"{place(file)}: {name}" for name in set(names) if names.count(name) > 1]
    assert not twice


def test_no_test_sleeps():
    asleep = [
        place(file, node)
        for file, tree in FILES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "sleep"
    ]
    assert not asleep


def test_no_test_replaces_our_own_code():
    mocked = {"unittest.mock", "mock", "pytest_mock"}
    assert not [place(file) for file, tree in FILES.items() if mocked & set(imported(tree))]
    patched = [
        place(file, function)
        for file, tree in FILES.items()
        for function in functions(tree)
        if any(each.arg == "mocker" for each in function.args.args)
    ]
    assert not patched


def test_every_mutant_still_fits_and_its_killer_exists():
    """The mutants themselves run in `make check-leaks`."""
    astray = []
    for mutant in MUTANTS:
        file, _, test = mutant.killer.partition("::")
        fits = (ROOT / mutant.file).read_text(encoding="utf-8").count(mutant.old)
        there = f"def {test}" in (ROOT / file).read_text(encoding="utf-8")
        astray += [] if fits == 1 and there else [(mutant.name, fits, there)]
    assert not astray
