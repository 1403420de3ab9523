"""Sizes and statistics, in each database's own words."""

from sqlalchemy import Connection


def refresh_statistics(connection: Connection) -> None:
    """Let the database look at its tables, so that it picks the right index; PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")


def bytes_of(connection: Connection) -> int:
    """How large the database is, with its indexes and its free pages."""
    statement = "SELECT pg_database_size(current_database())"
    if connection.dialect.name == "sqlite":
        statement = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    return int(connection.exec_driver_sql(statement).scalar_one())
