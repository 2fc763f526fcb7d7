"""What calendar files and agendas of a large calendar cost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from content.model import Pack
from handlers.calendar_export.files import CalendarEntry, calendar_bytes
from handlers.framework.places import Place
from handlers.framework.topic import Visit
from handlers.meetings.conversion import row_of
from handlers.subscriptions.agenda import visit_agenda
from storage import chats, subscriptions
from storage.meetings import load_pack_meetings
from tests.calls import count_calls
from tests.factories import (
    BEFORE,
    a_database,
    a_meeting,
    a_reader,
    a_request,
    services_over,
    shipped_pack,
)

CHAT = 101


def pack_with(number: int) -> Pack:
    fields = {name: getattr(shipped_pack(), name) for name in Pack.model_fields}
    meetings = tuple(a_meeting(id=f"m-{place}", prepares=None) for place in range(number))
    return Pack(**{**fields, "meetings": meetings, "links": ()})


def test_the_events_of_a_file_are_made_once() -> None:
    entries = [
        CalendarEntry(meeting, 0, BEFORE, lead_times=(3600,)) for meeting in pack_with(40).meetings
    ]
    files: list[bytes] = []
    one = a_reader()

    def make() -> None:
        # Somebody else who reads the same language, a little later.
        reader = replace(one, now=BEFORE.replace(second=len(files)))
        files.append(calendar_bytes(reader, shipped_pack(), entries))

    first, second = count_calls(make), count_calls(make)
    assert files[0] == files[1]
    assert files[0].count(b"BEGIN:VEVENT") == 40
    print(f"calls to make a file of 40 events: {first:,}, and again: {second:,}")
    assert second * 10 < first


def test_a_change_and_another_language_make_other_events() -> None:
    meeting = a_meeting()
    entry, changed = CalendarEntry(meeting, 0, BEFORE), CalendarEntry(meeting, 1, BEFORE)
    pack = shipped_pack()
    plain = calendar_bytes(a_reader(), pack, [entry])
    assert b"SEQUENCE:1" in calendar_bytes(a_reader(), pack, [changed])
    assert b"SEQUENCE:0" in plain
    assert calendar_bytes(a_reader("fr"), pack, [entry]) != plain


def test_an_agenda_reads_no_more_than_it_shows(tmp_path: Path) -> None:
    def calls(number: int) -> int:
        """The calls in the event loop's thread for a page of an agenda of so many meetings."""
        pack = pack_with(number)
        folder = tmp_path / str(number)
        folder.mkdir()

        async def fill() -> None:
            await database.migrate()
            async with database.transaction() as connection:
                rows = [row_of(meeting) for meeting in pack.meetings]
                await load_pack_meetings(connection, rows, BEFORE)
                await chats.record_contact(connection, CHAT, BEFORE)
                await subscriptions.subscribe(connection, CHAT, "all", "", BEFORE)
            await show()

        async def show() -> None:
            await visit_agenda(a_request(services), Visit(Place("agenda")))

        with a_database(folder) as database, asyncio.Runner() as runner:
            services = services_over(database, pack)
            runner.run(fill())
            counted = count_calls(lambda: runner.run(show()))
            runner.run(database.close())
        return counted

    few, many = calls(20), calls(220)
    print(f"calls for a page of an agenda of 20 meetings: {few:,}, of 220: {many:,}")
    assert many - few < 200 * 12  # each meeting's id is read, and nothing else of it
