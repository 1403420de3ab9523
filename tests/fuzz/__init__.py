"""Coverage-guided fuzzing (atheris) of everything that reads what comes from outside: `python -m tests.fuzz`.

A target takes bytes and raises for a fault. What it may raise by design it swallows; what must hold of what was read it
asserts. Each begins with its seeds, which `tests/test_fuzz.py` sends through it on any machine."""
