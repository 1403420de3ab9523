"""What the engine says of two subjects: how certain, same what, and why."""

import pytest

from csap.overlap import units
from csap.overlap.compare import SHIPPED, SHIPPED_INSTITUTION, TOLD_FROM, Known, compare, raised
from csap.overlap.rarity import Rarity
from csap.overlap.subjects import Subject


def person(*names, **more):
    return Subject("person", names, **more)


def office(*names, **more):
    return Subject("institution", names, **more)


def one(left, right, **more):
    return compare(left, [right], **more)[0]


def codes(match):
    return {r.code for r in match.reasons}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zoumana Kalandaré", "KALANDARE Zoumana"),
        ("Zoumana Kalandaré", "Зумана Каландаре"),
        ("Col. Zoumana Kalandaré, Director of the DST", "Zoumana Kalandare"),
        ("Volodymyr Tymoshchuk", "Владимир Тимощук"),
        ("Khalid Benmansouri", "خالد بنمنصوري"),
    ],
)
def test_one_person_written_otherwise_is_found(left, right):
    assert one(person(left), person(right)).certainty >= SHIPPED


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zoumana Kalandaré", "Zoumana Berthé"),
        ("Zoumana Kalandaré", "Fatoumata Kalandaré"),
        ("Mohamed Ali", "Mohamed Ahmed"),
        ("Danish Refugee Council", "Finnish Refugee Council"),
    ],
)
def test_neighbours_are_not_the_same(left, right):
    kind = office if "Council" in left else person
    assert one(kind(left), kind(right)).certainty < SHIPPED


def test_an_identifier_is_certain_unless_a_switchboard_has_it():
    left = person("Zoumana Kalandaré", emails=("z.k@dst.example",))
    right = person("Z. K.", emails=("Z.K@dst.example",))
    private = one(left, right)
    switchboard = one(left, right, known=Known(shared={"z.k@dst.example": 12}))
    assert private.certainty >= 0.9
    assert "identifier" in codes(private)
    assert switchboard.certainty < private.certainty
    assert "switchboard" in codes(switchboard)


def test_a_pair_judged_apart_stays_apart():
    match = one(person("Zoumana Kalandaré"), person("Zoumana Kalandaré"), known=Known(judged_apart=frozenset({0})))
    assert match.certainty <= 0.02
    assert "judged" in codes(match)


def test_a_confirmed_alias_is_the_same():
    known = Known(aliases={"lapiscine": "Service des Eaux de Wosso"})
    match = one(office("La Piscine"), office("Service des Eaux de Wosso"), known=known)
    assert match.certainty >= 0.95
    assert "alias" in codes(match)


def test_an_alias_that_both_bear_is_no_reason_beside_the_name():
    known = Known(aliases={"lapiscine": "Service des Eaux de Wosso"})
    match = one(office("La Piscine"), office("La Piscine"), known=known)
    assert match.certainty >= 0.95 and "alias" not in codes(match)


def test_a_post_stays_the_same_when_its_holder_changes():
    before = person("Zoumana Kalandaré", function="Director", institution="Direction de la Surveillance du Territoire")
    after = person("Fatoumata Berthé", function="Directrice", institution="Direction de la Surveillance du Territoire")
    match = one(before, after)
    assert match.same == "post"
    assert match.certainty >= SHIPPED
    assert {"post", "holder"} <= codes(match)


def test_who_moved_is_the_same_person_in_another_post():
    before = person("Zoumana Kalandaré", function="Director", institution="Ministry of Health")
    after = person("Zoumana Kalandaré", function="Prefect", institution="Gendarmerie nationale")
    match = one(before, after)
    assert match.same == "person"
    assert match.certainty >= 0.5
    assert {"moved", "elsewhere"} <= codes(match)


def test_a_unit_is_related_to_its_parent_not_the_same():
    ministry = office("Ministry of Interior")
    assert one(office("Cyber Unit", parent="Ministry of Interior"), ministry).same == "unit"
    assert (
        one(
            office("Cyber Unit", parent="Ministry of Interior"), office("Coast Guard", parent="Ministry of Interior")
        ).same
        == "unit"
    )
    assert one(ministry, office("Ministère de l’Intérieur")).same == "institution"


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [("Police Brigade 5", "Police Brigade 7", "numbers"), ("Police of Mali", "Police of Chad", "countries")],
)
def test_other_numbers_and_other_countries_are_against(left, right, code):
    assert one(office(left), office(right)).certainty < SHIPPED
    steps = units.numbers(office(left), office(right)) + units.places(office(left), office(right))
    assert [s.reason.code for s in steps] == [code]


def test_the_institution_moves_the_certainty_the_right_way():
    bare = one(person("Mohamed Diallo"), person("Mahamadou Diallo"))
    same = one(person("Mohamed Diallo", institution="DST"), person("Mahamadou Diallo", institution="DST"))
    other = one(
        person("Mohamed Diallo", institution="DST"), person("Mahamadou Diallo", institution="Ministère de la Santé")
    )
    assert other.certainty < bare.certainty < same.certainty


def test_reasons_say_what_agrees_and_what_does_not():
    match = one(person("Khalid Benmansouri"), person("خالد بنمنصوري"))
    assert any("khalid" in str(r) for r in match.reasons)
    against = one(person("Zoumana Kalandaré Konaté"), person("Zoumana Kalandaré Bagayoko"))
    if against.certainty >= TOLD_FROM:
        assert any(not r.favours for r in against.reasons)


def test_a_crowd_makes_a_common_name_less_certain():
    from_two = one(person("Mohamed Ali"), person("Mohammed Aly"))
    assert "common" in codes(from_two) or from_two.certainty < SHIPPED


def test_candidates_keep_their_order_and_nobody_is_lost():
    candidates = [person("Zoumana Kalandaré"), office("DST"), person(), person("Zoumana Kalandaré")]
    found = compare(person("Zoumana Kalandaré"), candidates)
    assert len(found) == 4
    assert found[0].certainty == found[3].certainty > found[1].certainty
    assert found[2].certainty == 0
    assert compare(person("X"), []) == []


def test_one_acronym_does_not_make_two_full_names_one():
    surveillance = Subject("institution", ("Direction de la surveillance du territoire", "DST"))
    transport = Subject("institution", ("DST", "Direction de la sécurité des transports"))
    bare = Subject("institution", ("DST",))
    assert compare(surveillance, [transport])[0].certainty < 0.2
    assert compare(surveillance, [bare])[0].certainty > 0.5


@pytest.mark.parametrize("acronym", ["DST", "EMG", "GIPN", "BM5", "DPAF"])
def test_one_acronym_letter_for_letter_is_told_of_in_a_country_and_never_for_sure(acronym):
    """Two offices may share it, so it counts for less than a name of several words."""
    match = one(office(acronym), office(acronym))
    assert SHIPPED_INSTITUTION <= match.certainty < 0.985 and "complete" in codes(match)
    assert one(office("BM5"), office("BM7")).certainty < 0.1


def test_pairs_are_as_certain_together_as_each_alone_and_the_hopeless_are_passed_over():
    names = ["Mohamed Al Amin", "محمد الأمين", "Amadou Sanda", "Oleksandr Kovalchuk", "Ковальчук Олександр", "M. Amin"]
    others = [Subject("person", (name,)) for name in names]
    for asked in others:
        together = compare(asked, others)
        alone = [compare(asked, [other])[0] for other in others]
        assert [match.certainty for match in together] == [match.certainty for match in alone]
        assert [match.reasons for match in together] == [match.reasons for match in alone]
    assert min(match.certainty for match in compare(others[0], others)) == 0.0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Zoumana Kalandaré (père)", "Zoumana Kalandaré"),
        ("Zoumana Kalandaré (fils)", "Zoumana Kalandaré (père)"),
        ("خالد بنمنصوري الابن", "خالد بنمنصوري"),
    ],
)
def test_father_and_son_of_one_name_are_told_apart(left, right):
    elsewhere = {"institution": "Ministry of Health"}, {"institution": "Gendarmerie nationale"}
    match = one(person(left, **elsewhere[0]), person(right, **elsewhere[1]))
    assert match.certainty < SHIPPED
    assert match.certainty < TOLD_FROM or "generation" in codes(match)


def test_a_name_that_ends_like_a_mark_is_not_one():
    assert "generation" not in codes(one(person("John Elder"), person("John Elder Smith")))


def test_the_mayors_of_two_towns_are_rather_two_people():
    here = person("Zoumana Kalandaré", function="Maire", institution="Commune de Kalanda")
    there = person("Zoumana Kalandaré", function="Mayor", institution="Municipality of Wosso")
    again = person("Zoumana Kalandaré", function="Prefect", institution="Municipality of Wosso")
    assert "counterparts" in codes(one(here, there))
    assert one(here, there).certainty < SHIPPED < one(here, again).certainty


def test_two_offices_that_share_only_words_of_many_are_two_and_it_is_told():
    here = office("Mairie de Kharoub-Ville")
    assert one(here, office("Mairie de Noun-Ville")).certainty < 0.5
    assert (
        one(here, office("Town Hall of Kharoub-Ville")).certainty > one(here, office("Mairie de Noun-Ville")).certainty
    )
    quality = one(
        office("Educational Quality and Wosso Programme"), office("Programme de qualité éducative du Kalanda")
    )
    assert quality.certainty < TOLD_FROM or "own words" in codes(quality)


def test_a_plan_or_branch_of_a_known_institution_is_not_it():
    known = office("Food and Agriculture Organization")
    assert one(known, office("FAO - Food and Agriculture Organisation")).certainty >= 0.9
    assert one(known, office("FAO Strategic Plan of Zalmara")).certainty < 0.88
    assert one(office("MSF - Belgium"), office("MSF - Germany")).certainty < 0.88


def test_a_short_form_that_the_other_name_begins_with_fits():
    assert one(person("Karu Paranawithana"), person("Karunarathna Paranawithana")).certainty > 0.5
    assert one(person("Herb Kalander"), person("Herbert Kalander")).certainty > 0.5


def test_a_childs_name_begins_with_another_given_name():
    parent = person("Ibrahim Hassan Kalandi")
    match, same = (one(person(name), parent) for name in ("Saad Ibrahim Hassan Kalandi", "Ibrahim Saad Hassan Kalandi"))
    assert match.certainty < same.certainty
    assert "led" in codes(match) and "led" not in codes(same)


def test_an_acronym_inside_a_name_stands_for_the_words_and_is_told():
    match = one(office("UN Office for Kalanda"), office("United Nations Office for Kalanda"))
    assert match.certainty >= 0.5
    assert "acronym" in codes(match)
    assert "acronym" in codes(one(office("APES"), office("Action pour la Promotion de l'Environnement Social")))


def test_two_institutions_are_taken_for_one_as_surely_the_second_time_as_the_first():
    rarity = Rarity()
    here = person("Zoumana Kalandaré", institution="Ministry of Interior of Zalmara")
    there = person("Z. Kalandare", institution="Ministère de l’Intérieur du Zalmara")
    first, second = (compare(here, [there], rarity)[0] for _ in range(2))
    assert first == second == compare(here, [there], Rarity())[0]
    assert list(rarity.houses) == [(here.institution, there.institution)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ministria e Punëve të Brendshme", "Ministry of the Interior"),
        ("Wasaaradda Arrimaha Gudaha", "Ministry of Internal Affairs"),
        ("Wizara ya Afya", "Ministère de la Santé"),
        ("Министарство спољних послова", "Ministry of Foreign Affairs"),
        ("Ministerul Afacerilor Interne", "Ministry of the Interior"),
        ("Gjykata Supreme e Kosovës", "Supreme Court of Kosovo"),
        ("Bisha Cas ee Soomaaliyeed", "Somali Red Crescent"),
        ("Ministério dos Negócios Estrangeiros", "Ministère des affaires étrangères"),
        ("الهيئة الوطنية لمكافحة الفساد", "National Anti-Corruption Authority"),
        ("Державна агенција за истраге и заштиту", "State Investigation and Protection Agency"),
        ("Jandarma Genel Komutanlığı", "Gendarmerie General Command"),
        ("Democratas Suecos", "Sverigedemokraterna"),
        ("شورای عالی صلح", "High Peace Council"),
    ],
)
def test_a_ministry_is_known_in_the_languages_of_host_countries(left, right):
    assert one(office(left), office(right)).certainty >= SHIPPED_INSTITUTION


def test_another_ministry_in_these_languages_is_another():
    assert one(office("Wasaaradda Caafimaadka"), office("Ministry of Education")).certainty < TOLD_FROM


@pytest.mark.parametrize("name", ["Mohamed Salem", "Amadou Diallo", "Ali Hassan", "Ibrahim Moussa"])
def test_common_words_in_another_order_are_as_sure_as_in_one(name):
    turned = " ".join(reversed(name.split()))
    assert one(person(name), person(turned)).certainty == pytest.approx(
        one(person(name), person(name)).certainty, abs=0.1
    )


def test_order_tells_apart_where_both_show_the_family_name():
    assert not raised(one(person("SALEM, Mohamed"), person("MOHAMED, Salem")))
    assert raised(one(person("SALEM, Mohamed"), person("Mohamed Salem")))
