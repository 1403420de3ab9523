"""From a form to a Draft and back: WTForms shows and reads the fields, the Draft alone says what is right."""

from collections.abc import Iterable
from typing import Any, TypeVar

from flask_wtf import FlaskForm
from pydantic import ValidationError
from wtforms.fields.choices import SelectChoice

from csap.errors import Invalid
from csap.model.drafts import Draft, problems
from csap.web.wording import said
from csap.wording import Words

D = TypeVar("D", bound=Draft)


def draft(form: FlaskForm, kind: type[D], context: dict[str, Any] | None = None, **more: Any) -> D:
    """The form's data as a Draft. `Invalid` if the Draft refuses it."""
    given = {name: value for name, value in _sent(form.data).items() if name in kind.model_fields}
    return draft_of(kind, given | more, context)


def _sent(data: Any) -> Any:
    """A form's data, rows within it too, without the fields that were not sent."""
    if isinstance(data, list):
        return [_sent(each) for each in data]
    return {name: _sent(value) for name, value in data.items() if value is not None} if isinstance(data, dict) else data


def draft_of(kind: type[D], values: dict[str, Any], context: dict[str, Any] | None = None) -> D:
    """These values as a Draft. `Invalid` if it refuses them."""
    try:
        return kind.model_validate(values, context=context)
    except ValidationError as error:
        raise Invalid(problems(error)) from None


def show_problems(form: FlaskForm, problems: dict[str, list[Words]]) -> None:
    """Put each problem at its field, what has no field at the form itself."""
    for name, sentences in problems.items():
        said_ones = [said(each) for each in sentences]
        if name in form and name:
            form[name].errors = [*form[name].errors, *said_ones]
        else:
            form.form_errors = [*form.form_errors, *said_ones]


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """What a SelectField offers: values and their words."""
    return [SelectChoice(str(value), words) for value, words in pairs]
