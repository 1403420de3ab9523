"""A person asks about their data: the clock, everything that is held, those who provided it, restriction, erasure, the
letter."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from csap import clock
from csap.actions import posts
from csap.model.notices import Notice
from csap.model.posts import Post
from csap.model.records import Record
from csap.model.retention import Tombstone
from csap.model.subject_requests import SubjectRequest
from csap.refs import ref
from csap.rules.subject_requests import days_left, due_on

PHONE = {"phones": ["+33199001234"]}
REQUEST = {"kind": "access", "name": "Amadou Testov", "phones": "+33199001234", "language": "fr"}


@pytest.mark.parametrize(
    ("received", "extended", "due"),
    [
        (date(2026, 11, 25), "", date(2026, 12, 25)),
        (date(2027, 1, 31), "", date(2027, 2, 28)),
        (date(2026, 11, 30), "many records", date(2027, 2, 28)),
    ],
)
def test_the_clock_runs_a_month_and_two_more_for_a_reason(received, extended, due):
    request = SubjectRequest(kind="access", received_on=received, extended_reason=extended, person_id=1)
    assert due_on(request) == due and days_left(request, due) == 0


def test_a_request_runs_from_receipt_to_letter(world):
    mine = world.contact("mission", "Amadou Testov", function="Director", **PHONE).post
    theirs = world.contact("frontex", "Амаду Тестов", **PHONE).post
    world.contact("europol", "A. Testov", tlp="RED", on_match="tell_nobody", **PHONE)
    world.activity("mission", "Secret title", contacts=[mine.id], tlp="AMBER+STRICT")
    with world.desk("frontex") as desk:
        posts.comment(desk, desk.fetch(Post, mine.id), "Testov speaks French.")
    dpo, mission, frontex = map(world.browser, ("dpo", "mission", "frontex"))
    assert mission.get("/privacy/requests").status_code == 403
    assert mission.post("/privacy/requests/new", **REQUEST, received_on="2026-01-01").status_code == 403
    late = dpo.post("/privacy/requests/new", **REQUEST, received_on="2099-01-01")
    assert late.status_code == 422 and "Amadou Testov" in late.text
    today = clock.now().date().isoformat()
    page = dpo.post("/privacy/requests/new", **REQUEST, received_on=today)
    here = page.headers["Location"]
    text = dpo.get(here).text
    assert f"/posts/{ref(mine.id)}" in text and f"/posts/{ref(theirs.id)}" in text and "speaks French" in text
    assert "Secret title" not in text and "A. Testov<" not in text and "1 of them is TLP:RED." in text
    assert "Amadou Testov" in dpo.get("/privacy/requests").text
    letter = dpo.get(f"{here}/letter.txt").text
    assert "Ce que nous détenons à votre sujet" in letter and "Director" in letter and "Secret title" not in letter
    assert "Director" in dpo.get(f"{here}/letter").text

    assert dpo.post(f"{here}/extend", reason=" ").status_code == 422
    assert "many records" in dpo.post(f"{here}/extend", follow=True, reason="many records").text
    assert dpo.post(f"{here}/extend", reason="again").status_code == 403

    assert "About 3 contacts." in dpo.post(f"{here}/consult", follow=True, question="Still right?").text
    with world.system(writing=False) as system:
        told = Notice.kind == "privacy", Notice.person_id == world.viewer("frontex").person_id
        link = system.exec(select(Notice.link).where(*told)).one()
    assert "Still right?" in frontex.get(link).text and mission.get(link).status_code == 404
    assert frontex.post(link, answer="").status_code == 422
    assert frontex.post(link, answer="He moved in May.").status_code == 303
    assert "He moved in May." in dpo.get(here).text

    act = f"{here}/posts/{ref(mine.id)}"
    assert dpo.post(f"{act}/restrict").status_code == 303
    assert world.browser("capacity").get(f"/posts/{ref(mine.id)}").status_code == 404
    assert mission.get(f"/posts/{ref(mine.id)}").status_code == dpo.get(f"/posts/{ref(mine.id)}").status_code == 200
    assert mission.get(f"/posts/{ref(mine.id)}/edit").status_code == 403
    assert len(world.contact("capacity", "Amadou Testov", **PHONE).overlaps) == 1, "with the one that is not restricted"
    assert dpo.post(f"{act}/lift").status_code == 303
    assert world.browser("capacity").get(f"/posts/{ref(mine.id)}").status_code == 200
    with clock.stopped(clock.now() + timedelta(minutes=11)):
        assert dpo.post(f"{act}/erase").status_code == 403 and mission.get(f"/posts/{ref(mine.id)}").status_code == 200
    assert dpo.post(f"{act}/erase").status_code == 303
    assert dpo.get(f"/posts/{ref(mine.id)}").status_code == 404
    assert "Fait." in dpo.post(f"{here}/close", follow=True, outcome="Fait.").text
    assert dpo.post(f"{here}/close", outcome="again").status_code == 403
    assert "Ce que nous avons fait\xa0: Fait." in dpo.get(f"{here}/letter.txt").text
    with world.system(writing=False) as system:
        assert system.exec(select(Tombstone.ground)).all() == ["request"]
        steps = system.exec(select(Record).where(Record.act == "subject-request:keep").order_by(Record.id)).all()
        assert [each.details["step"] for each in steps] == ["register", "extend", "consult", "close"]
        assert "Testov" not in str([each.details for each in system.exec(select(Record))])
