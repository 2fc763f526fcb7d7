"""What all tables share."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Date, DateTime, Dialect, MetaData
from sqlalchemy.types import TypeDecorator

_logger = logging.getLogger(__name__)

_DateT = TypeVar("_DateT", bound=date)

# What a damaged date or instant counts as: its row is old, and no other row suffers from it.
DAMAGED_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
DAMAGED_DAY = DAMAGED_INSTANT.date()
# Others are damaged, and reckoning with them could leave what a date can be.
_YEARS = range(1000, 3000)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC. SQLite itself keeps no time zone.

    Raises ValueError for a naive datetime. A stored value that is no datetime is read as
    DAMAGED_INSTANT, and logged.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        read = super().result_processor(dialect, coltype)
        return _tolerant(read, DAMAGED_INSTANT) if read else None


class Day(TypeDecorator[date]):
    """A date. A stored value that is none is read as DAMAGED_DAY, and logged."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        read = super().result_processor(dialect, coltype)
        return _tolerant(read, DAMAGED_DAY) if read else None


def _tolerant(read: Callable[[Any], _DateT | None], damaged: _DateT) -> Callable[[Any], Any]:
    """Return a function that reads a value, and gives `damaged` for one that cannot be right.

    SQLite stores anything in any column, and SQLAlchemy raises for a whole result if it cannot
    read one value of it.
    """

    def read_or_default(value: Any) -> _DateT | None:
        try:
            found = read(value)
            if found is None or found.year in _YEARS:
                return found
        except (ValueError, TypeError):
            pass
        _log_damaged(value)
        return damaged

    return read_or_default


@lru_cache(maxsize=1000)
def _log_damaged(value: object) -> None:
    """Log each damaged value once, without the value, which could be anything."""
    _logger.error("a date in the database is damaged; its row counts as one of 1970")


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
