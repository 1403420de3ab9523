"""What every Draft shares: text cells become values, and problems come out in the users' words, at their field."""

import re
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from csap.wording import N_, Words

_WORDS = {
    "missing": N_("This is needed."),
    "none": N_("This is needed."),
    "extra_forbidden": N_("There is no such field."),
    "string_type": N_("A text is needed here."),
    "list_type": N_("A list is needed here."),
    "int_type": N_("A whole number is needed here."),
    "int_from_float": N_("A whole number is needed here."),
    "float_type": N_("A number is needed here."),
    "int_parsing": N_("A whole number is needed here."),
    "float_parsing": N_("A number is needed here."),
    "enum": N_("Choose one of the listed values."),
    "literal_error": N_("Choose one of the listed values."),
    "string_too_long": N_("This is too long: at most %(max_length)s characters."),
    "string_too_short": N_("This is needed."),
    "too_short": N_("This is needed."),
    "too_long": N_("These are too many: at most %(max_length)s."),
    "greater_than_equal": N_("This is too small: at least %(ge)s."),
    "less_than_equal": N_("This is too large: at most %(le)s."),
    "date_from_datetime_parsing": N_("A date is needed here, such as 2026-11-23."),
    "date_parsing": N_("A date is needed here, such as 2026-11-23."),
    "date_type": N_("A date is needed here, such as 2026-11-23."),
    "datetime_from_date_parsing": N_("A date and time is needed here, such as 2026-11-23 14:30."),
    "datetime_parsing": N_("A date and time is needed here, such as 2026-11-23 14:30."),
}
_OTHER = N_("This can't be read.")
LARGEST = 2**63 - 1
_PLACES = {"max_length", "ge", "le"}


class Draft(BaseModel):
    """Input before it is a record. Empty text counts as not given; unknown fields are refused."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    @model_validator(mode="after")
    def _no_number_beyond_the_databases(self) -> Self:
        """Texts may be numbers too, of any length; neither database looks for one that it can't hold."""
        for name in type(self).model_fields:
            given = getattr(self, name)
            several = given if isinstance(given, list) else [given]
            if any(isinstance(each, int) and abs(each) > LARGEST for each in several):
                raise refuse(N_("This number is too large."), at=name)
        return self


def refuse(message: str, at: str = "", **params: Any) -> PydanticCustomError:
    """A problem to raise in a validator: `message` is marked with N_ and takes %(name)s places; `at` names the field
    where a check of the whole draft speaks."""
    return PydanticCustomError("words", "refused", {"message": message, "params": params, "at": at})


def problems(error: ValidationError) -> dict[str, list[Words]]:
    """Field -> sentences; an item of a list speaks at its list, the whole at ""."""
    found: dict[str, list[Words]] = {}
    for each in error.errors(include_url=False, include_input=False):
        field = str(each["loc"][0]) if each["loc"] else ""
        context = each.get("ctx", {})
        if each["type"] == "words":
            field = context["at"] or field
            words = Words(context["message"], context["params"])
        else:
            words = Words(_WORDS.get(each["type"], _OTHER), {k: v for k, v in context.items() if k in _PLACES})
        found.setdefault(field, []).append(words)
    return found


def _absent(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _lines(value: Any) -> Any:
    """A text of several lines (or a cell split by ;) as a list without blanks."""
    if value is None:
        return []
    if not isinstance(value, str | list | tuple):
        return value
    parts = value.replace(";", "\n").splitlines() if isinstance(value, str) else value
    return [part.strip() for part in parts if part.strip()] if all(isinstance(p, str) for p in parts) else parts


def _address(value: str) -> str:
    if len(value) > 254 or not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]{2,}", value):
        raise refuse(N_("“%(value)s” is not an e-mail address."), value=value)
    return value.lower()


Address = Annotated[str, AfterValidator(_address)]
Absent = BeforeValidator(_absent)
Lines = Annotated[list[str], BeforeValidator(_lines)]
