"""Calendar links end; those that had no end get a year"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from csap import clock

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TOKEN = sa.table("token", sa.column("expires_at", sa.DateTime))


def upgrade() -> None:
    ends = (clock.now() + timedelta(days=365)).replace(tzinfo=None)
    op.execute(sa.update(TOKEN).where(TOKEN.c.expires_at.is_(None)).values(expires_at=ends))
    with op.batch_alter_table("token") as batch_op:
        batch_op.alter_column("expires_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("token") as batch_op:
        batch_op.drop_column("reminded_at")
        batch_op.alter_column("expires_at", existing_type=sa.DateTime(), nullable=True)
