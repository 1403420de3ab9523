"""JSON that somebody sent: what is taken, and what is refused whatever it is meant for."""

import pytest

from csap.formats.jsontext import LARGEST, read

TAKEN = {
    b"{}": {},
    '{"name": "\u0623\u062d\u0645\u062f \u00e9 \\ud83d\\udc69"}'.encode(): {
        "name": "\u0623\u062d\u0645\u062f \u00e9 \U0001f469"
    },
    b'{"a": [1, -2, 1.5, true, null, {"b": []}]}': {"a": [1, -2, 1.5, True, None, {"b": []}]},
    b'{"a": 2147483647, "b": -2147483647}': {"a": LARGEST, "b": -LARGEST},
    b'{"a": ' + b"[" * 7 + b"]" * 7 + b"}": {"a": [[[[[[[]]]]]]]},
}
REFUSED = {
    "nothing": b"",
    "no object": b"[]",
    "a text": b'"x"',
    "no JSON": b"{'a': 1}",
    "two objects": b"{}{}",
    "cut off": b'{"a": ',
    "no UTF-8": b'{"a": "\xff"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a mark before it": b"\xef\xbb\xbf{}",
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice within": b'{"a": {"b": 1, "b": 1}}',
    "a NUL": b'{"a": "x\\u0000y"}',
    "a NUL in a name": b'{"x\\u0000": 1}',
    "half a character": b'{"a": "\\ud800"}',
    "half a character in a list": b'{"a": [["\\udfff"]]}',
    "a number too large": b'{"a": 2147483648}',
    "a number far too large": b'{"a": ' + b"9" * 100_000 + b"}",
    "no number": b'{"a": NaN}',
    "without end": b'{"a": Infinity}',
    "without end when read": b'{"a": -1e400}',
    "nine deep": b'{"a": ' + b"[" * 8 + b"]" * 8 + b"}",
    "far too deep": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "objects far too deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
}


@pytest.mark.parametrize("content", TAKEN)
def test_an_object_is_read_as_it_is(content):
    assert read(content) == TAKEN[content]


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_kept_is_refused(why):
    with pytest.raises(ValueError, match=r"."):
        read(REFUSED[why])
