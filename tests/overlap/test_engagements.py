"""Activities and risks: certainty and severity apart; place, theme and dates alone never alert."""

from dataclasses import replace
from datetime import date

import pytest

from csap.overlap.crowding import ONE_IN, PER_ROW, Specificity, crowded, specific_overlap
from csap.overlap.engagements import (
    Analysis,
    Circumstances,
    Engagement,
    converging,
    parallel_analysis,
    same_engagement,
)
from csap.overlap.matches import Match
from csap.overlap.meetings import TOLD_FROM
from csap.overlap.texts import alike, contradict

MEETING = Engagement(
    1, 10, "meeting", date(2026, 3, 2), lat=13.5, lon=2.1, place_precision="site", region="NE001",
    themes=frozenset({"border"}), ask="Open the crossing point to patrols", contacts=(100,),
)  # fmt: skip
OTHER = replace(MEETING, post_id=2, organisation_id=20, starts=date(2026, 3, 5), contacts=(200,))
SURE = {(100, 200): Match(0.97, "person")}


def codes(match):
    return {r.code for r in match.reasons}


def test_the_same_stakeholder_within_the_window_is_the_same_engagement():
    match = same_engagement(MEETING, OTHER, SURE)
    assert match.kind == "same engagement"
    assert match.certainty >= 0.75
    assert {"stakeholder", "dates", "theme"} <= codes(match)


def test_a_person_travels_and_an_institution_has_many_offices():
    """Two meetings with one person two days apart are told of wherever they are."""
    away = replace(OTHER, starts=date(2026, 3, 4), lat=18.0, lon=7.0, region="NE009", themes=frozenset(), ask="")
    person = same_engagement(MEETING, away, SURE)
    institution = same_engagement(MEETING, away, {(100, 200): Match(0.97, "institution")})
    assert person.certainty >= TOLD_FROM > institution.certainty


def test_place_theme_and_dates_alone_never_alert():
    assert same_engagement(MEETING, OTHER, {}) is None


def test_one_organisation_does_not_overlap_with_itself():
    assert same_engagement(MEETING, replace(OTHER, organisation_id=10), SURE) is None


@pytest.mark.parametrize(
    ("form", "days", "found"),
    [
        ("meeting", 14, True),
        ("meeting", 15, False),
        ("training", 30, True),
        ("donation", 60, True),
        ("operation", 20, True),
    ],
)
def test_the_window_depends_on_the_form(form, days, found):
    later = replace(OTHER, form=form, starts=date.fromordinal(date(2026, 3, 2).toordinal() + days))
    assert (same_engagement(MEETING, later, SURE) is not None) == (
        found and days <= 60 and (form != "operation" or days <= 14)
    )


def test_a_unit_of_the_same_parent_is_less_certain_than_the_same_person():
    unit = same_engagement(MEETING, OTHER, {(100, 200): Match(0.97, "unit")})
    assert unit.certainty < same_engagement(MEETING, OTHER, SURE).certainty


def test_the_nearer_in_time_the_more_certain():
    near, far = (same_engagement(MEETING, replace(OTHER, starts=date(2026, 3, d)), SURE) for d in (3, 14))
    assert near.certainty > far.certainty


def test_contradicting_asks_are_severe_whatever_the_certainty():
    against = same_engagement(MEETING, replace(OTHER, ask="Close the crossing point at night"), SURE)
    assert against.severity == "high"
    assert "contradiction" in codes(against)


def test_severity_says_who_is_burdened_and_how_soon():
    now = Circumstances(today=date(2026, 3, 1), load={100: 5})
    match = same_engagement(MEETING, OTHER, SURE, now)
    assert match.severity == "high"
    assert {"burden", "soon"} <= codes(match)
    assert match.certainty == same_engagement(MEETING, OTHER, SURE).certainty


def test_comparing_engagements_is_symmetric():
    mirrored = {(200, 100): SURE[100, 200]}
    assert same_engagement(MEETING, OTHER, SURE).certainty == same_engagement(OTHER, MEETING, mirrored).certainty


def test_one_site_on_one_day_converges_and_an_area_does_not():
    there = replace(OTHER, starts=MEETING.starts, contacts=())
    assert converging(MEETING, there).kind == "converging"
    assert converging(MEETING, replace(there, place_precision="area")) is None
    assert converging(MEETING, replace(there, starts=date(2026, 3, 9))) is None
    assert converging(MEETING, replace(there, lat=13.6)) is None
    assert converging(MEETING, replace(there, starts=date(2026, 1, 1), ends=date(2026, 12, 31))) is None


RISK = Analysis(
    1,
    10,
    "Smuggling of migrants along the river",
    date(2026, 1, 1),
    date(2026, 6, 30),
    "NE001",
    themes=frozenset({"smuggling"}),
)


def test_analyses_of_one_theme_area_and_horizon_are_parallel():
    other = replace(RISK, post_id=2, organisation_id=20, title="Migrant smuggling at the river crossing")
    match = parallel_analysis(RISK, other)
    assert match.kind == "parallel analysis"
    assert match.certainty >= 0.5
    assert parallel_analysis(RISK, replace(other, themes=frozenset({"customs"}))) is None
    assert parallel_analysis(RISK, replace(other, region="NE002")) is None
    assert parallel_analysis(RISK, replace(other, starts=date(2027, 1, 1), horizon_ends=date(2027, 2, 1))) is None


def test_analyses_that_judge_differently_are_severe():
    other = replace(RISK, post_id=2, organisation_id=20, level="high")
    assert parallel_analysis(replace(RISK, level="low"), other).severity == "high"


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("Ouvrir le poste frontière", "Close the poste frontière", True),
        ("Open the border post", "Open the border post at night", False),
        ("Open the market", "Close the account", False),
    ],
)
def test_opposite_asks_need_a_matter_in_common(left, right, found):
    assert (contradict(left, right) is not None) == found


def test_texts_are_alike_across_languages():
    assert alike("Formation de la police nationale", "Training for the National Police") >= 0.6
    assert alike("Water supply", "Police training") == 0


TITLES = [
    "Soins de santé primaires",
    "Eau potable",
    "Distribution de vivres",
    "Éducation inclusive",
    "Protection de l'enfance",
]


def row(post_id, organisation, title, **more):
    given = {"region": "CD01", "themes": frozenset({"health"}), "beneficiaries": "retournés"} | more
    return Engagement(post_id, organisation, "operation", date(2026, 1, 1), date(2026, 5, 1), title=title, **given)


def sheet():
    common = [row(n, n % 7, f"{TITLES[n % 5]} {n}", region=f"CD{n % 9:02}") for n in range(60)]
    return [
        *common,
        row(100, 50, "Riposte choléra par chloration des puits et kits familiaux"),
        row(101, 51, "Chloration de puits contre le choléra dans les écoles publiques"),
    ]


def test_few_and_specific_flags_in_a_sheet_without_interlocutors():
    found = crowded(sheet())
    assert len(found) <= len(sheet()) // ONE_IN
    assert (60, 61) in {(one, other) for one, other, _ in found}
    assert max(sum(place in (one, other) for one, other, _ in found) for place in range(62)) <= PER_ROW


def test_partners_in_one_project_are_no_overlap():
    rarity = Specificity.of(sheet())
    left, right = sheet()[60], sheet()[61]
    assert specific_overlap(left, right, rarity) is not None
    assert specific_overlap(replace(left, project="P1"), replace(right, project="P1"), rarity) is None
    assert specific_overlap(left, replace(right, title=left.title), rarity) is None
    assert specific_overlap(left, replace(right, organisation_id=50), rarity) is None
    assert specific_overlap(left, replace(right, region="CD05"), rarity) is None
