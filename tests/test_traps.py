"""Facts that were measured, and bite: writers at the same moment, reading desks, the audit chain, who hears of what."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import delete, func, select, update

from csap import audit
from csap.actions import posts
from csap.actions.telling import tell
from csap.errors import NotFound
from csap.model.contacts import ContactDraft
from csap.model.notices import Notice
from csap.model.overlaps import Overlap
from csap.model.people import Organisation, Person
from csap.model.posts import TLP, OnMatch, Post
from csap.model.records import Record
from csap.wording import Words
from tests.sealed import unseal
from tests.world import CAST

SURNAMES = ("Okonkwo", "Petrenko", "Haddad", "Mwangi", "Traore", "Zelenko")


def at_once(work, arguments):
    """Run `work` with each argument in a thread of its own, all let go at the same moment."""
    barrier = Barrier(len(arguments))

    def run(argument):
        barrier.wait()
        return work(argument)

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def test_writers_that_read_first_never_fail_and_never_break_the_chain(world):
    def write(number):
        for each in range(6):
            with world.desk("mission" if number % 2 else "frontex") as desk:
                assert desk.exec(select(func.count()).select_from(Post)).one() >= 0
                posts.post(desk, ContactDraft(names=[f"Writer {number} {each}"]))

    at_once(write, list(range(6)))
    with world.system(writing=False) as system:
        assert system.exec(select(func.count()).select_from(Post)).one() == 36
        assert audit.verify(system).broken is None


@pytest.mark.parametrize("surname", SURNAMES)
def test_two_posts_written_at_the_same_moment_find_each_other(world, surname):
    def write(who):
        return len(world.contact(who, f"Amadou {surname}", phones="+33199001234").overlaps)

    assert sorted(at_once(write, ["mission", "frontex"])) == [0, 1]
    with world.system(writing=False) as system:
        assert len(system.exec(select(Overlap)).all()) == 1


def test_a_reading_desk_leaves_nothing_behind(world):
    with world.desk("mission", writing=False) as desk:
        desk.as_system().add(Organisation(kind="eusr", short_name="Ghost", name="Ghost"))
        desk.as_system().flush()
    with world.system(writing=False) as system:
        assert system.exec(select(Organisation).where(Organisation.short_name == "Ghost")).first() is None


def test_what_the_second_desk_has_read_stays_out_of_the_first_ones_lists(world):
    hidden, shown = world.contact("frontex", tlp="AMBER+STRICT").post, world.contact("frontex", "Other Name").post
    with world.desk("mission") as desk:
        assert len(desk.as_system().exec(select(Post)).all()) == 2
        assert [each.id for each in desk.exec(select(Post))] == [shown.id]
        with pytest.raises(NotFound):
            desk.fetch(Post, hidden.id)


def test_a_named_organisation_reads_although_audiences_are_nobodys(world):
    """The rule of reading mentions the audience table; as a model it would filter itself to nothing."""
    post = world.contact("frontex", tlp="AMBER", audience_organisations=[world.organisation("Europol")]).post
    with world.desk("europol", writing=False) as desk:
        assert desk.fetch(Post, post.id).id == post.id
    with world.desk("mission", writing=False) as desk, pytest.raises(NotFound):
        desk.fetch(Post, post.id)


TAMPERINGS = {
    "changed": lambda number: update(Record).where(Record.id == number).values(person_id=99),
    "act": lambda number: update(Record).where(Record.id == number).values(act="post:amend"),
    "moved": lambda number: update(Record).where(Record.id == number).values(subject="post:1"),
    "removed": lambda number: delete(Record).where(Record.id == number),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_broken_audit_chain_is_found(world, tampering):
    for each in range(3):
        world.contact("mission", f"Person {each}")
    unseal(world.engine)
    with world.system() as system:
        ids = list(system.exec(select(Record.id).order_by(Record.id)))
        whole = audit.verify(system)
        assert whole.head.lines == len(ids) and whole.broken is None
        system.execute(TAMPERINGS[tampering](ids[1]))
        proof = audit.verify(system)
        assert proof.head.lines == 1 and proof.broken in ids[1:3]


def readers(owner, tlp):
    """Who reads such a post of `owner`, with Europol and the dpo named, in plain Python."""
    people = {name for name, (_, role) in CAST.items() if role != "administrator"}
    colleagues = {name for name in people if CAST[name][0] == CAST[owner][0]}
    return {
        TLP.RED: {owner, "dpo"},
        TLP.AMBER_STRICT: colleagues,
        TLP.AMBER: colleagues | {"europol", "dpo"},
        TLP.GREEN: people,
        TLP.CLEAR: people,
    }[tlp]


@pytest.mark.parametrize("tlp", TLP)
@pytest.mark.parametrize("owner", ["mission", "coordinator"])
def test_a_notice_goes_only_to_those_who_may_read(world, owner, tlp):
    named = {"audience_organisations": [world.organisation("Europol")], "audience_people": [ids(world)["dpo"]]}
    post = world.contact(owner, tlp=tlp, **named if tlp in (TLP.AMBER, TLP.RED) else {}).post
    with world.system() as system:
        told = tell(system, post, Words("Secret"), ids(world).values(), "test")
    assert {name for name, number in ids(world).items() if number in told} == readers(owner, tlp)


def ids(world):
    with world.system(writing=False) as system:
        return {person.email.split("@")[0]: person.id for person in system.exec(select(Person))}


def test_a_withdrawn_post_and_a_switched_off_account_hear_nothing(world):
    post = world.contact("mission").post
    with world.desk("mission") as desk:
        posts.withdraw(desk, desk.fetch(Post, post.id), "wrong")
    with world.system() as system:
        system.execute(update(Person).where(Person.email == "mission@csap.example").values(active=False))
        stored = system.exec(select(Post).where(Post.id == post.id)).one()
        assert tell(system, stored, Words("Secret"), ids(world).values(), "test") == []


HEARD = {
    ("RED", OnMatch.TELL_BOTH): {"frontex"},
    ("RED", OnMatch.TELL_ME_FIRST): set(),
    ("RED", OnMatch.TELL_NOBODY): set(),
    ("AMBER+STRICT", OnMatch.TELL_BOTH): {"frontex"},
    ("AMBER+STRICT", OnMatch.TELL_ME_FIRST): set(),
    ("AMBER+STRICT", OnMatch.TELL_NOBODY): set(),
    ("GREEN", OnMatch.TELL_NOBODY): {"frontex"},
}


@pytest.mark.parametrize(("tlp", "on_match"), HEARD)
def test_the_other_side_hears_of_an_overlap_as_the_hidden_posts_owner_wishes(world, tlp, on_match):
    world.contact("frontex", "Amadou Haddad", phones="+33199001234")
    world.contact("mission", "Amadou Haddad", phones="+33199001234", tlp=tlp, on_match=on_match, summary="Canary")
    with world.system(writing=False) as system:
        notices = system.exec(select(Notice)).all()
    people = {number: name for name, number in ids(world).items()}
    assert {people[each.person_id] for each in notices if each.kind == "overlap"} == HEARD[tlp, on_match]
    assert not [each for each in notices if "Canary" in each.message + str(each.params)]


@pytest.mark.parametrize(("tlp", "seen"), [("RED", 0), ("AMBER+STRICT", 1)])
def test_the_coordinator_sees_a_silenced_overlap_but_for_red(world, tlp, seen):
    world.contact("frontex", "Amadou Haddad", phones="+33199001234", tlp="AMBER+STRICT")
    hidden = {"tlp": tlp, "on_match": OnMatch.TELL_NOBODY}
    answer = world.contact("mission", "Amadou Haddad", phones="+33199001234", **hidden)
    assert answer.overlaps == []
    with world.desk("coordinator", writing=False) as desk:
        assert len(desk.exec(select(Overlap)).all()) == seen
    with world.desk("frontex", writing=False) as desk:
        assert desk.exec(select(Overlap)).all() == []
