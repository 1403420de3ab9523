"""What of a person has no place here: tables of phrases in English and French, and what must pass; then in forms, in
comments and in sheets."""

import pytest
from sqlmodel import select

from csap.model.posts import Post
from csap.refs import ref
from csap.rules.forbidden import REASONS, Forbidden, found, heading
from tests.test_imports import bring, run, titles

REFUSED = {
    Forbidden.BIRTH: (
        "Date of birth: 12/03/1970",
        "DOB 12.03.1970",
        "Colonel, born on 12 March 1970 in the north",
        "She was born in 1975",
        "Director (born 1970)",
        "birthday 4 June",
        "Né le 12 mars 1970",
        "colonel née en 1970 à la capitale",
        "né à Zal le 3 mai 1966",
        "Date de naissance : 12/03/1970",
    ),
    Forbidden.RELIGION: (
        "He is a devout Catholic.",
        "She is Muslim and speaks French",
        "practising Muslim",
        "Religion: Muslim",
        "converted to Islam last year",
        "is of the Christian faith",
        "Il est musulman",
        "musulman pratiquant",
        "colonel, de confession musulmane",
        "converti à l’islam",
    ),
    Forbidden.ETHNICITY: (
        "Ethnicity: Tuareg",
        "He is an ethnic Hausa",
        "Speaks French; ethnic Tuareg",
        "of Hausa ethnicity",
        "she belongs to the Kel tribe",
        "Ethnie : Touareg",
        "Il est d’ethnie haoussa",
        "elle appartient à la tribu Kel",
    ),
    Forbidden.HEALTH: (
        "Suffers from diabetes.",
        "He is seriously ill, write to the deputy",
        "who has cancer",
        "ask about his health first",
        "on sick leave until May",
        "She was diagnosed with hepatitis",
        "Health status: poor",
        "Il souffre d’un diabète",
        "Elle est enceinte",
        "en arrêt maladie jusqu’en mai",
        "Son état de santé est fragile",
    ),
    Forbidden.RECORD: (
        "He is suspected of taking bribes",
        "Mr Testa was convicted of fraud in 2019",
        "Director, accused of smuggling",
        "has a criminal record",
        "is wanted by Interpol",
        "She is corrupt",
        "Il est soupçonné de corruption",
        "a été condamné à deux ans",
        "mis en examen en 2021",
        "Casier judiciaire : chargé",
        "Elle est corrompue",
    ),
    Forbidden.PAPERS: (
        "Passport no. A1234567",
        "passport 12AB34567",
        "ID card: 123456789",
        "Passeport n° 09PV12345",
        "CNI 1234567890",
        "numéro : carte d’identité 1234567",
    ),
}
PASSES = (
    "Health sector reform: meeting with the Ministry of Health",
    "His health ministry counterpart will join",
    "Ministry of Religious Affairs",
    "Adviser for religious affairs, High Islamic Council",
    "Dialogue between faiths; Muslim and Christian leaders invited",
    "Christian Testa, Director of Police",
    "He is Christian Dupont’s deputy",
    "Meeting on 12 March 2027 at 10:00",
    "Director of the judicial police",
    "The police commissioner in charge of criminal records",
    "Reform of the criminal record office",
    "Ethnic Affairs Directorate",
    "Council for ethnic relations",
    "The initiative was born in the margins of the summit",
    "Training on fighting corruption",
    "Passport reform 2026-2030",
    "Delivery of two passport readers, serial numbers follow",
    "Directorate charged with border control",
    "The sector suffers from a lack of funds",
    "Civil registry: recording dates of birth",
    "Interpol office; wanted persons database",
    "Seminar on prevention of HIV among police",
    "National ID card project, phase 2",
    "The attack was condemned by all",
    "Réforme du secteur de la santé",
    "Ministère des Affaires religieuses et du Culte",
    "On ne le voit que le mardi",
    "Réunion du 12 mars 2027",
    "Directeur de la police judiciaire",
    "Réforme du casier judiciaire",
    "Téléphone : DST, accusé de réception du projet",
    "L’attentat a été condamné par tous",
    "La solution est recherchée par les deux parties",
    "Passeports biométriques : visite de l’usine",
    "Directeur de l’état civil, bureau des naissances",
    "Chef du service de lutte contre la corruption",
    "Le centre est né d’une coopération",
    "Appui aux personnes atteintes du paludisme",
    "Minorités ethniques : atelier",
)
HEADINGS = {
    Forbidden.BIRTH: ("Date of birth", "DOB", "Birthdate", "Date de naissance", "Né(e) le", "Lieu de naissance", "Age"),
    Forbidden.RELIGION: ("Religion", "Confession"),
    Forbidden.ETHNICITY: ("Ethnicity", "Ethnic group", "Ethnie", "Tribe", "Origine ethnique"),
    Forbidden.HEALTH: ("Health status", "État de santé", "Blood group", "Handicap"),
    Forbidden.RECORD: ("Criminal record", "Casier judiciaire", "Suspected of"),
    Forbidden.PAPERS: (
        "Passport No.",
        "Passport number",
        "N° de passeport",
        "National ID",
        "CNI",
        "N° CNI",
        "Identity number",
    ),
}
OTHER_HEADINGS = (
    *(
        "Name",
        "Nom",
        "Health facility",
        "Religious institution",
        "Ethnic Affairs focal point",
        "ID",
        "Project ID number",
    ),
    *("Date", "Start date", "Police unit", "Passport office visited", "Sector", "Age group of beneficiaries", ""),
)
SHEET = """Name,Function,Institution,Date of birth,Notes
Ivan Testov,Director,Border Police,12/03/1970,Speaks French
Amadou Testa,Director,Coast Guard,,He is suspected of smuggling
"""


@pytest.mark.parametrize("kind", Forbidden)
def test_what_is_said_of_a_person_is_found_in_english_and_french(kind):
    missed = [text for text in REFUSED[kind] if (said := found(text)) is None or said.message != REASONS[kind]]
    assert not missed
    assert not [text for text in HEADINGS[kind] if heading(text) != kind]


def test_offices_places_dates_and_subjects_pass():
    assert not {text: said.params["found"] for text in PASSES if (said := found(text))}
    assert not {text: kind for text in OTHER_HEADINGS if (kind := heading(text))}


def test_a_form_says_what_and_why_at_the_field_and_keeps_what_was_typed(world):
    browser = world.browser("mission")
    typed = {
        "names": "Ivan Testov",
        "summary": "Speaks French. Born on 12 March 1970.",
        "tlp": "GREEN",
        "on_match": "tell_both",
    }
    refused = browser.post("/contacts/new", **typed)
    assert refused.status_code == 422 and "Born on 12 March 1970.</textarea>" in refused.text
    assert 'id="summary-problem"' in refused.text
    assert "“Born on 12 March 1970” says when a person was born" in refused.text
    assert browser.post("/contacts/new", **typed | {"summary": "Speaks French."}).status_code == 303
    activity = {
        "title": "Visit",
        "outcome": "He is suspected of smuggling",
        "form": "visit",
        "tlp": "GREEN",
        "on_match": "tell_both",
    }
    assert browser.post("/activities/new", **activity | {"starts": "2026-12-01T10:00"}).status_code == 422
    post = world.risk("frontex", threat="A network that is suspected of smuggling.").post
    comment = browser.post(f"/posts/{ref(post.id)}/comments", text="The director is suspected of smuggling.")
    assert comment.status_code == 422 and "in the channel made for it" in comment.text
    assert titles(world) == ["A risk", "Ivan Testov"]


def test_a_column_of_a_sheet_that_holds_such_a_thing_is_left_out_and_named(world):
    browser = world.browser("mission")
    address = bring(browser, SHEET, "register.csv")
    page = browser.get(address).text
    assert "“Date of birth” is left out" in page
    page = run(browser, address, apply=True)
    assert "1 row was taken in." in page and "is suspected of smuggling" in page
    with world.desk("mission", writing=False) as desk:
        shown = desk.exec(select(Post)).one()
        assert shown.title == "Ivan Testov" and "1970" not in f"{shown.summary} {shown.folded}"
