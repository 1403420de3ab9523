"""The organisations on the platform and their mandates, which change; kept by an administrator."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from csap import clock
from csap.actions.country import find_country
from csap.actions.refusals import refuse_classified
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import Mandate, MandateDraft, Organisation, OrganisationDraft, OrganisationKind
from csap.rules.acts import Act
from csap.wording import N_, Words

KINDS = list(OrganisationKind)


@dataclass(frozen=True)
class Profile:
    """An organisation with its mandates: what is in force first, then the newest."""

    organisation: Organisation
    mandates: list[Mandate]
    today: date

    @property
    def current(self) -> list[Mandate]:
        return [each for each in self.mandates if in_force(each, self.today)]


def in_force(mandate: Mandate, today: date) -> bool:
    return mandate.starts_on <= today and (mandate.ends_on is None or mandate.ends_on >= today)


def listed(desk: Desk) -> list[Profile]:
    """Every organisation, the Delegation first, then by kind and name."""
    everyone = desk.exec(select(Organisation)).all()
    mandates: dict[int, list[Mandate]] = {}
    for mandate in desk.exec(select(Mandate)):
        mandates.setdefault(mandate.organisation_id, []).append(mandate)
    ordered = sorted(everyone, key=lambda each: (not each.active, KINDS.index(each.kind), each.short_name.lower()))
    today = _today(desk)
    return [_profile(each, mandates.get(each.id or 0, []), today) for each in ordered]


def choices(desk: Desk) -> list[tuple[int, str]]:
    """Ids and short names of the organisations that are active, by name."""
    query = select(Organisation).where(Organisation.active).order_by(Organisation.short_name)
    return [(each.id, each.short_name) for each in desk.exec(query) if each.id]


def profile(desk: Desk, organisation_id: int) -> Profile:
    """`NotFound` if there is none."""
    organisation = desk.fetch(Organisation, organisation_id)
    mandates = desk.exec(select(Mandate).where(Mandate.organisation_id == organisation_id)).all()
    return _profile(organisation, list(mandates), _today(desk))


def _profile(organisation: Organisation, mandates: list[Mandate], today: date) -> Profile:
    newest = sorted(mandates, key=lambda each: each.starts_on, reverse=True)
    return Profile(organisation, sorted(newest, key=lambda each: not in_force(each, today)), today)


def _today(desk: Desk) -> date:
    country = find_country(desk)
    return clock.today(country.timezone if country else "UTC")


def add(desk: Desk, draft: OrganisationDraft) -> Organisation:
    _refuse_taken(desk, draft.short_name, None)
    refuse_classified(draft)
    return desk.create(Act.ORGANISATION_KEEP, Organisation(**draft.model_dump()))


def change(desk: Desk, organisation: Organisation, draft: OrganisationDraft) -> None:
    _refuse_taken(desk, draft.short_name, organisation.id)
    refuse_classified(draft)
    desk.change(Act.ORGANISATION_KEEP, organisation, draft.model_dump())


def _refuse_taken(desk: Desk, short_name: str, own_id: int | None) -> None:
    query = select(Organisation.id).where(Organisation.short_name == short_name, Organisation.id != own_id)
    if desk.exec(query).first() is not None:
        raise Invalid({"short_name": [Words(N_("Another organisation has this short name."))]})


def add_mandate(desk: Desk, organisation: Organisation, draft: MandateDraft) -> Mandate:
    refuse_classified(draft)
    assert organisation.id is not None
    return desk.create(Act.ORGANISATION_KEEP, Mandate(organisation_id=organisation.id, **draft.model_dump()))


def change_mandate(desk: Desk, mandate: Mandate, draft: MandateDraft) -> None:
    refuse_classified(draft)
    desk.change(Act.ORGANISATION_KEEP, mandate, draft.model_dump())
