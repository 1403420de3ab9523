"""References: a 40-bit id as eight characters that survive a telephone line (Crockford's base 32)."""

from werkzeug.routing import BaseConverter, ValidationError

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENIENT = str.maketrans("OILoil", "011011")


def ref(number: int) -> str:
    """`1099511627775` -> `ZZZZZZZZ`."""
    return "".join(DIGITS[(number >> shift) & 31] for shift in range(35, -1, -5))


def number(text: str) -> int:
    """The id of a reference, small letters and look-alikes forgiven; ValueError if it is none."""
    value = 0
    for character in text.translate(_LENIENT).upper():
        value = value * 32 + DIGITS.index(character)
    return value


class RefConverter(BaseConverter):
    """`/posts/<ref:post_id>`; what can't be a reference is not found, like what isn't there."""

    regex = "[0-9A-Za-z]{8}"

    def to_python(self, value: str) -> int:
        try:
            return number(value)
        except ValueError:
            raise ValidationError from None

    def to_url(self, value: int) -> str:
        return ref(value)
