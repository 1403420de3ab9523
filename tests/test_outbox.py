"""Mail: written with what it tells of, sent afterwards, once, and never saying more than its reader may read."""

import re
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select, update

from csap import clock
from csap.actions import posts
from csap.actions.telling import tell
from csap.mail import sending
from csap.mail.server import Misconfigured, server
from csap.model.mail import LetterState, Outbox
from csap.model.people import Person
from csap.model.posts import TLP, Post
from csap.wording import Words
from tests.post_office import html, opened, send, settings, text

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=ZoneInfo("Africa/Niamey"))


@pytest.fixture
def office():
    with opened() as (office, url):
        office.url = url
        yield office


def tell_of(world, answer, *names, message="Something about “%(title)s”", kind="overlap"):
    with world.system() as system:
        people = [world.viewer(name).person_id for name in names]
        words = Words(message, {"title": answer.post.title})
        return tell(system, answer.post, words, people, kind, "/posts/ABCDEFGH")


def rows(world):
    with world.system(writing=False) as system:
        return list(system.exec(select(Outbox).order_by(Outbox.id)))


def speak(world, name, language):
    with world.system() as system:
        system.execute(update(Person).where(Person.email == f"{name}@csap.example").values(language=language))


def stop_path(letter):
    return re.search(r"https://csap.example(/mail/stop/\S+)>", letter["List-Unsubscribe"]).group(1)


def test_what_is_told_is_also_mailed_in_text_and_html(world, office):
    answer = world.activity("mission", "Border course", "2026-12-01T10:00", place_name="Dossa")
    tell_of(world, answer, "frontex")
    assert send(world, office.url) == 1
    (letter,) = office.to("frontex")
    for body in (text(letter), html(letter)):
        assert "Something about “Border course”" in body
        assert "Tuesday 1 December 2026, 10:00" in body and "Dossa" in body
        assert "https://csap.example/posts/ABCDEFGH" in body
    assert letter["Subject"] == "Something about “Border course”"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_no_line_of_a_mail_is_changed_on_its_way(world, office):
    answer = world.activity("mission", "Border course", "2026-12-01T10:00")
    tell_of(world, answer, "frontex", message="From here on: “%(title)s”")
    send(world, office.url)
    assert text(office.to("frontex")[0]).startswith("From here on: “Border course”")


def test_a_mail_gives_whole_days_no_hour_and_several_days_both_ends(world, office):
    answer = world.activity("mission", "Border course", "2026-12-01T00:00", ends="2026-12-02T23:59")
    tell_of(world, answer, "frontex")
    send(world, office.url)
    (letter,) = office.to("frontex")
    for body in (text(letter), html(letter)):
        assert "Tuesday 1 December 2026 – Wednesday 2 December 2026" in body and "00:00" not in body


def test_a_mail_is_in_its_readers_language_and_on_the_host_countrys_clock(world, office):
    speak(world, "frontex", "fr")
    tell_of(world, world.activity("mission", "Cours", "2026-12-01T10:00"), "frontex")
    send(world, office.url)
    for body in (text(office.letters[0]), html(office.letters[0])):
        assert "mardi 1er décembre 2026, 10:00 (UTC+1)" in body
        assert "Les heures sont celles du pays hôte (UTC+1)." in body and "Africa/" not in body


def test_what_was_rolled_back_is_never_mailed(world, office):
    answer = world.activity("mission", "Border course")
    with pytest.raises(ZeroDivisionError), world.system() as system:
        tell(system, answer.post, Words("Something"), [world.viewer("frontex").person_id], "overlap")
        raise ZeroDivisionError
    assert send(world, office.url) == 0 and rows(world) == []


def test_a_sent_mail_is_not_sent_again(world, office):
    tell_of(world, world.activity("mission", "Border course"), "frontex", "capacity")
    assert send(world, office.url) == 2
    assert send(world, office.url) == 0
    assert {row.state for row in rows(world)} == {LetterState.SENT}


def test_several_notices_of_a_topic_leave_in_one_mail(world, office):
    for title in ("First course", "Second course"):
        tell_of(world, world.activity("mission", title), "frontex")
    assert send(world, office.url) == 1
    (letter,) = office.to("frontex")
    assert "2 notices" in letter["Subject"] and "First course" in text(letter) and "Second course" in html(letter)


def test_a_post_hidden_since_is_not_mailed(world, office):
    answer = world.activity("mission", "Border course")
    tell_of(world, answer, "frontex")
    with world.desk("mission") as desk:
        posts.withdraw(desk, desk.fetch(Post, answer.post.id), "Wrong day")
    assert send(world, office.url) == 0 and office.letters == []
    assert [row.state for row in rows(world)] == [LetterState.DROPPED]


@pytest.mark.parametrize("tlp", [TLP.RED, TLP.AMBER_STRICT])
def test_what_is_strictly_marked_leaves_as_a_link_only(world, office, tlp):
    tell_of(world, world.activity("mission", "Quiet talk", tlp=tlp, place_name="Dossa"), "mission")
    send(world, office.url)
    said = office.everything("mission")
    assert "Quiet talk" not in said and "Dossa" not in said and "https://csap.example/posts/ABCDEFGH" in said


def test_a_mail_that_is_not_wanted_is_not_sent(world, office):
    browser = world.browser("frontex")
    browser.get("/account/mail")
    assert browser.post("/account/mail", overlap="off").status_code == 302
    tell_of(world, world.activity("mission", "Border course"), "frontex")
    tell_of(world, world.activity("mission", "A list"), "frontex", kind="check")
    send(world, office.url)
    assert [letter["Subject"] for letter in office.letters] == ["Something about “A list”"]
    assert "checked" in re.search(r'id="overlap-off"[^>]*', browser.get("/account/mail").text).group(0)


def test_daily_mails_wait_for_the_morning_and_come_as_one(world, office):
    with clock.stopped(NOON):
        world.browser("frontex").post("/account/mail", overlap="daily")
        for title in ("First course", "Second course"):
            tell_of(world, world.activity("mission", title), "frontex")
        assert send(world, office.url) == 0
    with clock.stopped(NOON + timedelta(hours=19, minutes=29)):
        assert send(world, office.url) == 0
    with clock.stopped(NOON + timedelta(hours=19, minutes=31)):
        assert send(world, office.url) == 1
    assert "Second course" in text(office.letters[0])


def test_the_link_in_a_mail_stops_it_without_a_sign_in(world, office):
    tell_of(world, world.activity("mission", "Border course"), "frontex")
    tell_of(world, world.activity("mission", "A list"), "frontex", kind="check")
    send(world, office.url)
    path = stop_path(next(letter for letter in office.letters if "Border course" in letter["Subject"]))
    stranger = world.browser()
    assert "Overlaps with your posts" in stranger.get(path).text
    tell_of(world, world.activity("mission", "Asked only"), "frontex")
    assert send(world, office.url) == 1
    answer = stranger.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    tell_of(world, world.activity("mission", "Never mailed"), "frontex")
    tell_of(world, world.activity("mission", "Another list"), "frontex", kind="check")
    assert send(world, office.url) == 1
    assert "Never mailed" not in office.everything("frontex")


def test_a_mail_already_waiting_is_stopped_too(world, office):
    tell_of(world, world.activity("mission", "Border course"), "frontex")
    world.browser("frontex").post("/account/mail", overlap="off")
    assert send(world, office.url) == 0 and office.letters == []


def test_a_forged_stop_link_stops_nothing(world):
    stranger = world.browser()
    assert stranger.client.post("/mail/stop/WzEsIm92ZXJsYXAiXQ.forged").status_code == 400


def test_a_refusal_for_now_is_tried_again_later_with_the_same_name(world, office):
    with clock.stopped(NOON):
        tell_of(world, world.activity("mission", "Border course"), "frontex")
        office.moods = ["refuse now"]
        assert send(world, office.url) == 0
        assert send(world, office.url) == 0
        (row,) = rows(world)
        assert row.attempts == 1 and "451" in row.problem and "@" not in row.problem
    with clock.stopped(NOON + timedelta(minutes=2)):
        assert send(world, office.url) == 1
    assert office.letters[0]["Message-ID"] == f"<{row.message_id}@eudel.example>"


def test_a_refusal_for_ever_ends_that_letter_and_no_other(world, office):
    tell_of(world, world.activity("mission", "Border course"), "frontex", "capacity")
    office.moods = ["refuse for ever"]
    assert send(world, office.url) == 1
    assert sorted(row.state for row in rows(world)) == [LetterState.FAILED, LetterState.SENT]
    with clock.stopped(clock.now() + timedelta(days=1)):
        assert send(world, office.url) == 0


@pytest.mark.parametrize("mood", ["stall", "die", "take and die"])
def test_after_an_unknown_outcome_the_letter_comes_again_under_its_own_name(world, office, mood):
    tell_of(world, world.activity("mission", "Border course"), "frontex")
    office.moods = [mood]
    assert send(world, office.url) == 0
    with clock.stopped(clock.now() + timedelta(minutes=2)):
        assert send(world, office.url) == 1
        assert send(world, office.url) == 0
    assert {letter["Message-ID"] for letter in office.letters} == {f"<{rows(world)[0].message_id}@eudel.example>"}


def test_a_server_that_is_away_is_asked_once_and_everything_waits(world):
    with opened() as (_, url):
        pass
    for name in ("frontex", "capacity", "europol"):
        tell_of(world, world.activity("mission", f"For {name}"), name)
    assert send(world, url) == 0
    assert [row.attempts for row in rows(world)] == [1, 0, 0]
    with opened() as (office, url), clock.stopped(clock.now() + timedelta(minutes=5)):
        assert send(world, url) == 3
    assert len(office.letters) == 3


def test_a_letter_is_given_up_after_three_days(world, office):
    with clock.stopped(NOON):
        tell_of(world, world.activity("mission", "Border course"), "frontex")
    with clock.stopped(NOON + timedelta(days=3, hours=1)):
        office.moods = ["refuse now"]
        send(world, office.url)
    assert rows(world)[0].state == LetterState.FAILED


def test_many_workers_send_each_letter_once(world, office):
    for number in range(12):
        tell_of(
            world,
            world.activity("mission", f"Course {number}"),
            "frontex",
            kind=["overlap", "check", "broker"][number % 3],
        )
        tell_of(world, world.activity("mission", f"Training {number}"), "capacity", "europol", "head")
    config = settings(world, office.url)
    workers = [threading.Thread(target=sending.send_due, args=(world.engine, config)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert {row.state for row in rows(world)} == {LetterState.SENT}
    names = [letter["Message-ID"] for letter in office.letters]
    assert len(names) == len(set(names)) == 6
    assert "Course 11" in office.everything("frontex") and "Training 11" in office.everything("head")


def test_a_claim_is_kept_until_its_lease_is_over(world, office):
    with clock.stopped(NOON):
        tell_of(world, world.activity("mission", "Border course"), "frontex")
        assert sending.claim(world.engine) is not None
        assert send(world, office.url) == 0
    with clock.stopped(NOON + sending.LEASE + timedelta(seconds=1)):
        assert send(world, office.url) == 1


def test_without_a_server_nothing_waits_and_the_account_says_so(world, office):
    tell_of(world, world.activity("mission", "Border course"), "frontex")
    assert send(world, "") == 0
    assert send(world, office.url) == 0
    browser = world.browser("frontex")
    assert "Border course" in browser.get("/inbox").text
    assert "no mail server yet" in browser.get("/account/mail").text


def test_a_person_who_left_gets_no_mail(world, office):
    tell_of(world, world.activity("mission", "Border course"), "frontex")
    with world.system() as system:
        system.execute(update(Person).where(Person.email == "frontex@csap.example").values(active=False))
    assert send(world, office.url) == 0


def test_a_title_can_not_forge_a_header(world, office):
    tell_of(world, world.activity("mission", "Course\r\nBcc: evil@evil.example"), "frontex")
    send(world, office.url)
    assert "Bcc" not in office.letters[0]


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://mail.example", 25), ("starttls://u:p%40ss@mail.example", 587), ("smtps://m.example:99", 99)],
)
def test_a_server_is_read_from_its_address(url, port):
    assert server(url).port == port
    assert server(url).password in ("", "p@ss")


def test_an_address_that_is_no_mail_server_is_refused():
    with pytest.raises(Misconfigured):
        server("https://mail.example")
