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
    given = {name: value for name, value in form.data.items() if name in kind.model_fields and value is not None}
    try:
        return kind.model_validate(given | more, context=context)
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
