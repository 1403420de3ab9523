"""What a risk analysis has beside the envelope: its regions, and where the contributing organisations stand."""

from typing import Any

from csap import clock
from csap.actions.parts import KindOfPost, replace_keys
from csap.desk import Desk
from csap.model.posts import Post
from csap.model.risks import Position, Risk, RiskArea, RiskDraft, Stance
from csap.rules.acts import Act


def _save_parts(desk: Desk, act: Act, post: Post, draft: RiskDraft) -> dict[str, Any]:
    area = replace_keys(desk, act, post, RiskArea, "region_id", draft.regions)
    asked = [each for each in draft.contributors if each != post.organisation_id]
    return area | replace_keys(desk, act, post, Position, "organisation_id", asked, changed_at=clock.now())


def take_position(desk: Desk, post: Post, stance: Stance, note: str) -> Position:
    """Sign an analysis, or record dissent, for one's own organisation, which must have been asked to contribute."""
    position = desk.fetch(Position, (post.id, desk.person.organisation_id))
    values = {"stance": stance, "note": note, "person_id": desk.person.person_id, "changed_at": clock.now()}
    desk.change(Act.POSITION_TAKE, position, values)
    return position


KIND = KindOfPost(RiskDraft, Risk, _save_parts)
