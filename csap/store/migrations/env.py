"""Alembic's way in: it works on the connection that `store.schema` hands it."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import csap.model  # noqa: F401 - fills the metadata

PLAIN = {"AutoString": "String", "Instant": "DateTime", "Choice": "String", "Sealed": "LargeBinary"}
PLAIN |= {"SealedList": "LargeBinary", "SealedMap": "LargeBinary"}


def _render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Our own types as the plain ones that they are kept as: a migration must not change with the code."""
    name = PLAIN.get(type(item).__name__) if kind == "type" else None
    if name is None:
        return False
    length = getattr(getattr(item, "impl", item), "length", None) or getattr(item, "length", None)
    return f"sa.{name}(length={length})" if length and name == "String" else f"sa.{name}()"


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
