"""The policy: every act has its rule, its words and its row here; every table says who reads it."""

import pytest
from sqlmodel import SQLModel

import csap.model  # noqa: F401 - fills the metadata
from csap.model.base import Internal, Marked, Personal, Shared
from csap.model.people import Role
from csap.model.posts import TLP
from csap.rules.acts import RULES, Act
from csap.rules.policy import ACTS, Reach, Reader, reach, readers_of

ROLES = (Role.HEAD, Role.COORDINATOR, Role.OFFICER, Role.OBSERVER, Role.DPO, Role.ADMINISTRATOR)
LETTERS = {"a": Reach.ANY, "o": Reach.OWN_ORGANISATION, "s": Reach.OWN, "-": Reach.NONE}
MATRIX = {  # head, coordinator, officer, observer, dpo, administrator: on any record, own organisation's, one's own
    "account:change": "ssssss",
    "account:export": "ssssss",
    "act:deny": "ssssss",
    "audit:read": "----a-",
    "attachment:add": "ooo---",
    "attachment:remove": "ooo---",
    "breach:keep": "----a-",
    "comment:post": "aaa---",
    "consultation:answer": "ooo---",
    "digest:answer": "ooo---",
    "digest:compile": "aa----",
    "digest:deputise": "a-----",
    "digest:release": "a-----",
    "digest:review": "a-----",
    "directory:export": "ssssss",
    "hit:see": "aaaaa-",
    "import:run": "ooo---",
    "institution:keep": "aa----",
    "list:check": "aaa---",
    "list:export": "aaaaa-",
    "mail:choose": "ssssss",
    "mail:receive": "ssssss",
    "notice:read": "ssssss",
    "opening:ask": "----a-",
    "opening:decide": "aoo---",
    "opening:end": "aoo-s-",
    "organisation:keep": "-----a",
    "organisation:mark": "oo---a",
    "overlap:acknowledge": "aao---",
    "overlap:judge": "aao---",
    "overlap:measure": "aa----",
    "overlap:note": "aao---",
    "overlap:nudge": "aa----",
    "overlap:reopen": "aao---",
    "overlap:settle": "aao---",
    "overlap:take": "aao---",
    "person:keep": "-----a",
    "post:amend": "ooo---",
    "post:create": "ooo---",
    "post:disclose": "ooo---",
    "post:erase": "----a-",
    "post:keep": "ooo-a-",
    "post:mark": "ooo---",
    "post:read": "aaaaa-",
    "post:restrict": "----a-",
    "post:take-back": "ooo---",
    "post:withdraw": "ooo---",
    "position:take": "ooo---",
    "privacy:keep": "----aa",
    "retention:keep": "----a-",
    "sign:in": "ssssss",
    "sign:fail": "ssssss",
    "sign:out": "ssssss",
    "subject-request:keep": "----a-",
    "stop-list:keep": "aa----",
    "token:keep": "ssssss",
}
EVERYONE = set(Reader)
READERS = {
    TLP.RED: {Reader.AUTHOR, Reader.NAMED_PERSON},
    TLP.AMBER_STRICT: {Reader.AUTHOR, Reader.COLLEAGUE},
    TLP.AMBER: {Reader.AUTHOR, Reader.COLLEAGUE, Reader.NAMED_ORGANISATION, Reader.NAMED_PERSON},
    TLP.GREEN: EVERYONE,
    TLP.CLEAR: EVERYONE,
}
BASES = (Marked, Personal, Shared, Internal)
TABLES = [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


@pytest.mark.parametrize("act", Act)
def test_every_act_has_a_rule_and_a_row_in_the_access_matrix(act):
    assert act.value in MATRIX, "add its row: who may do it, on whose records"
    row = dict(zip(ROLES, MATRIX[act.value], strict=True))
    assert {role: reach(act, role) for role in Role} == {role: LETTERS[letter] for role, letter in row.items()}
    assert RULES[act].otherwise and act in ACTS


def test_the_matrix_names_no_act_that_is_gone():
    assert set(MATRIX) == {act.value for act in Act}


@pytest.mark.parametrize("tlp", TLP)
def test_every_label_is_read_by_whom_it_says(tlp):
    assert readers_of(tlp) == READERS[tlp]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_table_says_who_reads_it(table):
    assert sum(issubclass(table, base) for base in BASES) == 1
    columns = set(table.__table__.columns.keys())
    if issubclass(table, Marked):
        assert set(table.posts) <= columns
    if issubclass(table, Personal):
        assert table.reader in columns
