"""The register of processing: every column of every table is declared personal, with all that the register says of it,
or declared not personal; what nobody declared fails here."""

import pytest
from sqlmodel import SQLModel

import csap.model  # noqa: F401 - fills the metadata
from csap.actions.register import entries
from csap.model.holdings import Clock, Processing
from csap.model.register import REGISTER
from csap.rules.processing import CATEGORIES, DESCRIBED, ENCRYPTED, HASHED
from csap.rules.retention import kept

TABLES = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_column_of_every_table_is_in_the_register_once(table):
    assert table in REGISTER, "declare what each of its columns says of people in csap/model/register.py"
    holding = REGISTER[table]
    declared = sorted([name for name, _ in holding.columns()] + holding.other.split())
    assert declared == sorted(table.__table__.columns.keys())
    assert bool(holding.personal) == (holding.processing is not None) == (holding.clock is not None)


def test_the_register_names_no_table_that_is_gone():
    assert set(REGISTER) == set(TABLES)


def test_every_entry_says_category_readers_term_and_protection():
    held = [(table, holding) for table, holding in REGISTER.items() if holding.personal]
    for table, holding in held:
        for entry in entries(table, holding):
            assert all((entry.columns, entry.category, entry.readers, entry.kept.message, entry.protection))
    assert set(DESCRIBED) == set(Processing)
    assert {category for _, holding in held for category in holding.personal} == set(CATEGORIES)
    assert all(kept(clock).message for clock in Clock)


@pytest.mark.parametrize(
    ("table", "column", "protection"), [("contact", "emails", ENCRYPTED), ("credential", "password_hash", HASHED)]
)
def test_the_register_knows_what_is_encrypted_and_what_is_hashed(table, column, protection):
    found = [entry for kind, holding in REGISTER.items() if holding.personal for entry in entries(kind, holding)]
    assert [each.protection for each in found if each.table == table and column in each.columns] == [protection]
