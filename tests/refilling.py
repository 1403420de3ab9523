"""A PostgreSQL database of a test made as new: its rows are put back, which takes a tenth of the time of a new copy."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname"
SEQUENCES = "select sequencename, last_value from pg_sequences where schemaname = 'public'"
SHAPE = """
select (select string_agg(format('%s %s %s', relname, relkind, relnatts), ',' order by relname) from pg_class
         where relnamespace = 'public'::regnamespace),
       (select string_agg(format('%s %s', tgname, tgenabled), ',' order by tgname, tgrelid::regclass::text)
          from pg_trigger where not tgisinternal),
       (select string_agg(format('%s %s %s', attrelid::regclass, attname, atttypid), ',' order by attrelid, attnum)
          from pg_attribute where attrelid in (select oid from pg_class where relkind = 'r'
           and relnamespace = 'public'::regnamespace) and attnum > 0)
"""


@dataclass(frozen=True)
class Kept:
    """What a database holds."""

    shape: tuple[str, ...]
    rows: dict[str, bytes]
    sequences: dict[str, int | None]


def keep(url: str) -> Kept:
    with psycopg.connect(url) as connection:
        tables = [name for (name,) in connection.execute(TABLES)]
        return Kept(
            connection.execute(SHAPE).fetchone() or (),
            {name: _copied(connection, name) for name in tables},
            dict(connection.execute(SEQUENCES).fetchall()),
        )


def _copied(connection: psycopg.Connection[tuple[str, ...]], table: str) -> bytes:
    statement = sql.SQL("copy {} to stdout").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        return b"".join(bytes(part) for part in copy)


def refilled(url: str, kept: Kept) -> bool:
    """Whether the database could be made what was kept; not where a test changed its shape, or it isn't there."""
    try:
        with psycopg.connect(url) as connection:
            if connection.execute(SHAPE).fetchone() != kept.shape:
                return False
            connection.execute("set session_replication_role = replica")
            connection.execute("set lock_timeout = '2s'")
            connection.execute(sql.SQL(";").join(_emptied(name) for name in kept.rows))
            for name, rows in kept.rows.items():
                if rows:
                    _fill(connection, name, rows)
            connection.execute(sql.SQL(";").join(_begun(*each) for each in kept.sequences.items()))
    except psycopg.Error:
        return False
    return True


def _emptied(table: str) -> sql.Composed:
    return sql.SQL("delete from {}").format(sql.Identifier(table))


def _fill(connection: psycopg.Connection[tuple[str, ...]], table: str, rows: bytes) -> None:
    statement = sql.SQL("copy {} from stdin").format(sql.Identifier(table))
    with connection.cursor().copy(statement) as copy:
        copy.write(rows)


def _begun(name: str, last: int | None) -> sql.Composed:
    used = last is not None
    return sql.SQL("select setval({}, {}, {})").format(sql.Literal(f'public."{name}"'), last if used else 1, used)
