"""What is typed while a sign-in ends is given back, and the way back leads to the form."""

import pytest

from csap.web.paths import local_path

HERE = {"Referer": "http://localhost/activities/quick"}
TYPED = {"whom": "General Testard", "about": "Nothing of this is lost <b>", "once": "a key", "password": "two words"}


def sent(world, path="/activities/quick", headers=HERE, **fields):
    """By a browser whose sign-in was ended elsewhere while it typed."""
    browser, elsewhere = world.browser("mission"), world.browser("mission")
    browser.get("/activities/quick")
    elsewhere.post("/account/sign-ins/end")
    return browser.client.post(path, data={"csrf_token": browser.token, **TYPED, **fields}, headers=headers)


def test_whoever_is_signed_out_while_typing_gets_the_text_back_and_a_way_to_sign_in_and_back(world):
    answer = sent(world)
    assert answer.status_code == 401
    assert "General Testard\n\nNothing of this is lost &lt;b&gt;</textarea>" in answer.text
    assert 'href="/login?next=/activities/quick"' in answer.text
    assert "a key" not in answer.text and "two words" not in answer.text


def test_a_single_word_is_given_back_and_what_was_chosen_from_a_list_is_not_repeated(world):
    answer = sent(world, names="Belkharoub", starts="2026-12-03T10:00", tlp="GREEN", status="planned", version="7")
    typed = answer.text.split('id="typed"')[1].split("</textarea>")[0]
    assert "Belkharoub" in typed and "2026-12-03T10:00" in typed
    assert "GREEN" not in typed and "planned" not in typed and "7" not in typed


def test_so_does_whoever_sends_a_form_of_another_session(world):
    answer = sent(world, csrf_token="old")
    assert answer.status_code == 400 and "General Testard" in answer.text
    assert 'href="/activities/quick">Open the form anew</a>' in answer.text


@pytest.mark.parametrize("headers", [{}, {"Referer": "http://elsewhere.example/activities/quick"}])
def test_a_form_of_another_site_shows_nothing_of_itself(world, headers):
    assert "Testard" not in sent(world, headers=headers).text


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/activities/quick?a=b", "/activities/quick?a=b"),
        ("/posts/ABCDEFGH/withdraw", "/posts/ABCDEFGH"),
        ("/digests/ABCDEFGH/items/key/up", "/digests/ABCDEFGH"),
        ("/nothing/here", "/nothing/here"),
        ("//elsewhere.example", "/"),
    ],
)
def test_a_way_back_leads_to_a_page_that_can_be_opened(world, asked, led):
    with world.app.test_request_context():
        assert local_path(asked) == led
