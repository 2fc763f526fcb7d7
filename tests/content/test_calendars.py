"""Calendars' files are read exactly, and hostile ones cost nothing and guess nothing."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import vRecur

from content.calendars import MAX_BYTES, MAX_ENTRIES, Entry, Read, read
from content.calendars.cells import NotRead, read_duration
from content.calendars.recurrence import occurrences


def ics(*lines: str, before: tuple[str, ...] = ()) -> bytes:
    event = ("BEGIN:VEVENT", "UID:a@b", *lines, "END:VEVENT")
    all_lines = ("BEGIN:VCALENDAR", "VERSION:2.0", *before, *event, "END:VCALENDAR", "")
    return "\r\n".join(all_lines).encode()


def taken(content: bytes) -> Read:
    found = read(content)
    assert found is not None
    assert not found.complaints, found.complaints
    return found


def one(content: bytes) -> Entry:
    (entry,) = taken(content).entries
    return entry


def complaint(content: bytes, called: bool = True) -> tuple[str, int]:
    found = read(content, called)
    assert found is not None and found.complaints
    assert not found.entries and not found.otherwise
    return found.complaints[0].code, found.complaints[0].line


HOURS = ("SUMMARY:A", "DTSTART;TZID={}:20130522T090000", "DTEND;TZID={}:20130522T103000")


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("Romance Standard Time", "Europe/Paris"),
        ('"W. Europe Standard Time"', "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Paris", "Europe/Paris"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires",
         "America/Argentina/Buenos_Aires"),
        ("Custom", "America/Lima"),
        ("Fixed", "Etc/GMT-2"),
    ],
)  # fmt: skip
def test_hours_are_in_the_zone_that_the_file_names(name: str, zone: str) -> None:
    own = (
        "BEGIN:VTIMEZONE", "TZID:Custom", "X-LIC-LOCATION:America/Lima", "END:VTIMEZONE",
        "BEGIN:VTIMEZONE", "TZID:Fixed", "BEGIN:STANDARD", "TZOFFSETTO:+0200",
        "DTSTART:19700101T000000", "END:STANDARD",
        "END:VTIMEZONE",
    )  # fmt: skip
    entry = one(ics(*(line.format(name) for line in HOURS), before=own))
    assert (entry.start, entry.end, entry.zone) == ("2013-05-22T09:00", "2013-05-22T10:30", zone)


def test_a_time_in_utc_is_one_whatever_zone_stands_beside_it() -> None:
    entry = one(ics("SUMMARY:A", "DTSTART;TZID=Europe/Paris:20130522T070000Z"))
    assert (entry.start, entry.zone) == ("2013-05-22T07:00Z", None)


def test_faulty_zones_and_alarms_leave_the_meetings_readable() -> None:
    own = (
        "BEGIN:VTIMEZONE", "TZID:Custom", "BEGIN:STANDARD", "DTSTART:soon", "TZOFFSETTO:+99",
        "RRULE:FREQ=NEVER", "no property", "END:STANDARD", "END:VTIMEZONE",
    )  # fmt: skip
    alarm = ("BEGIN:VALARM", "TRIGGER:soon", "no property", "END:VALARM")
    entry = one(ics("SUMMARY:A", "DTSTART:20130522T090000", *alarm, before=own))
    assert entry.start == "2013-05-22T09:00"


def test_an_unknown_zone_is_a_complaint() -> None:
    lines = (line.format("Mars/Base") for line in HOURS)
    assert complaint(ics(*lines)) == ("zone", 6)


@pytest.mark.parametrize(
    ("lines", "start", "end", "ends"),
    [
        (("DTSTART;VALUE=DATE:20130522", "DTEND;VALUE=DATE:20130524"),
         "2013-05-22", "2013-05-23", True),
        (("DTSTART;VALUE=DATE:20130522", "DTEND;VALUE=DATE:20130523"), "2013-05-22", None, True),
        (("DTSTART;VALUE=DATE:20130522",), "2013-05-22", None, False),
        (("DTSTART:20130522T070000Z", "DURATION:PT1H30M"),
         "2013-05-22T07:00Z", "2013-05-22T08:30Z", True),
        (("DTSTART:20130522T090000",), "2013-05-22T09:00", None, False),
        (("DTSTART;TZID=Europe/Paris:20130522T090000", "DTEND:20130522T080000Z"),
         "2013-05-22T09:00", "2013-05-22T10:00", True),
        # An hour and a half across the night on which clocks go forward.
        (("DTSTART;TZID=Europe/Paris:20130331T013000", "DURATION:PT1H"),
         "2013-03-31T01:30", "2013-03-31T03:30", True),
    ],
)  # fmt: skip
def test_days_and_hours_are_what_the_file_says(
    lines: tuple[str, ...], start: str, end: str | None, ends: bool
) -> None:
    entry = one(ics("SUMMARY:A", *lines))
    assert (entry.start, entry.end, entry.ends) == (start, end, ends)


def test_an_event_of_indico_is_read_with_its_place_and_link() -> None:
    entry = one(
        ics(
            "SUMMARY:Opening\\, plenary", "DTSTART:20130522T070000Z", "DTEND:20130522T080000Z",
            "LOCATION:Room XX (Palais des Nations)", "URL:https://indico.un.org/event/1/",
            "DESCRIPTION:Speakers: A\\n\\nhttps://indico.un.org/event/1/",
        )
    )  # fmt: skip
    assert entry.title == "Opening, plenary"
    assert entry.location == "Room XX (Palais des Nations)"
    assert entry.link == "https://indico.un.org/event/1/"


def test_what_repeats_is_single_meetings_with_the_changes_to_single_ones() -> None:
    start = "DTSTART;TZID=Europe/Paris:20131016T090000"
    moved = (
        "END:VEVENT", "BEGIN:VEVENT", "UID:a@b", "SUMMARY:Moved", "SEQUENCE:1",
        "RECURRENCE-ID:20131106T080000Z", "DTSTART;TZID=Europe/Paris:20131107T100000",
    )  # fmt: skip
    found = taken(
        ics("SUMMARY:Weekly", start, "RRULE:FREQ=WEEKLY;COUNT=4",
            "EXDATE;TZID=Europe/Paris:20131023T090000", *moved)
    )  # fmt: skip
    assert [(each.title, each.start) for each in found.entries] == [
        ("Weekly", "2013-10-16T09:00"), ("Weekly", "2013-10-30T09:00"),
        ("Moved", "2013-11-07T10:00"),
    ]  # fmt: skip
    # Each has a UID of its own, by when it was to be.
    assert len({each.uid for each in found.entries}) == 3


def test_the_newest_version_of_an_event_holds() -> None:
    again = ("END:VEVENT", "BEGIN:VEVENT", "UID:a@b", "SUMMARY:New", "DTSTART:20130523T090000")
    lines = ("SUMMARY:Old", "DTSTART:20130522T090000", *again)
    assert one(ics(*lines, "SEQUENCE:2")).title == "New"
    assert complaint(ics(*lines)) == ("same-uid", 8)


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        # Examples of RFC 5545, section 3.8.5.3.
        ("1997-09-02", "FREQ=DAILY;INTERVAL=10;COUNT=5",
         ["09-02", "09-12", "09-22", "10-02", "10-12"]),
        ("1997-09-02", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
         ["09-02", "09-04", "09-16", "09-18", "09-30", "10-02", "10-14", "10-16"]),
        ("1997-09-05", "FREQ=MONTHLY;COUNT=3;BYDAY=1FR", ["09-05", "10-03", "11-07"]),
        ("1997-09-28", "FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3", ["09-28", "10-29", "11-28"]),
        ("1997-09-04", "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
         ["09-04", "10-07", "11-06"]),
        ("1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
         ["08-05", "08-10", "08-19", "08-24"]),
        ("1997-08-05", "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
         ["08-05", "08-17", "08-19", "08-31"]),
        ("1997-12-24", "FREQ=DAILY;UNTIL=19971226", ["12-24", "12-25", "12-26"]),
        ("1997-12-24", "FREQ=DAILY;UNTIL=19971226T000000Z", ["12-24", "12-25", "12-26"]),
    ],
)  # fmt: skip
def test_occurrences_are_those_of_the_rule(start: str, rule: str, expected: list[str]) -> None:
    found = occurrences(vRecur.from_ical(rule), date.fromisoformat(start), None, 1)
    assert [f"{day:%m-%d}" for day in found] == expected


def test_until_is_an_instant_on_the_clocks_of_the_start() -> None:
    nine = datetime.fromisoformat("2013-05-22T09:00")
    for until, days in (("20130523T070000Z", 2), ("20130523T065959Z", 1), ("20130523T090000", 2)):
        rule = vRecur.from_ical(f"FREQ=DAILY;UNTIL={until}")
        assert len(occurrences(rule, nine, "Europe/Paris", 1)) == days


GOOGLE = (
    "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private"
)
INDICO = "Id,Title,Description,Date,Duration,Type,Session,Track,Presenters,Materials"


def test_tables_of_google_and_indico_are_read() -> None:
    found = taken(
        f'{GOOGLE}\nFinal,05/30/2013,10:00 AM,05/30/2013,1:00 PM,False,x,"Room 1, Geneva",True\n'
        "Days,05/04/2013,,05/05/2013,,True,,,\n".encode()
    )
    assert [(each.start, each.end) for each in found.entries] == [
        ("2013-05-30T10:00", "2013-05-30T13:00"), ("2013-05-04", "2013-05-05"),
    ]  # fmt: skip
    assert found.day_first is False
    assert found.unread == ("Description", "Private")
    row = "7,Opening,,2013-05-22 07:00:00+00:00,1 hour and 20 minutes,,,,,"
    entry = one(f"{INDICO}\n{row}\n".encode())
    assert (entry.start, entry.end) == ("2013-05-22T07:00Z", "2013-05-22T08:20Z")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_and_encodings_are_found(separator: str) -> None:
    table = f"Title{separator}Start\r\nСовещание{separator}29.05.2013 9:00\r\n"
    for codec, name in (
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"),
        ("cp1251", "Windows-1251"),
    ):  # fmt: skip
        found = taken(table.encode(codec))
        assert (found.encoding, found.entries[0].title) == (name, "Совещание")
        assert found.entries[0].start == "2013-05-29T09:00"
    western = taken(table.replace("Совещание", "Réunion à Genève").encode("cp1252"))
    assert (western.encoding, western.entries[0].title) == ("Windows-1252", "Réunion à Genève")


def test_a_date_that_is_two_days_is_read_both_ways_and_asked_about() -> None:
    found = taken(b"Title,Start\nA,3/4/2013\n")
    assert (found.day_first, found.ambiguous) == (None, "3/4/2013")
    assert (found.entries[0].start, found.otherwise[0].start) == ("2013-04-03", "2013-03-04")
    settled = taken(b"Title,Start\nA,3/4/2013\nB,4/13/2013\n")
    assert (settled.day_first, settled.entries[0].start) == (False, "2013-03-04")
    # Only one way does it end after it starts.
    settled = taken(b"Title,Start,End\nA,3/4/2013,4/3/2013\n")
    assert (settled.day_first, settled.entries[0].start) == (False, "2013-03-04")
    assert complaint(b"Title,Start\nA,13/4/2013\nB,4/13/2013\n") == ("two-ways", 0)
    assert taken(b"Title,Start\nA,5/5/2013\n").entries[0].start == "2013-05-05"


def test_a_formula_is_text() -> None:
    formulas = ("=1+1", "'=1+1", "@SUM(A1)", "\"=cmd|'/c calc'!A0\"")
    for cell, title in zip(
        formulas, ("=1+1", "=1+1", "@SUM(A1)", "=cmd|'/c calc'!A0"), strict=True
    ):
        assert one(f"Title,Start\n{cell},2013-05-22\n".encode()).title == title


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ("empty", 0)),
        (b"x" * (MAX_BYTES + 1), ("too-large", 0)),
        (b"\0" * 50, ("control", 1)),
        (b"Title,Start\nA\x07,2013-05-22\n", ("control", 2)),
        ("Title,Start\nÉ,2013-05-22\n".encode() + b"\xff,2013-05-22\n", ("broken-bytes", 3)),
        (b"\xef\xbb\xbfTitle,Start\n\xe9,2013-05-22\n", ("broken-bytes", 2)),
        (b"\xff\xfeT\0i\0", ("no-calendar", 0)),
        (b"\xff\xfeT\0i\0x", ("broken-bytes", 1)),
        (b"PK\x03\x04 zip", ("no-workbook", 0)),
        (b'Title,Start\n"A,2013-05-22\nB,2013-05-22\n', ("no-table", 3)),
        (b"Title,Start\nA,2013-05-22,too,many\n", ("cells", 2)),
        (b"Title,Start,Start Date\nA,,\n", ("same-column", 1)),
        (b"Title,Start" + b",x" * 70 + b"\nA,2013-05-22\n", ("columns", 1)),
        (b"Title,Start\n" + b"A,2013-05-22\n" * 501, ("too-many", 502)),
        (b"Title,Start\n,2013-05-22\n", ("no-title", 2)),
        (b"Title,Start\nA,soon\n", ("no-moment", 2)),
        (b"Title,Start\nA,2013-02-30\n", ("no-moment", 2)),
        (b"Title,Start\nA,2013-05-22 25:00\n", ("no-moment", 2)),
        (b"Title,Start\nA,0001-01-01\n", ("no-moment", 2)),
        (b"Title,Start,End\nA,2013-05-22,2013-05-21\n", ("ends-before", 2)),
        (b"Title,Start,End\nA,2013-05-22,2033-05-21\n", ("too-long", 2)),
        (b"Title,Start\n" + b"A" * 2_001 + b",2013-05-22\n", ("long-text", 2)),
        (b"BEGIN:VCALENDAR\r\n", ("cut-off", 1)),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", ("no-events", 0)),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", ("unbalanced", 2)),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 99, ("nested", 5)),
        (ics("SUMMARY:A"), ("no-start", 3)),
        (ics("DTSTART:20130522"), ("no-title", 3)),
        (ics("SUMMARY:A", "DTSTART:20131345T990000"), ("no-moment", 6)),
        (ics("SUMMARY:A", "DTSTART:00010101"), ("year", 6)),
        (ics("SUMMARY:A", "DTSTART:20130522", "DTSTART:20130523"), ("twice", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "DTEND:20130521"), ("ends-before", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "DTEND:20130521T090000Z"), ("ends-oddly", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "DURATION:P99999999999999W"), ("no-duration", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "RRULE:FREQ=SECONDLY;COUNT=9"),
         ("repeats-oddly", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "RRULE:FREQ=DAILY"), ("endless", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "RRULE:FREQ=DAILY;COUNT=999999"), ("too-often", 7)),
        (ics("SUMMARY:A", "DTSTART:20130522", "RRULE:FREQ=DAILY;INTERVAL=0;COUNT=2"),
         ("repeats-oddly", 7)),
        (ics("SUMMARY:" + "A" * 21_000, "DTSTART:20130522"), ("long-line", 5)),
        (ics("SUMMARY:A", "DTSTART;TZID=../../etc/passwd:20130522T090000"), ("zone", 6)),
        (ics("SUMMARY:A", 'DTSTART;X="a:20130522'), ("no-property", 6)),
        (ics("SUMMARY:A", "DTSTART:20130522", "no property"), ("no-property", 7)),
        (ics("BEGIN:VALARM", "DURATION:PT1M", "END:VALARM", "SUMMARY:A", "DTSTART:20130522",
             "DURATION:soon"), ("no-duration", 10)),
        (ics("SUMMARY:A", "DTSTART:20130522", "EXDATE:20130523", "RRULE:FREQ=DAILY;COUNT=3",
             "EXDATE:soon"), ("no-moment", 9)),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_a_complaint_with_its_line(
    content: bytes, expected: tuple[str, int]
) -> None:
    assert complaint(content) == expected


def test_no_file_takes_long() -> None:
    # A rule that is refused only once it has been expanded as far as we go.
    often = "RRULE:FREQ=DAILY;UNTIL=20150101"
    event = f"BEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART:20130522\r\n{often}\r\nEND:VEVENT\r\n"
    for content in (
        f"BEGIN:VCALENDAR\r\n{event * MAX_ENTRIES}END:VCALENDAR\r\n".encode(),
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"X:Y\n" * 240_000,
        b"BEGIN:VCALENDAR\n" + b"BEGIN:X\nEND:X\n" * 62_000 + b"END:VCALENDAR\n",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2013" + b"\n 0" * 300_000
        + b"\nEND:VEVENT\nEND:VCALENDAR",
        ics("SUMMARY:A", "DTSTART:20130522", "EXDATE:" + "20130522," * 100_000),
        ics("SUMMARY:A", "DTSTART:20130522", *["DESCRIPTION;X=Y:Z"] * 50_000),
        b"BEGIN:VCALENDAR\n" + b" x\n" * 300_000, b'a,b,"' * 200_000,
        b"Title,Start\n" + b"," * 900_000, b"\n" * 1_000_000, b":" * 1_000_000,
    ):  # fmt: skip
        began = time.process_time()
        read(content, called=True)
        assert time.process_time() - began < 10, content[:40]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_any_bytes_are_read_or_complained_about(content: bytes) -> None:
    for given_bytes in (
        content,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + content + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"Title,Start,End\n" + content,
        ics("SUMMARY:A", "DTSTART:20130522") + content,
    ):
        found = read(given_bytes, called=True)
        assert found is not None
        assert found.complaints or found.entries
        assert Read.model_validate_json(found.model_dump_json()) == found


def test_what_is_no_calendar_is_left_to_others() -> None:
    for content in (
        b"Hello\n",
        b"%PDF-1.7\n%\xe2\xe3",
        b"\x89PNG\r\n\0",
        b"name,price\na,1\n",
        b"",
    ):
        assert read(content) is None


@pytest.mark.parametrize(
    "table",
    [
        "Titre;Date de début;Heure de début;Durée\nRéunion;22 mai 2013;9 h 30;1 heure",
        "Título;Fecha de inicio;Hora de inicio;Duración\nReunión;22 mayo 2013;9.30 horas;1 hora",
        "Название;Дата начала;Время начала;Продолжительность\nВстреча;22 мая 2013 г.;9:30;1 час",
        "العنوان,تاريخ البداية,وقت البداية,المدة\nاجتماع,22 أيار/مايو 2013,9:30 ص,ساعة واحدة",
        "标题,开始日期,开始时间,时长\n会议,2013年5月22日,上午9点半,1小时",
    ],
)
def test_tables_are_read_in_every_language(table: str) -> None:
    (entry,) = taken(table.encode()).entries
    assert (entry.start, entry.end) == ("2013-05-22T09:30", "2013-05-22T10:30")


def test_durations_are_read_or_refused() -> None:
    assert read_duration("01:30") == read_duration("1h 30m") == timedelta(minutes=90)
    for cell in ("1 hour and 30 minutes", "1 heure 30 minutes", "1 час 30 минут", "1小时30分钟"):
        assert read_duration(cell) == timedelta(minutes=90)
    for cell in ("", "a while", "9999 days", "1 hour or so"):
        with pytest.raises(NotRead):
            read_duration(cell)


@pytest.mark.parametrize(
    "excluded",
    [
        "EXDATE;TZID=Europe/Paris:20130523T090000,20130524T090000",
        "EXDATE:20130523T070000Z, 20130524T070000Z",
        "EXDATE;TZID=America/Lima:20130523T020000\r\nEXDATE;TZID=Europe/Paris:20130524T090000",
    ],
)
def test_excluded_times_are_left_out_whatever_zone_they_are_in(excluded: str) -> None:
    start = "DTSTART;TZID=Europe/Paris:20130522T090000"
    lines = ("SUMMARY:A", start, "RRULE:FREQ=DAILY;COUNT=4", excluded)
    assert [entry.start for entry in taken(ics(*lines)).entries] == [
        "2013-05-22T09:00", "2013-05-25T09:00",
    ]  # fmt: skip


def test_excluded_days_are_left_out() -> None:
    lines = ("SUMMARY:A", "DTSTART;VALUE=DATE:20130522", "RRULE:FREQ=DAILY;COUNT=3")
    found = taken(ics(*lines, "EXDATE;VALUE=DATE:20130523"))
    assert [entry.start for entry in found.entries] == ["2013-05-22", "2013-05-24"]
