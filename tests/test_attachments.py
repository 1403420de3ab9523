"""Files on posts over HTTP: attached, handed to readers of the post alone, never shown by a browser here, taken off."""

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from sqlalchemy import text
from sqlmodel import select

from csap.model.attachments import MOST, Attachment, AttachmentPiece
from csap.model.posts import TLP, Change
from csap.model.records import Record
from csap.web.refs import ref
from tests.attached import docx, pdf, picture
from tests.world import CAST

CANARY = "canarywordinafile"


def attach(world, post, content: bytes, name: str = "minutes.pdf", who: str = "mission"):
    return world.browser(who).post(f"/posts/{ref(post.id)}/attachments", file=(BytesIO(content), name))


def stored(world) -> list[Attachment]:
    with world.system(writing=False) as system:
        return list(system.exec(select(Attachment)))


def test_a_file_is_attached_shown_and_handed_out_under_its_marking(world):
    post = world.activity("mission", tlp="AMBER").post
    content = pdf("Minutes of the meeting") + b"\n%" + b"x" * 300_000
    assert attach(world, post, content, "../../Réunion du 3.exe").status_code == 303
    page = world.browser("mission").get(f"/posts/{ref(post.id)}").text
    assert "Réunion du 3.pdf" in page and "attached a file" in page
    (kept,) = stored(world)
    answer = world.browser("mission").get(f"/attachments/{ref(kept.id)}")
    assert answer.data == content and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "TLP-AMBER Réunion du 3.pdf" in unquote(answer.headers["Content-Disposition"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("tlp", TLP)
def test_who_may_not_read_the_post_has_no_file(world, who, tlp):
    post = world.risk("frontex", tlp=tlp).post
    attach(world, post, docx(CANARY), f"{CANARY}.docx", who="frontex")
    (kept,) = stored(world)
    browser = world.browser(who)
    reads = browser.get(f"/posts/{ref(post.id)}").status_code == 200
    assert browser.get(f"/attachments/{ref(kept.id)}").status_code == (200 if reads else 404)
    assert reads == (who == "frontex" or (tlp in (TLP.GREEN, TLP.CLEAR) and who != "administrator"))
    if not reads:
        assert CANARY not in browser.get("/").text + browser.get("/risks").text


def test_a_withdrawn_post_takes_its_files_with_it(world):
    post = world.activity("mission").post
    attach(world, post, pdf("x"))
    (kept,) = stored(world)
    assert world.browser("frontex").get(f"/attachments/{ref(kept.id)}").status_code == 200
    world.browser("mission").post(f"/posts/{ref(post.id)}/withdraw", reason="Wrong.")
    assert world.browser("frontex").get(f"/attachments/{ref(kept.id)}").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (docx("RESTREINT", " UE"), "a.docx", "RESTREINT UE"),
        (pdf("EU SECRET"), "a.pdf", "EU SECRET"),
        (pdf("fine"), "R-UE minutes.pdf", "R-UE"),
        (docx("x", word__vbaProject_bin=b"x"), "a.docx", "macros"),
        (b"MZ", "a.pdf", "kind of file"),
        (b"", "a.pdf", "empty"),
    ],
)
def test_what_must_not_come_in_is_refused_at_the_field(world, content, name, reason):
    post = world.activity("mission").post
    answer = attach(world, post, content, name)
    assert answer.status_code == 422
    assert reason in re.search(r'id="file-problem".*?</div>', answer.text, re.DOTALL).group(0)
    assert stored(world) == []


def test_the_same_file_twice_and_one_too_many_are_refused(world):
    post = world.activity("mission").post
    assert attach(world, post, pdf("0")).status_code == 303
    assert "attached already" in attach(world, post, pdf("0")).text
    for n in range(1, MOST):
        attach(world, post, pdf(str(n)))
    assert "at most" in attach(world, post, pdf("one more")).text
    assert len(stored(world)) == MOST


def test_a_picture_is_kept_without_where_it_was_taken(world):
    post = world.activity("mission").post
    attach(world, post, picture(), "site.jpg")
    (kept,) = stored(world)
    assert b"SecretPhone" not in world.browser("frontex").get(f"/attachments/{ref(kept.id)}").data
    assert "no text to search" in world.browser("frontex").get(f"/posts/{ref(post.id)}").text


@pytest.mark.parametrize("who", ["frontex", "observer", "head", "dpo"])
def test_only_the_organisation_that_posted_attaches_and_takes_off(world, who):
    post = world.activity("mission").post
    attach(world, post, pdf("x"))
    (kept,) = stored(world)
    assert attach(world, post, pdf("y"), who=who).status_code == 403
    assert world.browser(who).post(f"/attachments/{ref(kept.id)}/remove").status_code == 403
    assert "Attach a file" not in world.browser(who).get(f"/posts/{ref(post.id)}").text
    assert len(stored(world)) == 1


def test_a_contact_carries_no_files(world):
    post = world.contact("mission").post
    assert attach(world, post, pdf("x")).status_code == 404


def test_what_is_taken_off_is_gone_and_remembered(world):
    post = world.activity("mission").post
    attach(world, post, pdf("x"))
    (kept,) = stored(world)
    assert world.browser("mission").post(f"/attachments/{ref(kept.id)}/remove").status_code == 303
    assert world.browser("mission").get(f"/attachments/{ref(kept.id)}").status_code == 404
    with world.system(writing=False) as system:
        assert system.exec(select(AttachmentPiece)).all() == []
        acts = [each.act for each in system.exec(select(Change).order_by(Change.id))]
        assert acts[-2:] == ["attachment:add", "attachment:remove"]
        lines = {each.act for each in system.exec(select(Record))}
    assert {"attachment:add", "attachment:remove"} <= lines


def test_a_file_lies_in_the_database_sealed(world):
    attach(world, world.activity("mission").post, pdf(CANARY))
    with world.engine.connect() as connection:
        raw = connection.execute(text("SELECT content FROM attachment_piece")).scalar_one()
    assert CANARY.encode() not in bytes(raw) and len(raw) > 500
