"""The targets of the fuzzer take what they begin with, on any machine; `make fuzz` goes on from there."""

import importlib

import pytest

from tests.fuzz.guided import FAMILIES

TARGETS = {
    f"{family}.{name}": target
    for family in FAMILIES
    for name, target in importlib.import_module(f"tests.fuzz.{family}").TARGETS.items()
}


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_takes_its_seeds_and_what_they_become_when_cut(name):
    target = TARGETS[name]
    for seed in target.seeds():
        for content in (seed, seed[: len(seed) // 2], seed[::-1], b""):
            target.run(content)
