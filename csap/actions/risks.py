"""What a risk analysis has beside the envelope: its regions, and where the contributing organisations stand."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import select

from csap import clock
from csap.actions.naming import refuse_names_in
from csap.actions.parts import KindOfPost, replace_keys
from csap.desk import Desk
from csap.errors import Invalid
from csap.model.people import Organisation
from csap.model.places import Region
from csap.model.posts import Post
from csap.model.risks import Position, Risk, RiskArea, RiskDraft, RiskStatus, Stance
from csap.rules.acts import Act
from csap.rules.forbidden import refusal
from csap.wording import N_, Words


def _save_parts(desk: Desk, act: Act, post: Post, draft: RiskDraft) -> dict[str, Any]:
    if set(draft.regions) - set(desk.exec(select(Region.id))):
        raise Invalid({"regions": [Words(N_("Choose regions from the list."))]})
    if set(draft.contributors) - set(desk.exec(select(Organisation.id))):
        raise Invalid({"contributors": [Words(N_("Choose organisations from the list."))]})
    area = replace_keys(desk, act, post, RiskArea, "region_id", draft.regions)
    asked = [each for each in draft.contributors if each != post.organisation_id]
    return area | replace_keys(desk, act, post, Position, "organisation_id", asked, changed_at=clock.now())


def take_position(desk: Desk, post: Post, stance: Stance, note: str) -> Position:
    """Sign an analysis, or record dissent, for one's own organisation, which must have been asked to contribute.
    Dissent needs its reason."""
    if stance == Stance.DISSENTS and not note.strip():
        raise Invalid({"note": [Words(N_("Say in what you dissent, and why."))]})
    if refused := refusal(note):
        raise Invalid({"note": [refused]})
    if post.status != RiskStatus.DRAFT:
        refuse_names_in(desk, note, "note")
    position = desk.fetch(Position, (post.id, desk.person.organisation_id))
    values = {"stance": stance, "note": note.strip(), "person_id": desk.person.person_id, "changed_at": clock.now()}
    desk.change(Act.POSITION_TAKE, position, values)
    return position


def areas(desk: Desk, post: Post) -> list[Region]:
    covered = select(Region).join(RiskArea, RiskArea.region_id == Region.id).where(RiskArea.post_id == post.id)  # type: ignore[arg-type]
    return list(desk.exec(covered.order_by(Region.name)))


def areas_of(desk: Desk, ids: Iterable[int]) -> dict[int, list[str]]:
    """Analysis id -> the names of the regions it covers."""
    rows = select(RiskArea.post_id, Region.name).join(Region, Region.id == RiskArea.region_id)  # type: ignore[arg-type]
    found: dict[int, list[str]] = {}
    for post_id, name in desk.exec(rows.where(RiskArea.post_id.in_(list(ids))).order_by(Region.name)):  # type: ignore[attr-defined]
        found.setdefault(post_id, []).append(name)
    return found


def _positions(desk: Desk, post: Post) -> list[tuple[Position, Organisation]]:
    rows = select(Position, Organisation).join(Organisation, Organisation.id == Position.organisation_id)  # type: ignore[arg-type]
    return list(desk.exec(rows.where(Position.post_id == post.id).order_by(Organisation.short_name)))


def _drafted(desk: Desk, post: Post) -> dict[str, Any]:
    asked = [organisation.id for _, organisation in _positions(desk, post)]
    return {"regions": [each.id for each in areas(desk, post)], "contributors": asked}


def _shown(desk: Desk, post: Post) -> dict[str, Any]:
    return {"areas": areas(desk, post), "positions": _positions(desk, post)}


KIND = KindOfPost(RiskDraft, Risk, _save_parts, _drafted, _shown)
