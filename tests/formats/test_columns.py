"""Which heading is which field, in English and French, with and without tags, and what contradicts a heading."""

import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from csap.formats.columns import apply_mapping, guess_mapping, recall_mapping, remember
from csap.formats.fields import SHAPES, Shape
from csap.formats.sheets_out import Column, Heading, own_columns, write_csv
from csap.formats.tables import read_table
from csap.formats.vocabulary import fold, namings
from csap.locale import messages, rooms
from tests.formats.conftest import workbook

FRENCH = {str(message.id): str(message.string) for message in messages(dict(rooms())["formats"])}
SHAPE_NAMES: list[Shape] = ["activities", "contacts"]


def mapped(lines: Sequence[Sequence[object]], shape: Shape | None = None) -> dict[str, int]:
    return guess_mapping(read_table(workbook(lines), "a.xlsx"), shape).columns


@pytest.mark.parametrize("shape", SHAPE_NAMES)
@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("translate", [str, FRENCH.__getitem__], ids=["en", "fr"])
def test_our_own_sheets_come_back_without_a_question(
    shape: Shape, tagged: bool, translate: Callable[[str], str]
) -> None:
    columns = [Column(each.key, each.header, each.hxl * tagged) for each in own_columns(shape, translate)]
    into = io.BytesIO()
    write_csv(into, columns, [["x"] * len(columns)], Heading("TLP:GREEN"))
    mapping = guess_mapping(read_table(into.getvalue(), "a.csv"))
    assert mapping.shape == shape
    assert mapping.columns == {each.key: at for at, each in enumerate(columns)}
    assert mapping.unmapped == []


PROPOSED = {
    "Ref": "ref",
    "Posting organisation": "organisation",
    "Partner EU organisation(s)": "partners",
    "Stakeholder institution": "institution",
    "Stakeholder function": "function",
    "Contact person": "contact_name",
    "E-mail": "contact_email",
    "Phone (restricted)": "contact_phone",
    "Theme code": "themes",
    "Crime area": "crime_area",
    "Activity": "title",
    "Format (meeting, training, visit, donation, mentoring, …)": "form",
    "For whom": "beneficiaries",
    "How many": "beneficiary_count",
    "Status (idea, planned, confirmed, done, postponed, cancelled)": "status",
    "Start": "starts",
    "End": "ends",
    "Admin1": "admin1",
    "P-code": "pcode",
    "Place": "place",
    "Lat": "lat",
    "Lon": "lon",
    "The ask / message": "ask",
    "Outcome": "outcome",
    "Commitments": "commitments",
    "Follow-up": "follow_up",
    "Due": "due",
    "Owner": "commitment_owner",
    "TLP": "tlp",
    "Marking": "marking",
    "Evaluation": "evaluation",
    "Visibility": "on_match",
    "Posted on": "reported",
    "Last verified": "verified",
}
PROPOSED_FRENCH = {
    "Réf": "ref",
    "Organisation": "organisation",
    "Organisation(s) UE partenaire(s)": "partners",
    "Institution": "institution",
    "Fonction": "function",
    "Personne de contact": "contact_name",
    "Courriel": "contact_email",
    "Téléphone (restreint)": "contact_phone",
    "Code thème": "themes",
    "Domaine de criminalité": "crime_area",
    "Activité": "title",
    "Format (réunion, formation, visite, don, mentorat, …)": "form",
    "Pour qui": "beneficiaries",
    "Combien": "beneficiary_count",
    "Statut": "status",
    "Début": "starts",
    "Fin": "ends",
    "Admin1": "admin1",
    "P-code": "pcode",
    "Lieu": "place",
    "Lat": "lat",
    "Lon": "lon",
    "Demande / message": "ask",
    "Résultat": "outcome",
    "Engagements": "commitments",
    "Suivi": "follow_up",
    "Échéance": "due",
    "Responsable": "commitment_owner",
    "TLP": "tlp",
    "Marquage": "marking",
    "Évaluation": "evaluation",
    "Visibilité": "on_match",
    "Publié le": "reported",
    "Vérifié le": "verified",
}
REGISTER = {
    "Stakeholder ID": "ref",
    "Name": "name",
    "Category": "contact_kind",
    "Organisation": "institution",
    "Role": "function",
    "Address": "place",
    "Phone": "phone",
    "E-mail": "email",
    "Communications to date": "notes",
}
REGISTER_FRENCH = {
    "N°": "ref",
    "Civilité": "title",
    "Prénom(s)": "first_name",
    "Nom de famille": "last_name",
    "Ministère": "institution",
    "Ministère de tutelle": "parent",
    "Poste": "function",
    "Langues": "languages",
    "Tél.": "phone",
    "Adresse e-mail": "email",
    "Ville": "place",
    "Dernier contact": "verified",
}
LOG = {
    "Date & place": "starts",
    "Purpose": "themes",
    "People present": "contact_name",
    "Information shared": "summary",
    "Responses": "outcome",
    "Commitments made": "commitments",
    "Deadline": "due",
    "Responsible": "commitment_owner",
    "Next steps": "follow_up",
}
SIMPLE_3W = {"WHO": "organisation", "WHAT": "title", "WHERE": "admin1", "WHEN": "starts", "FOR WHOM": "beneficiaries"}


@pytest.mark.parametrize(
    ("shape", "headings"),
    [
        ("activities", PROPOSED),
        ("activities", PROPOSED_FRENCH),
        ("contacts", REGISTER),
        ("contacts", REGISTER_FRENCH),
        ("activities", LOG),
        ("activities", SIMPLE_3W),
    ],
)
def test_headings_that_people_use_are_known(shape: Shape, headings: dict[str, str]) -> None:
    sheet = read_table(workbook([list(headings), ["x"] * len(headings)]), "a.xlsx")
    mapping = guess_mapping(sheet)
    assert mapping.shape == shape
    assert mapping.columns == {key: at for at, key in enumerate(headings.values())}


def test_slips_of_the_pen_and_instructions_do_not_hide_a_heading() -> None:
    lines: list[list[object]] = [
        ["Nom organsation", "DATE DEBUT\n(jj/mm/aaaa) obligatoire", "Organization_Type"],
        ["a", "1/1/2025", "c"],
    ]
    assert mapped(lines) == {"organisation": 0, "starts": 1, "organisation_type": 2}


def test_tags_outweigh_headings_in_any_language() -> None:
    lines: list[list[object]] = [
        ["Nchi", "Shirika", "Tarehe"],
        ["#adm1 +name", "#org +name", "#date +start"],
        ["a", "b", "1/1/2025"],
    ]
    assert mapped(lines) == {"admin1": 0, "organisation": 1, "starts": 2}


def test_cells_that_contradict_a_heading_outweigh_it() -> None:
    people = [["Activity", "Status", "Start", "Ref"]] + [["Patrol", "Ituri", "blue", "same"] for _ in range(30)]
    assert mapped(people, "activities") == {"title": 0}


def test_wrong_words_under_our_own_tag_are_kept_to_be_told() -> None:
    lines: list[list[object]] = [["Status", "Start"], ["#status", "#date+start"], *([["bleu", "never"]] * 30)]
    assert mapped(lines, "activities") == {"status": 0, "starts": 1}


def test_addresses_and_place_codes_give_themselves_away() -> None:
    rows = [[f"Person {n}", f"p{n}@example.org", f"CD61{n:02}"] for n in range(10)]
    assert mapped([["Name", "Écrire à", "Zone"], *rows], "contacts") == {"name": 0, "email": 1, "pcode": 2}


def test_the_deepest_place_code_wins_and_the_rest_is_named() -> None:
    sheet = read_table(
        workbook([["Organisation", "Admin1 Pcode", "Admin2 Pcode", "Colour"], ["a", "CD61", "CD6103", "x"]])
    )
    mapping = guess_mapping(sheet)
    assert mapping.columns["pcode"] == 2
    assert mapping.unmapped == [1, 3]


def test_a_correction_is_kept_and_found_again_on_another_sheet() -> None:
    first = read_table(workbook([["Who", "Blob", "Region"], ["a", "b", "c"]]))
    corrected = apply_mapping(first, "activities", {"organisation": 0, "title": 1, "nonsense": 2, "admin1": 99})
    assert corrected.columns == {"organisation": 0, "title": 1}
    assert corrected.unmapped == [2]
    moved = read_table(workbook([["Region", "blob ", "Who", "Status"], ["a", "b", "c", "done"]]))
    again = recall_mapping(moved, "activities", remember(first, corrected))
    assert again.columns == {"organisation": 2, "title": 1, "admin1": 0, "status": 3}


def test_doubtful_guesses_are_marked() -> None:
    mapping = guess_mapping(read_table(workbook([["Organisation", "Date de début prévue"], ["a", date(2025, 1, 1)]])))
    assert mapping.columns == {"organisation": 0, "starts": 1}
    assert mapping.unsure == ["starts"]


def test_a_column_of_changed_over_dates_is_warned_about() -> None:
    days = [date(2025, month, 3) for month in range(1, 7)] + ["31/12/2025", "15/01/2025", "28/02/2025", "13/05/2025"]
    mapping = guess_mapping(read_table(workbook([["Activity", "Start date"], *(["Patrol", day] for day in days)])))
    assert [words.params for words in mapping.warnings] == [{"column": "B"}]


@pytest.mark.parametrize("shape", SHAPE_NAMES)
def test_no_heading_means_two_fields(shape: Shape) -> None:
    seen: dict[str, str] = {}
    for key, naming in namings()[shape].items():
        for name in naming.names:
            assert seen.setdefault(name, key) == key
    for each in SHAPES[shape]:
        assert namings()[shape][each.key].tags[0] == each.hxl
        assert {fold(each.header), fold(FRENCH[each.header])} <= namings()[shape][each.key].names


def test_the_congolese_4w_is_understood(real_sheet: Callable[[str], Path]) -> None:
    sheet = read_table(real_sheet("drc-4w-may-2025.xlsx"))
    mapping = guess_mapping(sheet)
    letters = {key: sheet.headers[at].column_letter for key, at in mapping.columns.items()}
    assert (sheet.row_count, mapping.shape, mapping.year) == (4343, "activities", 2025)
    assert letters == {
        "organisation": "AJ",
        "organisation_short": "AL",
        "organisation_type": "AK",
        "themes": "C",
        "title": "E",
        "summary": "Z",
        "beneficiaries": "K",
        "beneficiary_count": "J",
        "status": "L",
        "starts": "H",
        "ends": "I",
        "admin1": "AC",
        "admin2": "AE",
        "admin3": "AG",
        "pcode": "AH",
        "funding_ref": "N",
    }


def test_the_somali_3w_is_understood(real_sheet: Callable[[str], Path]) -> None:
    sheet = read_table(real_sheet("somalia-3w-january-april-2025.xlsx"))
    mapping = guess_mapping(sheet)
    letters = {key: sheet.headers[at].column_letter for key, at in mapping.columns.items()}
    assert (sheet.row_count, mapping.shape, mapping.year) == (4146, "activities", 2025)
    places = {"admin1": "C", "admin2": "E", "pcode": "F"}
    assert letters == {"organisation": "H", "organisation_type": "G", "themes": "B", "starts": "A"} | places
