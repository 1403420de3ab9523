"""What a page asks for: its fields with the values they begin with."""

import re
from html.parser import HTMLParser


class Fields(HTMLParser):
    """Names and values of a page's fields, as a browser would send them unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._list = self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            self.found.setdefault(name, given.get("value", ""))
        elif tag == "select":
            self._list = name
            self.found.setdefault(name, "")
        elif tag == "option" and self._list and (not self.found[self._list] or "selected" in given):
            self.found[self._list] = given.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.found.setdefault(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._list = ""
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._text] += data


def fields(page: str) -> dict[str, str]:
    parser = Fields()
    parser.feed(page)
    return {name: value for name, value in parser.found.items() if name and name != "csrf_token"}


NAMED = re.compile(r"""request\.(?:form|files|args)(?:\.get(?:list)?\(|\[)"(\w+)""")


def asked_in(source: str) -> list[str]:
    """The fields that a view reads by name."""
    return sorted(set(NAMED.findall(source)))
