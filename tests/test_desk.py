"""The desk's guarantees: what isn't filtered or decided doesn't happen."""

import pytest
from sqlalchemy import exists, func, literal_column, text, union, update
from sqlalchemy.orm import aliased
from sqlmodel import select

from csap.errors import Denied, NotFound, Unguarded
from csap.model.contacts import Contact
from csap.model.people import Credential, Organisation
from csap.model.posts import Post
from csap.model.records import Record
from csap.rules.acts import Act

OTHER, SAME = aliased(Post), aliased(Contact)
SHAPES = {
    "columns": select(Post.id),
    "aggregate": select(func.max(Post.id)),
    "alias": select(OTHER.id),
    "detail": select(Contact.post_id),
    "join": select(Post.id).join(Contact, Contact.post_id == Post.id),
    "subquery": select(select(Post.id).subquery().c.id),
    "cte": select(select(Post.id).cte().c.id),
    "scalar": select(select(func.max(Post.id)).scalar_subquery()),
    "exists": select(Organisation.id).where(exists(select(Post.id).where(Post.title == "Hidden"))),
    "in": select(Organisation.id).where(Organisation.id.in_(select(Post.organisation_id))),
}
UNFILTERED = {
    "raw": text("SELECT id FROM post"),
    "raw column": select(literal_column("(SELECT title FROM post)")),
    "raw from": select(text("id FROM post")),
    "bare table": select(Post.__table__.c.id),
    "bare table inside": select(Organisation.id).where(exists(select(1).select_from(Post.__table__))),
    "union": union(select(Post.id), select(Post.id)),
    "bulk update": update(Post).values(title="mine"),
    "raw entity": select(Post).from_statement(text("SELECT * FROM post")),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_select_is_filtered(world, shape):
    world.contact("frontex", "Hidden", tlp="AMBER+STRICT")
    with world.desk("frontex", writing=False) as desk:
        assert [row for row in desk.execute(SHAPES[shape]).scalars() if row]
    with world.desk("mission", writing=False) as desk:
        assert not [row for row in desk.execute(SHAPES[shape]).scalars() if row]


JOINS = {
    "join": select(Post.title, OTHER.title).join(OTHER, OTHER.id != Post.id),
    "outer join": select(Post.title, OTHER.title).outerjoin(OTHER, OTHER.id != Post.id),
    "two aliases": select(Organisation.id, OTHER.title).join(OTHER, OTHER.organisation_id == Organisation.id),
    "alias in a subquery": select(Organisation.id, select(func.max(OTHER.title)).scalar_subquery()),
    "alias in exists": select(Organisation.short_name).where(exists(select(OTHER.id).where(OTHER.title == "Hidden"))),
    "alias of a detail": select(Post.title, SAME.names).outerjoin(SAME, SAME.post_id != Post.id),
}


@pytest.mark.parametrize("shape", JOINS)
def test_aliases_are_filtered_for_themselves(world, shape):
    """A criterion for the class is not one for its alias: an alias in a join saw everything once."""
    world.contact("frontex", "Hidden", tlp="AMBER+STRICT")
    world.contact("mission", "Open")
    with world.desk("mission", writing=False) as desk:
        rows = desk.execute(JOINS[shape]).all()
    assert "Hidden" not in str(rows) and "Frontex" not in str(rows)


@pytest.mark.parametrize("shape", UNFILTERED)
def test_what_cannot_be_filtered_is_refused(world, shape):
    with world.desk("mission", writing=False) as desk, pytest.raises(Unguarded):
        desk.execute(UNFILTERED[shape])


def test_a_bare_connection_and_get_are_refused(world):
    post = world.contact("frontex").post
    with world.desk("mission", writing=False) as desk:
        with pytest.raises(Unguarded):
            desk.connection()
        with pytest.raises(Unguarded):
            desk.get(Post, post.id)


def test_hidden_and_missing_raise_the_same(world):
    hidden = world.contact("frontex", tlp="AMBER+STRICT").post
    with world.desk("mission", writing=False) as desk:
        with pytest.raises(NotFound) as first:
            desk.fetch(Post, hidden.id)
        with pytest.raises(NotFound) as second:
            desk.fetch(Post, 1)
    assert str(first.value) == str(second.value)


def test_a_write_that_was_not_decided_is_refused(world):
    post = world.contact("mission").post
    with world.desk("mission") as desk:
        desk.fetch(Post, post.id).title = "Smuggled"
        with pytest.raises(Unguarded):
            desk.flush()
        desk.rollback()
    with world.desk("mission") as desk:
        desk.add(Organisation(kind="delegation", short_name="New", name="New"))
        with pytest.raises(Unguarded):
            desk.flush()
        desk.rollback()


def test_a_decision_is_taken_on_what_is_stored(world):
    """Else people would re-own a record on the way."""
    post = world.contact("frontex").post
    with world.desk("mission") as desk:
        record = desk.fetch(Post, post.id)
        with pytest.raises(Denied):
            desk.change(Act.POST_AMEND, record, {"organisation_id": desk.person.organisation_id})
        desk.rollback()


def test_the_system_desk_sees_everything_and_leaks_nothing_back(world):
    hidden = world.contact("frontex", tlp="AMBER+STRICT").post
    with world.desk("mission") as desk:
        assert desk.as_system().fetch(Post, hidden.id).title
        with pytest.raises(NotFound):
            desk.fetch(Post, hidden.id)


def test_internal_tables_are_empty_to_people(world):
    with world.desk("administrator", writing=False) as desk:
        assert not desk.exec(select(Credential)).all()
        assert not desk.exec(select(Record)).all()


def test_administrators_read_no_content(world):
    world.contact("mission", tlp="CLEAR")
    with world.desk("administrator", writing=False) as desk:
        assert not desk.exec(select(Post)).all()
