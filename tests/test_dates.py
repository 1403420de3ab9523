"""Days, hours and zones in words: as each language writes them, everywhere alike."""

from datetime import UTC, date, datetime

import pytest

from csap import dates
from csap.mail.press import Press
from csap.refs import ref


@pytest.mark.parametrize(
    ("day", "form", "language", "written"),
    [
        (date(2026, 12, 1), "d MMMM y", "fr", "1er décembre 2026"),
        (date(2026, 12, 1), "EEEE d MMMM", "fr", "mardi 1er décembre"),
        (date(2026, 12, 1), "d MMM y", "fr", "1er déc. 2026"),
        (date(2026, 12, 1), "long", "fr", "1er décembre 2026"),
        (date(2026, 12, 11), "long", "fr", "11 décembre 2026"),
        (date(2026, 12, 2), "d MMMM y", "fr", "2 décembre 2026"),
        (date(2026, 12, 1), "dd/MM/y", "fr", "01/12/2026"),
        (date(2026, 12, 1), "d MMMM y", "en", "1 December 2026"),
        (date(2026, 12, 1), "long", "en_150", "1 December 2026"),
    ],
)
def test_a_day_is_written_as_its_language_does(day, form, language, written):
    assert dates.day_written(day, form, language) == written


def test_it_is_the_first_where_the_host_country_says_so():
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert dates.time_written(late, "d MMM y HH:mm", "fr", "Africa/Niamey") == "1er déc. 2026 00:30"
    assert dates.time_written(late, "d MMM y HH:mm", "fr", "UTC") == "30 nov. 2026 23:30"
    assert Press("fr", "Africa/Niamey", "").date(late, "d MMMM") == "1er décembre"


@pytest.mark.parametrize(
    ("zone", "winter", "year"),
    [
        ("Africa/Niamey", "UTC+1", "UTC+1"),
        ("Africa/Bamako", "UTC", "UTC"),
        ("Europe/Kyiv", "UTC+2", "UTC+2/UTC+3"),
        ("Asia/Kabul", "UTC+4:30", "UTC+4:30"),
        ("America/St_Johns", "UTC−3:30", "UTC−3:30/UTC−2:30"),
    ],
)
def test_a_zone_is_said_by_its_distance_from_utc(zone, winter, year):
    assert dates.offset(datetime(2026, 12, 1, tzinfo=UTC), zone) == winter
    assert dates.offsets(date(2026, 12, 1), zone) == year


def test_every_page_says_whose_times_it_shows(world):
    page = world.browser("mission").get("/").text
    assert "Times are those of the host country (UTC+1)." in page
    browser = world.browser("mission")
    browser.post("/language", language="fr")
    assert "Les heures sont celles du pays hôte (UTC+1)." in browser.get("/activities").text


def test_pages_write_the_first_of_a_month_in_french(world):
    answer = world.activity("mission", "Cours", "2026-12-01T10:00")
    browser = world.browser("mission")
    browser.post("/language", language="fr")
    for path in (f"/posts/{ref(answer.post.id)}", "/activities?since=2026-11-01"):
        page = browser.get(path).text
        assert "1er déc. 2026 10:00" in page and ">1 déc." not in page
