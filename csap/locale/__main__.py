"""`python -m csap.locale [compile|missing|extract]`: see the package's docstring."""

import sys

from csap import locale


def listing(found: dict[locale.Key, str]) -> int:
    """Print each message as an empty PO entry with its place; returns how many there are."""
    for key, place in found.items():
        singular, *plural = map(quoted, locale.strings(key))
        print(f"#: {place}\nmsgid {singular}")
        print(f'msgid_plural {plural[0]}\nmsgstr[0] ""\nmsgstr[1] ""\n' if plural else 'msgstr ""\n')
    return len(found)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main(mode: str = "compile") -> int:
    """The command's exit code: 1 when French is missing."""
    if mode == "extract":
        listing(locale.extracted())
        return 0
    if mode == "missing":
        return 1 if listing(locale.missing()) else 0
    print(f"csap/locale/fr: {locale.compile_catalog()} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
