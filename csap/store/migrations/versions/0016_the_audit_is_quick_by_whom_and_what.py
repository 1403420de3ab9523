"""The audit is quick by whom and what"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHOSE = ("person_id", "organisation_id")


def upgrade() -> None:
    for name in WHOSE:
        op.drop_index(f"ix_record_{name}", table_name="record")
        op.create_index(f"ix_record_{name}", "record", [name, "id", "act", "verb"])


def downgrade() -> None:
    for name in WHOSE:
        op.drop_index(f"ix_record_{name}", table_name="record")
        op.create_index(f"ix_record_{name}", "record", [name, "id"])
