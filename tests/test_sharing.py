"""Who is told of an overlap, and how much of its reasons: tables of cases over the pure rules."""

import pytest

from csap.model.posts import TLP, OnMatch
from csap.rules.sharing import Checked, Side, Told, checked, in_full, on_a_hit, told

BOTH, FIRST, NOBODY = OnMatch.TELL_BOTH, OnMatch.TELL_ME_FIRST, OnMatch.TELL_NOBODY


def open_post(on_match=BOTH):
    return Side(on_match, TLP.GREEN, True)


def hidden(on_match, tlp=TLP.AMBER):
    return Side(on_match, tlp, False)


TOLD = [
    (open_post(), open_post(), Told(True, True, False)),
    (open_post(NOBODY), open_post(FIRST), Told(True, True, False)),
    (open_post(), hidden(BOTH), Told(True, True, False)),
    (open_post(), hidden(FIRST), Told(False, True, False)),
    (open_post(), hidden(NOBODY), Told(False, False, True, quiet=True)),
    (open_post(), hidden(NOBODY, TLP.RED), Told(False, False, False, quiet=True)),
    (open_post(), hidden(BOTH, TLP.RED), Told(True, True, False)),
    (hidden(BOTH), hidden(BOTH), Told(True, True, True)),
    (hidden(FIRST), hidden(BOTH), Told(True, False, True)),
    (hidden(FIRST), hidden(FIRST), Told(False, False, True)),
    (hidden(NOBODY), hidden(BOTH), Told(False, False, True, quiet=True)),
    (hidden(NOBODY, TLP.RED), hidden(NOBODY), Told(False, False, False, quiet=True)),
]


@pytest.mark.parametrize(("left", "right", "expected"), TOLD)
def test_the_hidden_post_decides_who_is_told_whichever_side_it_is_on(left, right, expected):
    assert told(left, right) == expected
    assert told(right, left) == Told(expected.right, expected.left, expected.brokered, expected.quiet)


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (open_post(NOBODY), Checked(True, True)),
        (hidden(BOTH), Checked(True, True)),
        (hidden(FIRST), Checked(False, True)),
        (hidden(NOBODY), Checked(False, False)),
    ],
)
def test_a_list_hits_as_the_hidden_post_lets_it(post, expected):
    assert checked(post) == expected


REASONS = [
    {"code": "same name", "message": "the same name: %(words)s", "params": {"words": "Quux"}, "favours": True},
    {"code": "heard", "message": "sound alike: %(words)s", "params": {"words": "Quux ~ Kwux"}, "favours": True},
    {"code": "dates", "message": "dates %(days)d days apart", "params": {"days": 4}, "favours": True},
    {"code": "elsewhere", "message": "different: %(left)s", "params": {"left": "Quuxville"}, "favours": False},
    {"code": "a new code", "message": "Quux", "params": {}, "favours": True},
]


def test_a_hit_names_the_kind_of_reason_once_and_no_content():
    assert [str(each) for each in on_a_hit(REASONS)] == ["the names agree"]


def test_a_hit_without_a_reason_that_may_be_told_says_so_much():
    said = on_a_hit(REASONS[2:])
    assert len(said) == 1 and not said[0].params


def test_whoever_reads_both_posts_reads_every_reason():
    assert str(next(iter(in_full(REASONS)))) == "the same name: Quux" and len(in_full(REASONS)) == 4
    assert [str(each) for each in in_full(REASONS, favours=False)] == ["different: Quuxville"]
