"""The audit is sealed: the database itself refuses to change, delete or replace a line; and it pages by each filter"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FILTERS = ("act", "verb", "subject", "person_id", "organisation_id")
REFUSED = "the audit is append-only"
SQLITE = {
    "update": "BEFORE UPDATE ON record",
    "delete": "BEFORE DELETE ON record",
    "replace": "BEFORE INSERT ON record WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id OR hash = NEW.hash)",
}


def upgrade() -> None:
    op.drop_index("ix_record_act", "record")
    op.drop_index("ix_record_subject", "record")
    for name in FILTERS:
        op.create_index(f"ix_record_{name}", "record", [name, "id"])
    op.create_index("ix_record_at", "record", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        for name, when in SQLITE.items():
            op.execute(f"CREATE TRIGGER record_no_{name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    op.execute(
        "CREATE FUNCTION record_sealed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER record_no_change BEFORE UPDATE OR DELETE ON record "
        "FOR EACH ROW EXECUTE FUNCTION record_sealed()"
    )
    op.execute(
        "CREATE TRIGGER record_no_truncate BEFORE TRUNCATE ON record "
        "FOR EACH STATEMENT EXECUTE FUNCTION record_sealed()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE:
            op.execute(f"DROP TRIGGER record_no_{name}")
    else:
        op.execute("DROP TRIGGER record_no_change ON record")
        op.execute("DROP TRIGGER record_no_truncate ON record")
        op.execute("DROP FUNCTION record_sealed()")
    op.drop_index("ix_record_at", "record")
    for name in FILTERS:
        op.drop_index(f"ix_record_{name}", "record")
    op.create_index("ix_record_act", "record", ["act"])
    op.create_index("ix_record_subject", "record", ["subject"])
