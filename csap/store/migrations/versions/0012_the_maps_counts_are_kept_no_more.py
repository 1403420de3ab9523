"""The map's counts are kept no more"""

from collections.abc import Iterator
from math import floor
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEYS = ("level", "row", "column", "audience_id", "organisation_id", "kind")
POST = sa.table("post", *map(sa.column, ("kind", "lat", "lon", "audience_id", "organisation_id", "withdrawn_at")))


def upgrade() -> None:
    op.drop_table("cell_count")


def downgrade() -> None:
    made = op.create_table(
        "cell_count",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("audience_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("lat_sum", sa.Float(), nullable=False),
        sa.Column("lon_sum", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"]),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint(*KEYS),
        sqlite_with_rowid=False,
    )
    cells: dict[tuple[Any, ...], tuple[int, float, float]] = {}
    for post in op.get_bind().execute(sa.select(POST).where(POST.c.withdrawn_at.is_(None))):
        for key in keys(post):
            amount, lat, lon = cells.get(key, (0, 0.0, 0.0))
            here = key[0] >= 0
            cells[key] = amount + 1, lat + (post.lat if here else 0), lon + (post.lon if here else 0)
    summed = ("amount", "lat_sum", "lon_sum")
    rows = [dict(zip((*KEYS, *summed), (*key, *values), strict=True)) for key, values in cells.items()]
    op.bulk_insert(made, rows)


def keys(post: Any) -> Iterator[tuple[Any, ...]]:
    """The cells that a post was counted in: the one of all posts, and where it has a point one of each level."""
    whose = post.audience_id, post.organisation_id, post.kind
    yield -1, 0, 0, *whose
    if post.lat is not None and post.lon is not None:
        for level in range(5):
            yield level, floor(post.lat * 2**level), floor(post.lon * 2**level), *whose
