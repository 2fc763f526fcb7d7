"""The desk as an organiser sees it; `make pictures` keeps the pictures for docs/secretariat.md."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.program.page.window import Album, Window, url, visit
from tests.program.program import OLGA, Person


def count_some_weeks(database: Path) -> None:
    """As if there had been more than three people, of whom nothing could be told."""
    came = [(f"2013-05-{day:02}", "arrived", "private", 6 + day * 3 % 11) for day in range(1, 21)]
    asked = [
        ("looked-up", {"rt3": 214, "meetings": 160, "rt1": 131, "areas": 77, "mandate": 3}),
        ("not-found", {"wifi password": 31, "shuttle bus": 18, "lunch": 9, "dress code": 2}),
        ("found", {"search": 420}),
        ("outcome", {"reminder sent ": 388, "digest sent ": 140, "change failed refused": 1}),
    ]
    rows = [("2013-05-20", what, name, n) for what, names in asked for name, n in names.items()]
    with sqlite3.connect(database, timeout=20) as connection:
        connection.executemany("INSERT OR REPLACE INTO counts VALUES (?, ?, ?, ?)", came + rows)
        for what, value, number in (("all", "", 64), ("roundtable", "3", 41), ("kind", "rcp", 22)):
            chats = [(10_000 + each, what, value, "2013-05-20") for each in range(number)]
            connection.executemany(
                "INSERT INTO subscriptions (chat_id, what, value, created) VALUES (?, ?, ?, ?)",
                chats,
            )
    connection.close()


async def test_pictures_of_the_desk(
    window: Window, base: str, amina: Person, page_database: Path, tmp_path: Path
) -> None:
    album = Album(window.page, tmp_path)
    olga = Person(amina.session, base, OLGA)
    await amina.says("/subscribe all")
    await visit(window.page, url(base, OLGA, OLGA))

    await olga.says("/desk")
    await album.take("desk", "Your role: owner.")

    await olga.press(await olga.says("/calendar escap-bangkok-2013"), "Move")
    await olga.says("30-31 May 2013")
    asked = await olga.says("The hall is not free")
    assert "Reason: The hall is not free" in asked.plain
    await album.take("desk-calendar", "When (now):")
    await olga.says("/cancel")

    await olga.says("/announce The session begins in room 3")
    await album.take("desk-announce", "Announcement")
    await olga.says("/cancel")

    await amina.says("/ask Where do I get my badge?")
    await album.take("desk-question", "Where do I get my badge?")

    count_some_weeks(page_database)
    await olga.says("/stats")
    await album.take("desk-statistics", "Delegates")
