"""Links that open the clerk's page once, and the browsers in which it is open.

Whether somebody still is on the podium is not decided here: roles are read on each request.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import insert
from storage.hashing import sha256
from storage.tables import clerk_browsers, clerk_links

LINK_LIFETIME = timedelta(minutes=10)
BROWSER_LIFETIME = timedelta(hours=12)
MAX_BROWSERS = 5  # of a person
_TOKEN_BYTES = 24
_MAX_NAME = 64


@dataclass(frozen=True)
class Browser:
    """A browser in which a person is signed in for a session."""

    user_id: int
    name: str
    session: int


async def new_link(
    connection: AsyncConnection, user_id: int, name: str, session: int, now: datetime
) -> str:
    """Make a token that signs a person in once; an older one of theirs stops working."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    old = (clerk_links.c.user_id == user_id) | (clerk_links.c.expires <= now)
    await connection.execute(delete(clerk_links).where(old))
    await connection.execute(
        insert(clerk_links).values(
            token_hash=sha256(token), user_id=user_id, name=name[:_MAX_NAME], session=session,
            expires=now + LINK_LIFETIME,
        )
    )  # fmt: skip
    return token


async def is_link(connection: AsyncConnection, token: str, now: datetime) -> bool:
    """Return whether a token would sign somebody in. It takes no lock, so that guessing holds up
    no writer."""
    link = clerk_links.c
    query = select(link.session).where(link.token_hash == sha256(token), link.expires > now)
    return (await connection.execute(query)).first() is not None


async def use_link(connection: AsyncConnection, token: str, now: datetime) -> Browser | None:
    """Take a token; return whom it signs in, or None if it was used, expired or never existed."""
    taken = await connection.execute(
        delete(clerk_links)
        .where(clerk_links.c.token_hash == sha256(token))
        .returning(*clerk_links.c)
    )
    row = taken.first()
    if row is None or row.expires <= now:
        return None
    return Browser(row.user_id, row.name, row.session)


async def sign_in(connection: AsyncConnection, browser: Browser, now: datetime) -> str:
    """Sign a person in; return the token for the cookie. Their oldest browsers are signed out."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    known = clerk_browsers.c
    await connection.execute(delete(clerk_browsers).where(known.expires <= now))
    mine = await connection.execute(
        select(known.token_hash)
        .where(known.user_id == browser.user_id)
        .order_by(known.since.desc())
        .offset(MAX_BROWSERS - 1)
    )
    oldest = list(mine.scalars())
    await connection.execute(delete(clerk_browsers).where(known.token_hash.in_(oldest)))
    await connection.execute(
        insert(clerk_browsers).values(
            token_hash=sha256(token), user_id=browser.user_id, name=browser.name[:_MAX_NAME],
            session=browser.session, since=now, expires=now + BROWSER_LIFETIME,
        )
    )  # fmt: skip
    return token


async def browser_of(connection: AsyncConnection, token: str, now: datetime) -> Browser | None:
    """Return who is signed in with a cookie, or None."""
    known = clerk_browsers.c
    query = select(clerk_browsers).where(known.token_hash == sha256(token), known.expires > now)
    row = (await connection.execute(query)).first()
    return None if row is None else Browser(row.user_id, row.name, row.session)


async def sign_out(connection: AsyncConnection, token: str) -> None:
    await connection.execute(
        delete(clerk_browsers).where(clerk_browsers.c.token_hash == sha256(token))
    )


async def sign_out_everywhere(connection: AsyncConnection, user_id: int) -> None:
    """Sign a person out of all browsers, and let no link of theirs work."""
    for table in (clerk_browsers, clerk_links):
        await connection.execute(delete(table).where(table.c.user_id == user_id))
