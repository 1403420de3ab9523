"""What must hold for any name: symmetric; order, case, marks and script never make equal names different."""

from anyascii import anyascii
from hypothesis import given, settings
from hypothesis import strategies as st

from csap.overlap.compare import compare
from csap.overlap.keys import keys
from csap.overlap.subjects import Subject

SYLLABLES = st.sampled_from(
    ["ba", "ko", "mi", "tra", "zu", "fe", "lan", "dor", "sim", "vak", "nu", "ger", "pol", "shen"]
)
WORDS = st.lists(SYLLABLES, min_size=2, max_size=3).map("".join).map(str.capitalize)
NAMES = st.lists(WORDS, min_size=2, max_size=4, unique=True).map(" ".join)
ANYTHING = st.text(max_size=40)
CYRILLIC = str.maketrans("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз")

few = settings(max_examples=40, deadline=None)


def certainty(left, right):
    return compare(Subject("person", (left,)), [Subject("person", (right,))])[0].certainty


@few
@given(NAMES, NAMES)
def test_comparing_is_symmetric(left, right):
    assert abs(certainty(left, right) - certainty(right, left)) < 1e-4


@few
@given(ANYTHING, ANYTHING)
def test_any_text_is_compared_without_a_fault(left, right):
    assert 0 <= certainty(left, right) <= 1


@few
@given(NAMES)
def test_order_and_case_do_not_make_equal_names_different(name):
    turned = " ".join(reversed(name.split()))
    assert certainty(name, turned.upper()) >= certainty(name, name.upper()) - 0.05


@few
@given(NAMES)
def test_marks_do_not_make_equal_names_different(name):
    marked = name.translate(str.maketrans("aeiou", "áéíóú"))
    assert anyascii(marked) == name
    assert certainty(name, marked) >= 0.9


@few
@given(NAMES)
def test_script_does_not_make_equal_names_different(name):
    cyrillic = name.lower().replace("sh", "ш").translate(CYRILLIC)
    assert certainty(name, cyrillic) >= 0.7


@few
@given(ANYTHING)
def test_keys_are_deterministic(name):
    subject = Subject("person", (name,))
    assert keys(subject) == keys(Subject("person", (name,)))
