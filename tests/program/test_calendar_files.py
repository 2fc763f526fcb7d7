"""Calendar files over HTTP: sent, shown, confirmed, taken over; hostile ones change nothing."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from bot.pack.calendar import load_calendar
from handlers.meetings.conversion import row_of
from storage import subscriptions
from storage.meetings import change_meetings
from tests.factories import BEFORE, LIMA, shipped_pack
from tests.program.crowd import a_database, a_preview, serving
from tests.program.desk import joins, label_of, sends
from tests.program.program import AMINA, DIEGO, OLGA, Person, Program

People = tuple[Program, Person, Person, Person]
TABLE = "Title,Start,End,Kind,Region,City\n"


@pytest.fixture
async def people(program: Program, address: str, session: aiohttp.ClientSession) -> People:
    """Olga and Amina, organisers, and a delegate who is told of everything."""
    olga, amina, diego = (Person(session, address, person) for person in (OLGA, AMINA, DIEGO))
    for person in (olga, amina, diego):
        await person.post(f"people/{person.person}", language_code="en")
    await joins(olga, amina)
    await diego.says("/subscribe all")
    return program, olga, amina, diego


async def exported(person: Person, form: str) -> bytes:
    desk = await person.press(await person.says("/desk"), "Calendar files")
    return await person.file(await person.press(desk, form))


async def test_a_table_is_shown_confirmed_and_told(
    people: People,
) -> None:
    _, olga, _, diego = people
    table = (await exported(olga, "As CSV")).decode("utf-8-sig")
    same = await sends(olga, table)
    assert "The file matches" in same.plain
    assert not [label for label in same.labels if label.startswith("Import")]
    line = next(row for row in table.splitlines() if row.startswith("global-rcp-lima-2013"))
    new = TABLE.replace("\n", ",Source\n") + "=Formula,2013-06-20 09:00,,briefing,global,Geneva,x\n"
    shown = await sends(olga, table.replace(line, line.replace(",Lima,", ",Cusco,")))
    assert "Where (before): Lima, Peru" in shown.plain and "Where (now): Cusco, Peru" in shown.plain
    assert "Notified: at most 1 chat, about 1 meeting each" in shown.plain
    assert "Lima" in (await olga.says("/meeting global-rcp-lima-2013")).text
    done = await olga.press(shown, "Import: 1 changed")
    assert "The file has been imported" in done.plain
    assert "Cusco, Peru" in (await diego.says("/meeting global-rcp-lima-2013")).text
    # A formula is a title like any other.
    shown = await sends(olga, new)
    assert "New: =Formula" in shown.plain
    await olga.press(shown, label_of(shown, "Import: 1 new"))
    assert "'=Formula" in (await exported(olga, "As CSV")).decode("utf-8-sig")
    await olga.post("clock", advance_seconds=180)
    await diego.hears("New: =Formula")
    changed = await diego.hears("Where (now): Cusco, Peru")
    assert "Changed by: the secretariat" in changed.plain
    trace = (await olga.says("/trace")).plain
    assert "imported a calendar file: 1 changed" in trace
    # The same button again does nothing.
    assert "out of date" in (await olga.forge(shown, shown.rows[0][0]["callback_data"]))["text"]


async def test_what_the_calendar_exports_it_takes_back_unchanged(
    people: People,
) -> None:
    _, olga, amina, _ = people
    for form, name in (("As .ics", "calendar.ics"), ("As CSV", "calendar.csv")):
        said = await sends(amina, await exported(olga, form), name)
        assert "The file matches" in said.plain, form


GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
X-WR-TIMEZONE:America/Lima
BEGIN:VEVENT
DTSTART:{start}
DTEND:{end}
UID:3q8@google.com
SEQUENCE:{sequence}
STATUS:{status}
SUMMARY:Civil society day
LOCATION:Hotel Bolivar\\, Lima\\, Peru
END:VEVENT
END:VCALENDAR
"""


def google(start: str, end: str, sequence: int = 0, status: str = "CONFIRMED") -> str:
    text = GOOGLE.format(start=start, end=end, sequence=sequence, status=status)
    return text.replace("\n", "\r\n")


async def test_an_event_of_another_calendar_stays_the_same_meeting(
    people: People,
) -> None:
    _, olga, amina, _ = people
    first = google("20130618T140000Z", "20130618T160000Z")
    asked = await sends(olga, first, "basic.ics")
    assert "What kind of meetings are they?" in asked.plain
    asked = await olga.press(asked, "IOM HLD Series")
    assert "Which region are they in?" in asked.plain
    shown = await olga.press(asked, "Global")
    both = "10:00–12:00 (New York time) · 09:00–11:00 (Lima time)"
    assert f"18 June 2013, {both}" in shown.plain
    assert "Hotel Bolivar, Lima, Peru" in shown.plain
    await olga.press(shown, "Import: 1 new")
    # Moved by a week, it is known by its UID, whoever sends it.
    shown = await sends(amina, google("20130625T140000Z", "20130625T160000Z", 1), "basic.ics")
    assert "Changed: Civil society day" in shown.plain
    await amina.press(shown, "Import: 1 changed")
    shown = await sends(
        olga, google("20130625T140000Z", "20130625T160000Z", 2, "CANCELLED"), "basic.ics"
    )
    await olga.press(shown, "Import: 1 cancelled")
    # Cancelled stays cancelled.
    shown = await sends(olga, google("20130625T140000Z", "20130625T160000Z", 3), "basic.ics")
    assert "Still cancelled, as in this calendar: 1" in shown.plain
    assert not [label for label in shown.labels if label.startswith("Import")]
    # A file with one meeting is no whole calendar.
    assert not [label for label in shown.labels if label.startswith("Also cancel the")]


async def test_what_is_not_in_a_file_stays_unless_that_is_chosen(people: People) -> None:
    _, olga, _, _ = people
    table = "Title,Start,Kind,Region\n" + "".join(
        f"Reception {day},2013-06-{day} 19:00,briefing,global\n" for day in (18, 19)
    )
    shown = await sends(olga, table, "receptions.csv")
    gone = label_of(shown, "Also cancel the")
    number = gone.split()[3]
    shown = await olga.press(shown, gone)
    assert f"Import: 2 new, {number} cancelled" in shown.labels
    shown = await olga.press(shown, "Keep the meetings that are not in the file")
    assert "Import: 2 new" in shown.labels


async def test_dates_that_may_be_two_days_are_asked_about(
    people: People,
) -> None:
    _, olga, _, _ = people
    table = "Subject,Start Date,Start Time,Location\nSide event,03/04/2014,9:00 AM,Geneva\n"
    asked = await sends(olga, table, "google.csv")
    assert "Which day is 03/04/2014?" in asked.plain
    asked = await olga.press(asked, "Tuesday, 4 March 2014")
    asked = await olga.press(asked, "IOM HLD Series")
    shown = await olga.press(asked, "Global")
    assert "4 March 2014, 09:00 (New York time)" in shown.plain
    assert "the month before the day" in shown.plain
    dropped = await olga.press(shown, "Discard the file")
    assert "Nothing has changed" in dropped.plain


async def test_two_organisers_at_once_and_one_who_was_taken_off(
    people: People,
) -> None:
    _, olga, amina, _ = people
    table = (await exported(olga, "As CSV")).decode("utf-8-sig")
    line = next(row for row in table.splitlines() if row.startswith("escwa-cairo-2013"))
    mine = await sends(olga, table.replace(line, line.replace(",Cairo,", ",Cusco,")))
    yours = await sends(amina, table.replace(line, line.replace(",Cairo,", ",Arequipa,")))
    await olga.press(mine, "Import: 1 changed")
    again = await amina.press(yours, "Import: 1 changed")
    assert "was changed in the meantime" in again.plain and "Where (now): " in again.plain
    title = again.plain.split("Changed: ")[1].split(" Where (")[0]
    assert f"• {title}" in again.plain
    assert "Cusco" in (await olga.says("/meeting escwa-cairo-2013")).text
    # What is shown anew can be confirmed, but not by somebody who is off the team.
    asked = await olga.press(await olga.says("/team"), "Remove: Amina")
    await olga.press(asked, "Remove Amina")
    data = again.rows[0][0]["callback_data"]
    assert "out of date" in (await amina.forge(again, data))["text"]
    assert "Cusco" in (await olga.says("/meeting escwa-cairo-2013")).text
    # Nor does the bot know what to do with files any more.
    said = await sends(amina, table)
    assert "I cannot read files" in said.plain
    assert not [label for label in said.labels if "Import" in label]


def _ics(*lines: str, event: bool = True) -> bytes:
    body = ("BEGIN:VEVENT", "UID:a", "SUMMARY:A", *lines, "END:VEVENT") if event else lines
    return "\r\n".join(("BEGIN:VCALENDAR", *body, "END:VCALENDAR", "")).encode()


HOSTILE = [
    ("large.ics", b"BEGIN:VCALENDAR\r\n" + b"X" * 3_000_001, "too large"),
    ("many.csv", b"Title,Start\n" + b"a,2013-06-01\n" * 501, "too many meetings"),
    ("often.ics", _ics("DTSTART:20130601T090000Z", "RRULE:FREQ=DAILY;COUNT=101"), "too often"),
    ("ever.ics", _ics("DTSTART:20140601T090000Z", "RRULE:FREQ=DAILY"), "without end"),
    ("daily.ics", _ics("DTSTART:20130601T090000Z", "RRULE:FREQ=DAILY"), "too often"),
    ("seconds.ics", _ics("DTSTART:20130601T090000Z", "RRULE:FREQ=SECONDLY;COUNT=9999999"),
     "work out when this repeats"),
    ("never.ics",
     _ics("DTSTART:20130601T090000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9"),
     "too often"),
    ("broken.csv", "Title,Start\nÉté,2013-06-01\n".encode() + b"\xff\xfe,2013\n", "UTF-8"),
    ("nested.ics", _ics(*["BEGIN:VEVENT"] * 500, event=False), "nested elements"),
    ("line.csv", b'Title,Start\n"' + b"x" * 700_000, "cannot be read from here on"),
    ("long.ics", _ics("DTSTART:20130601T090000Z", "LOCATION:" + "x" * 700_000), "line is too long"),
    ("nul.csv", b"Title,Start\nA\0B,2013-06-01\n", "characters that are not text"),
    ("cut.ics", _ics("DTSTART:20130601T090000Z")[:-30], "ends too early"),
    ("fake.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "cannot read this as a calendar file"),
    ("empty.csv", b" \n \n", "is empty"),
    ("kind.csv", b"Title,Start,Kind,Region\nA,2013-06-01,party,moon\n", "kind of"),
]  # fmt: skip


async def test_hostile_files_get_a_kind_word_and_change_nothing(
    people: People,
) -> None:
    program, olga, _, _ = people
    before = await exported(olga, "As CSV")
    for name, content, expected in HOSTILE:
        said = await sends(olga, content, name)
        assert expected in said.plain, (name, said.plain)
        assert "Nothing has changed." in said.plain
    assert await exported(olga, "As CSV") == before
    # What is no calendar is named for what it is.
    said = await sends(olga, b"\x89PNG\r\n\x1a\n\0\0", "photo.png")
    assert "“photo.png” is a picture" in said.plain
    assert "an update failed" not in program.said()


async def test_kill_9_between_preview_and_confirm_loses_nothing(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with a_preview([OLGA]) as preview:
        olga = Person(session, preview.url, OLGA)
        async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)) as program:
            table = TABLE + "Side event,2013-06-20 09:00,,briefing,global,Geneva\n"
            shown = await sends(olga, table)
            await program.killed()
        async with serving(tmp_path, preview, OWNER_IDS=str(OLGA)):
            await olga.press(shown, "Import: 1 new")
            await olga.hears("The file has been imported")
            assert "Geneva" in (await olga.says("/meeting side-event-2013")).text


async def test_kill_9_before_anybody_was_told_loses_no_notice(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    database = await a_database(tmp_path)
    pack = await load_calendar(shipped_pack(), database, BEFORE)
    to_come = next(meeting for meeting in pack.meetings if meeting.id == LIMA)
    added = [
        row_of(to_come.model_copy(update={"id": f"added-{day}", "title": f"Day {day}"}))
        for day in "ab"
    ]
    async with database.transaction() as connection:
        await subscriptions.subscribe(connection, DIEGO, "all", "", BEFORE)
        # What an import commits, and no more.
        await change_meetings(connection, added, BEFORE)
    await database.close()
    async with a_preview([DIEGO]) as preview:
        diego = Person(session, preview.url, DIEGO)
        await diego.post(f"chats/{DIEGO}/send", person=DIEGO, text="/start")
        async with serving(tmp_path, preview):
            await diego.hears("Day a")
            await diego.hears("Day b")
