"""The files of the demo country agree with each other and with the platform's vocabulary, and name nobody real."""

import csv
import json
import re
import tomllib
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
import shapely
from shapely.geometry import shape

from csap.model.activities import ActivityDraft, ActivityStatus, Form
from csap.model.contacts import ContactDraft, ContactKind, ContactStatus
from csap.model.overlaps import OverlapKind
from csap.model.people import OrganisationKind, Role
from csap.model.posts import TLP, MandateBasis, Marking, OnMatch, Precision
from csap.model.risks import CODES, Confidence, Horizon, Level, Likelihood, RiskDraft, RiskStatus, Scheme, Stance
from csap.rules.markings import classified

SEED = Path(__file__).resolve().parents[1] / "seed"
POSTS = ("contacts", "activities", "risks")
CAST = {"head", "coordinator", "mission", "capacity", "frontex", "europol", "observer", "dpo", "administrator"}
LATIN, ARABIC, CYRILLIC = r"[A-Za-z]", r"[\u0600-\u06ff]", r"[\u0400-\u04ff]"


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def refs(name: str, column: str = "ref") -> frozenset[str]:
    return frozenset(row[column] for row in rows(name))


def items(cell: str) -> list[str]:
    return [part for part in cell.split(";") if part]


def posts() -> dict[str, dict[str, str]]:
    return {row["ref"]: row for name in POSTS for row in rows(name)}


def shapes(name: str) -> dict[str, shapely.Geometry]:
    features = json.loads((SEED / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("organisations", 8),
        ("themes", 24),
        ("places", 40),
        ("contacts", 60),
        ("activities", 120),
        ("risks", 12),
        ("institutions", 20),
    ],
)
def test_there_is_enough_of_everything_and_each_ref_once(name, least):
    column = {"themes": "code", "places": "name"}.get(name, "ref")
    assert len(rows(name)) >= least
    assert len(refs(name, column)) == len(rows(name))


def test_the_country_says_that_it_is_fictional_and_has_a_clock():
    country = tomllib.loads((SEED / "country.toml").read_text(encoding="utf-8"))
    assert country["fictional"] is True
    assert ZoneInfo(country["timezone"])
    assert country["capital"] in refs("places", "name")


def test_regions_cover_the_country_share_borders_and_do_not_overlap():
    regions = shapes("regions")
    country = shapes("outline")["QZ"]
    assert 8 <= len(regions) <= 10
    assert sum(region.area for region in regions.values()) == pytest.approx(country.area, rel=1e-3)
    assert all(left.intersection(right).area < 1e-6 for left, right in combinations(regions.values(), 2))
    assert all(any(left.touches(right) for right in regions.values()) for left in regions.values())


def test_every_place_lies_in_its_region():
    regions = shapes("regions")
    for place in rows("places"):
        assert regions[place["region"]].covers(shapely.Point(float(place["lon"]), float(place["lat"]))), place["name"]


def test_the_cast_has_one_account_per_role_under_an_address_of_nobody():
    people = {row["ref"]: row for row in rows("people")}
    assert set(people) >= CAST
    assert {row["role"] for row in people.values()} == {role.value for role in Role}
    assert all(row["email"] == f"{ref}@csap.example" for ref, row in people.items())
    assert {row["language"] for row in people.values()} == {"en", "fr"}
    assert {row["organisation"] for row in people.values()} <= refs("organisations")


def test_organisations_have_a_mandate_today_and_colours_that_can_be_told_apart():
    colours = {row["ref"]: row["colour"] for row in rows("organisations")}
    today = [row["organisation"] for row in rows("mandates") if _runs(row)]
    assert Counter(today) == Counter(colours.keys())
    assert {row["kind"] for row in rows("organisations")} == {kind.value for kind in OrganisationKind} - {"partner"}
    assert len(set(colours.values())) == len(colours)
    for colour in colours.values():
        assert _contrast(colour, "#ffffff") >= 3
        assert _contrast(colour, "#16181d") >= 3


def _runs(mandate: dict[str, str]) -> bool:
    return int(mandate["starts_on"]) <= 0 and (not mandate["ends_on"] or int(mandate["ends_on"]) >= 0)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two #rrggbb colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


VOCABULARY = [
    ("contacts", "contact_kind", ContactKind),
    ("contacts", "status", ContactStatus),
    ("activities", "form", Form),
    ("activities", "status", ActivityStatus),
    ("activities", "precision", Precision),
    ("activities", "marking", Marking),
    ("risks", "status", RiskStatus),
    ("risks", "likelihood", Likelihood),
    ("risks", "horizon", Horizon),
    ("risks", "confidence", Confidence),
    ("expected_overlaps", "kind", OverlapKind),
    *((name, "tlp", TLP) for name in POSTS),
    *((name, "on_match", OnMatch) for name in POSTS),
    *((name, "mandate_basis", MandateBasis) for name in POSTS),
    *(
        ("risks", column, Level)
        for column in (
            "magnitude",
            "vulnerability_level",
            "impact_security",
            "impact_institutions",
            "impact_eu",
            "impact_persons",
            "judgement",
        )
    ),
]


@pytest.mark.parametrize(("name", "column", "words"), VOCABULARY)
def test_every_word_is_one_of_the_platform(name, column, words):
    assert {row[column] for row in rows(name)} <= {word.value for word in words}


@pytest.mark.parametrize("name", POSTS)
def test_what_a_post_refers_to_exists(name):
    authors = {row["ref"]: row["organisation"] for row in rows("people")}
    for post in rows(name):
        assert authors[post["author"]] == post["organisation"], post["ref"]
        assert set(items(post["themes"])) <= refs("themes", "code"), post["ref"]
        assert post["place"] in refs("places", "name") | {""}, post["ref"]
        assert set(items(post["audience"])) <= refs("organisations") | refs("people"), post["ref"]
        assert post["cooperation_format"] in "1234", post["ref"]
        assert int(post["posted_day"]) <= 0, post["ref"]


def test_institutions_form_a_tree_and_contacts_hang_on_it():
    parents = {row["ref"]: row["parent"] for row in rows("institutions")}
    assert set(parents.values()) <= set(parents) | {""}
    assert all(parent < ref for ref, parent in parents.items())
    assert refs("contacts", "institution_ref") <= set(parents) | {""}


def test_audiences_fit_their_marking():
    for post in posts().values():
        named = set(items(post["audience"]))
        assert (post["tlp"] == "RED") == bool(named & refs("people")), post["ref"]
        if post["tlp"] in ("AMBER", "AMBER+STRICT"):
            assert named <= refs("organisations"), post["ref"]
        if post["tlp"] in ("GREEN", "CLEAR"):
            assert not named, post["ref"]


def test_most_posts_are_for_everyone_and_every_marking_occurs():
    counts = Counter(post["tlp"] for post in posts().values())
    assert set(counts) == {tlp.value for tlp in TLP}
    assert counts["GREEN"] > len(posts()) / 2
    assert {post["on_match"] for post in posts().values()} == {word.value for word in OnMatch}


def test_contacts_are_written_in_three_scripts():
    names = [row["names"] for row in rows("contacts")]
    for script in (LATIN, ARABIC, CYRILLIC):
        assert sum(bool(re.search(script, name)) for name in names) >= 6


def test_phones_are_valid_numbers_kept_for_fiction_and_addresses_belong_to_nobody():
    for contact in rows("contacts"):
        for phone in items(contact["phones"]):
            number = phonenumbers.parse(phone)
            assert phonenumbers.is_valid_number(number), contact["ref"]
            assert re.match(r"\+33 1 99 00 ", phone), contact["ref"]
        for email in items(contact["emails"]):
            assert email.endswith(".example"), contact["ref"]


def test_no_file_holds_an_address_outside_example():
    for path in SEED.glob("*"):
        if path.suffix in {".csv", ".toml", ".md"}:
            for domain in re.findall(r"[\w.+-]+@([\w.-]+\w)", path.read_text(encoding="utf-8")):
                assert domain.endswith("example"), path.name


def test_activities_engage_contacts_of_their_own_organisation_at_sensible_times():
    owners = {row["ref"]: row["organisation"] for row in rows("contacts")}
    for activity in rows("activities"):
        for contact in items(activity["contacts"]):
            assert owners[contact] == activity["organisation"], activity["ref"]
        undated = activity["status"] in ("idea", "postponed")
        assert undated or re.fullmatch(r"\d\d:\d\d", activity["start_time"]), activity["ref"]
        assert undated or int(activity["duration_minutes"]) > 0, activity["ref"]
        if activity["status"] == "done":
            assert int(activity["start_day"]) < 0, activity["ref"]
        if activity["status"] == "planned":
            assert int(activity["start_day"]) > 0, activity["ref"]


def test_activities_surround_today_and_every_status_and_form_occurs():
    days = [int(row["start_day"]) for row in rows("activities") if row["start_day"]]
    assert sum(day < 0 for day in days) >= 40
    assert sum(day > 0 for day in days) >= 60
    assert {row["status"] for row in rows("activities")} == {status.value for status in ActivityStatus}
    assert {row["form"] for row in rows("activities")} == {form.value for form in Form}


def test_commitments_have_a_text_an_owner_and_a_day():
    found = [item.split("|") for row in rows("activities") for item in items(row["commitments"])]
    assert len(found) >= 6
    assert all(len(parts) == 3 and parts[0] and parts[1] and int(parts[2]) for parts in found)


def test_evidence_keeps_to_one_code_and_contributors_exist():
    for risk in rows("risks"):
        evidence = [item.split("|") for item in items(risk["evidence"])]
        assert len({scheme for scheme, *_ in evidence}) == 1, risk["ref"]
        for scheme, source, information, text in evidence:
            sources, grades = CODES[Scheme(scheme)]
            assert source in sources, risk["ref"]
            assert information in grades, risk["ref"]
            assert text, risk["ref"]
        for organisation, stance, *note in (item.split("|") for item in items(risk["contributors"])):
            assert organisation in refs("organisations") - {risk["organisation"]}, risk["ref"]
            assert bool(note) == (Stance(stance) is Stance.DISSENTS), risk["ref"]
        assert set(items(risk["regions"])) <= shapes("regions").keys(), risk["ref"]


def _envelope(row: dict[str, str]) -> dict[str, object]:
    same = ("status", "tlp", "on_match", "mandate_basis", "mandate_reference", "cooperation_format")
    extra = {"summary": row.get("summary", ""), "place_name": row["place"], "themes": items(row["themes"])}
    return {column: row[column] for column in same} | extra


def test_every_contact_passes_its_draft():
    for row in rows("contacts"):
        own = {column: row[column] for column in ContactDraft.model_fields if column in row and column != "themes"}
        draft = ContactDraft.model_validate(own | _envelope(row))
        assert draft.names, row["ref"]


def test_every_risk_passes_its_draft():
    own = set(RiskDraft.model_fields) & set(rows("risks")[0]) - {"evidence", "regions", "contributors"}
    for row in rows("risks"):
        keys = ("scheme", "source", "information", "text")
        evidence = [dict(zip(keys, item.split("|"), strict=True)) for item in items(row["evidence"])]
        assert RiskDraft.model_validate(
            {column: row[column] for column in own} | _envelope(row) | {"evidence": evidence}
        ).evidence, row["ref"]


def test_every_activity_passes_its_draft():
    own = set(ActivityDraft.model_fields) & set(rows("activities")[0]) - {"contacts", "commitments", "audience"}
    for row in rows("activities"):
        starts = {"starts": f"2026-01-01T{row['start_time']}"} if row["start_time"] else {}
        assert ActivityDraft.model_validate({column: row[column] for column in own} | _envelope(row) | starts).title


def test_nothing_reads_like_classified_text():
    for path in SEED.glob("*.csv"):
        assert classified(path.read_text(encoding="utf-8")) is None, path.name


def test_comments_and_links_point_at_posts():
    assert refs("comments", "post") <= posts().keys()
    assert refs("comments", "person") <= refs("people")
    assert all(int(row["day"]) <= 0 for row in rows("comments"))
    for link in rows("links"):
        assert link["post"] in refs("risks")
        assert link["other"] in refs("activities")


def test_overlaps_of_every_kind_are_expected_between_organisations_with_near_misses():
    found = posts()
    expected = rows("expected_overlaps")
    for pair in expected:
        assert found[pair["left"]]["organisation"] != found[pair["right"]]["organisation"], pair
        assert pair["why"]
    for kind in OverlapKind:
        assert sum(pair["kind"] == kind and pair["same"] == "yes" for pair in expected) >= 2, kind
        assert sum(pair["kind"] == kind and pair["same"] == "no" for pair in expected) >= 1, kind
    pairs = [frozenset((pair["left"], pair["right"])) for pair in expected]
    assert len(pairs) == len(set(pairs))


def test_cross_references_without_a_source_stay_empty():
    firearms = next(row for row in rows("themes") if row["code"] == "firearms")
    assert (firearms["empact2226"], firearms["empact2629"]) == ("firearms trafficking", "")
    assert len({row["group"] for row in rows("themes")}) == 4
