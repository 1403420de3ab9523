"""Imports point down, nothing is imported in a circle, and files and functions stay small."""

import ast
from graphlib import CycleError, TopologicalSorter

from tests.house.source import CSAP, ROOT, functions, imported, layer, module_name, place, trees

GROUND = {"clock", "dates", "errors", "folding", "refs", "wording"}
BELOW = {
    "clock": set(),
    "dates": set(),
    "folding": set(),
    "garbage": set(),
    "refs": set(),
    "sealing": set(),
    "wording": set(),
    "errors": {"wording"},
    "config": {"errors"},
    "locale": set(),
    "model": GROUND,
    "rules": GROUND | {"model"},
    "overlap": GROUND | {"model", "rules", "store"},
    "formats": GROUND,
    "oidc": GROUND,
    "audit": GROUND | {"model", "rules"},
    "desk": GROUND | {"model", "rules", "audit"},
    "store": GROUND | {"model"},
    "actions": GROUND
    | {"model", "rules", "overlap", "audit", "desk", "formats", "garbage", "oidc", "sealing", "store"},
    "mail": GROUND | {"model", "rules", "audit", "desk", "actions", "config", "formats", "locale", "refs"},
    "jobs": GROUND | {"model", "rules", "audit", "desk", "actions", "config", "mail"},
    "web": GROUND
    | {"model", "rules", "audit", "desk", "formats", "actions", "config", "oidc", "sealing", "store", "mail"},
}
BELOW["api"] = BELOW["web"] | {"web"}
BELOW["csap"] = {"config", "garbage", "web", "api"}
ANYTHING = {"bench", "cli", "commands", "__main__"}
FLASK = {"web", "api", "csap", "cli", "commands"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_imports_point_down():
    wrong = []
    for file, tree in trees().items():
        here = layer(module_name(file))
        if here not in ANYTHING:
            used = {layer(name) for name in imported(tree) if name.startswith("csap.")} - {here}
            wrong += [f"{place(file)} imports {each}" for each in used - BELOW[here]]
    assert not wrong


def test_only_the_doors_know_flask():
    wrong = [
        place(file)
        for file, tree in trees().items()
        if any(name.split("_")[0].split(".")[0] == "flask" for name in imported(tree))
        and layer(module_name(file)) not in FLASK
    ]
    assert not wrong


def test_nothing_is_imported_in_a_circle():
    modules = {module_name(file): tree for file, tree in trees().items() if file != CSAP / "__init__.py"}
    graph = {
        name: {each for each in imported(tree) if each in modules and each != name} for name, tree in modules.items()
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def test_imports_stand_at_the_top_of_the_file():
    wrong = [
        place(file, node)
        for file, tree in trees().items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and function.name != "create_app"
    ]
    assert not wrong


def test_no_file_is_a_drawer_for_everything():
    assert not [place(file) for file in trees() if set(file.with_suffix("").parts) & VAGUE]


def test_files_stay_within_300_lines():
    lengths = {place(file): len(file.read_text(encoding="utf-8").splitlines()) for file in trees()}
    assert not {file: length for file, length in lengths.items() if length > 300}


def test_functions_take_at_most_six_parameters():
    """But for commands, whose parameters are the options that a user types."""
    wrong = {}
    for file, tree in trees().items():
        for function in functions(tree) if "commands" not in file.parts else ():
            given = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            names = [each.arg for each in given if each.arg not in ("self", "cls")]
            if len(names) > 6:
                wrong[place(file, function)] = names
    assert not wrong


def test_only_the_clock_asks_the_time():
    asking = {"now", "utcnow", "today", "time", "monotonic", "localtime", "gmtime"}
    wrong = [
        place(file, node)
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in asking
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date", "time")
        and file != CSAP / "clock.py"
    ]
    assert not wrong


def test_every_module_says_what_it_is_for():
    silent = [place(file) for file, tree in trees().items() if tree.body and not ast.get_docstring(tree)]
    assert not silent


def test_nothing_waits_to_be_done():
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X:")
    files = [*trees(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    assert not [place(file) for file in files if any(word in file.read_text(encoding="utf-8") for word in words)]
