"""The weekly digest: what is news, who reviews, what is released, and that each copy is its reader's own."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select, update

from csap import clock, jobs
from csap.actions import digest_copies, digest_review, digests, drafting, posts, settling
from csap.formats.pdf import AVAILABLE
from csap.model.digests import Digest
from csap.model.notices import Notice
from csap.model.overlaps import Overlap
from csap.model.people import Person
from csap.model.posts import TLP, Post
from csap.model.risks import RiskDraft
from csap.refs import ref
from csap.rules import digest as rules
from csap.rules.digest import Cutoff, Section
from tests.post_office import html, opened, send, settings, text

ZONE = ZoneInfo("Africa/Niamey")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZONE)
CUT = rules.cutoff("thursday 12:00")
THURSDAY = datetime(2026, 11, 19, 12, 5, tzinfo=ZONE)
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=ZONE)


def compile_(world, at=THURSDAY):
    with clock.stopped(at):
        return digests.compile_week(world.engine, CUT, digests.asked(world.engine, CUT))


def release(world, digest, who="head", at=FRIDAY):
    with clock.stopped(at), world.desk(who) as desk:
        digest_review.release(desk, desk.fetch(Digest, digest.id))


def page(world, who, digest, tail=""):
    return world.browser(who).get(f"/digests/{ref(digest.id)}{tail}")


def keys(digest, section):
    return [each["key"] for each in digest.items if each["section"] == section]


@pytest.fixture
def week(world):
    """A week with something of everything, all of it open to everyone."""
    with clock.stopped(MONDAY):
        world.contact("mission", "Amadou Testa", institution="Border Police")
        world.activity("mission", "Border course", "2026-11-24T10:00", cooperation_format=2, lat=4.0, lon=4.0)
        world.activity("frontex", "Patrol visit", "2026-11-24T08:00")
        world.risk("capacity", "Smuggling on the river")
    return world


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-19T10:59:59", "2026-W46"),
        ("2026-11-19T11:00:00", "2026-W47"),
        ("2026-11-22T22:00:00", "2026-W47"),
        ("2027-01-03T12:00:00", "2026-W53"),
        ("2027-01-07T10:00:00", "2026-W53"),
        ("2027-01-07T11:00:00", "2027-W01"),
    ],
)
def test_a_week_ends_at_its_cut_off_on_the_host_countrys_clock(now, expected):
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert rules.last_period(instant, CUT, "Africa/Niamey").week == expected


def test_a_week_lasts_seven_days_by_the_wall_clock_also_when_clocks_change():
    period = rules.period("2026-W44", Cutoff(3, datetime(2026, 1, 1, 12).time()), "Europe/Brussels")
    assert period.ends - period.starts == timedelta(days=7, hours=1)


@pytest.mark.parametrize("week", ["2026-W60", "2026", "W47", "2026-W00"])
def test_a_week_that_there_is_not_is_refused(week):
    with pytest.raises(ValueError):
        rules.period(week, CUT, "UTC")


def test_a_risk_has_moved_from_its_first_old_to_its_last_new_value():
    steps = [{"judgement": ["low", "high"]}, {"judgement": ["high", "medium"]}, {"magnitude": ["high", "high"]}]
    assert [(move.field, move.old, move.new, move.steps) for move in rules.moves(steps)] == [
        ("judgement", "low", "medium", 1)
    ]
    assert rules.moves([{"judgement": ["low", "high"]}, {"judgement": ["high", "low"]}]) == []


def test_a_digest_holds_the_weeks_news_in_its_sections(week):
    digest = compile_(week)
    assert digest.week == "2026-W47" and digest.state == "compiled"
    said = page(week, "head", digest).text
    for words in (
        "Amadou Testa",
        "Border Police",
        "Border course",
        "Smuggling on the river",
        "Format 2",
        "Tuesday, November 24",
    ):
        assert words in re.sub(r"Tuesday 24 November", "Tuesday, November 24", said)
    assert said.index("Patrol visit") < said.index("Border course")
    assert "Thursday 12 November 2026, 12:00" in said and "Thursday 19 November 2026, 12:00" in said


def test_what_came_after_the_cut_off_waits_for_the_next_digest(world):
    with clock.stopped(MONDAY):
        world.contact("mission", "Amadou Testa")
    with clock.stopped(THURSDAY):
        world.contact("mission", "Fatou Neuve")
    said = page(world, "head", compile_(world, FRIDAY)).text
    assert "Amadou Testa" in said and "Fatou Neuve" not in said


def test_tlp_red_never_comes_into_a_digest_even_the_heads_own(world):
    with clock.stopped(MONDAY):
        for tlp, title in ((TLP.RED, "Red talk"), (TLP.AMBER_STRICT, "Strict talk"), (TLP.GREEN, "Green talk")):
            world.activity("head", title, "2026-11-24T10:00", tlp=tlp)
            world.contact("head", f"{title} person", tlp=tlp)
    digest = compile_(world)
    said = page(world, "head", digest).text
    assert "Green talk" in said and "Strict talk" in said and "Red talk" not in said


def test_a_post_that_became_red_leaves_the_released_digest_too(week):
    digest = compile_(week)
    release(week, digest)
    assert "Border course" in page(week, "mission", digest).text
    with week.system() as system:
        system.execute(update(Post).where(Post.title == "Border course").values(tlp=TLP.RED))
    assert "Border course" not in page(week, "mission", digest).text


def test_nobody_but_its_reviewers_sees_a_digest_before_the_release(week):
    digest = compile_(week)
    for who in ("mission", "frontex", "europol", "observer", "dpo", "administrator"):
        assert page(week, who, digest).status_code == 404
        assert page(week, who, digest, ".txt").status_code == 404
        assert page(week, who, digest, ".pdf").status_code == 404
        assert "2026-W47" not in week.browser(who).get("/digests").text
    assert page(week, "head", digest).status_code == page(week, "coordinator", digest).status_code == 200
    release(week, digest)
    for who in ("mission", "observer", "dpo"):
        assert "Border course" in page(week, who, digest).text
    assert page(week, "administrator", digest).status_code == 404


def test_each_copy_is_its_readers_own_and_small_gaps_are_not_counted(world):
    amber = {"tlp": TLP.AMBER, "audience_organisations": [world.organisation("EUDEL"), world.organisation("Frontex")]}
    with clock.stopped(MONDAY):
        world.activity("mission", "Shared course", "2026-11-24T10:00")
        for number in range(4):
            world.activity("mission", f"Close talk {number}", f"2026-11-{25 + number}T10:00", **amber)
    digest = compile_(world)
    release(world, digest)
    assert "Close talk 3" in page(world, "frontex", digest).text
    observer = page(world, "observer", digest).text
    assert "Shared course" in observer and "Close talk" not in observer
    assert "items that you may not read" not in observer and "what you may not read is left out" in observer


def test_many_items_left_out_are_told_in_steps(world):
    amber = {"tlp": TLP.AMBER, "audience_organisations": [world.organisation("EUDEL")]}
    with clock.stopped(MONDAY):
        for number in range(6):
            world.activity("mission", f"Close talk {number}", f"2026-11-{20 + number}T10:00", **amber)
    digest = compile_(world)
    release(world, digest)
    assert "at least 5 items that you may not read are left out" in page(world, "observer", digest).text


def test_what_was_withdrawn_since_is_in_no_copy(week):
    digest = compile_(week)
    release(week, digest)
    with week.system(writing=False) as system:
        post_id = system.exec(select(Post.id).where(Post.title == "Border course")).one()
    with week.desk("mission") as desk:
        posts.withdraw(desk, desk.fetch(Post, post_id), "Called off")
    for who in ("mission", "frontex"):
        assert "Border course" not in page(week, who, digest).text


def test_a_released_digest_stays_as_it_was_whatever_is_changed(week):
    digest = compile_(week)
    release(week, digest)
    with week.system() as system:
        changed = {"title": "Another name", "version": 2}
        system.execute(update(Post).where(Post.title == "Border course").values(**changed))
    said = page(week, "frontex", digest).text
    assert "Border course" in said and "Another name" not in said and "changed since the release" in said


@pytest.mark.parametrize("word", ["up", "hide", "annotate"])
def test_nothing_of_a_released_digest_can_be_changed(week, word):
    digest = compile_(week)
    release(week, digest)
    browser = week.browser("head")
    key = keys(digest, "ahead")[0]
    assert browser.post(f"/digests/{ref(digest.id)}/items/{key}/{word}", text="late").status_code == 403
    assert browser.post(f"/digests/{ref(digest.id)}/release").status_code == 403
    assert browser.get(f"/digests/{ref(digest.id)}/review").status_code == 403
    with pytest.raises(Exception, match="released"):
        compile_(week)


def test_the_head_orders_hides_annotates_and_introduces(week):
    digest = compile_(week)
    browser, address = week.browser("head"), f"/digests/{ref(digest.id)}"
    first, second = keys(digest, "ahead")
    browser.post(f"{address}/items/{second}/up")
    browser.post(f"{address}/items/{keys(digest, 'risks')[0]}/hide")
    browser.post(f"{address}/items/{first}/annotate", text="Please join forces here.")
    browser.post(f"{address}/introduction", text="A good week.")
    release(week, digest)
    said = page(week, "observer", digest).text
    assert said.index("Border course") < said.index("Patrol visit")
    assert "Please join forces here." in said and "A good week." in said and "Smuggling on the river" not in said


def test_compiling_anew_keeps_what_the_head_had_done(week):
    digest = compile_(week)
    browser, address = week.browser("head"), f"/digests/{ref(digest.id)}"
    first, second = keys(digest, "ahead")
    browser.post(f"{address}/items/{second}/up")
    browser.post(f"{address}/items/{first}/annotate", text="Please join forces here.")
    with clock.stopped(MONDAY):
        week.activity("europol", "Late entry", "2026-11-25T10:00")
    again = compile_(week, FRIDAY)
    assert again.id == digest.id and keys(again, "ahead")[:2] == [second, first] and len(keys(again, "ahead")) == 3
    assert "Please join forces here." in page(week, "head", again).text


def test_a_classified_remark_is_refused_where_it_was_written(week):
    digest = compile_(week)
    key = keys(digest, "ahead")[0]
    answer = week.browser("head").post(f"/digests/{ref(digest.id)}/items/{key}/annotate", text="This is EU SECRET")
    assert answer.status_code == 422 and "must never hold" in answer.text
    answer = week.browser("head").post(f"/digests/{ref(digest.id)}/introduction", text="This is EU SECRET too")
    assert answer.status_code == 422 and "This is EU SECRET too" in answer.text


def test_a_question_reaches_the_author_and_the_answer_stands_in_the_digest(week):
    digest = compile_(week)
    key = keys(digest, "cooperation")[0]
    week.browser("head").post(f"/digests/{ref(digest.id)}/items/{key}/ask", text="Is the ministry on board?")
    author = week.browser("mission")
    inbox = author.get("/inbox").text
    assert "Is the ministry on board?" in inbox
    with week.system(writing=False) as system:
        link = system.exec(select(Notice.link).where(Notice.kind == "question")).one()
    assert week.browser("frontex").get(link).status_code == 404
    assert author.post(link, answer="Yes, since Tuesday.").status_code == 302
    assert "Yes, since Tuesday." in week.browser("head").get("/inbox").text
    release(week, digest)
    assert "Yes, since Tuesday." in page(week, "observer", digest).text
    assert author.post(link, answer="No, after all.").status_code == 409


def test_a_deputy_reviews_and_releases_on_the_named_days_only(week):
    digest = compile_(week)
    deputy = week.viewer("coordinator").person_id
    address = f"/digests/{ref(digest.id)}"
    with clock.stopped(FRIDAY):
        assert week.browser("coordinator").post(f"{address}/release").status_code == 403
        dates = {"starts_on": "2026-11-20", "ends_on": "2026-11-22"}
        assert week.browser("head").post("/digests/deputies", person_id=deputy, **dates).status_code == 302
        assert "Release to everyone" in week.browser("coordinator").get(f"{address}/review").text
    with clock.stopped(FRIDAY + timedelta(days=3)):
        work(week, "")
        assert week.browser("coordinator").post(f"{address}/release").status_code == 403
    with clock.stopped(FRIDAY + timedelta(days=1)):
        work(week, "")
        assert week.browser("coordinator").post(f"{address}/release").status_code == 302
    said = page(week, "mission", digest).text
    name = week.viewer("coordinator").name
    assert "Border course" in said and f"Released by {name}, for the Head of Delegation, on 21 November 2026" in said


def test_a_deputy_is_told_the_days_in_words(week):
    dates = {"starts_on": "2026-12-01", "ends_on": "2026-12-05"}
    week.browser("head").post("/digests/deputies", person_id=week.viewer("coordinator").person_id, **dates)
    browser = week.browser("coordinator")
    assert "with the weekly digest, from 1 Dec 2026 to 5 Dec 2026." in browser.get("/inbox").text
    browser.post("/language", language="fr")
    assert "du 1er déc. 2026 au 5 déc. 2026" in browser.get("/inbox").text
    with opened() as (office, url):
        send(week, url)
    assert "du 1er déc. 2026 au 5 déc. 2026" in text(office.to("coordinator")[0])


def test_only_the_head_names_a_deputy(week):
    given = {"person_id": week.viewer("mission").person_id, "starts_on": "2026-11-20", "ends_on": "2026-11-22"}
    for who in ("coordinator", "mission", "administrator"):
        assert week.browser(who).post("/digests/deputies", **given).status_code in (403, 422)


def test_overlaps_are_told_when_they_open_and_how_they_were_settled(world):
    with clock.stopped(MONDAY - timedelta(days=10)):
        world.contact("mission", "Amadou Testa", emails="a.testa@police.example")
        world.contact("frontex", "Amadou Testa", emails="a.testa@police.example")
    with clock.stopped(MONDAY):
        world.contact("capacity", "Amadou Testa", emails="a.testa@police.example")
        with world.desk("mission") as desk:
            old = desk.exec(select(Overlap).order_by(Overlap.opened_at)).first()
            settling.settle(desk, old, "joint", "We go together")
    digest = compile_(world)
    assert len(keys(digest, Section.OPENED)) == 2 and len(keys(digest, Section.SETTLED)) == 1
    said = page(world, "head", digest).text
    assert "Made one joint engagement, after 10 days" in said and "We go together" in said


def test_a_risk_that_moved_is_told_in_words_and_with_an_arrow(world):
    with clock.stopped(MONDAY - timedelta(days=20)):
        post = world.risk("capacity", "Smuggling on the river", judgement="medium", likelihood="likely").post
        world.risk("capacity", "Floods in the north")
    with clock.stopped(MONDAY), world.desk("capacity") as desk:
        record = desk.fetch(Post, post.id)
        values = drafting.drafted(desk, record) | {"judgement": "high", "likelihood": "unlikely"}
        posts.amend(desk, record, RiskDraft(**values), record.version)
    said = page(world, "head", compile_(world)).text
    assert "↑ overall judgement: from medium to high" in said and "↓ likelihood: from likely to unlikely" in said
    assert "Floods in the north" not in said


def test_an_aged_overlap_needs_the_head_and_is_told_once(world):
    with clock.stopped(MONDAY - timedelta(days=20)):
        world.contact("mission", "Amadou Testa", emails="a.testa@police.example")
        world.contact("frontex", "Amadou Testa", emails="a.testa@police.example")
    digest = compile_(world)
    release(world, digest)
    head, frontex = (page(world, who, digest).text for who in ("head", "frontex"))
    assert "Needs you" in head and "open for 23 days" in head and "Overlaps still open" not in head
    assert "Needs you" not in frontex and "Overlaps still open" in frontex


def test_a_quiet_week_says_so_in_one_line(world):
    with clock.stopped(MONDAY - timedelta(days=30)):
        world.activity("mission", "Old course", "2026-10-20T10:00")
    digest = compile_(world)
    assert "A quiet week:" in page(world, "head", digest).text and digest.items == []


def test_figures_count_only_what_everyone_may_read(world):
    with clock.stopped(MONDAY):
        world.activity("mission", "Open course", "2026-11-17T10:00")
        world.activity("mission", "Close talk", "2026-11-17T12:00", tlp=TLP.AMBER_STRICT)
        world.activity("frontex", "Strict talk", "2026-11-17T12:00", tlp=TLP.AMBER_STRICT)
    figures = compile_(world).figures
    assert figures["posted"]["activity"] == [1, 0]
    assert figures["engaged"] == {str(world.organisation("EUBAM")): [1, 0]}
    assert world.organisation("Frontex") in figures["silent"] and world.organisation("EUBAM") not in figures["silent"]


def test_what_each_number_counts_stands_beside_it(world):
    with clock.stopped(MONDAY):
        world.risk("mission", "Open route")
        world.risk("head", "Close route", tlp=TLP.AMBER_STRICT)
        world.activity("mission", "Held course", "2026-11-17T10:00")
    digest = compile_(world)
    said = page(world, "head", digest).text
    assert "Risks that moved <strong>2</strong>" in said and '>Risk analyses posted</th><td class="number">1<' in said
    assert "In short, of what you may read" in said
    assert "These are the same in every copy; the lists are your own and may hold more." in said
    plot = said[said.index("Activities that took place, by organisation") :]
    assert plot.index("What everyone here may read") < plot.index("<svg")
    told = page(world, "head", digest, ".txt").text
    assert "In short, of what you may read:" in told and "These are the same in every copy" in told


def test_an_erratum_is_a_new_issue_and_the_first_one_stays(week):
    digest = compile_(week)
    release(week, digest)
    before = page(week, "observer", digest).text
    with clock.stopped(FRIDAY):
        browser = week.browser("head")
        answer = browser.post(f"/digests/{ref(digest.id)}/erratum", text="The course is on Wednesday.")
        review = answer.headers["Location"]
        assert "Review: Erratum, week 2026-W" in browser.get(review).text
        browser.post(review.replace("/review", "/release"))
    said = week.browser("observer").get(review.replace("/review", "")).text
    assert "The course is on Wednesday." in said and "puts right the digest no. 1" in said and "no. 2" in said
    assert main(before) == main(page(week, "observer", digest).text)


def main(said):
    return re.sub(
        r'nonce="[^"]*"|value="[^"]*"|"X-CSRFToken[^}]*', "", said.partition("<article")[2].partition("</article>")[0]
    )


def work(world, url):
    """What the job does about digests, once."""
    jobs.weekly_digest(world.engine, settings(world, url))


def test_the_job_compiles_once_a_week_however_late_and_reminds_until_released(week):
    with opened() as (office, url):
        for hours in (-2, 0, 1, 21, 27, 27.5):
            with clock.stopped(THURSDAY + timedelta(hours=hours)):
                work(week, url)
                send(week, url)
        assert len(office.to("head")) == 3 and len(office.to("coordinator")) == 1 and office.to("mission") == []
        with week.system(writing=False) as system:
            (digest,) = system.exec(select(Digest)).all()
        release(week, digest, at=THURSDAY + timedelta(hours=28))
        for hours in (52, 76):
            with clock.stopped(THURSDAY + timedelta(hours=hours)):
                work(week, url)
                send(week, url)
    assert (
        sum("waits for your review" in text(each) or "not released yet" in text(each) for each in office.to("head"))
        == 3
    )
    for who in ("head", "mission", "frontex", "capacity", "europol", "observer", "dpo"):
        assert sum("Weekly digest no. 1" in each["Subject"] for each in office.to(who)) == 1
    assert office.to("administrator") == []


def test_a_digest_comes_by_mail_in_the_readers_language_without_what_is_strictly_marked(week):
    with clock.stopped(MONDAY):
        week.activity("head", "Strict talk", "2026-11-24T10:00", tlp=TLP.AMBER_STRICT)
    with week.system() as system:
        system.execute(update(Person).where(Person.email == "head@csap.example").values(language="fr"))
    release(week, compile_(week))
    with opened() as (office, url):
        send(week, url)
    (letter,) = office.to("head")
    assert "Strict talk" not in text(letter) + html(letter) and "Border course" in text(letter)
    assert "Synthèse hebdomadaire" in letter["Subject"] and "mardi 24 novembre" in text(letter)
    assert "Tuesday 24 November" in text(office.to("mission")[0])
    assert "Strict talk" in page(week, "head", compile_of(week)).text


def compile_of(world):
    with world.system(writing=False) as system:
        return system.exec(select(Digest)).first()


def test_a_long_digest_is_a_short_text(world):
    with clock.stopped(MONDAY):
        for number in range(60):
            title = f"Course {number} " + "with a long title that goes on and on " * 4
            world.activity("mission", title, f"2026-11-{20 + number % 10}T10:{number:02}", cooperation_format=1)
    digest = compile_(world)
    release(world, digest)
    answer = page(world, "observer", digest, ".txt")
    assert len(answer.data) < 20_000 and "There is more on the platform." in answer.text


@pytest.mark.skipif(not AVAILABLE, reason="WeasyPrint is not installed")
def test_a_digest_comes_as_pdf(week):
    digest = compile_(week)
    answer = page(week, "head", digest, ".pdf")
    assert answer.data.startswith(b"%PDF") and answer.mimetype == "application/pdf"


def test_the_page_draws_its_map_and_plots_without_a_script(week):
    with clock.stopped(MONDAY):
        week.activity("mission", "Held course", "2026-11-17T10:00")
    said = page(week, "head", compile_(week)).text
    assert said.count('role="img"') == 2 and "<desc" in said and " style=" not in said
    assert "Border course" in re.search(r'<svg class="snapshot".*?</svg>', said, re.DOTALL).group(0)


def test_the_copy_counts_what_it_may(week):
    digest = compile_(week)
    with week.desk("head", writing=False) as desk:
        copy = digest_copies.copy(desk, desk.fetch(Digest, digest.id))
    assert copy.left_out == 0 and not copy.quiet
