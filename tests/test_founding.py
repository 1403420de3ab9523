"""Setting the platform up for a host country, and doing it again."""

import pytest
from click.testing import CliRunner
from sqlmodel import func, select

from csap.cli import group
from csap.desk import open_desk
from csap.model.people import Invitation, Organisation, Person, Role
from csap.model.places import Country, Outline, Place, Region, Theme
from csap.rules.viewers import SYSTEM
from csap.store.engine import open_engine
from tests.conftest import fresh_database
from tests.world import data_keys


@pytest.fixture
def empty(tmp_path):
    return fresh_database(tmp_path)


def csap(database, *words):
    return CliRunner().invoke(group, words, env={"CSAP_DATABASE": database})


def counts(database):
    tables = (Country, Region, Place, Outline, Theme, Organisation, Person)
    engine = open_engine(database, data_keys)
    with open_desk(engine, SYSTEM) as system:
        found = [system.scalar(select(func.count()).select_from(table)) for table in tables]
    engine.dispose()
    return found


def test_a_country_is_set_up_from_packages_and_once(empty):
    first = csap(empty, "init", "--country", "td")
    assert first.exit_code == 0, first.output
    assert "Chad: 23 regions" in first.output and "/invitations/" in first.output
    before = counts(empty)
    assert before[0] == 1 and before[1] == 23 and before[2] > 50 and before[3] > 3 and before[4] > 15
    again = csap(empty, "init", "--country", "TD")
    assert again.exit_code == 0 and counts(empty) == before


def test_the_first_administrator_is_invited_until_somebody_came(empty):
    csap(empty, "init", "--country", "MT", "--administrator", "Admin@Delegation.example")
    engine = open_engine(empty, data_keys)
    with open_desk(engine, SYSTEM) as system:
        person = system.exec(select(Person)).one()
        assert (person.email, person.role) == ("admin@delegation.example", Role.ADMINISTRATOR)
        assert system.exec(select(Invitation.person_id)).one() == person.id
    engine.dispose()


def test_another_country_is_refused(empty):
    csap(empty, "init", "--country", "MT")
    answer = csap(empty, "init", "--country", "TD")
    assert answer.exit_code and "Malta" in str(answer.exception)


def test_no_country_is_refused_in_words(empty):
    answer = csap(empty, "init", "--country", "ZZ")
    assert "ZZ is not a country code" in str(answer.exception)
