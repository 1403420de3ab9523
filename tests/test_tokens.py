"""Tokens to the API: made after a proof, shown once, kept as a hash, never stronger than their person; how they end."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlmodel import select

from csap import cli, clock
from csap.actions import housekeeping, tokens
from csap.errors import NotFound
from csap.model.notices import Notice
from csap.model.people import Person, Role, Token
from tests.programme import Programme
from tests.test_factors import with_app
from tests.test_feeds import link
from tests.world import PASSWORD

ALL = ["read", "post", "check"]


def token(browser, *scopes, name="Sheet", days="30"):
    """A token that this person makes in this browser."""
    answer = browser.post("/account/tokens", name=name, scopes=list(scopes or ALL), days=days)
    assert answer.status_code == 200, answer.text
    return re.search(r'id="made-token"[^>]*value="([^"]+)"', answer.text).group(1)


def stored(world):
    with world.system(writing=False) as system:
        return list(system.exec(select(Token).order_by(Token.id)))


def told(world, who):
    with world.system(writing=False) as system:
        mine = select(Notice.message).where(Notice.person_id == world.viewer(who).person_id, Notice.kind == "account")
        return [message for message in system.exec(mine) if "token" in message]


def revoke_of(browser):
    return re.search(r'action="(/account/tokens/[\w-]+/revoke)"', browser.get("/account/tokens").text).group(1)


def test_the_secret_of_a_token_is_shown_once_and_not_stored_and_its_owner_is_told(world):
    browser = world.browser("mission")
    secret = token(browser, "post", "read")
    assert secret.startswith("csap_") and secret not in browser.get("/account/tokens").text
    (kept,) = stored(world)
    assert (kept.scope, kept.name) == ("read post", "Sheet") and secret not in kept.model_dump_json()
    assert kept.expires_at - kept.created_at == timedelta(days=30)
    assert len(told(world, "mission")) == 1
    assert "1 programme may come in" in browser.get("/account/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scopes", []),
        ("scopes", ["feed"]),
        ("scopes", ["all"]),
        ("days", "0"),
        ("days", "366"),
        ("days", ""),
        ("name", ""),
    ],
)
def test_a_token_says_what_for_what_and_how_long(world, field, value):
    browser = world.browser("mission")
    answer = browser.post("/account/tokens", **({"name": "Sheet", "scopes": ["read"], "days": "30"} | {field: value}))
    assert answer.status_code == 422 and "field-problem" in answer.text
    assert stored(world) == []


def test_nobody_sees_or_revokes_somebody_elses_token(world):
    browser, other = world.browser("mission"), world.browser("frontex")
    token(browser, name="Mine alone")
    assert "Mine alone" not in other.get("/account/tokens").text
    assert other.post(revoke_of(browser)).status_code == 404
    assert stored(world)[0].revoked_at is None
    assert browser.post(revoke_of(browser)).status_code == 302
    assert stored(world)[0].revoked_at and "Mine alone" not in browser.get("/account/tokens").text


def test_a_token_is_not_renewed_as_a_calendar_link_is_nor_opens_a_calendar(world):
    browser = world.browser("mission")
    secret = token(browser)
    ends = stored(world)[0].expires_at
    assert browser.post(world.address("feeds.renew", token_id=stored(world)[0].id)).status_code == 404
    assert stored(world)[0].expires_at == ends
    assert world.browser().get(f"/feeds/activities.ics?token={secret}").status_code == 404


def everywhere(world, browser):
    browser.post("/account/sign-ins/end")


def password(world, browser):
    assert browser.post("/account/password", old=PASSWORD, password="a quite other set of words").status_code == 302


def off(world, browser):
    world.browser("administrator").post(f"/people/{world.viewer('mission').person_id}/off")


def rights(world, browser):
    person = world.viewer("mission")
    fields = {"name": "M", "organisation_id": person.organisation_id, "role": "observer", "function": ""}
    world.browser("administrator").post(f"/people/{person.person_id}/edit", **fields)


def reset(world, browser):
    world.browser("administrator").post(f"/people/{world.viewer('mission').person_id}/factors/reset")


@pytest.mark.parametrize("end", [everywhere, password, off, rights, reset])
def test_tokens_end_with_all_sign_ins_and_calendar_links_stay(world, end):
    browser = world.browser("mission")
    token(browser), token(world.browser("frontex")), link(browser)
    end(world, browser)
    assert [bool(each.revoked_at) for each in stored(world)] == [True, False, False]


def test_a_role_that_needs_a_second_factor_makes_tokens_only_from_a_sign_in_that_has_one(world, still):
    """A sign-in that is older than the setting lacks it."""
    browser, platform = world.browser("head"), world.app.extensions["csap"]
    demanding = type(platform)(**vars(platform) | {"config": strict(platform.config)})
    world.app.extensions["csap"] = demanding
    refused = browser.post("/account/tokens", name="Sheet", scopes=["read"], days="30")
    assert refused.status_code == 403 and "second factor" in refused.text and stored(world) == []
    enrolling = world.browser()
    enrolling.post("/login", email="head@csap.example", password=PASSWORD)
    with_app(enrolling)
    assert token(enrolling)


def test_keys_that_are_older_than_the_need_of_a_second_factor_wait_for_it(world, still):
    """A token and a calendar link that a password alone made; another person's go on."""
    head, mission = Programme(world, "head"), Programme(world, "mission")
    with world.system() as system:
        for each in system.exec(select(Token)):
            each.strong = False
    feeds = [link(world.browser(who)) for who in ("head", "mission")]
    platform = world.app.extensions["csap"]
    world.app.extensions["csap"] = type(platform)(**vars(platform) | {"config": strict(platform.config)})
    refused = head.get("/themes")
    assert refused.status_code == 403 and "needs a second factor" in refused.json["detail"]
    assert mission.get("/themes").status_code == 200
    stranger = world.browser()
    assert [stranger.get(each).status_code for each in feeds] == [404, 200]
    enrolling = world.browser()
    enrolling.post("/login", email="head@csap.example", password=PASSWORD)
    assert "open nothing" in enrolling.get("/account/factors").text
    with_app(enrolling)
    assert head.get("/themes").status_code == 200 and stranger.get(feeds[0]).status_code == 200


@pytest.mark.parametrize(("proved", "works"), [(["sso-strong"], True), (["password", "totp"], True), (["sso"], False)])
def test_a_key_from_a_strong_sign_in_needs_no_factor_that_is_kept_here(world, proved, works):
    """Who signs in at a provider that asks for two factors has none here."""
    with world.desk("head") as desk:
        secret = tokens.make(desk, "Phone", timedelta(days=9), proved)
    with world.system(writing=False) as system:
        required = frozenset({Role.HEAD})
        if works:
            assert tokens.holder(system, secret, required)[0].strong
        else:
            with pytest.raises(NotFound):
                tokens.holder(system, secret, required)


def strict(config):
    return type(config)(**vars(config) | {"second_factor_roles": "head"})


@pytest.fixture
def still():
    """The clock stands in the middle of a step, so that codes don't change on the way."""
    now = clock.now()
    with clock.stopped(now.replace(second=now.second // 30 * 30 + 15, microsecond=0)) as instant:
        yield instant


def test_nobody_holds_more_than_twenty(world):
    browser = world.browser("mission")
    for number in range(20):
        token(browser, name=f"Sheet {number}")
    assert browser.post("/account/tokens", name="One more", scopes=["read"], days="1").status_code == 422
    link(browser)


def test_the_owner_is_told_two_weeks_before_a_long_token_ends(world):
    browser, made = world.browser("mission"), clock.now()
    token(browser, name="Long", days="60"), token(browser, name="Short", days="10")
    before = len(told(world, "mission"))
    for days, more in ((1, 0), (45, 0), (47, 1), (50, 1)):
        with clock.stopped(made + timedelta(days=days)), world.system() as system:
            housekeeping.sweep(system)
        assert len(told(world, "mission")) == before + more, days


def invoke(world, monkeypatch, *arguments):
    monkeypatch.setenv("CSAP_DATABASE", world.app.extensions["csap"].config.database)
    return CliRunner().invoke(cli.group, ["person", "token", "mission@csap.example", *arguments])


def test_the_command_makes_a_token_and_tells_its_owner_and_the_dpo(world, monkeypatch):
    made = invoke(world, monkeypatch, "--api", "--scope", "read", "--scope", "check", "--days", "7", "--name", "Cron")
    assert made.exit_code == 0 and made.output.startswith("csap_")
    (kept,) = stored(world)
    assert (kept.scope, kept.name, kept.expires_at - kept.created_at) == ("read check", "Cron", timedelta(days=7))
    assert len(told(world, "mission")) == len(told(world, "dpo")) == 1


@pytest.mark.parametrize("arguments", [["--api"], ["--scope", "read"], ["--api", "--scope", "read", "--days", "400"]])
def test_the_command_makes_no_token_that_the_page_would_not(world, monkeypatch, arguments):
    assert invoke(world, monkeypatch, *arguments).exit_code != 0
    assert stored(world) == []


def test_the_command_still_makes_a_sign_in_link(world, monkeypatch):
    assert "/invitations/" in invoke(world, monkeypatch).output
    with world.system(writing=False) as system:
        assert system.exec(select(Person).where(Person.email == "mission@csap.example")).one().active
