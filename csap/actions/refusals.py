"""What no draft may say: a classification, and of a person what has no place here. Each problem stands at its field."""

from collections.abc import Callable

from csap.actions.searching import as_text
from csap.errors import Invalid
from csap.model.drafts import Draft
from csap.model.posts import PostDraft
from csap.model.risks import RiskDraft
from csap.rules import forbidden, markings
from csap.wording import Words

Reads = Callable[[str], Words | None]


def refuse_classified(draft: Draft) -> None:
    """`Invalid` at each field that carries a classification marking."""
    _refuse(draft, markings.classified)


def refuse_content(draft: PostDraft) -> None:
    """`Invalid` at each field that carries a classification marking, or says of a person what has no place here. A
    risk analysis may speak of beliefs and suspects; that it names nobody is `actions.naming`'s."""
    refuse_classified(draft)
    kinds = forbidden.ANYWHERE if isinstance(draft, RiskDraft) else frozenset(forbidden.Forbidden)
    _refuse(draft, lambda text: forbidden.found(text, kinds))


def _refuse(draft: Draft, reads: Reads) -> None:
    found = {name: reads(as_text(value)) for name, value in draft.model_dump().items()}
    problems = {name: [words] for name, words in found.items() if words}
    if problems:
        raise Invalid(problems)
