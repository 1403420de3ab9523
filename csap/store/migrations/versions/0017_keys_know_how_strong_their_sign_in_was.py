"""Keys know how strong the sign-in was that made them; of those that are there already nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("strong", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.alter_column("strong", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.drop_column("strong")
