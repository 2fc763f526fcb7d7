"""Where the database is, by DATABASE_URL."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from storage.errors import DatabaseError

_SQLITE = "sqlite+aiosqlite"
_POSTGRESQL = "postgresql+asyncpg"
_OPTIONS = frozenset({"host", "port", "ssl", "sslmode"})
_EXAMPLES = "sqlite+aiosqlite:///var/roundtable.db or postgresql://name:password@host/database"


def parse_address(url: str) -> URL:
    """Return a DATABASE_URL's parts, with the driver that this program uses.

    Raises DatabaseError if it cannot be used. The message has nothing of the URL but its scheme.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError(f"DATABASE_URL cannot be read; write it as {_EXAMPLES}") from None
    if address.drivername == _SQLITE:
        return address
    if address.drivername in ("postgresql", "postgres", _POSTGRESQL):
        if not address.database:
            raise DatabaseError(f"DATABASE_URL names no database; write it as {_EXAMPLES}")
        if unknown := address.query.keys() - _OPTIONS:
            raise DatabaseError(
                f"DATABASE_URL has an option that is not known: {min(unknown)}; "
                f"known are {', '.join(sorted(_OPTIONS))}"
            )
        if not 0 < (address.port or 5432) < 65536:
            raise DatabaseError("DATABASE_URL has a port above 65535")
        return address.set(drivername=_POSTGRESQL)
    raise DatabaseError(f"DATABASE_URL begins with {address.drivername}; write it as {_EXAMPLES}")


def is_postgresql(address: URL) -> bool:
    return address.get_backend_name() == "postgresql"
