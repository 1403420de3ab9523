"""With what an organisation's forms begin, and which labels it may apply. What it may read is another matter: that is
decided by each post's own marking alone (`rules.access`)."""

from typing import Any

from sqlmodel import select

from csap.desk import Desk
from csap.errors import Invalid
from csap.model.house_marking import LABELS, HouseDraft, HouseMarking
from csap.model.people import Organisation
from csap.model.posts import Kind, OnMatch, Post, PostDraft
from csap.rules.acts import Act
from csap.wording import N_, Words

UNAPPLIED = N_("%(organisation)s does not apply “%(label)s” on this platform. It may apply: %(labels)s.")


def of(desk: Desk, organisation_id: int) -> dict[Kind, HouseMarking]:
    rows = desk.exec(select(HouseMarking).where(HouseMarking.organisation_id == organisation_id))
    return {each.kind: each for each in rows}


def begins(desk: Desk, organisation_id: int, kind: Kind) -> dict[str, Any]:
    """The marking that a new post of a kind begins with: what is kept for its form, else the organisation's TLP."""
    mine = HouseMarking.organisation_id == organisation_id, HouseMarking.kind == kind
    kept = desk.exec(select(HouseMarking).where(*mine)).first()
    if kept is not None:
        return {"tlp": kept.tlp.value, "marking": kept.marking.value, "on_match": kept.on_match.value}
    tlp = desk.exec(select(Organisation.default_tlp).where(Organisation.id == organisation_id)).first()
    return {"on_match": OnMatch.TELL_BOTH.value} | ({"tlp": tlp} if tlp else {})


def refuse_unapplied(desk: Desk, draft: PostDraft, stored: Post | None = None) -> None:
    """`Invalid` at a label that the viewer's organisation may not apply; one that is on the post already may stay."""
    own = desk.exec(select(Organisation).where(Organisation.id == desk.person.organisation_id)).first()
    if own is None:  # a rehearsal looks for an organisation that is still to come
        return
    chosen = {"tlp": draft.tlp.value, "marking": draft.marking.value}
    wrong = {
        name: label
        for name, label in chosen.items()
        if own.applies and label and label not in own.applies and (stored is None or getattr(stored, name) != label)
    }
    labels = {"organisation": own.short_name, "labels": ", ".join(own.applies)}
    if wrong:
        raise Invalid({name: [Words(UNAPPLIED, labels | {"label": label})] for name, label in wrong.items()})


def drafted(desk: Desk, organisation: Organisation) -> dict[str, Any]:
    """What is kept, as the draft's values."""
    kept = of(desk, organisation.id or 0)
    columns = ("tlp", "marking", "on_match")
    values = {f"{kind.value}_{name}": getattr(row, name).value for kind, row in kept.items() for name in columns}
    return {"applies": organisation.applies or list(LABELS)} | values


def keep(desk: Desk, organisation: Organisation, draft: HouseDraft) -> None:
    """Keep what the organisation may apply and what its forms begin with."""
    everything = set(draft.applies) == set(LABELS)
    desk.change(Act.ORGANISATION_MARK, organisation, {"applies": [] if everything else draft.applies})
    kept = of(desk, organisation.id or 0)
    for kind in Kind:
        wanted = draft.begins(kind)
        values = {name: getattr(wanted, name) for name in ("tlp", "marking", "on_match")} if wanted else {}
        if kind in kept and wanted:
            desk.change_part(Act.ORGANISATION_MARK, organisation, kept[kind], values)
        elif kind in kept:
            desk.remove_part(Act.ORGANISATION_MARK, organisation, kept[kind])
            desk.audit(Act.ORGANISATION_MARK, organisation, kind=kind.value)
        elif wanted:
            made = HouseMarking(organisation_id=organisation.id or 0, kind=kind, **values)
            desk.add_part(Act.ORGANISATION_MARK, organisation, made)
            desk.audit(Act.ORGANISATION_MARK, organisation, kind=kind.value, tlp=wanted.tlp.value)
    desk.flush()
