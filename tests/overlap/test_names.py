"""Names of persons and institutions are taken apart as people write them."""

import pytest

from csap.overlap import aliases
from csap.overlap.institutions import institution
from csap.overlap.names import person


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Col. Maj. Amadou Diallo, Director of the DST", ["amadou", "diallo"]),
        ("Directeur général de la police nationale Amadou Diallo", ["amadou", "diallo"]),
        ("Directeur général de la sûreté nationale Amadou Diallo", ["amadou", "diallo"]),
        ("DIALLO, Col. Amadou", ["amadou", "diallo"]),
        ("Paul Tyrell, Baron Tyrell of Ashby", ["paul", "tyrell"]),
        ("King, Angus", ["angus", "king"]),
        ("Captain Christian Stephansen", ["christian", "stephansen"]),
        ("Minister Marina Petrova", ["marina", "petrova"]),
        ("S.E.M. Ousmane Traoré", ["ousmane", "traore"]),
        ("H.E. Jane Roe", ["jane", "roe"]),
        ("д-р Иван Петров", ["иван", "петров"]),
        ("Начальник управления Иван Петров", ["иван", "петров"]),
        ("Петров, Иван, министр внутренних дел", ["иван", "петров"]),
        ("полковник Иван Петров", ["иван", "петров"]),
        ("وزير الداخلية محمد علي", ["محمد", "علي"]),
        ("العميد الركن محمد علي", ["محمد", "علي"]),
        ("Zulkarnain Hassan, SE., MM.", ["zulkarnain", "hassan"]),
        ("Jane Roe (Deputy Director)", ["jane", "roe"]),
        ("Mohamed Ould Ahmed", ["mohamed", "ahmed"]),
        ("Abd al-Rahman bin Ali", ["abdrahman", "ali"]),
        ("Abdurrahman Ali", ["abdrahman", "ali"]),
        ("D'Attorre Alfredo", ["attorre", "alfredo"]),
        ("BARI, Haji Abdul", ["haji", "abdbari"]),
        ("Des Browne", ["des", "browne"]),
        ("Ben Browne", ["ben", "browne"]),
        ("Omar Ben Ali", ["omar", "ali"]),
        ("Ben Ali, Omar", ["omar", "ali"]),
        ("Ван Сяомин", ["ван", "сяомин"]),
        ("Jane Roe / Permanent Secretary, Ministry of Justice", ["jane", "roe"]),
        ("Amadou Diallo, Deputy Commander, Gendarmerie", ["amadou", "diallo"]),
        ("Minister Faith Kalanda", ["faith", "kalanda"]),
        ("Посол ДУРОВ Иван Петрович", ["иван", "петрович", "дуров"]),
        ("Генерал ХРИСТИАН РАДЕВ", ["христиан", "радев"]),
        ("Directeur DST Amadou Diallo", ["amadou", "diallo"]),
        ("Dr.", ["dr"]),
        ("AL-MASRI, General Omar", ["omar", "masri"]),
        ("AL-MASRI, Sheikh Omar", ["sheikh", "omar", "masri"]),
        ("WALI MASRI, Dr. Noor", ["noor", "wali", "masri"]),
        ("AL-MASRI, OMAR JASIM", ["omar", "jasim", "masri"]),
        ("AL-MASRI, A. K.", ["a", "k", "masri"]),
        ("KALANDA WOSSO, SE, MM", ["kalanda", "wosso"]),
        ("Doctor Omar al-Masri", ["omar", "masri"]),
        ("Cheikh Mohamed Ould", ["cheikh", "mohamed"]),
        ("Nour Eddine Masri", ["nourdin", "masri"]),
        ("NUR-AL-DIN, Omar", ["omar", "nurdin"]),
        ("Noureddine Masri", ["nourdin", "masri"]),
        ("Нуреддин Масри", ["нурдин", "масри"]),
        ("Din Mohammad", ["din", "mohammad"]),
        ("Khair Ullah Masri", ["khairallah", "masri"]),
        ("شمس الدين علي", ["شمسدين", "علي"]),
        ("REHMAN, Abd ur", ["abdrehman"]),
        ("Бруно Ле Ру", ["бруно", "ру"]),
    ],
)
def test_only_the_name_is_left(cell, expected):
    assert [t.word for t in person(cell).tokens] == expected


def test_titles_and_roles_are_kept_as_evidence():
    name = person("Col. Amadou Diallo, Director of the DST")
    assert name.titles == {"col."}
    assert name.role == "Director of the DST"


@pytest.mark.parametrize("cell", ["DIALLO, Amadou", "DIALLO Amadou", "Amadou DIALLO"])
def test_the_family_name_is_known_from_comma_or_capitals(cell):
    name = person(cell)
    assert {t.word: p for t, p in zip(name.tokens, name.places, strict=True)} == {"diallo": 1, "amadou": 2}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ministère de l’Intérieur", "Ministry of the Interior"),
        ("وزارة الداخلية", "Ministry of the Interior"),
        ("Direction générale des douanes", "General Directorate of Customs"),
        ("Parti libéral australien", "Австралийская либеральная партия"),
        ("Gendarmerie nationale du Niger", "National Gendarmerie of Niger"),
    ],
)
def test_institutions_mean_the_same_in_other_languages(left, right):
    assert _ideas(left) == _ideas(right)


@pytest.mark.parametrize(
    ("left", "right"), [("Nigerian Police", "Police nigérienne"), ("Police of Mali", "Police of Malta")]
)
def test_neighbours_are_told_apart(left, right):
    assert _ideas(left) != _ideas(right)


def test_acronyms_initials_and_legal_forms_are_seen():
    name = institution("Direction de la Surveillance du Territoire (DST)")
    assert name.acronyms == {"dst"}
    assert "dst" in name.initials
    assert [t.word for t in institution("Société Anonyme Kalanda S.A.").tokens] == ["kalanda"]


def test_a_public_body_is_known_under_its_aliases():
    assert (
        institution("OMS").known_as == institution("World Health Organization").known_as == "World Health Organization"
    )
    assert institution("Office of Wells").known_as == ""


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("Food and Agricultural Organisation", "Food and Agriculture Organization"),
        ("Development Bank of Africa", "African Development Bank"),
        ("The World Bank", "World Bank"),
        ("Food Organization", ""),
        ("West African Development Bank Fund", ""),
    ],
)
def test_a_public_body_is_known_by_what_its_name_means(written, known_as):
    assert institution(written).known_as == known_as


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        ("OIM Mali", "International Organization for Migration (ML)"),
        ("International Organization for Migration in Mali (IOM)", "International Organization for Migration (ML)"),
        ("World Health Organization (Tchad)", "World Health Organization (TD)"),
        ("MSF-B", "Doctors Without Borders (BE)"),
        ("Médecins sans frontières - Belgique", "Doctors Without Borders (BE)"),
        ("AID Italy", "International Development Association (IT)"),
        ("Irish Aid", ""),
        ("AID ITALY", ""),
        ("UA RDC", ""),
        ("UK Department for International Development", "Foreign, Commonwealth and Development Office"),
        ("Mali", ""),
        ("Bank of Mali", ""),
    ],
)
def test_a_public_body_in_a_country_is_its_branch(written, known_as):
    assert institution(written).known_as == known_as


def test_what_two_institutions_are_called_stands_for_neither():
    found = aliases.register(
        {
            "Kalanda Relief": ["Kalanda Relief", "KR", "Secours de Kalanda Nord"],
            "Kora Relief": ["Kora Relief", "K.R.", "Kora Relief Nord (KRN)", "KRN Wosso"],
            "Kora Relief Nord": ["Kora Relief Nord"],
        }
    )
    assert "kr" not in found
    assert aliases.confirmed_for("North Kalanda Relief", found) == "Kalanda Relief"
    assert aliases.confirmed_for("Kalanda Relief (KLR)", found) == "Kalanda Relief"
    assert aliases.confirmed_for("Kora Relief Nord", found) == "Kora Relief Nord"
    assert aliases.confirmed_for("Kora Relief Nord (KRN)", found) == "Kora Relief"


def _ideas(name):
    return {min(t.families) for t in institution(name).tokens}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("World Food Programme WFP", ["world", "food", "programme"]),
        ("SC - Save the Children", ["save", "children"]),
        ("Aero Continente (USA) Inc.", ["aero", "continente", "usa"]),
        ("Kalanda Volkspartei", ["kalanda", "volks", "partei"]),
        ("Sverigedemokraterna", ["sverige", "demokraterna"]),
        ("Somaliland Relief", ["somaliland", "relief"]),
        ("Lietuvos socialdemokratų partija", ["lietuvos", "social", "demokratu", "partija"]),
        ("Near East Foundation United Kingdom", ["neareast", "foundation", "unitedkingdom"]),
        ("Consolidation de la paix", ["consolidationdelapaix"]),
        ("ANSAR AL-SHARI'A IN WOSSO", ["ansar", "sharia", "wosso"]),
        ("WWW.KALANDA.COM", ["kalanda"]),
    ],
)
def test_an_institution_is_taken_apart(cell, expected):
    assert [t.word for t in institution(cell).tokens] == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("национального", "natsionalnyi"),
        ("gosudarstvennoye", "государственный"),
        ("United Kingdom", "Royaume-Uni"),
        ("République centrafricaine", "Central African Republic"),
        ("Estonian", "Eesti"),
        ("לאומית", "εθνικό"),
    ],
)
def test_inflected_words_and_countries_mean_the_same_in_any_language(left, right):
    (one, *_), (other, *_) = institution(left).tokens, institution(right).tokens
    assert one.families & other.families


@pytest.mark.parametrize(
    ("family_first", "as_spoken"),
    [
        ("OULD SALEM Mohamed", "Mohamed Ould Salem"),
        ("Ag Attaher Ibrahim", "Ibrahim Ag Attaher"),
        ("ولد سالم محمد", "محمد ولد سالم"),
    ],
)
def test_a_name_that_begins_with_whose_child_one_is_reads_as_it_is_spoken(family_first, as_spoken):
    assert person(family_first).tokens == person(as_spoken).tokens
