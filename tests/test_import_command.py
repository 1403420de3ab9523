"""`csap import`: a sheet from the machine's own command line, rehearsed and taken in."""

import json

import pytest
from click.testing import CliRunner
from sqlmodel import select

from csap.cli import group
from csap.model.activities import Activity
from csap.model.people import Organisation, OrganisationKind
from csap.model.posts import Post

ROWS = [
    "Organisation,Activity title,Activity start,Stakeholder institution,Contact person,TLP",
    "Frontex,Border course,2026-12-03,Border Police,Ivan Testov,GREEN",
    "EUBAM,Border talks,2026-12-04,Border Police,Ivan Testov,GREEN",
    "Well Diggers,Wells,2026-12-05,Water Office,Olga Proba,GREEN",
    "Frontex,No day,some day,Border Police,Ivan Testov,GREEN",
]


@pytest.fixture
def brought(database, tmp_path):
    """Runs the command on the sheet; what it printed, read as JSON."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("\n".join(ROWS), encoding="utf-8")

    def run(*words):
        answer = CliRunner().invoke(group, ["import", "--json", *words, str(sheet)], env={"CSAP_DATABASE": database})
        assert answer.exit_code == 0, answer.output
        return json.loads(answer.output)

    return run


def titles(world):
    with world.system(writing=False) as system:
        return sorted(system.exec(select(Post.title).join(Activity)))


def test_rows_go_to_the_organisation_that_they_name_and_the_others_come_back_with_their_reason(world, brought):
    found = brought()
    assert set(found) == {"rows", "accepted", "refused", "problems", "overlaps"}
    assert (found["rows"], found["accepted"], found["refused"]) == (4, 2, 2) and titles(world) == []
    said = {each["row"]: each["problem"] for each in found["problems"]}
    assert "no organisation called “Well Diggers”" in said[4] and "“some day” is not a date" in said[5]
    assert brought("--apply")["accepted"] == 2 and titles(world) == ["Border course", "Border talks"]
    assert brought("--apply")["accepted"] == 0, "nothing comes in twice"


def test_a_rehearsal_with_organisations_still_to_come_finds_what_taking_in_finds(world, brought):
    known = world.contact("capacity", "Ivan Testov", institution="Border Police").post
    world.activity("capacity", "Training", "2026-12-04T10:00", contacts=[known.id])
    rehearsed = brought("--add-organisations")
    assert rehearsed["accepted"] == 3 and titles(world) == ["Training"]
    applied = brought("--add-organisations", "--apply")
    assert [applied[name] for name in ("rows", "accepted")] == [rehearsed[name] for name in ("rows", "accepted")]
    assert min(applied["overlaps"], rehearsed["overlaps"]) >= 2
    with world.system(writing=False) as system:
        added = system.exec(select(Organisation).where(Organisation.name == "Well Diggers")).one()
        assert added.kind == OrganisationKind.PARTNER


def test_all_rows_go_to_one_organisation_where_it_is_named(world, brought):
    assert brought("--organisation", "Frontex", "--apply")["accepted"] == 3
    with world.system(writing=False) as system:
        assert set(system.exec(select(Post.organisation_id).join(Activity))) == {world.organisation("Frontex")}
