"""What contacts are kept for, joint controllers, controller and officer: what is there is kept for coordination."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joint_control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("terms_fr", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("joint_control", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_control_organisation_id"), ["organisation_id"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=24), nullable=False, server_default="coordination"))
        batch_op.add_column(sa.Column("provenance", sa.String(length=24), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("informed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("exemption", sa.String(length=24), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("exemption_reason", sa.String(length=300), nullable=False, server_default=""))

    with op.batch_alter_table("country", schema=None) as batch_op:
        batch_op.add_column(sa.Column("controller", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("controller_email", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dpo", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("dpo_email", sa.String(length=254), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("country", schema=None) as batch_op:
        batch_op.drop_column("dpo_email")
        batch_op.drop_column("dpo")
        batch_op.drop_column("controller_email")
        batch_op.drop_column("controller")

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("exemption_reason")
        batch_op.drop_column("exemption")
        batch_op.drop_column("informed_on")
        batch_op.drop_column("provenance")
        batch_op.drop_column("purpose")

    with op.batch_alter_table("joint_control", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_control_organisation_id"))

    op.drop_table("joint_control")
