"""`<ref:post_id>` in a route: a post's or overlap's id as eight characters."""

from werkzeug.routing import BaseConverter, ValidationError

from csap.refs import number, ref

__all__ = ["RefConverter", "number", "ref"]


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
