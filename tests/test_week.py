"""One week with the whole cast, over HTTP: posts, overlaps of each kind, disclosure, settlement, cut-off, review,
release, mails. After every step, for each person: what must be visible, and what must not appear anywhere."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from csap import clock, create_app, jobs
from csap.config import Config
from csap.formats.pdf import AVAILABLE
from csap.mail.sending import send_due
from csap.model.digests import Digest
from csap.model.overlaps import Overlap
from csap.model.people import Person
from csap.model.posts import Post
from csap.refs import ref
from tests.post_office import html, opened, settings, text
from tests.world import CAST, DATA_KEY, World

ZONE = ZoneInfo("Africa/Niamey")
PERSON = {"contact_kind": "person", "institution": "Border Police"}
MEETING = {"form": "meeting", "status": "planned", "on_match": "tell_both"}
DELEGATION = {"head", "coordinator", "dpo"}
READERS = set(CAST) - {"administrator"}
LISTS = (
    "/",
    "/contacts",
    "/activities",
    "/risks",
    "/overlaps?state=any",
    "/inbox",
    "/digests",
    "/contacts.csv",
    "/activities.csv",
    "/risks.csv",
    "/activities.ics",
    "/board/export.csv",
    "/board/map.json?bbox=0,0,10,10",
    "/board/timeline.json",
)
NEVER_MAILED = ("Strictnote", "Firstnote", "Nobodynote", "Rednote", "Strictmeet", "Redmeet")


class Week:
    """The week as it goes: who may see which word is written down with each step, then everything is looked at."""

    def __init__(self, world, office, url):
        self.world, self.office, self.url = world, office, url
        self.may = {}
        self.now = datetime(2026, 11, 13, 9, 0, tzinfo=ZONE)

    def at(self, day, hour, minute=0):
        self.now = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
        return clock.stopped(self.now)

    def contact(self, who, name, word="", readers=(), **fields):
        given = {"tlp": "GREEN", "on_match": "tell_both"} | PERSON | fields
        answer = self.world.browser(who).post("/contacts/new", names=name, phones=phone(name), summary=word, **given)
        assert answer.status_code == 303, answer.text
        self.may |= {word: set(readers)} if word else {}

    def activity(self, who, title, starts, readers, **fields):
        given = {"tlp": "GREEN"} | MEETING | fields
        answer = self.world.browser(who).post("/activities/new", title=title, starts=starts, **given)
        assert answer.status_code == 303, answer.text
        self.may[title] = set(readers)

    def overlap(self, name):
        """The reference of the overlap between the two contacts of that name."""
        with self.world.system(writing=False) as system:
            ids = list(system.exec(select(Post.id).where(Post.title == name)))
            return ref(system.exec(select(Overlap.id).where(Overlap.left_id.in_(ids), Overlap.right_id.in_(ids))).one())

    def everything(self, who):
        """All that a person can reach: lists, exports, feeds, and every post, overlap and digest by its address."""
        with self.world.system(writing=False) as system:
            paths = [f"/posts/{ref(each)}" for each in system.exec(select(Post.id))]
            paths += [f"/overlaps/{ref(each)}" for each in system.exec(select(Overlap.id))]
            digests = [f"/digests/{ref(each)}" for each in system.exec(select(Digest.id))]
        paths += [each + tail for each in digests for tail in ("", ".txt", "/review")]
        browser = self.world.browser(who)
        pages = [browser.get(path) for path in (*LISTS, *paths)]
        assert all(page.status_code < 500 for page in pages)
        return "\n".join(page.text for page in pages if page.status_code < 300) + self.office.everything(who)

    def look(self):
        """Send what is due, then hold what each person sees against what they may."""
        with clock.stopped(self.now + timedelta(minutes=1)):
            send_due(self.world.engine, settings(self.world, self.url))
            for who in CAST:
                seen = self.everything(who)
                wrong = {word: who for word, readers in self.may.items() if (word in seen) != (who in readers)}
                assert wrong == {}, who
        for letter in self.office.letters:
            assert not [word for word in NEVER_MAILED if word in text(letter) + html(letter) + letter["Subject"]]

    def told(self, who, words):
        return words in self.world.browser(who).get("/inbox").text


def phone(name):
    return f"+3319900{sum(map(ord, name)) % 10_000:04}"


class LongWorld(World):
    """People stay signed in all week, in one browser each, and one proof of themselves holds."""

    def __init__(self, app):
        super().__init__(app)
        self._browsers = {}

    def browser(self, name=""):
        if name not in self._browsers:
            self._browsers[name] = super().browser(name)
        return self._browsers[name]


@pytest.fixture
def week(database):
    holding = {"sign_in_hours": 24 * 30, "sign_in_longest_hours": 24 * 30, "again_minutes": 60 * 24 * 30}
    app = create_app(Config(database=database, secret_key="t" * 40, data_key=DATA_KEY, testing=True, **holding))
    with opened() as (office, url):
        yield Week(LongWorld(app), office, url)
    app.extensions["csap"].engine.dispose()


def test_a_week_in_which_nobody_sees_too_much_and_everybody_enough(week):
    hidden_overlaps(week)
    disclosure_and_settlement(week)
    engagements(week)
    digest = cut_off(week)
    review(week, digest)
    release(week, digest)
    afterwards(week, digest)


def hidden_overlaps(week):
    """Friday: contacts that two organisations share, hidden in each of the ways that a post can be."""
    strict = {"tlp": "AMBER+STRICT"}
    with week.at(13, 14):
        week.contact("mission", "Idrissa Baguirmi", "Strictnote", {"mission"}, **strict)
        week.contact("frontex", "Idrissa Baguirmi", "Opennote", READERS)
        assert week.told("mission", "Frontex has posted something that overlaps")
        overlap = week.overlap("Idrissa Baguirmi")
        assert "Strictnote" not in week.world.browser("frontex").get(f"/overlaps/{overlap}").text
        for who in set(CAST) - {"mission", "frontex"}:
            assert week.world.browser(who).get(f"/overlaps/{overlap}").status_code == 404
    with week.at(13, 15):
        week.contact("capacity", "Salif Ndoyekoro", "Firstnote", {"capacity"}, on_match="tell_me_first", **strict)
        week.contact("europol", "Salif Ndoyekoro", "Greennote", READERS)
        assert week.told("capacity", "They have not been told")
        assert not week.told("europol", "posted something that overlaps")
        assert week.world.browser("europol").get(f"/overlaps/{week.overlap('Salif Ndoyekoro')}").status_code == 404
    week.look()
    with week.at(13, 16):
        week.contact("mission", "Moussa Kantebala", "Nobodynote", {"mission"}, on_match="tell_nobody", **strict)
        week.contact("frontex", "Moussa Kantebala", "Quietnote", READERS)
        week.contact("europol", "Ousmane Rougefort", "Rednote", {"europol"}, tlp="RED", on_match="tell_nobody")
        week.contact("frontex", "Ousmane Rougefort", "Plainnote", READERS)
        overlap, red = week.overlap("Moussa Kantebala"), week.overlap("Ousmane Rougefort")
        for who in CAST:
            browser = week.world.browser(who)
            assert browser.get(f"/overlaps/{overlap}").status_code == (200 if who == "coordinator" else 404), who
            assert browser.get(f"/overlaps/{red}").status_code == 404, who
        assert week.told("coordinator", "one of them wants nobody to be told but you")
    week.look()


def disclosure_and_settlement(week):
    """Monday: the owner discloses; two sides settle."""
    with week.at(16, 10):
        overlap = week.overlap("Salif Ndoyekoro")
        assert week.world.browser("capacity").post(f"/overlaps/{overlap}/disclose").status_code == 302
        week.may["Firstnote"] = {"capacity", "europol"}
        assert week.told("europol", "has disclosed")
    with week.at(16, 11):
        settled = {"outcome": "sequenced", "reason": "Europol goes first"}
        answer = week.world.browser("europol").post(f"/overlaps/{overlap}/settle", **settled)
        assert answer.status_code == 302
        week.may["Europol goes first"] = {"capacity", "europol"}
        assert week.told("capacity", "settled the overlap")
    week.look()


def engagements(week):
    """Tuesday: what is planned, at every marking."""
    shared = {"tlp": "AMBER", "audience_organisations": week.world.organisation("Frontex")}
    with week.at(17, 9):
        week.activity("mission", "Openmeet", "2026-11-24T10:00", READERS, cooperation_format="2")
        week.activity("frontex", "Otherday", "2026-11-24T15:00", READERS)
        week.activity("capacity", "Ambermeet", "2026-11-25T10:00", {"capacity", "frontex"}, **shared)
        week.activity("head", "Strictmeet", "2026-11-26T10:00", DELEGATION, tlp="AMBER+STRICT")
        week.activity("head", "Redmeet", "2026-11-26T12:00", {"head"}, tlp="RED")
    week.look()


def cut_off(week):
    """Thursday noon: the digest is compiled once, the head is told, nobody else can reach it."""
    for minutes in (0, 5, 10):
        with week.at(19, 12, minutes):
            jobs.weekly_digest(week.world.engine, settings(week.world, week.url))
    with week.world.system(writing=False) as system:
        digest = system.exec(select(Digest)).one()
    with week.at(19, 13):
        assert week.told("head", "waits for your review") and not week.told("mission", "waits for your review")
        for who in set(CAST) - {"head", "coordinator"}:
            assert week.world.browser(who).get(f"/digests/{ref(digest.id)}").status_code == 404
        said = week.world.browser("head").get(f"/digests/{ref(digest.id)}").text
        assert "Openmeet" in said and "Strictmeet" in said
        assert not [word for word in ("Redmeet", "Ambermeet", "Nobodynote", "Ousmane Rougefort: ") if word in said]
    week.look()
    return digest


def review(week, digest):
    """Thursday afternoon: the head asks, annotates, hides; the owner answers. Nothing has left yet."""
    address = f"/digests/{ref(digest.id)}"
    key = {title: item(week, digest, title) for title in ("Openmeet", "Otherday")}
    with week.at(19, 15):
        head = week.world.browser("head")
        head.post(f"{address}/items/{key['Openmeet']}/ask", text="Whoisinvited?")
        head.post(f"{address}/items/{key['Openmeet']}/annotate", text="Joinforces")
        head.post(f"{address}/items/{key['Otherday']}/hide")
        head.post(f"{address}/introduction", text="Goodweek")
        week.may |= {"Joinforces": {"head", "coordinator"}, "Goodweek": {"head", "coordinator"}}
        week.may["Whoisinvited"] = {"head", "coordinator", "mission"}
        question = re.search(r"/digests/questions/\w+", link_to(week, "mission")).group(0)
        assert week.world.browser("mission").post(question, answer="Everybodyis").status_code == 302
        week.may["Everybodyis"] = {"head", "coordinator"}
    week.look()


def link_to(week, who):
    """Where the newest notice of a person leads."""
    browser = week.world.browser(who)
    return browser.post(re.search(r"/inbox/[\w-]+/open", browser.get("/inbox").text).group(0)).headers["Location"]


def item(week, digest, title):
    with week.world.system(writing=False) as system:
        post_id = system.exec(select(Post.id).where(Post.title == title)).one()
    return next(each["key"] for each in digest.items if each.get("post") == post_id)


def release(week, digest):
    """Friday: released, and each gets one mail of their own."""
    with week.at(20, 9):
        before = len(week.office.letters)
        assert week.world.browser("mission").post(f"/digests/{ref(digest.id)}/release").status_code == 404
        assert week.world.browser("coordinator").post(f"/digests/{ref(digest.id)}/release").status_code == 403
        assert len(week.office.letters) == before
        assert week.world.browser("head").post(f"/digests/{ref(digest.id)}/release").status_code == 302
    week.may |= dict.fromkeys(("Joinforces", "Goodweek", "Whoisinvited", "Everybodyis"), READERS)
    week.look()
    for who in CAST:
        letters = [each for each in week.office.to(who) if "Weekly digest no. 1" in each["Subject"]]
        assert len(letters) == (1 if who in READERS else 0), who
        for letter in letters:
            assert "Openmeet" in text(letter) and "Otherday" not in text(letter) and len(text(letter)) < 20_000
    with week.at(20, 10):
        for who in READERS:
            page = week.world.browser(who).get(f"/digests/{ref(digest.id)}")
            assert ("Strictmeet" in page.text) == (who in DELEGATION), who
            assert "Redmeet" not in page.text and "Otherday" not in page.text


def afterwards(week, digest):
    """Saturday: nothing is sent again, and what is stopped stays stopped; the disclosure is taken back."""
    with week.at(21, 9):
        before = len(week.office.letters)
        for _ in range(3):
            jobs.weekly_digest(week.world.engine, settings(week.world, week.url))
            send_due(week.world.engine, settings(week.world, week.url))
        assert len(week.office.letters) == before
        overlap = week.overlap("Salif Ndoyekoro")
        week.world.browser("capacity").post(f"/overlaps/{overlap}/take-back")
        week.may |= {"Firstnote": {"capacity"}}
        del week.may["Europol goes first"]
        if AVAILABLE:
            assert week.world.browser("observer").get(f"/digests/{ref(digest.id)}.pdf").data.startswith(b"%PDF")
    week.look()
    with week.world.system(writing=False) as system:
        assert len(system.exec(select(Person)).all()) == len(CAST)
