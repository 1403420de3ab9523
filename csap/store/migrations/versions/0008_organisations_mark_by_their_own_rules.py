"""Organisations mark by their own rules"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "house_marking",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("tlp", sa.String(length=24), nullable=False),
        sa.Column("marking", sa.String(length=24), nullable=False),
        sa.Column("on_match", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("organisation_id", "kind"),
    )
    op.add_column("organisation", sa.Column("applies", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("organisation", "applies")
    op.drop_table("house_marking")
