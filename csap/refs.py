"""References: a 40-bit id as eight characters that survive a telephone line (Crockford's base 32)."""

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
_LENIENT = str.maketrans("OILoil", "011011")


def ref(number: int) -> str:
    """`1099511627775` -> `ZZZZZZZZ`."""
    return "".join(DIGITS[(number >> shift) & 31] for shift in range(35, -1, -5))


def number(text: str) -> int:
    """The id of a reference, small letters and look-alikes forgiven; ValueError if it is none."""
    if len(text) != LENGTH:
        raise ValueError("a reference has eight characters")
    value = 0
    for character in text.translate(_LENIENT).upper():
        value = value * 32 + DIGITS.index(character)
    return value
