"""The screens and messages of addresses, in every language, and what an address may do by
itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.calendar_sources.fetching import Failure
from bot.telegram.rendering import render
from content.calendars import Read
from content.calendars.entries import Entry
from content.languages import NAMES
from handlers.desk.calendar_sources.taking import Taken, take_calendar
from handlers.desk.calendar_sources.views import message_view, source_view, sources_view
from handlers.framework.reply import Reply
from storage.calendar_sources import (
    Choices,
    Message,
    Mode,
    Source,
    add_sources,
    find_source,
    set_mode,
)
from storage.database import open_database
from tests.databases import database_url
from tests.factories import BEFORE, a_reader, services_over, shipped_pack, text_of

OUTCOMES: list[tuple[str, dict[str, Any]]] = [
    ("", {}), ("unchanged", {}), ("imported", {"new": 2}), ("status", {"status": 503}),
    ("complaints", {"complaint": {"code": "no-title", "line": 3}}), ("web-page", {}),
    ("not-read", {}), ("complaints", {}), ("changes", {}),
    *(
        ("changes", {"new": 2, "changed": 5, "cancelled": 1, "missing": 3, "reason": reason})
        for reason in ("choices", "edited", "many", None)
    ),
    *((code, {}) for code in get_args(Failure)),
]  # fmt: skip
SOURCE = Source(
    "0123456789ab", "automatic", BEFORE + timedelta(minutes=9), "", "", "", BEFORE, "", {}, 0,
    None, False, None, "aabbccddeeff", "", Choices(),
)  # fmt: skip


def assert_says_it(reply: Reply, right_to_left: bool) -> str:
    rendered = render(reply, right_to_left=right_to_left)
    (text,) = rendered.texts
    assert not re.search(r"\{\w*\}", text)
    labels = [button.label for row in reply.buttons for button in row]
    assert len(labels) == len(set(labels)) and all(0 < len(label) <= 64 for label in labels)
    return text_of(reply)


@pytest.mark.parametrize("language", NAMES)
def test_every_outcome_and_message_is_a_sentence_in_every_language(language: str) -> None:
    reader = a_reader(language)
    turned = reader.right_to_left
    texts = set()
    for outcome, details in OUTCOMES:
        source = replace(SOURCE, outcome=outcome, details=details)
        if outcome == "changes":
            source = replace(source, draft="{}", mode="preview")
        texts.add(assert_says_it(source_view(reader, "programme", source), turned))
    failing = {"since": BEFORE.isoformat(), "outcome": "status", "status": 503}
    told: list[tuple[Any, dict[str, Any]]] = [
        ("changes", {"new": 2}), ("imported", {"changed": 1}), ("failing", failing),
        ("recovered", {}),
    ]  # fmt: skip
    for kind, details in told:
        message = Message(SOURCE.id, 1, kind, details, 0, language, None)
        reply = message_view(reader, "programme", message, SOURCE.mark)
        texts.add(assert_says_it(reply, turned))
    assert len(texts) >= len(OUTCOMES) + len(told) - 4  # some failures share a sentence
    listed = sources_view(reader, [("programme", SOURCE), ("other", None)])
    assert "programme" in assert_says_it(listed, turned)


def a_calendar(*days: int, sequence: int = 0, kind: str = "briefing", city: str = "Geneva") -> Read:
    """A calendar with a meeting on each of these days of June 2013."""
    return Read(
        form="csv",
        entries=tuple(
            Entry(
                line=day, title=f"Talk {day}", start=f"2013-06-{day:02}T09:00", uid=f"{day}@a",
                sequence=sequence,
                own_cells={"kind": kind, "region": "global", "city": city},
            )
            for day in days
        ),
    )  # fmt: skip


async def test_what_an_address_may_do_by_itself(tmp_path: Path) -> None:
    database = open_database(database_url(tmp_path / "test.db"))
    await database.migrate()
    services = services_over(database, calendar_sources={"a": "programme"})

    async def takes(read: Read, mode: Mode = "automatic") -> Taken:
        async with database.write_transaction() as connection:
            await add_sources(connection, ["a"], BEFORE)
            await set_mode(connection, "a", mode)
            source = await find_source(connection, "a")
            assert source is not None
            return await take_calendar(connection, services, shipped_pack(), source, read, BEFORE)

    days = tuple(range(1, 31))
    # Whoever wants to see it first is asked, and nothing is written.
    assert (await takes(a_calendar(*days), "preview")).details["new"] == 30
    assert (await takes(a_calendar(*days), "preview")).details["new"] == 30
    # A kind that has to be chosen is asked for.
    assert (await takes(a_calendar(*days, kind=""))).details["reason"] == "choices"
    taken = await takes(a_calendar(*days))
    assert (taken.outcome, taken.details["new"]) == ("imported", 30)
    assert (await takes(a_calendar(*days))).outcome == "unchanged"
    # A tenth may go, no more; none is cancelled until somebody says so.
    taken = await takes(a_calendar(*days[4:]))
    assert (taken.outcome, taken.details["reason"]) == ("changes", "many")
    assert taken.details["missing"] == 4
    assert (await takes(a_calendar(*days))).outcome == "unchanged"
    taken = await takes(a_calendar(*days[3:]))
    assert (taken.outcome, taken.details["cancelled"]) == ("imported", 3)
    # The same again cancels nothing more, and other meetings are never missed.
    assert (await takes(a_calendar(*days[3:]))).outcome == "unchanged"
    await database.close()
