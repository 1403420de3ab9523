"""A new generation of keys is built beside the old one, and nobody is lost on the way."""

from sqlmodel import select

from csap.actions import indexing, making, posts
from csap.actions.indexing import count, keep, rebuild
from csap.model.contacts import ContactDraft
from csap.model.overlaps import IndexState, OverlapEntry, OverlapIndex, OverlapKey, OverlapSound
from csap.model.posts import Post
from csap.overlap.candidates import Circle
from csap.overlap.knowledge import knowledge
from csap.overlap.stakeholders import matches
from csap.overlap.subjects import Subject
from csap.overlap.tokens import token

CAST = ["Abdelkader Benyoucef", "Giorgi Kvaratskhelia", "Oleksandr Kovalchuk", "Marie-Claire Ngono", "Zoltan Varga"]


def _found(world, *names):
    with world.system() as system:
        return [len(matches(system, Subject("person", (name,)), Circle(0))) for name in names]


def test_a_rebuild_holds_what_was_posted_before_and_meanwhile(world, monkeypatch):
    monkeypatch.setattr(indexing, "CHUNK", 2)
    answers = [world.contact("mission", name) for name in CAST[:4]]

    def meanwhile(done: int, of: int) -> None:
        if done == 2:
            world.contact("mission", CAST[4])
            with world.desk("mission") as desk:
                posts.amend(desk, desk.fetch(Post, answers[0].post.id), ContactDraft(names=["Amadou Cissokho"]), 1)
                posts.withdraw(desk, desk.fetch(Post, answers[1].post.id), "By mistake.")

    rebuild(world.engine, meanwhile)
    assert _found(world, *CAST, "Amadou Cissokho") == [0, 0, 1, 1, 1, 1]
    with world.system() as system:
        [kept] = system.exec(select(OverlapIndex)).all()
        assert (kept.generation, kept.state, kept.contacts) == (2, IndexState.CURRENT, 4)
        assert set(system.exec(select(OverlapKey.generation))) == {2}
        assert len(system.exec(select(OverlapEntry)).all()) == len(system.exec(select(OverlapSound)).all()) == 4


def test_an_interrupted_rebuild_leaves_the_old_keys_in_use_and_is_cleared_away(world, monkeypatch):
    world.contact("mission", CAST[0])

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    try:
        rebuild(world.engine, stop)
    except KeyboardInterrupt:
        assert _found(world, CAST[0]) == [1]
    rebuild(world.engine)
    with world.system() as system:
        assert list(system.exec(select(OverlapIndex.generation))) == [3]
    assert _found(world, CAST[0]) == [1]


def test_keys_of_another_algorithm_are_made_anew_by_the_job(world):
    world.contact("mission", CAST[0])
    with world.system() as system:
        system.exec(select(OverlapIndex)).one().algorithm = "older"
    keep(world.engine)
    with world.system() as system:
        assert system.exec(select(OverlapIndex.generation)).one() == 2
    keep(world.engine)
    with world.system() as system:
        assert system.exec(select(OverlapIndex.generation)).one() == 2


def test_names_that_are_common_here_weigh_less_once_they_were_counted(world):
    for name in CAST:
        world.contact("mission", f"{name} Mbekele")
    with world.system() as system:
        before = knowledge(system).rarity.weights("person", token("Mbekele"))
    count(world.engine)
    with world.system() as system:
        rarity = knowledge(system).rarity
        assert rarity.weights("person", token("Mbekele")) < before
        assert rarity.among("person") == 5


def test_keys_made_in_processes_of_their_own_are_those_made_here(monkeypatch):
    asked = [(1, number, 1, Subject("person", (name,))) for number, name in enumerate(CAST)]
    monkeypatch.setattr(making, "PAYS_FROM", 1)
    monkeypatch.setattr(making, "PART", 2)
    with making.maker(len(asked)) as make:
        first, second = make(asked), make(asked[:1])
        for made, wanted in ((first(), asked), (second(), asked[:1])):
            entries, tally = made
            alone, counted = making.made_of(wanted)
            assert entries == alone and tally.counts == counted.counts and tally.totals == counted.totals
