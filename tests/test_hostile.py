"""Whatever is sent, the platform answers: no POST of any form, and no question in an address, ends in a 500.

`make test` sends a few dozen, `make fuzz` as many as there is time for. An error inside is
raised here, not turned into a page, so that a failure shows where it comes from."""

import io
import json
from dataclasses import replace
from itertools import cycle, islice

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from csap.model.activities import ActivityDraft
from csap.model.contacts import ContactDraft
from csap.model.risks import RiskDraft
from tests.hostile import ANYWHERE, FILES, HARMLESS, VALUES, WHO, Everything, changed, effort, encoded, lost
from tests.world import World


@pytest.fixture
def sent_to(world: World) -> Everything:
    platform = world.app.extensions["csap"]
    world.app.extensions["csap"] = replace(platform, config=replace(platform.config, again_minutes=999))
    return Everything(world)


def test_there_is_something_of_everything_that_has_an_address(sent_to: Everything) -> None:
    assert [name for name, ids in sent_to.ids.items() if not ids] == ["passkey"]
    assert {"organisation", "since", "box", "cursor", "token", "text"} <= set(ANYWHERE)


@effort()
@given(draw=st.data())
def test_no_form_breaks_and_none_that_is_refused_loses_what_was_typed(sent_to: Everything, draw: st.DataObject) -> None:
    rule = draw.draw(st.sampled_from(sent_to.rules("POST")), label="rule")
    who = draw.draw(st.sampled_from(WHO), label="who")
    address, sent = sent_to.address(rule, draw), sent_to.form(rule)
    pairs = changed(sent, draw)
    token = sent_to.browser(who).token
    if "file" in sent:
        content = (io.BytesIO(draw.draw(FILES)), draw.draw(st.sampled_from(["a.csv", "a.xlsx", "../a", ""])))
        sent_to.send(who, rule, address, data={"csrf_token": token, "file": content})
        return
    body = encoded([("csrf_token", token), *pairs])
    answer = sent_to.send(who, rule, address, data=body, content_type="application/x-www-form-urlencoded")
    event(f"answered {answer.status_code}")
    if answer.status_code == 422 and answer.mimetype == "text/html":
        assert not lost(answer.text, address, pairs), address


@effort()
@given(draw=st.data())
def test_no_address_breaks_whatever_is_asked(sent_to: Everything, draw: st.DataObject) -> None:
    rule = draw.draw(st.sampled_from(sent_to.rules("GET")), label="rule")
    browser = sent_to.browser(draw.draw(st.sampled_from(WHO), label="who"))
    sent_to.unhurried()
    address = sent_to.address(rule, draw)
    beside = draw.draw(st.lists(st.tuples(st.sampled_from(ANYWHERE), VALUES), max_size=3))
    question = [(name, value[:2000]) for name, value in [*changed(sent_to.form(rule), draw), *beside]]
    answer = browser.get(f"{address}?{encoded(question).decode()}", headers=draw.draw(HEADERS))
    assert answer.status_code < 500 and answer.data is not None, (address, answer.status_code)


HEADED = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=40)
NAMES = (
    "Accept Accept-Language Authorization Cookie Host HX-Request If-Modified-Since If-None-Match Origin Range Referer"
)
HEADERS = st.dictionaries(
    st.sampled_from([*NAMES.split(), "Referer", "User-Agent", "X-CSRFToken", "X-Forwarded-For"]),
    st.one_of(HEADED, st.sampled_from(["bytes=0-0", "bytes=9-1", "*/*", "Bearer csap_x", "Basic ::", "fr;q=NaN"])),
    max_size=2,
)


BODIES = [
    *[("application/json", body) for body in (b"{}", b"[" * 100_000, b'{"csrf_token": []}')],
    *[("multipart/form-data", body) for body in (b"", b"--x")],
    ("multipart/form-data; boundary=x", b""),
    ("multipart/form-data; boundary=x", b"--x\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"),
    *[("application/x-www-form-urlencoded", body) for body in (b"%", b"%ff=%fe", b"&" * 5000, b"a=1&" * 2000)],
    ("application/x-www-form-urlencoded", b"\xff\xfe"),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ("", b"\0"),
]


def test_a_body_that_is_no_form_breaks_nothing(sent_to: Everything) -> None:
    """Each route gets one of the bodies, and all of them are sent."""
    browser, bodies = sent_to.browser("mission"), cycle(BODIES)
    for rule in sent_to.rules("POST"):
        if any(type(each).__name__ == "AnyConverter" for each in rule._converters.values()):
            continue
        values = dict.fromkeys(rule._converters, HARMLESS)
        address = sent_to.world.app.url_map.bind("localhost").build(rule.endpoint, values, method="POST")
        for kind, body in islice(bodies, 1):
            headers = {"X-CSRFToken": browser.token}
            answer = browser.client.post(address, data=body, content_type=kind, headers=headers)
            assert answer.status_code < 500, (address, kind, body[:40], answer.status_code)


JSONS = st.recursive(
    st.one_of(VALUES, st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(VALUES, inner, max_size=3)),
    max_leaves=6,
)
SAID = ["lines", "purpose", "reason", "version", "names", "title", "text", "starts", "tlp", "themes", "emails"]
BY_API = {"/contacts": ContactDraft, "/activities": ActivityDraft, "/risks": RiskDraft}


GOOD = {name: "low" for name in RiskDraft.model_fields if name.startswith("impact_")} | {"names": ["A"], "title": "A"}
GOOD |= {"magnitude": "low", "likelihood": "likely", "vulnerability_level": "low", "judgement": "low", "threat": "A"}
GOOD |= {"horizon": "3-12", "confidence": "low", "starts": "2026-12-01"}


@effort()
@given(draw=st.data())
def test_no_token_no_body_and_no_question_breaks_any_address_of_the_api(
    sent_to: Everything, draw: st.DataObject
) -> None:
    method = draw.draw(st.sampled_from(["GET", "POST", "PUT"]), label="method")
    rule = draw.draw(st.sampled_from(sent_to.rules(method, "/api/")), label="rule")
    bearer = st.one_of(st.just(sent_to.programme.headers["Authorization"]), HEADED)
    headers = {"Authorization": draw.draw(bearer)}
    said = draw.draw(st.one_of(st.dictionaries(st.sampled_from(SAID), JSONS, max_size=3), JSONS))
    asked = draw.draw(st.lists(st.tuples(st.sampled_from(ANYWHERE), VALUES), max_size=3))
    question = encoded([(name, value[:2000]) for name, value in asked]).decode()
    address = f"{sent_to.address(rule, draw)}?{question}"
    sent_to.unhurried()
    more = {} if method == "GET" else {"data": json.dumps(said).encode(), "content_type": "application/json"}
    answer = sent_to.programme.client.open(address, method=method, headers=headers, **more)
    assert answer.status_code < 500, (address, said, answer.text)


@effort()
@given(draw=st.data())
def test_no_draft_and_no_question_breaks_the_api(sent_to: Everything, draw: st.DataObject) -> None:
    """A draft that is good, then one or two of its fields spoilt, posted and as a change; a question of odd values."""
    programme, path = sent_to.programme, draw.draw(st.sampled_from(sorted(BY_API)), label="path")
    sent_to.unhurried()
    fields = [*BY_API[path].model_fields]
    spoilt = draw.draw(st.dictionaries(st.sampled_from(fields), JSONS, min_size=1, max_size=2), label="spoilt")
    said = {name: value for name, value in GOOD.items() if name in fields} | spoilt
    own = f"/posts/{sent_to.own[path]}"
    version = programme.get(own).json["version"]
    for method, to, more in (("POST", path, {}), ("PUT", own, {"version": version})):
        answer = programme.send(to, json.dumps(said | more).encode(), method=method)
        assert answer.status_code < 500, (to, said, answer.text)
    names = (
        "kind",
        "organisation",
        "since",
        "until",
        "text",
        "limit",
        "cursor",
        "box",
        "region",
        "theme",
        "post",
        "days",
    )
    asked = draw.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=3), label="asked")
    question = encoded([(name, value[:2000]) for name, value in asked.items()]).decode()
    for room in ("posts", "overlaps"):
        answer = programme.client.get(f"/api/v1/{room}?{question}", headers=programme.headers)
        assert answer.status_code < 500, (room, asked, answer.text)
