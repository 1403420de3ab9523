"""What a view of the API says of itself, for the description in OpenAPI; it changes nothing that the view does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

View = Callable[..., Any]


@dataclass(frozen=True)
class Parameter:
    """Of a question: its name, its JSON schema, what it is for."""

    name: str
    schema: dict[str, Any]
    words: str = ""


@dataclass(frozen=True)
class Described:
    """`takes`: the name of what is sent, as the description's schemas have it; `fails`: further statuses."""

    gives: type[BaseModel]
    takes: tuple[str, ...] = ()
    asks: tuple[Parameter, ...] = ()
    status: int = 200
    fails: tuple[int, ...] = ()


def described(gives: type[BaseModel], **more: Any) -> Callable[[View], View]:
    def note(view: View) -> View:
        view.described = Described(gives, **more)  # type: ignore[attr-defined]
        return view

    return note
