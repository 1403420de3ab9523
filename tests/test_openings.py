"""Two persons open one post to the data protection officer for a day: asked, agreed, audited, and closed by itself."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from csap import clock
from csap.model.posts import Post
from csap.model.records import Record
from csap.refs import ref
from csap.rules.acts import Verb
from csap.web.veils import Veil

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
WHY = "A data subject asks what is kept about them"
PATH = "/privacy/openings"


def step(world, number: int, act: str) -> str:
    """The address at which an opening is decided on."""
    return f"{PATH}/{Veil(world.app.config['SECRET_KEY']).cover(number)}/{act}"


def reads(world, who: str, post_id: int) -> bool:
    with world.desk(who, writing=False) as desk:
        return desk.exec(select(Post.id).where(Post.id == post_id)).first() is not None


def test_the_officer_asks_a_second_person_agrees_and_the_post_closes_by_itself(world):
    with clock.stopped(NOW):
        post = world.contact("frontex", "Zorkan Blefusk", tlp="RED").post
        other = world.contact("frontex", "Amadou Testa", tlp="RED").post
        page, dpo = f"/posts/{ref(post.id)}", world.browser("dpo")
        assert dpo.get(page).status_code == 404
        assert dpo.post(PATH, reference=ref(post.id), reason="short").status_code == 422
        wrong = dpo.post(PATH, reference="ZZZZZZZZ", reason=WHY)
        assert wrong.status_code == 422 and 'id="reference-problem"' in wrong.text and WHY in wrong.text
        assert dpo.post(PATH, reference=ref(post.id), reason=WHY).status_code == 303
        assert dpo.get(page).status_code == 404 and dpo.post(step(world, 1, "agree")).status_code == 403
        for who, status in (("mission", 404), ("observer", 404), ("administrator", 404), ("coordinator", 404)):
            assert world.browser(who).post(step(world, 1, "agree")).status_code == status
        head = world.browser("head")
        asked = head.get(PATH).text
        assert WHY in asked and ref(post.id) in asked and "Zorkan" not in asked and head.get(page).status_code == 404
        assert "asks to read a post of Frontex" in head.get("/inbox").text
        assert (
            head.post(step(world, 1, "agree")).status_code == 303
            and head.post(step(world, 1, "decline")).status_code == 409
        )
        assert "Zorkan Blefusk" in dpo.get(page).text and not reads(world, "head", post.id)
        assert not reads(world, "dpo", other.id) and "Amadou Testa" not in dpo.get("/contacts").text
        assert dpo.post(f"{page}/comments", text="Seen.").status_code == 403
        assert (
            "may read your “Zorkan Blefusk” for a day; Head has agreed" in world.browser("frontex").get("/inbox").text
        )
    with clock.stopped(NOW + timedelta(hours=23)):
        assert reads(world, "dpo", post.id)
    with clock.stopped(NOW + timedelta(hours=25)):
        assert not reads(world, "dpo", post.id)
    with world.system() as system:
        lines = system.exec(select(Record).where(Record.subject == "opening:1").order_by(Record.id)).all()
        opened = system.exec(
            select(Record).where(Record.subject == f"post:{post.id}", Record.act == "post:read").order_by(Record.id)
        ).all()
    acts = [each.act for each in lines if each.details and each.verb != Verb.DENY]
    assert acts == ["opening:ask", "opening:decide"] and lines[1].details["reason"] == WHY and len(opened) == 1


def test_the_owner_declines_agrees_and_closes_before_the_time(world):
    post = world.activity("mission", "Closed talk", tlp="AMBER+STRICT").post
    dpo, mission = world.browser("dpo"), world.browser("mission")
    dpo.post(PATH, reference=ref(post.id), reason=WHY)
    assert mission.post(step(world, 1, "decline")).status_code == 303 and not reads(world, "dpo", post.id)
    dpo.post(PATH, reference=ref(post.id), reason=WHY)
    assert mission.post(step(world, 2, "agree")).status_code == 303 and reads(world, "dpo", post.id)
    assert mission.post(step(world, 2, "end")).status_code == 303 and not reads(world, "dpo", post.id)
    dpo.post(PATH, reference=ref(post.id), reason=WHY)
    mission.post(step(world, 3, "agree"))
    assert dpo.post(step(world, 3, "end")).status_code == 303 and not reads(world, "dpo", post.id)
    shown = dpo.get(PATH).text
    assert "declined" in shown and shown.count("closed again") == 2
