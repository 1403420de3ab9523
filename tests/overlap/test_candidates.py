"""The keys in the database: whom a contact is looked up with, on either database."""

import pytest
from sqlmodel import select

from csap.actions import posts
from csap.model.contacts import ContactDraft
from csap.model.overlaps import OverlapEntry, OverlapKey, OverlapSound
from csap.model.posts import Post
from csap.overlap.candidates import Circle, Depth, candidates, values_of
from csap.overlap.compare import compare
from csap.overlap.knowledge import knowledge
from csap.overlap.packing import heard, pack, taken_apart, unpack
from csap.overlap.stakeholders import many, matches
from csap.overlap.subjects import Subject
from csap.store import postings
from csap.store.postings import Posting

NAMES = [
    ("person", "Col. Abdoulaye Ould Cheikh"),
    ("person", "عبد الله ولد الشيخ"),
    ("person", "Олександр Ковальчук"),
    ("person", "J. K. Mensah"),
    ("institution", "Direction de la Surveillance du Territoire (DST)"),
    ("institution", "Ministry of Interior of Testland"),
    ("post", "Director, National Police"),
]


@pytest.mark.parametrize(("kind", "name"), NAMES)
def test_a_subject_is_read_back_as_it_was_taken_apart(kind, name):
    subject = taken_apart(Subject(kind, (name,), "Police", "Ministry", "Chief", ("a@b.example",), ("+33199001234",)))
    again = unpack(pack(subject))
    assert again == subject
    assert [[id(t) for t in n.tokens] for n in again.parts] == [[id(t) for t in n.tokens] for n in subject.parts]
    assert again.parts == subject.parts and heard(again) == heard(subject)


def test_a_packed_candidate_compares_as_the_written_one():
    subject, other = Subject("person", ("Mohamed Al Amin",)), Subject("person", ("محمد الأمين",))
    assert compare(subject, [unpack(pack(taken_apart(other)))]) == compare(subject, [other])


def _found(system, name, kind="person", organisation_id=0):
    return matches(system, Subject(kind, (name,)), Circle(organisation_id))


def test_a_contact_is_found_in_another_script_and_not_by_its_own_organisation(world):
    post = world.contact("mission", "Oleksandr Kovalchuk").post.id
    with world.system() as system:
        assert [other.id for other, _ in _found(system, "Олександр Ковальчук")] == [post]
        own = system.exec(select(OverlapSound.organisation_id)).one()
        assert not _found(system, "Oleksandr Kovalchuk", organisation_id=own)


def test_a_renamed_contact_is_found_by_its_new_name_alone(world):
    post_id = world.contact("mission", "Abdelkader Benyoucef").post.id
    with world.desk("mission") as desk:
        posts.amend(desk, desk.fetch(Post, post_id), ContactDraft(names=["Giorgi Kvaratskhelia"]), 1)
    with world.system() as system:
        assert not _found(system, "Abdelkader Benyoucef")
        assert _found(system, "Giorgi Kvaratskhelia")
        kept = values_of(system.exec(select(OverlapEntry.keys)).one())
        assert set(kept) == set(system.exec(select(OverlapKey.key)))


def test_a_withdrawn_contact_is_found_no_more(world):
    post_id = world.contact("mission", "Abdelkader Benyoucef").post.id
    with world.desk("mission") as desk:
        posts.withdraw(desk, desk.fetch(Post, post_id), "Entered by mistake.")
    with world.system() as system:
        assert not _found(system, "Abdelkader Benyoucef")
        assert not any(system.exec(select(table)).all() for table in (OverlapEntry, OverlapKey, OverlapSound))


def test_many_at_once_find_what_each_finds_alone(world):
    names = ["Abdelkader Benyoucef", "Giorgi Kvaratskhelia", "Olexandr Kowaltschuk"]
    for name in names:
        world.contact("mission", name)
    asked = [Subject("person", (name,)) for name in ["Ahmed Nobody", *names]]
    with world.system() as system:
        together = [[other.id for other, _ in each] for each in many(system, asked, Circle(0))]
        assert together == [[other.id for other, _ in matches(system, each, Circle(0))] for each in asked]
        assert [len(each) for each in together] == [0, 1, 1, 1]


def test_a_key_that_too_many_carry_is_counted_and_not_listed(world):
    ids = [(number).to_bytes(postings.WIDTH, "little") for number in range(1, postings.MOST + 2)]
    with world.system(writing=True) as system:
        connection = system.connection()
        postings.add(connection, 1, [Posting(7, postings.MOST, b"".join(ids[:-1])), Posting(8, 1, ids[0])])
        [full, rare] = postings.find(connection, 1, [7, 8, 9])
        assert len(full.posts) == postings.MOST * postings.WIDTH and rare == (8, 1, ids[0])
        postings.add(connection, 1, [Posting(7, 1, ids[-1]), Posting(8, 1, ids[1])])
        assert postings.find(connection, 1, [7, 8]) == [(7, postings.MOST + 1, b""), (8, 2, ids[0] + ids[1])]
        postings.remove(connection, 1, [7, 8], 1)
        assert postings.find(connection, 1, [7, 8]) == [(7, postings.MOST, b""), (8, 1, ids[1])]
        postings.remove(connection, 1, [8], 2)
        assert not postings.find(connection, 1, [8])


def test_whoever_shares_the_rarest_keys_comes_first(world):
    wanted = world.contact("mission", "Zoltan Mohamed").post.id
    for other in ("Ali", "Omar", "Issa", "Musa", "Adam"):
        world.contact("mission", f"Mohamed {other}")
    with world.system() as system:
        asked = taken_apart(Subject("person", ("Mohamed Zoltan",)))
        [found] = candidates(
            system, knowledge(system).generation, [asked], Circle(0), {"person": Depth(9, 1, 0.3, 0.0)}
        )
        assert [each.post_id for each in found.candidates] == [wanted]


def test_names_that_other_code_took_apart_are_read_again(monkeypatch):
    subject = taken_apart(Subject("person", ("Mohamed Al Amin",)))
    monkeypatch.setattr("csap.overlap.packing.FORMAT", "0")
    older = pack(subject)
    monkeypatch.undo()
    assert unpack(older) == subject and not unpack(older).parts
    assert compare(subject, [unpack(older)]) == compare(subject, [subject])
