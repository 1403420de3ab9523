"""Accounts are bound to a single sign-on provider"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("issuer", "person_id"),
        sa.UniqueConstraint("issuer", "subject"),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])
    op.add_column("sign_in", sa.Column("provider_session", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("sign_in", "provider_session")
    op.drop_index("ix_identity_person_id", "identity")
    op.drop_table("identity")
