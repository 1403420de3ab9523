"""Attacks that every web application meets, as tables: foreign redirects, paths, templates, formulas, requests."""

import base64
import csv
import html
import io
import re

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from csap.actions import posts
from csap.model.attachments import Attachment
from csap.model.contacts import ContactDraft
from csap.web import errors
from csap.web.gate import LARGEST
from csap.web.refs import ref
from tests.attached import pdf
from tests.house.source import CSAP, imported, module_name, trees
from tests.world import soon

AWAY = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "http:evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    " //evil.example",
    "/%5cevil.example/../..//evil.example\r\nLocation: //evil.example",
    "/\u2028/evil.example",
]


def leads_home(location: str) -> bool:
    """As a browser reads it: a path that begins with one slash, and no second one of either kind."""
    return re.fullmatch(r"/(?![/\\])[^\s\\]*", location) is not None


def test_no_redirect_leads_to_another_host(world):
    signed_in, stranger = world.browser("mission"), world.browser()
    for away in AWAY:
        referer = away.strip().splitlines()[0].encode("ascii", "ignore").decode()
        answers = [
            signed_in.get("/login", query_string={"next": away}, headers={"Referer": referer}),
            stranger.post("/language", language="fr", next=away),
            signed_in.post("/account/again", next=away),
            stranger.get("/login/second", query_string={"next": away}),
        ]
        for answer in answers:
            assert answer.status_code == 302
            assert leads_home(answer.location), (away, answer.location)


TRAVELS = [
    "../csap/config.py",
    "..%2fcsap%2fconfig.py",
    "%2e%2e/csap/config.py",
    "..%5ccsap%5cconfig.py",
    "css/../../csap/config.py",
    "%2fetc%2fpasswd",
    "/etc/passwd",
    "css/csap.css%00.png",
    ".git/config",
    "css",
    "",
]


def test_no_path_leads_out_of_its_folder(world):
    browser = world.browser("mission")
    for room in ("/static/", "/board/base/", "/import/", "/attachments/", "/invitations/"):
        for path in TRAVELS:
            answer = browser.get(f"{room}{path}")
            assert answer.status_code in (302, 308, 400, 404, 405)
            assert "CSAP_" not in answer.text and "root:" not in answer.text


TEMPLATES = ["{{7*7}}", "{% raw %}x{% endraw %}", "${7*7}", "#{7*7}", "%(secret)s", "{0.__class__}", "<%= 7*7 %>"]


def test_what_is_typed_is_never_a_template(world):
    browser, name = world.browser("mission"), " ".join(TEMPLATES)
    made = world.contact("mission", name, summary=f"About {name}", institution=name).post
    world.contact("frontex", name)
    shown = html.unescape(browser.get(f"/posts/{ref(made.id)}").text)
    assert f"About {name}" in shown
    assert " 49 " not in shown
    for page in ("/contacts", "/inbox", "/overlaps"):
        assert browser.get(page).status_code == 200


TAGS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</textarea><b id=x>"]


def test_what_is_typed_is_never_markup(world):
    tag = "".join(TAGS)
    made = world.contact("mission", f"Amadou {tag}", summary=tag, institution=tag, function=tag).post
    activity = world.activity("mission", tag, contacts=[made.id], place_name=tag, lat=1, lon=1).post
    browser = world.browser("mission")
    pages = [f"/posts/{ref(post.id)}{end}" for post in (made, activity) for end in ("", "/edit")]
    for page in [*pages, "/contacts", "/activities", f"/contacts?q={tag}", "/"]:
        text = browser.get(page).text
        assert [each for each in TAGS if each in text] == [], page


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("//x")']


def test_a_formula_computes_in_no_export(world):
    for formula in FORMULAS:
        for make in (world.contact, world.activity, world.risk):
            make("mission", f"{formula} name", summary=formula)
    browser = world.browser("mission")
    for room in ("contacts", "activities", "risks"):
        rows = list(csv.reader(io.StringIO(browser.get(f"/{room}.csv").data.decode("utf-8-sig"))))
        assert len(rows) > len(FORMULAS)
        assert not [cell for row in rows for cell in row if cell.lstrip(" ")[:1] in tuple("=+@\t\r")]
        book = load_workbook(io.BytesIO(browser.get(f"/{room}.xlsx").data))
        assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


SPEAKERS = {"requests", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp", "socket", "ftplib", "smtplib"}
TO_SERVERS_OF_THE_SETTINGS = {
    "csap.commands.serving": {"socket"},
    "csap.mail.server": {"smtplib"},
    "csap.mail.smtp": {"smtplib"},
    "csap.oidc.provider": {"requests"},
}


def test_nothing_fetches_an_address_but_those_of_the_settings():
    """The mail server, the single sign-on provider, the port that is to be served. So nobody makes the platform ask
    another machine for anything. The benchmarks, which ask it, don't count."""
    asking = {
        module_name(file): SPEAKERS & set(imported(tree))
        for file, tree in trees().items()
        if "bench" not in file.relative_to(CSAP).parts
    }
    assert {name: found for name, found in asking.items() if found} == TO_SERVERS_OF_THE_SETTINGS


DANGEROUS = {"pickle", "marshal", "shelve", "yaml", "xml.etree.ElementTree", "xml.dom.minidom", "xml.sax", "ctypes"}


def test_nothing_unpacks_objects_or_reads_xml_with_entities():
    assert not [module_name(file) for file, tree in trees().items() if DANGEROUS & set(imported(tree))]


def test_nothing_runs_text_as_code_or_through_a_shell():
    forbidden = re.compile(r"(?<![\w.])(eval|exec)\(|shell=True|os\.system|render_template_string|from_string\(")
    spots = [str(file) for file in trees() if forbidden.search(file.read_text())]
    assert spots == []


@pytest.mark.parametrize("path", ["/activities/likely", "/activities/new"])
def test_a_reference_that_is_longer_than_any_is_none(world, path):
    """A million characters would be a number that takes a day to make, and that no database holds."""
    given = {"title": "Talks", "starts": soon(), "contacts": "x" * 1_000_000}
    answer = world.browser("mission").post(path, **given)
    assert answer.status_code == (200 if path.endswith("likely") else 422)


def test_a_number_that_no_database_holds_is_not_there(world):
    browser = world.browser("head")
    for room in ("/people/{}", "/organisations/{}", "/institutions/{}/engagements"):
        for number in (LARGEST + 1, 2**63, 2**80):
            assert browser.get(room.format(number)).status_code == 404


def test_a_body_of_another_kind_is_refused_for_what_it_is(world):
    browser = world.browser("mission")
    browser.get("/contacts/new")
    for kind in ("application/json", "text/xml", "text/plain"):
        headers = {"X-CSRFToken": browser.token}
        assert browser.client.post("/contacts/new", data="{}", content_type=kind, headers=headers).status_code == 415


ODD_NAMES = ["endpoint=x", "_external=1", "_scheme=javascript", "_anchor=x", "_method=POST", "values=1", "self=1"]


def test_the_names_in_an_address_are_never_arguments_of_the_platform(world):
    with world.desk("mission") as desk:
        for number in range(51):
            posts.post(desk, ContactDraft(names=[f"Name {number}"]))
    mission, dpo, query = world.browser("mission"), world.browser("dpo"), "&".join(ODD_NAMES)
    for room in ("/contacts", "/activities", "/risks", "/overlaps", "/inbox", "/people", "/privacy/audit"):
        answer = (dpo if "audit" in room else mission).get(f"{room}?{query}")
        assert answer.status_code == 200
        assert "javascript://" not in answer.text
    assert "after=" in mission.get(f"/contacts?{query}").text


FAR_KEY = base64.urlsafe_b64encode(b'["0001-01-01T00:00+05:00", "ZZZZZZZZ"]').decode().rstrip("=")
FAR = ["/?since=0001-01-01", "/?until=9999-12-31", "/activities?since=0001-01-01", "/activities?until=9999-12-31"]
FAR += [f"/activities?after={FAR_KEY}", "/privacy/audit?from=0001-01-01&to=9999-12-31"]
FAR += ["/board/timeline.json?from=0001-01-01T00:00%2B05:00", "/board/map.json?since=9999-12-31&until=9999-12-31"]


def test_a_day_that_no_clock_can_be_turned_to_is_refused(world):
    browser = world.browser("dpo")
    assert {
        path: browser.get(path).status_code for path in FAR if browser.get(path).status_code not in (200, 422)
    } == {}
    mission, plain = world.browser("mission"), {"title": "x", "form": "meeting", "status": "planned"}
    plain |= {"tlp": "GREEN", "on_match": "tell_both"}
    times = [("0001-01-01T00:00", ""), ("9999-12-31T23:59-05:00", ""), ("2026-12-01T10:00Z", "2026-12-02T10:00")]
    for starts, ends in [*times, ("1764585000", "2026-12-02T10:00")]:
        assert mission.post("/activities/new", starts=starts, ends=ends, **plain).status_code == 422, starts


NO_KEYS = [b"3", b"null", b"[1]", b"{}", b"[" * 9000, b'["a\\u0000", "ZZZZZZZZ"]', b'[[], "1"]', b"\xff"]


def test_a_place_in_a_list_that_nobody_was_given_is_the_first(world):
    browser = world.browser("mission")
    for room in ("/contacts", "/activities", "/overlaps"):
        for number, said in enumerate(NO_KEYS):
            key = base64.urlsafe_b64encode(said).decode().rstrip("=")
            assert browser.get(f"{room}?{('after', 'before')[number % 2]}={key}").status_code in (200, 422)


def test_the_name_of_a_file_leads_nowhere(world):
    browser, post = world.browser("mission"), world.activity("mission").post
    sheet = b"title;start\nA meeting;2026-12-01\n"
    for number, name in enumerate(("../../etc/passwd", "..\\..\\a\r\nX-Evil: 1.csv")):
        assert browser.post("/import", file=(io.BytesIO(sheet), name)).status_code in (302, 303, 422), name
        given = io.BytesIO(pdf(f"Minutes {number}"))
        assert browser.post(f"/posts/{ref(post.id)}/attachments", file=(given, name)).status_code in (303, 422)
    with world.system(writing=False) as system:
        kept = list(system.exec(select(Attachment)))
    assert kept
    assert not [each.name for each in kept if set(each.name) & set("/\\\r\n") or each.name[-4:] != ".pdf"]
    for each in kept:
        assert "X-Evil" not in browser.get(f"/attachments/{ref(each.id)}").headers


def test_a_line_of_the_log_is_one_line_whatever_was_asked(world, caplog):
    """And the page says nothing of what went wrong inside."""
    with world.app.test_request_context("/contacts%0aERROR forged", base_url="http://localhost"):
        page, status = errors._broken(ValueError("a secret"))
    assert (status, "a secret" in page) == (500, False)
    assert [each.getMessage() for each in caplog.records] == [r"GET '/contacts\nERROR forged'"]
