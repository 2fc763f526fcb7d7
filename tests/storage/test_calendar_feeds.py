"""Private calendar feeds: one token a chat, renewed and revoked."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from storage import calendar_feeds, chats
from storage.database import Database

NOW = datetime(2013, 5, 20, 13, tzinfo=UTC)


async def test_only_the_newest_token_opens_a_feed(database: Database) -> None:
    async with database.transaction() as connection:
        first = await calendar_feeds.renew(connection, 7, NOW)
        second = await calendar_feeds.renew(connection, 7, NOW)
        assert await calendar_feeds.chat_of(connection, first) is None
        assert await calendar_feeds.chat_of(connection, second) == 7
        await calendar_feeds.revoke(connection, 7)
        assert await calendar_feeds.chat_of(connection, second) is None
        assert await calendar_feeds.created_at(connection, 7) is None


async def test_the_token_itself_is_not_kept(database: Database) -> None:
    async with database.transaction() as connection:
        token = await calendar_feeds.renew(connection, 7, NOW)
        row = (await connection.execute(text("SELECT * FROM calendar_feeds"))).one()
    assert token not in map(str, row)


async def test_a_feed_goes_with_its_chat(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, -7, NOW)
        token = await calendar_feeds.renew(connection, -7, NOW)
        await chats.move_chat(connection, -7, -100_7)
        assert await calendar_feeds.chat_of(connection, token) == -100_7
        await chats.forget_chat(connection, -100_7)
        assert await calendar_feeds.chat_of(connection, token) is None
