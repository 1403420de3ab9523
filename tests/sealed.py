"""What somebody does who owns the database and wants to change the audit: takes the seals off first."""

from sqlalchemy import Engine, text

from csap.store.seals import TRIGGERS


def unseal(engine: Engine) -> None:
    on = "" if engine.dialect.name == "sqlite" else " ON record"
    with engine.begin() as connection:
        for name in TRIGGERS[engine.dialect.name]:
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
