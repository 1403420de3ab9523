"""The audit: what is written into it, that it holds no content, and that the data protection officer alone reads it."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import select

from csap import audit, clock
from csap.actions import checking, denials
from csap.actions.every_roll import ROLLS
from csap.actions.factors import CHANGED
from csap.model.records import Record
from csap.rules.acts import Act
from csap.rules.factors import Method
from csap.web import audit_words
from csap.web.accesses import Accesses
from csap.web.refs import ref
from tests.hostile import Everything
from tests.world import CAST, PASSWORD


def lines(world, act="", who=""):
    """The lines of an act by one of the cast, oldest first."""
    with world.system(writing=False) as system:
        found = list(system.exec(select(Record).order_by(Record.id)))
    person = world.viewer(who).person_id if who else None
    return [each for each in found if each.act.startswith(act) and (not who or each.person_id == person)]


def test_signing_in_out_and_failing_to_are_written_down_with_whom(world):
    browser = world.browser("mission")
    browser.post("/logout")
    browser.post("/login", email="mission@csap.example", password="wrong")
    browser.post("/login", email="nobody@csap.example", password="wrong")
    me = world.viewer("mission").person_id
    found = [(each.act, each.person_id, each.subject.partition(":")[0]) for each in lines(world, "sign:")]
    assert found == [
        ("sign:in", me, "person"),
        ("sign:out", me, "sign_in"),
        ("sign:fail", None, "person"),
        ("sign:fail", None, "account"),
    ]
    assert "nobody" not in str([each.model_dump() for each in lines(world)])


READ = {"a contact": ("contact", "GREEN", 1), "a closed activity": ("activity", "AMBER+STRICT", 1)}
READ |= {"a red activity": ("activity", "RED", 1), "an open activity": ("activity", "GREEN", 0)}


@pytest.mark.parametrize("case", READ)
def test_who_opens_a_contact_or_a_closed_post_is_written_down(world, case):
    make, tlp, count = READ[case]
    post = getattr(world, make)("mission", tlp=tlp).post
    browser = world.browser("mission")
    assert browser.get(f"/posts/{ref(post.id)}").status_code == 200
    assert browser.get(f"/posts/{ref(post.id)}/edit").status_code == 200
    assert [each.subject for each in lines(world, "post:read", "mission")] == [f"post:{post.id}"] * 2 * count


def test_who_may_not_open_a_post_has_opened_nothing(world):
    post = world.contact("mission", tlp="RED").post
    assert world.browser("frontex").get(f"/posts/{ref(post.id)}").status_code == 404
    assert lines(world, "post:read") == []


def hidden_pair(world):
    hidden = world.contact("mission", "Amadou Testa", emails="a@example.org", tlp="AMBER+STRICT").post
    other = world.contact("frontex", "Amadou Testa", emails="a@example.org")
    return hidden, other


def test_who_was_told_of_a_hit_and_who_opened_it_is_written_down_with_the_pair(world):
    hidden, other = hidden_pair(world)
    overlap = other.overlaps[0]
    told = lines(world, "hit:see", "mission")
    assert [(each.subject, set(each.details["posts"])) for each in told] == [
        (f"overlap:{overlap.id}", {hidden.id, other.post.id})
    ]
    world.browser("frontex").get(f"/overlaps/{ref(overlap.id)}")
    assert [each.subject for each in lines(world, "hit:see", "frontex")] == [f"overlap:{overlap.id}"]


def test_a_list_check_leaves_a_line_for_each_post_that_was_hit(world):
    hidden, other = hidden_pair(world)
    browser = world.browser("europol")
    answer = browser.post("/overlaps/check", purpose="Preparing a visit", text="Amadou Testa")
    assert answer.status_code == 200
    shown = lines(world, "hit:see", "europol")
    assert {each.subject for each in shown} == {f"post:{hidden.id}", f"post:{other.post.id}"}
    assert all(each.verb == "disclose" and each.details["by"].startswith("list:") for each in shown)


def test_an_export_is_written_down_with_its_filter_but_not_the_words_looked_for(world):
    world.contact("mission")
    world.browser("frontex").get("/contacts.csv?text=Testa&status=current")
    line = lines(world, "list:export", "frontex")[0]
    assert line.details["filter"]["status"] == "current" and line.details["rows"] == 1
    assert "Testa" not in str(line.model_dump())


def test_the_audit_holds_no_content(world):
    world.contact("mission", "Sylvestre Canari", summary="Chirping", emails="canari@example.org")
    post = world.contact("frontex", "Sylvestre Canari", emails="canari@example.org").post
    world.browser("mission").get(f"/posts/{ref(post.id)}")
    said = str([each.model_dump() for each in lines(world)])
    assert not [word for word in ("Canari", "Chirping", "canari@") if word in said]


@pytest.mark.parametrize("name", [name for name in CAST if name != "dpo"])
def test_to_everyone_else_the_audit_is_not_there(world, name):
    browser = world.browser(name)
    for path in ("/privacy/audit", "/privacy/audit/export.csv", "/privacy/audit/export.xlsx"):
        assert browser.get(path).status_code == browser.get("/privacy/nothing").status_code == 404
    assert "/privacy/audit" not in browser.get("/").text
    assert lines(world, "audit:read") == []


def test_the_officer_reads_every_line_in_words_and_follows_its_subject(world):
    post = world.contact("mission").post
    browser = world.browser("dpo")
    page = browser.get("/privacy/audit")
    assert "Post a contact, an activity or a risk analysis" in page.text and f"/posts/{ref(post.id)}" in page.text
    assert "/privacy/audit" in browser.get("/").text
    browser.post("/language", language="fr")
    assert "Se connecter" in browser.get("/privacy/audit").text


def test_no_line_of_the_audit_is_left_in_the_platforms_own_words(world):
    """Whatever has an address was opened, listed, taken along: each kind, list and detail has its words."""
    Everything(world)
    for name in (*ROLLS, "contacts", "activities", "risks", "board", "check"):
        with world.desk("head") as desk:
            desk.audit(Act.LIST_EXPORT, f"list:{name}", form="csv", rows=1, filter={})
    with world.system(writing=False) as system:
        kept = list(system.exec(select(Record).order_by(Record.id)))
    assert {each.subject.partition(":")[0] for each in kept} - {""} <= set(audit_words.SUBJECTS)
    assert {name for each in kept for name in each.details} <= set(audit_words.NAMES)
    assert set(CHANGED) <= set(audit_words.VALUES) and {each.value for each in Method} <= set(audit_words.VALUES)
    browser = world.browser("dpo")
    english = browser.get("/privacy/audit").text
    browser.post("/language", language="fr")
    french = browser.get("/privacy/audit").text
    assert "list who covers what" in english and "proved by: password" in english
    assert "liste qui couvre quoi" in french and "liste overlaps" not in french
    assert re.search(r"prouvé par\s:\smot de passe", french)


def test_a_look_is_written_once_and_a_look_under_another_filter_again(world):
    browser = world.browser("dpo")
    for path in ("", "", "?before=3", "?act=sign:in", "?act=sign:in&before=2", "/export.csv"):
        assert browser.get(f"/privacy/audit{path}").status_code == 200
    looks = [each.details for each in lines(world, "audit:read", "dpo")]
    assert [(each["form"], each["asked"]) for each in looks] == [
        ("page", {}),
        ("page", {"act": "sign:in"}),
        ("csv", {}),
    ]


def shown(world, query):
    return world.browser("dpo").get(f"/privacy/audit?{query}").text.partition("<tbody")[2]


def test_the_audit_is_narrowed_by_each_filter(world):
    post = world.contact("mission").post
    world.activity("frontex")
    mission, frontex = world.viewer("mission"), world.viewer("frontex")
    narrowed = {
        f"person={frontex.person_id}": 1,
        f"organisation={mission.organisation_id}": 1,
        f"subject={ref(post.id)}": 1,
        f"subject=post:{post.id}": 1,
        "act=post:create": 2,
        "verb=collect": 2,
        "verb=erase": 0,
        "act=post:create&to=2020-01-01": 0,
        "act=post:create&from=2020-01-01": 2,
        "from=nonsense&act=king&verb=post:create&person=x": None,
    }
    for query, count in narrowed.items():
        found = shown(world, query).count('scope="row"')
        assert found == count or (count is None and found > 2), query


def test_pages_lead_through_every_line_and_back(world):
    entry = audit.Entry(world.viewer("mission"), Act.LIST_CHECK, "list:1")
    with world.system() as system:
        system.audit_all([entry] * 120)
    browser, seen, address = world.browser("dpo"), [], "/privacy/audit?act=list:check"
    pages = []
    while address and len(pages) < 5:
        page = browser.get(address).text
        rows = [int(each.split("<")[0]) for each in page.split('<th scope="row">')[1:]]
        seen += rows
        pages.append(rows)
        address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        back = page.partition('rel="prev" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 120 and seen == sorted(seen, reverse=True)
    again = browser.get(back).text
    assert [int(each.split("<")[0]) for each in again.split('<th scope="row">')[1:]] == pages[-2]


def test_an_export_of_the_audit_computes_nothing(world):
    with world.system() as system:
        system.audit(Act.LIST_CHECK, "=cmd|' /C calc'!A0")
    text = world.browser("dpo").get("/privacy/audit/export.csv").get_data(as_text=True)
    assert "list:check" in text and ",=cmd" not in text
    book = openpyxl.load_workbook(io.BytesIO(world.browser("dpo").get("/privacy/audit/export.xlsx").data))
    cells = [cell for line in book.active for cell in line]
    assert "=cmd|' /C calc'!A0" in [each.value for each in cells] and "f" not in {each.data_type for each in cells}
    assert world.browser("dpo").get("/privacy/audit/export.ics").status_code == 404


def test_lines_wait_for_a_moment_and_are_written_together(world):
    waiting = Accesses(world.engine, pause=30, most=3)
    for number in range(4):
        waiting.add(audit.Entry(world.viewer("mission"), Act.POST_READ, f"post:{number}"))
        waiting.write_if_due()
    assert [each.subject for each in lines(world, "post:read")] == ["post:0", "post:1", "post:2"]
    waiting.write()
    assert len(lines(world, "post:read")) == 4
    with world.system(writing=False) as system:
        assert audit.verify(system).broken is None


def test_a_password_is_never_written_down(world):
    world.browser("mission")
    assert PASSWORD not in str([each.model_dump() for each in lines(world)])


def test_a_page_that_is_shown_again_by_a_request_that_writes_is_noted_without_waiting_for_itself(world):
    post = world.contact("mission").post
    browser = world.browser("mission")
    answer = browser.post(f"/posts/{ref(post.id)}/edit", names="", tlp="GREEN", again_password="")
    assert answer.status_code == 422
    assert [each.subject for each in lines(world, "post:read")] == [f"post:{post.id}"]


def refused(world, name):
    return [(each.details.get("act"), each.subject) for each in lines(world, "act:deny", name)]


def test_what_the_rules_refuse_is_written_down_with_what_was_tried_and_nothing_of_what_was_sent(world):
    post = world.contact("mission").post
    observer, mission = world.browser("observer"), world.browser("mission")
    assert observer.post(f"/posts/{ref(post.id)}/comments", text="Chirping").status_code == 403
    assert observer.get("/overlaps/check").status_code == 403
    assert mission.get("/privacy/audit").status_code == 404
    assert refused(world, "observer") == [("comment:post", "comment"), ("list:check", "")]
    assert refused(world, "mission") == [("audit:read", "audit")]
    assert "Chirping" not in str([each.model_dump() for each in lines(world)])


def test_the_officer_reads_in_both_languages_what_was_refused(world):
    world.browser("observer").get("/overlaps/check")
    browser = world.browser("dpo")
    page = browser.get("/privacy/audit?verb=deny").text
    assert "refused: Check a list against the platform, for a stated purpose" in page
    browser.post("/language", language="fr")
    assert re.search(r"refusé\s:\sComparer une liste avec", browser.get("/privacy/audit?verb=deny").text)


def test_of_what_is_hidden_or_missing_no_refusal_is_written(world):
    post = world.contact("mission", tlp="RED").post
    browser = world.browser("frontex")
    for number in (ref(post.id), ref(post.id + 1)):
        assert browser.post(f"/posts/{number}/withdraw", reason="x").status_code == 404
    assert refused(world, "frontex") == []


def test_nobody_fills_the_audit_by_being_refused(world):
    browser = world.browser("observer")
    for _ in range(3 * denials.MOST):
        assert browser.get("/overlaps/check").status_code == 403
    assert len(refused(world, "observer")) == denials.MOST
    world.browser("administrator").get("/overlaps/check")
    assert len(refused(world, "administrator")) == 1
    with world.system() as system:
        old = denials.bounded(system, [audit.Entry(world.viewer("observer"), Act.ACT_DENY, "", at=clock.now())])
    assert old == []


def test_lines_of_refusals_that_wait_together_are_counted_together(world):
    waiting = Accesses(world.engine, pause=30)
    for number in range(2 * denials.MOST):
        waiting.add(audit.Entry(world.viewer("mission"), Act.ACT_DENY, f"post:{number}", at=clock.now()))
        waiting.add(audit.Entry(world.viewer("mission"), Act.POST_READ, f"post:{number}"))
    waiting.write()
    assert len(lines(world, "act:deny")) == denials.MOST
    assert len(lines(world, "post:read")) == 2 * denials.MOST


@pytest.mark.parametrize(("status", "how"), [(405, "delete"), (415, "json")])
def test_a_request_that_is_turned_away_is_written_down_for_whom_is_signed_in(world, status, how):
    for name in ("mission", ""):
        client = world.browser(name).client
        answer = client.delete("/contacts") if how == "delete" else client.post("/contacts", json={"a": 1})
        assert answer.status_code == status
    assert [each.details["status"] for each in lines(world, "act:deny")] == [status]


def test_who_checks_too_many_lists_is_written_down(world, monkeypatch):
    monkeypatch.setattr(checking, "CHECKS_AN_HOUR", 1)
    browser = world.browser("europol")
    sent = {"purpose": "Preparing a visit", "text": "Amadou Testa"}
    assert [browser.post("/overlaps/check", **sent).status_code for _ in range(2)] == [200, 429]
    assert refused(world, "europol") == [("list:check", "list")]


@pytest.mark.parametrize("path", ["/contacts", "/contacts/search?text=testa", "/"])
def test_whose_contacts_a_list_or_a_search_shows_is_written_down_once_in_half_an_hour(world, path):
    post = world.contact("mission").post
    world.contact("europol", tlp="RED")
    world.activity("mission")
    browser = world.browser("frontex")
    for _ in range(2):
        assert browser.get(path).status_code == 200
    shown = [(each.subject, each.details) for each in lines(world, "post:read", "frontex")]
    assert shown == [("list:contacts", {"posts": [post.id]})]
    with clock.stopped(clock.now() + timedelta(minutes=31)):
        browser.get(path)
    assert len(lines(world, "post:read", "frontex")) == 2
    assert f"posts: {ref(post.id)}" in world.browser("dpo").get("/privacy/audit?act=post:read").text


def test_of_which_hidden_post_a_form_says_that_it_overlaps_is_written_down_before_anything_is_posted(world):
    hidden, _other = hidden_pair(world)
    browser = world.browser("europol")
    for _ in range(2):
        answer = browser.post("/contacts/likely", names="Amadou Testa", emails="a@example.org", tlp="GREEN")
        assert "not for you to read" in answer.text and ref(hidden.id) not in answer.text
    shown = [(each.subject, each.details) for each in lines(world, "hit:see", "europol")]
    assert shown == [(f"post:{hidden.id}", {"by": "typing"})]


def test_the_page_names_a_few_of_many_posts_and_the_export_all(world):
    posts = [(1 << 39) + number for number in range(8)]
    with world.system() as system:
        system.audit(Act.POST_READ, "list:contacts", posts=posts)
    browser = world.browser("dpo")
    page, sheet = (browser.get(f"/privacy/audit{end}").get_data(as_text=True) for end in ("", "/export.csv"))
    assert ref(posts[5]) in page and ref(posts[6]) not in page and "… (8)" in page
    assert all(ref(each) in sheet for each in posts)
