"""What a calendar file leaves open is asked once, and the file is read again with the answer."""

from __future__ import annotations

import aiohttp
import pytest

from tests.program.desk import label_of, sends
from tests.program.program import AMINA, OLGA, Person, Program

EVENT = ("BEGIN:VCALENDAR", "VERSION:2.0", "{}", "BEGIN:VEVENT", "UID:{}", "{}", "END:VEVENT",
         "END:VCALENDAR", "")  # fmt: skip


def calendar(*lines: str, method: str = "PUBLISH", uid: str = "a@b") -> str:
    return "\r\n".join(EVENT).format(f"METHOD:{method}", uid, "\r\n".join(lines))


@pytest.fixture
async def olga(program: Program, address: str, session: aiohttp.ClientSession) -> Person:
    person = Person(session, address, OLGA)
    await person.post(f"people/{OLGA}", language_code="en")
    return person


HOME = calendar("SUMMARY:Reception", "DTSTART;TZID=Home:20130709T120000")


async def test_a_time_zone_that_cannot_be_told_is_chosen_once(olga: Person) -> None:
    asked = await sends(olga, HOME, "home.ics")
    assert "Which time zone is “Home”?" in asked.plain
    assert asked.labels[0].startswith("New York")
    # Words that name no zone, or several, are asked about again.
    assert "I do not know the time zone “Xyzzy”" in (await olga.says("Xyzzy")).plain
    several = await olga.says("CST")
    assert "Which one do you mean by “CST”?" in several.plain and len(several.labels) > 5
    kind = await olga.says("Kathmandu")
    assert "What kind of meetings are they?" in kind.plain
    shown = await olga.press(await olga.press(kind, "IOM HLD Series"), "Global")
    assert "Time zone (Home): Kathmandu" in shown.plain
    assert "9 July 2013, 02:15–" in shown.plain or "02:15 (New York time)" in shown.plain
    # The question is answered: what is said now is searched for.
    assert "time zone" not in (await olga.says("pension")).plain
    await olga.press(shown, label_of(shown, "Import: 1 new"))
    assert "Reception" in (await olga.says("/meeting Reception")).plain
    assert "out of date" in (await olga.forge(asked, asked.rows[0][0]["callback_data"]))["text"]


async def test_meetings_of_an_unknown_zone_can_be_left_out(olga: Person) -> None:
    both = HOME.replace(
        "END:VEVENT", "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:c@d\r\nSUMMARY:Second\r\n"
        "DTSTART:20130710T090000Z\r\nEND:VEVENT",
    )  # fmt: skip
    kind = await olga.press(await sends(olga, both, "home.ics"), "Leave these meetings out")
    shown = await olga.press(await olga.press(kind, "IOM HLD Series"), "Global")
    assert "I do not know the time zone “Home”" in shown.plain
    assert label_of(shown, "Import the rest: 1 new")
    # With nothing else in the file, that is the end of it.
    left = await olga.press(await sends(olga, HOME, "home.ics"), "Leave these meetings out")
    assert "I could not read this calendar file" in left.plain


async def test_uncertain_letters_can_be_read_in_another_way(olga: Person) -> None:
    table = "Title,Start\nRegionální setkání o růstu,2013-06-24 10:00\n"
    asked = await sends(olga, table.encode("cp1250"), "programme.csv")
    assert "Are these letters right?" in asked.plain
    kind = await olga.press(asked, "Regionální setkání o růstu")
    assert "What kind of meetings are they?" in kind.plain
    shown = await olga.press(await olga.press(kind, "IOM HLD Series"), "Global")
    assert "New: Regionální setkání o růstu" in shown.plain
    assert "Windows-1250" in shown.plain


SERIES = ("DTSTART:20130603T090000Z", "DTEND:20130603T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4")
CANCELLATIONS = (
    (("SEQUENCE:1",), 4),
    (("SEQUENCE:1", "SUMMARY:Choir 1", "DTSTART:20130603T090000Z"), 4),
    (("SEQUENCE:1", "RECURRENCE-ID:20130610T090000Z"), 1),
    (("SEQUENCE:1", "RECURRENCE-ID;VALUE=DATE:20130610"), 1),
    (("SEQUENCE:1", "RECURRENCE-ID;TZID=Europe/Paris:20130610T110000"), 1),
    (("SEQUENCE:1", "RECURRENCE-ID;RANGE=THISANDFUTURE:20130610T090000Z"), 3),
)


@pytest.mark.parametrize("number", range(len(CANCELLATIONS)))
async def test_a_cancellation_finds_what_was_imported_of_a_series(
    olga: Person, number: int
) -> None:
    lines, cancelled = CANCELLATIONS[number]
    uid = f"{number}@series"
    file = calendar(f"SUMMARY:Choir {number}", *SERIES, uid=uid)
    kind = await sends(olga, file, "choir.ics")
    shown = await olga.press(await olga.press(kind, "IOM HLD Series"), "Global")
    await olga.press(shown, label_of(shown, "Import: 4 new"))
    file = calendar(*lines, method="CANCEL", uid=uid)
    shown = await sends(olga, file, "cancelled.ics")
    await olga.press(shown, label_of(shown, f"Import: {cancelled} cancelled"))
    assert f"Unchanged: {cancelled}" in (await sends(olga, file, "cancelled.ics")).plain


async def test_a_series_without_end_is_shown_until_the_event_ends(olga: Person) -> None:
    lines = ("SUMMARY:Choir", "DTSTART:20130903T090000Z", "RRULE:FREQ=WEEKLY")
    kind = await sends(olga, calendar(*lines, uid="endless"), "choir.ics")
    shown = await olga.press(await olga.press(kind, "IOM HLD Series"), "Global")
    assert "Repeats without end, read until Friday, 4 October 2013: Choir" in shown.plain
    assert label_of(shown, "Import: 5 new")


async def test_the_question_is_each_organisers_own(
    olga: Person, address: str, session: aiohttp.ClientSession
) -> None:
    await sends(olga, HOME, "home.ics")
    amina = Person(session, address, AMINA)
    await amina.post(f"people/{AMINA}", language_code="en")
    assert "time zone" not in (await amina.says("Kathmandu")).plain
