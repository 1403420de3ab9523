"""One's inbox, and what is said of the platform itself."""

import re

import pytest
from sqlmodel import select

from csap.actions.audiences import audience
from csap.actions.notices import titled
from csap.actions.telling import tell
from csap.model.notices import Notice
from csap.model.posts import TLP, Post
from csap.rules.acts import Act
from csap.wording import Words
from tests.post_office import opened, send


def tell_of(world, answer, names, text="Something about %(what)s", **more):
    with world.system() as system:
        people = [world.viewer(name).person_id for name in names]
        return tell(system, answer.post, Words(text, {"what": "you"}), people, "test", **more)


def test_notices_are_read_one_by_one_and_all_at_once(world):
    answer = world.contact("mission")
    for _ in range(3):
        tell_of(world, answer, ["frontex"], link="/people")
    browser = world.browser("frontex")
    page = browser.get("/inbox").text
    assert page.count("Something about you") == 3 and page.count(">new<") == 3
    opened = browser.post(re.search(r"/inbox/[\w-]+/open", page).group(0))
    assert opened.headers["Location"] == "/people"
    assert browser.get("/inbox").text.count(">new<") == 2
    browser.post("/inbox/read")
    assert browser.get("/inbox").text.count(">new<") == 0


def test_nobody_reads_or_marks_the_notices_of_others(world):
    tell_of(world, world.contact("mission"), ["frontex"])
    with world.system(writing=False) as system:
        number = system.exec(select(Notice.id)).one()
    stranger = world.browser("mission")
    assert "Something about you" not in stranger.get("/inbox").text
    assert stranger.post(world.address("inbox.read", notice_id=number)).status_code == 404
    stranger.post("/inbox/read")
    assert ">new<" in world.browser("frontex").get("/inbox").text


def test_the_inbox_pages_by_key(world):
    answer = world.contact("mission")
    for _ in range(55):
        tell_of(world, answer, ["frontex"])
    browser = world.browser("frontex")
    first = browser.get("/inbox").text
    older = re.search(r'rel="next" href="([^"]+)"', first).group(1)
    assert first.count("Something about you") == 50 and browser.get(older).text.count("Something about you") == 5


def test_a_notice_leads_nowhere_else(world):
    tell_of(world, world.contact("mission"), ["frontex"], link="//evil.example")
    browser = world.browser("frontex")
    path = re.search(r"/inbox/[\w-]+/open", browser.get("/inbox").text).group(0)
    assert browser.post(path).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/about", "/about/access", "/about/markings", "/about/formats", "/privacy"])
def test_what_the_platform_is_is_read_without_signing_in(world, path):
    assert world.browser().get(path).status_code == 200


def test_the_markings_are_explained_by_their_exact_labels(world):
    page = world.browser().get("/about/markings").text
    assert all(f">TLP:{tlp.value}<" in page for tlp in TLP) and "RESTREINT UE/EU RESTRICTED" in page


def test_the_policy_page_is_read_out_of_the_rules(world):
    page = world.browser().get("/about/access").text
    amend = re.search(r">Change a post</th>(.*?)</tr>", page, re.S).group(1)
    cells = re.findall(r"<td>(.*?)</td>", amend)
    assert cells == ["own organisation’s"] * 3 + ["–"] * 3
    amber = re.search(r"TLP:AMBER</span></th>(.*?)</tr>", page, re.S).group(1)
    assert amber.count("reads") == 4


def test_themes_are_listed_with_their_codes(world):
    assert "migrant-smuggling" in world.browser("observer").get("/about/themes").text
    assert world.browser().get("/about/themes").status_code == 302


def test_a_notice_of_what_was_tightened_shows_no_word_of_it_and_leads_nowhere(world):
    answer = world.contact("mission", "Amadou Testa")
    tell_of(world, answer, ["frontex"], link="/people")
    with world.system() as system:
        told = Words("About “%(title)s”", {"title": titled(answer.post)})
        tell(system, answer.post, told, [world.viewer("frontex").person_id], "overlap", "/people")
    browser = world.browser("frontex")
    assert "About “Amadou Testa”" in browser.get("/inbox").text
    with world.desk("mission") as desk:
        post = desk.fetch(Post, answer.post.id)
        only_mine = audience(desk.as_system(), (False, frozenset({post.organisation_id}), frozenset()))
        desk.change(Act.POST_AMEND, post, {"tlp": TLP.AMBER_STRICT, "audience_id": only_mine})
    page = browser.get("/inbox").text
    assert "Amadou" not in page and "Something about you" not in page and "/open" not in page
    assert page.count("no longer open to you") == 2
    with opened() as (office, url):
        assert send(world, url) == 0 and office.letters == []


def test_a_notice_calls_a_post_what_it_is_called_now(world):
    answer = world.contact("mission", "Amadou Testa")
    with world.system() as system:
        told = Words("About “%(title)s”", {"title": titled(answer.post)})
        tell(system, answer.post, told, [world.viewer("frontex").person_id], "overlap")
        system.fetch(Post, answer.post.id).title = "Amadou Testou"
    page = world.browser("frontex").get("/inbox").text
    assert "About “Amadou Testou”" in page and "Amadou Testa”" not in page
