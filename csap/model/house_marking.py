"""What an organisation marks its posts with: what its forms begin with, and which labels it may apply at all."""

from typing import Annotated

from pydantic import model_validator
from sqlmodel import Field

from csap.model.base import Shared, choice
from csap.model.drafts import Absent, Draft, refuse
from csap.model.posts import TLP, Kind, Marking, OnMatch
from csap.wording import N_


class HouseMarking(Shared, table=True):
    """With what an organisation's form for one kind of post begins."""

    __tablename__ = "house_marking"
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    kind: Kind = choice(Kind, primary_key=True)
    tlp: TLP = choice(TLP)
    marking: Marking = choice(Marking, default=Marking.NONE)
    on_match: OnMatch = choice(OnMatch, default=OnMatch.TELL_BOTH)


LABELS = (*(each.value for each in TLP), *(each.value for each in Marking if each.value))
"""What can be applied: TLP labels, then distribution markings."""


class HouseDraft(Draft):
    """`applies`: the labels that the organisation may apply. `<kind>_…`: what that kind's form begins with, the
    organisation's own default where its TLP is not said."""

    applies: list[str] = list(LABELS)
    contact_tlp: Annotated[TLP | None, Absent] = None
    contact_marking: Marking = Marking.NONE
    contact_on_match: OnMatch = OnMatch.TELL_BOTH
    activity_tlp: Annotated[TLP | None, Absent] = None
    activity_marking: Marking = Marking.NONE
    activity_on_match: OnMatch = OnMatch.TELL_BOTH
    risk_tlp: Annotated[TLP | None, Absent] = None
    risk_marking: Marking = Marking.NONE
    risk_on_match: OnMatch = OnMatch.TELL_BOTH

    @model_validator(mode="after")
    def _within(self) -> "HouseDraft":
        """What a form begins with must be among what may be applied; at least one TLP label stays."""
        if set(self.applies) - set(LABELS):
            raise refuse(N_("Choose one of the listed values."), at="applies")
        if not set(self.applies) & set(TLP):
            raise refuse(N_("At least one TLP label must stay."), at="applies")
        for kind in Kind:
            for name in (f"{kind.value}_tlp", f"{kind.value}_marking"):
                label = getattr(self, name)
                if label and label.value not in self.applies:
                    raise refuse(N_("This is not among what the organisation may apply."), at=name)
        return self

    def begins(self, kind: Kind) -> HouseMarking | None:
        """The row to keep for a kind, without its organisation."""
        tlp = getattr(self, f"{kind.value}_tlp")
        if tlp is None:
            return None
        given = {name: getattr(self, f"{kind.value}_{name}") for name in ("marking", "on_match")}
        return HouseMarking(kind=kind, tlp=tlp, **given)
