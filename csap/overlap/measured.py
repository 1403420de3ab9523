"""What the last measurement said of the engine (`measured.json`: pairs by `csap overlaps retrain`, each judged by trees
that never saw its left entity; search and speed by `csap overlaps measure`), and pairs to show how it judges:
fictional names."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from csap.overlap.compare import compare
from csap.overlap.matches import Match
from csap.overlap.subjects import Subject

FILE = Path(__file__).parent / "measured.json"
EXAMPLES = (
    (Subject("person", ("Col. Mohamed Ould Cheikh",)), Subject("person", ("محمد ولد الشيخ",))),
    (Subject("person", ("KOVALCHUK Oleksandr",)), Subject("person", ("Олександр Ковальчук",))),
    (Subject("person", ("Amadou Testa",)), Subject("person", ("Amadou Sanda",))),
    (
        Subject("person", ("Ahmed Saleh",), phones=("+33199001234",)),
        Subject("person", ("A. Salih",), phones=("+33199001234",)),
    ),
    (
        Subject("institution", ("Ministry of Interior of Zalmara",)),
        Subject("institution", ("Ministère de l’Intérieur du Zalmara",)),
    ),
    (Subject("institution", ("Border Brigade 5",)), Subject("institution", ("Border Brigade 7",))),
)


@cache
def measured() -> dict[str, Any]:
    """Empty where nothing was measured yet."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return found


def keep(name: str, figures: Any, file: Path = FILE) -> None:
    """Replace the figures of one name (person, institution, search, speed), and leave the others."""
    found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps(found | {name: figures}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    measured.cache_clear()


@cache
def examples() -> tuple[tuple[Subject, Subject, Match], ...]:
    """Pairs and what the engine makes of them now."""
    return tuple((left, right, compare(left, [right])[0]) for left, right in EXAMPLES)
