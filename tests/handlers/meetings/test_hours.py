"""An hour beside a zone's name is that instant in that zone, on every screen and in every language.

The screens are read as a person reads them: each thing that looks like an hour must have the name
of a time zone after it, and must be an instant of the meeting, or one at which it is reminded of,
on the clocks of that zone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.lists import format_list
from hypothesis import example, given
from hypothesis import strategies as st

from bot.printing.posters import posters_of
from bot.telegram.rendering import render
from content.languages import NAMES, cldr_locale
from content.model import Meeting, Pack
from content.moments import When, read_when
from content.search import Hit, SearchResults
from handlers.calendar_export.files import CalendarEntry, calendar_bytes
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.form_summary import summary_view
from handlers.desk.calendar.views import list_view
from handlers.desk.calendar.views import meeting_view as desk_meeting_view
from handlers.documents.inline import inline_result
from handlers.documents.search import results_view
from handlers.framework.places import Place
from handlers.framework.reader import Reader
from handlers.framework.reply import Copy, Reply
from handlers.me.home import home_view
from handlers.meetings.by_time import has_known_hours, on_now, on_today
from handlers.meetings.meeting_list import meetings_view
from handlers.meetings.meeting_screen import meeting_view
from handlers.meetings.now_next_today import next_view, now_view, today_view
from handlers.reminders.missed import missed_view
from handlers.reminders.notices import notice_view
from handlers.reminders.snooze import snooze_times
from handlers.subscriptions.agenda import agenda_view
from handlers.wording import times
from storage.deliveries import Delivery
from storage.subscriptions import Subscription
from tests.factories import a_meeting, a_reader, shipped_pack

ZONES = (
    "America/New_York", "America/Lima", "Europe/Zurich", "Europe/Paris", "Africa/Accra", "UTC",
    "Asia/Tokyo", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Etc/GMT-2",
    "Australia/Lord_Howe",
)  # fmt: skip
CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")
INVISIBLE = re.compile("[\u2066-\u2069\u200e\u200f]")
_FIELDS = {name: getattr(shipped_pack(), name) for name in Pack.model_fields}


def pack_with(*meetings: Meeting) -> Pack:
    return Pack(**_FIELDS | {"meetings": meetings, "links": (), "deadlines": {"rcp": "due"}})


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    first = draw(st.dates(date(2012, 12, 1), date(2014, 2, 1)))
    at = time(draw(st.integers(0, 23)), draw(st.sampled_from((0, 15, 30, 59))))
    start: date = draw(st.sampled_from((first, datetime.combine(first, at))))
    end: date | None = draw(st.sampled_from((None, first, first + timedelta(days=2))))
    hours = draw(st.sampled_from((None, 1, 7, 20, 55)))
    if hours is not None:
        end = datetime.combine(first, at) + timedelta(hours=hours)
    return a_meeting(
        id="drawn", start=start, end=end, time_zone=draw(st.sampled_from(ZONES)),
        **draw(st.sampled_from(({"kind": "rcp", "deadline": "due"}, {}, {}))),
        city=draw(st.sampled_from(("Accra", "Lima"))), prepares=None,
        cancelled=draw(st.sampled_from((False, False, True))),
    )  # fmt: skip


readers = st.builds(
    lambda language, zone, hours: replace(
        a_reader(language, datetime(2013, 6, 1, tzinfo=UTC), ZoneInfo(zone)), zone_chosen=hours < 9
    ),
    st.sampled_from(tuple(NAMES)), st.sampled_from(ZONES), st.integers(0, 12),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What can be shown of a meeting, and the instants whose hours may stand there."""

    screens: dict[str, tuple[str, ...]]
    instants: frozenset[datetime]


def strings_of(reader: Reader, reply: Reply | None) -> Iterator[str]:
    """The lines of a reply, also as a group sees it, and the labels of its buttons."""
    if reply is None:
        return
    for blocks in (reply.blocks, reply.brief or ()):
        shown = render(replace(reply, blocks=blocks), right_to_left=reader.right_to_left)
        for text in shown.texts:
            yield from html.unescape(re.sub("<[^>]*>", "", text)).splitlines()
    for row in reply.buttons:
        for button in row:
            yield button.label
            if isinstance(button, Copy):
                yield button.text
    assert reply.notice is None


def told(reader: Reader, meeting: Meeting, moved: Meeting) -> Told:
    """Every screen and notice that tells of a meeting, or of its move."""
    pack = pack_with(meeting)
    delivery = Delivery(
        1, 101, "drawn", 2, "reminder", 3600, reader.now, reader.now, True, 1,
        meeting.model_dump_json(), moved.model_dump_json(), reader.language, reader.zone.key,
        meeting_bodies=(meeting.model_dump_json(),), subscriptions=(("all", ""),),
    )  # fmt: skip
    due = [meeting.opens - timedelta(days=1), meeting.opens - timedelta(hours=1)]
    found: dict[str, Any] = {
        "meeting": meeting_view(reader, pack, meeting),
        "now": now_view(reader, pack),
        "next": next_view(reader, pack),
        "today": today_view(reader, pack),
        "list": meetings_view(reader, pack),
        "home": home_view(reader, pack),
        "agenda": agenda_view(
            reader, pack, [Subscription(101, "all", "", reader.now)], [meeting],
            {meeting.id: due[0]}, 1, 1,
        ),
        "missed": missed_view(reader, pack, [delivery, delivery]),
        "inline": inline_result(reader, pack, "meeting-drawn").reply,
        "search": results_view(
            reader, pack, "drawn",
            SearchResults((Hit("meeting-drawn", "meeting", "", False, ()),)),
        ),
        "desk list": list_view(reader, pack, Place("desk-calendar"), None),
        "desk": desk_meeting_view(reader, pack, meeting, None, 3),
        "desk move": summary_view(
            reader, pack, Form("move", "drawn", 1, "confirm", 1), moved, meeting, 3
        ),
    }  # fmt: skip
    for notice in ("reminder", "snoozed", "change", "cancellation", "new", "digest"):
        subject = "day:2013-06-01" if notice == "digest" else "drawn"
        found[notice] = notice_view(reader, pack, replace(delivery, notice=notice, subject=subject))
    screens = {name: tuple(strings_of(reader, reply)) for name, reply in found.items()}
    screens["inline list"] = (inline_result(reader, pack, "meeting-drawn").description,)
    screens["posters"] = tuple(
        line for poster in posters_of(pack, "bot", reader.now, True) for line in poster.lines
    )
    instants = {
        at.astimezone(UTC).replace(second=0, microsecond=0)
        for one in (meeting, moved)
        for at in (one.begins, one.closes, *due, *snooze_times(reader, meeting))
        if at is not None
    }
    return Told(screens, frozenset(instants))


def zone_marks(reader: Reader, zones: tuple[ZoneInfo, ...]) -> dict[str, ZoneInfo]:
    """What stands after an hour of each zone, and of each two of them that show the same."""
    after = reader.gettext("{hour} ({city} time)")
    names = {times.zone_name(reader, zone): zone for zone in zones}
    # A poster is in the pack's language.
    english = replace(a_reader("en"), zone=reader.zone)
    marks = {after.format(hour="", city=name): zone for name, zone in names.items()}
    marks |= {f" ({times.zone_name(english, zone)} time)": zone for zone in zones}
    for one in names:
        for other in names:
            both = format_list([one, other], locale=cldr_locale(reader.language))
            marks[after.format(hour="", city=both)] = names[one]
    return marks


def check(line: str, marks: dict[str, ZoneInfo], instants: frozenset[datetime]) -> int:
    """Check each hour of a line; return how many it has."""
    line = INVISIBLE.sub("", line)
    number = 0
    for clock in CLOCK.finditer(line):
        number += 1
        places = {place: mark for mark in marks if (place := line.find(mark, clock.end())) >= 0}
        assert places, f"an hour without its zone: {line}"
        zone = marks[places[min(places)]]
        at = (int(clock[1]), int(clock[2]))
        local = [instant.astimezone(zone) for instant in instants]
        assert at in [(one.hour, one.minute) for one in local], f"{clock[0]} is no instant: {line}"
    return number


LIMA = a_meeting(start="2013-05-22T08:30", end="2013-05-23", time_zone="America/Lima", city="Lima")


@given(meetings(), meetings(), readers, st.integers(-80, 80))
def test_every_hour_is_that_instant_in_the_zone_named_beside_it(
    meeting: Meeting, moved: Meeting, reader: Reader, hours: int
) -> None:
    reader = replace(reader, now=meeting.opens + timedelta(hours=hours))
    shown = told(reader, meeting, moved)
    marks = zone_marks(reader, (reader.zone, meeting.zone, moved.zone))
    for screen, lines in shown.screens.items():
        number = sum(check(line, marks, shown.instants) for line in lines)
        if (
            meeting.begins is None
            and moved.begins is None
            and not isinstance(meeting.end, datetime)
            and not isinstance(moved.end, datetime)
            and screen not in ("agenda", "reminder", "snoozed")
        ):
            assert number == 0, (screen, lines)
        elif meeting.begins is not None and screen in ("meeting", "list", "agenda", "new", "desk"):
            assert number > 0, (screen, lines)


ENGLISH_DAY = re.compile(r"(\d{1,2})\s(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(meetings(), readers, st.booleans())
@example(LIMA, replace(a_reader(zone=ZoneInfo("Asia/Tokyo")), zone_chosen=True), True)
def test_the_day_before_an_hour_is_the_day_of_that_zone(
    meeting: Meeting, reader: Reader, short: bool
) -> None:
    reader = a_reader("en", meeting.opens, reader.zone)
    text = times.when_text(reader, meeting, short).replace("Sept", "Sep")
    marks = zone_marks(reader, (reader.zone, meeting.zone))
    instants = [
        at
        for at in (meeting.begins, meeting.closes if isinstance(meeting.end, datetime) else None)
        if at is not None
    ]
    days: list[tuple[int, int]] = []
    for clock_text in text.split(" · "):
        found = [
            (MONTHS.index(day[2]) + 1, int(day[1])) for day in ENGLISH_DAY.finditer(clock_text)
        ]
        days = found or days
        mark = max((mark for mark in marks if mark in clock_text), key=len, default=None)
        if mark is None:
            assert meeting.begins is None and not CLOCK.search(text)
            continue
        for clock in CLOCK.finditer(clock_text):
            local = [at.astimezone(marks[mark]) for at in instants]
            of_that_hour = [
                (at.month, at.day)
                for at in local
                if (at.hour, at.minute) == (int(clock[1]), int(clock[2]))
            ]
            assert set(of_that_hour) & set(days), text


def test_a_meeting_in_lima_for_a_delegate_in_geneva() -> None:
    reader = a_reader(zone=ZoneInfo("Europe/Zurich"))
    assert times.when_text(reader, LIMA, short=True) == (
        "Wed 22 May – Thu 23 May, from 15:30 (Zurich time) · from 08:30 (Lima time)"
    ).replace(" – ", "\u2009–\u2009")
    closing = a_meeting(start="2013-05-22T08:30", end="2013-05-22T12:00", time_zone="America/Lima")
    assert times.when_text(reader, closing) == (
        "Wednesday, 22 May 2013, 15:30–19:00 (Zurich time) · 08:30–12:00 (Lima time)"
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "22 أيار/مايو 2013، الساعة 08:30 إلى 12:00 (بتوقيت ليما)"),
        ("ru", "22 мая 2013 года, 08:30–12:00 (Лима, местное время)"),
        ("es", "22 de mayo de 2013, 8:30–12:00 (hora de Lima)"),
        ("fr", "22 mai 2013, 08:30–12:00 (Lima, heure locale)"),
        ("zh", "2013年5月22日星期三，08:30至12:00（利马时间）"),
    ],
)
def test_hours_and_months_are_those_of_the_language(language: str, text: str) -> None:
    reader = a_reader(language, zone=ZoneInfo("America/Lima"))
    meeting = a_meeting(start="2013-05-22T08:30", end="2013-05-22T12:00", time_zone="America/Lima")
    assert times.when_text(reader, meeting).endswith(text)


@given(
    st.sampled_from(tuple(NAMES)), st.dates(date(2013, 6, 1), date(2014, 5, 1)), st.integers(0, 9)
)
def test_the_days_that_the_bot_writes_it_can_read(language: str, first: date, more: int) -> None:
    reader, zone, today = a_reader(language), ZoneInfo("UTC"), date(2013, 6, 1)
    last = first + timedelta(days=more)
    for text in (
        times.days(reader, first, last),
        times.short_days(reader, first, last),
        times.short_days(reader, first, last, 2013),
        times.short_days(reader, first, last, 2014),
    ):
        assert read_when(text, zone, today) == When(first, last if more else None), text


def test_the_russian_august_is_no_year() -> None:
    assert times.short_days(a_reader("ru"), date(2013, 7, 23), date(2013, 8, 1), 2013).endswith(
        "1 авг."
    )


def test_an_event_of_a_calendar_file_names_the_zone_of_its_hour() -> None:
    content = calendar_bytes(a_reader(), shipped_pack(), [CalendarEntry(LIMA, 0, LIMA.opens)])
    assert b"Begins at 08:30 (Lima time)" in content.replace(b"\r\n ", b"")


@pytest.mark.parametrize(
    ("end", "now", "title"),
    [
        # At night between the days of a meeting, and while its end is not known.
        ("2013-05-23", "2013-05-23T06:00", "On these days"),
        ("2013-05-23T17:00", "2013-05-23T06:00", "On these days"),
        ("2013-05-22T12:00", "2013-05-22T14:00", "In progress"),
        ("2013-05-22T12:00", "2013-05-22T17:30", "No meeting is in progress"),
    ],
)
def test_in_progress_is_said_only_where_the_hours_are_known(end: str, now: str, title: str) -> None:
    meeting = a_meeting(
        id="drawn", start="2013-05-22T08:30", end=end, time_zone="America/Lima", prepares=None
    )
    reader = a_reader(now=datetime.fromisoformat(f"{now}+00:00"))
    shown = list(strings_of(reader, now_view(reader, pack_with(meeting))))
    assert any(title in line for line in shown)
    assert ("In progress" in shown) == (title != "On these days")
    assert bool(on_now(pack_with(meeting), reader.now)) == (title != "No meeting is in progress")
    assert has_known_hours(meeting) == (end == "2013-05-22T12:00")


@given(meetings(), readers, st.integers(-40, 40))
def test_what_is_on_today_shows_that_day(meeting: Meeting, reader: Reader, hours: int) -> None:
    reader = replace(reader, now=meeting.opens + timedelta(hours=hours))
    if meeting.begins is None:
        today = bool(on_today(reader, pack_with(meeting)))
        assert today == (meeting.first_day <= reader.today <= meeting.last_day)
