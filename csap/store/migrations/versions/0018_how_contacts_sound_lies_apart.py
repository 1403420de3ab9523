"""How contacts sound lies apart from the rest of their entries, close together."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overlap_sound",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "post_id"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO overlap_sound (generation, post_id, organisation_id, heard) "
        "SELECT generation, post_id, organisation_id, heard FROM overlap_entry ORDER BY generation, post_id"
    )
    _drop("organisation_id")
    _drop("heard")


def _drop(column: str) -> None:
    """Both databases drop a column where it lies; a copy of the table would lose that it has no row ids."""
    op.execute(f"ALTER TABLE overlap_entry DROP COLUMN {column}")


def downgrade() -> None:
    op.execute("ALTER TABLE overlap_entry ADD COLUMN organisation_id INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE overlap_entry ADD COLUMN heard VARCHAR NOT NULL DEFAULT ''")
    same = "s.generation = overlap_entry.generation AND s.post_id = overlap_entry.post_id"
    op.execute(
        f"UPDATE overlap_entry SET organisation_id = (SELECT s.organisation_id FROM overlap_sound s WHERE {same}), "  # noqa: S608
        f"heard = (SELECT s.heard FROM overlap_sound s WHERE {same})"
    )
    op.drop_table("overlap_sound")
