"""The joint-controller arrangements: kept by the data protection officer or an administrator, shown to everyone."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from csap import clock
from csap.actions.country import country
from csap.actions.refusals import refuse_classified
from csap.desk import Desk
from csap.model.joint_control import JointControl, JointControlDraft
from csap.model.people import Organisation, OrganisationKind
from csap.model.places import Country, ProtectionDraft
from csap.rules.acts import Act

APART = (OrganisationKind.DELEGATION, OrganisationKind.PARTNER)
"""The Delegation is the controller itself; partners have no accounts."""


@dataclass(frozen=True)
class Standing:
    """An organisation and the arrangement in force, if there is one; `due` when its review is overdue."""

    organisation: Organisation
    arrangement: JointControl | None
    due: bool = False


def in_force(arrangement: JointControl, today: date) -> bool:
    return arrangement.signed_on <= today and (arrangement.ended_on is None or arrangement.ended_on >= today)


def standings(desk: Desk) -> list[Standing]:
    """Every organisation that needs an arrangement; those without one first."""
    today = clock.today(country(desk).timezone)
    active = Organisation.active, Organisation.kind.not_in(APART)  # type: ignore[attr-defined]
    current = {each.organisation_id: each for each in _all(desk) if in_force(each, today)}
    those = desk.exec(select(Organisation).where(*active))
    found = [_standing(each, current.get(each.id or 0), today) for each in those]
    return sorted(found, key=lambda each: (each.arrangement is not None, each.organisation.short_name.lower()))


def _standing(organisation: Organisation, arrangement: JointControl | None, today: date) -> Standing:
    return Standing(organisation, arrangement, arrangement is not None and arrangement.review_on < today)


def _all(desk: Desk) -> list[JointControl]:
    return list(desk.exec(select(JointControl).order_by(JointControl.signed_on, JointControl.id)))  # type: ignore[arg-type]


def of_organisation(desk: Desk, organisation_id: int) -> list[JointControl]:
    """The newest first."""
    return [each for each in reversed(_all(desk)) if each.organisation_id == organisation_id]


def lacking(desk: Desk) -> bool:
    """Whether the viewer's own organisation posts personal data without an arrangement in force."""
    own = desk.person.organisation_id
    return any(each.organisation.id == own and each.arrangement is None for each in standings(desk))


def keep(desk: Desk, organisation: Organisation, draft: JointControlDraft, stored: JointControl | None) -> JointControl:
    """Record an arrangement, or correct one."""
    refuse_classified(draft)
    assert organisation.id is not None
    if stored is None:
        return desk.create(Act.PRIVACY_KEEP, JointControl(organisation_id=organisation.id, **draft.model_dump()))
    desk.change(Act.PRIVACY_KEEP, stored, draft.model_dump())
    return stored


def protect(desk: Desk, draft: ProtectionDraft) -> None:
    """Say who the controller and the data protection officer are."""
    refuse_classified(draft)
    here: Country = country(desk)
    desk.change(Act.PRIVACY_KEEP, here, draft.model_dump())
