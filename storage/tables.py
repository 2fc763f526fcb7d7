"""The tables. Each change to them is a migration in `storage/migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, Date, DateTime, Dialect, MetaData, String, Table
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An instant, aware, always in UTC; SQLite itself keeps no zone."""

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


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

chats = Table(
    "chats",
    metadata,
    # Telegram's ids pass 32 bits: https://core.telegram.org/bots/api#chat
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),  # chosen by the person; none: the client's
    Column("time_zone", String(64)),  # chosen by the person; none: the event's
    Column("created", Instant, nullable=False),
    Column("last_seen", Date, nullable=False, index=True),  # a day is enough to forget by
)
