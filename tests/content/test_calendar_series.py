"""Meetings that repeat, and time zones that no name tells, as calendar files have them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from content.calendars import Options, Read, read
from content.calendars.entries import parse_moment
from content.calendars.time_zones import instant
from tests.content.calendar_files import ics, starts, written

WINDOW = Options(first_day=date(2013, 5, 20), last_day=date(2013, 6, 24))
WEEKLY = ("SUMMARY:Choir", "DTSTART;TZID=Europe/Paris:{}T100000",
          "DTEND;TZID=Europe/Paris:{}T110000")  # fmt: skip


def series(first: str, rule: str, *more: str) -> bytes:
    return ics(*(line.format(first) for line in WEEKLY), f"RRULE:{rule}", *more)


def taken(content: bytes, options: Options | None = None) -> Read:
    found = read(content, options=options)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("first", "rule", "days"),
    [
        ("20130603", "FREQ=WEEKLY", ["2013-06-03", "2013-06-10", "2013-06-17", "2013-06-24"]),
        # One that began years ago is taken from today on.
        ("20080602", "FREQ=WEEKLY;INTERVAL=2", ["2013-05-27", "2013-06-10", "2013-06-24"]),
        ("20080601", "FREQ=YEARLY", ["2013-06-01"]),
    ],
)
def test_a_series_without_end_is_read_until_the_event_ends(
    first: str, rule: str, days: list[str]
) -> None:
    found = taken(series(first, rule), WINDOW)
    assert [entry.start[:10] for entry in found.entries] == days
    assert (found.endless, found.last_day) == (("Choir",), date(2013, 6, 24))


@pytest.mark.parametrize("first", ["20130701", "20140101"])
def test_a_series_without_end_that_is_not_during_the_event_is_left_out(first: str) -> None:
    for options in (WINDOW, None):
        found = taken(series(first, "FREQ=WEEKLY"), options)
        assert [complaint.code for complaint in found.complaints] == ["endless"]


CHANGE = ("END:VEVENT", "BEGIN:VEVENT", "UID:a@b")
SIX = [f"2013-06-{day:02}" for day in (3, 10, 17, 24)] + ["2013-07-01", "2013-07-08"]


@pytest.mark.parametrize(
    "names", ["TZID=Europe/Paris:20130617T100000", "VALUE=DATE:20130617", "X-A=B:20130617T080000Z"]
)
def test_a_change_of_this_and_the_following_is_of_all_of_them(names: str) -> None:
    change = (f"RECURRENCE-ID;RANGE=THISANDFUTURE;{names}",
              "DTSTART;TZID=Europe/Paris:20130618T113000",
              "DTEND;TZID=Europe/Paris:20130618T120000", "SUMMARY:Council Choir")  # fmt: skip
    found = taken(series("20130603", "FREQ=WEEKLY;COUNT=6", *CHANGE, *change))
    assert not found.skipped
    assert [(entry.title, entry.start, (entry.end or "")[11:]) for entry in found.entries] == [
        ("Choir", "2013-06-03T10:00", "11:00"),
        ("Choir", "2013-06-10T10:00", "11:00"),
        *(
            ("Council Choir", f"{day}T11:30", "12:00")
            for day in ("2013-06-18", "2013-06-25", "2013-07-02", "2013-07-09")
        ),
    ]
    # They are the same meetings as before.
    before = taken(series("20130603", "FREQ=WEEKLY;COUNT=6"))
    assert [entry.uid for entry in found.entries] == [entry.uid for entry in before.entries]


def test_of_this_and_the_following_one_may_differ() -> None:
    following = ("RECURRENCE-ID;RANGE=THISANDFUTURE:20130617T080000Z", "SUMMARY:Choir",
                 "DTSTART:20130617T090000Z")  # fmt: skip
    single = ("RECURRENCE-ID:20130701T080000Z", "SUMMARY:Choir", "DTSTART:20130702T150000Z")
    content = series("20130603", "FREQ=WEEKLY;COUNT=6", *CHANGE, *following, *CHANGE, *single)
    assert starts(content)[2:] == [
        "2013-06-17T09:00Z", "2013-06-24T09:00Z", "2013-07-02T15:00Z", "2013-07-08T09:00Z",
    ]  # fmt: skip


def test_a_cancellation_of_this_and_the_following_is_of_all_of_them() -> None:
    cancelled = ("RECURRENCE-ID;RANGE=THISANDFUTURE:20130617T080000Z", "STATUS:CANCELLED")
    found = taken(series("20130603", "FREQ=WEEKLY;COUNT=6", *CHANGE, *cancelled))
    assert [entry.cancelled for entry in found.entries] == [False, False, *[True] * 4]
    assert [entry.start[:10] for entry in found.entries] == SIX


def test_a_cancellation_alone_names_what_it_cancels() -> None:
    for lines, expected in (
        (("SEQUENCE:2",), ("a@b", "", "", False)),
        (("RECURRENCE-ID:20130617T080000Z",),
         ("a@b/2013-06-17T08:00Z", "a@b", "2013-06-17T08:00Z", False)),
        (("RECURRENCE-ID;RANGE=THISANDFUTURE:20130617T080000Z",),
         ("a@b/2013-06-17T08:00Z", "a@b", "2013-06-17T08:00Z", True)),
    ):  # fmt: skip
        (entry,) = taken(ics(*lines, before=("METHOD:CANCEL",))).entries
        assert entry.cancelled
        assert (entry.uid, entry.series, entry.occurrence, entry.following) == expected


def test_pretalx_s_two_slots_of_one_talk_are_two_meetings() -> None:
    slot = ("SUMMARY:Workshop", "DTSTART:20130618T090000Z", "DTEND:20130618T100000Z")
    other = ("SUMMARY:Workshop", "DTSTART:20130619T130000Z", "DTEND:20130619T140000Z")
    found = taken(ics(*slot, *CHANGE, *other))
    assert [entry.start for entry in found.entries] == ["2013-06-18T09:00Z", "2013-06-19T13:00Z"]
    assert found.entries[0].uid == "a@b" != found.entries[1].uid
    # Whichever comes first in the file, each keeps its UID.
    turned = taken(ics(*other, *CHANGE, *slot))
    assert [entry.uid for entry in turned.entries] == [entry.uid for entry in found.entries]


@pytest.mark.parametrize(
    "title", ["Réunion sur les réfugiés", "关于移徙问题的区域会议", "👍 Forum"]
)
def test_a_fold_within_a_letter_is_undone(title: str) -> None:
    line = f"SUMMARY:{title}".encode()
    for place in range(9, len(line)):
        folded = line[:place] + b"\r\n " + line[place:]
        content = ics("X-LINE", "DTSTART:20130618T090000Z").replace(b"X-LINE", folded)
        (entry,) = taken(content).entries
        assert entry.title == title


RULES = (
    "BEGIN:VTIMEZONE", "TZID:Home",
    "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "TZOFFSETFROM:{summer}", "TZOFFSETTO:{winter}", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "TZOFFSETFROM:{winter}", "TZOFFSETTO:{summer}", "END:DAYLIGHT", "END:VTIMEZONE",
)  # fmt: skip


@pytest.mark.parametrize(
    ("winter", "summer", "july", "december"),
    [
        # Two hours of summer time, twenty minutes beside the hour: no place has these.
        ("+0100", "+0300", "09:00", "11:00"),
        ("+0120", "+0220", "09:40", "10:40"),
        ("-0345", "-0245", "14:45", "15:45"),
    ],
)
def test_rules_of_a_file_that_no_zone_has_are_applied(
    winter: str, summer: str, july: str, december: str
) -> None:
    rules = tuple(line.format(winter=winter, summer=summer) for line in RULES)
    content = ics(
        "SUMMARY:A", "DTSTART;TZID=Home:20130709T120000", *CHANGE[:2], "UID:b@b",
        "SUMMARY:B", "DTSTART;TZID=Home:20131210T120000", before=rules,
    )  # fmt: skip
    found = taken(content)
    assert found.own_zones == ("Home",) and not found.unknown_zones
    assert [entry.start for entry in found.entries] == [
        f"2013-07-09T{july}Z", f"2013-12-10T{december}Z",
    ]  # fmt: skip
    # A series keeps its hour on these clocks, and its exceptions are found.
    weekly = ics(
        "SUMMARY:A", "DTSTART;TZID=Home:20131020T120000", "DTEND;TZID=Home:20131020T130000",
        "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Home:20131027T120000", before=rules,
    )  # fmt: skip
    assert starts(weekly) == [f"2013-10-20T{july}Z", f"2013-11-03T{december}Z"]


NAMES = ["Home", "Office (HQ)", "Customized Time Zone", "时区", "Zeit der Zentrale", "TZ-1"]


@pytest.mark.parametrize("name", NAMES)
def test_a_zone_that_cannot_be_told_is_asked_for_and_the_file_read_with_it(name: str) -> None:
    content = ics(
        "SUMMARY:A", f'DTSTART;TZID="{name}":20130709T120000', "RRULE:FREQ=WEEKLY;COUNT=3",
        "EXDATE:20130716T100000Z", *CHANGE[:2], "UID:b@b", "SUMMARY:B", "DTSTART:20130710T090000Z",
    )  # fmt: skip
    found = taken(content)
    assert found.unknown_zones == (name,)
    assert [entry.title for entry in found.entries] == ["B"]
    answered = taken(content, Options(zones={name: "Europe/Paris"}))
    assert not answered.unknown_zones and not answered.skipped
    assert [written(entry) for entry in answered.entries] == [
        "2013-07-09T12:00 Europe/Paris", "2013-07-23T12:00 Europe/Paris", "2013-07-10T09:00Z",
    ]  # fmt: skip
    assert taken(content, Options(zones={"another": "Europe/Paris"})).unknown_zones == (name,)


def test_a_file_of_which_all_is_in_an_unknown_zone_is_asked_about_too() -> None:
    content = ics("SUMMARY:A", "DTSTART;TZID=Home:20130709T120000")
    found = taken(content)
    assert found.complaints and found.unknown_zones == ("Home",)
    (entry,) = taken(content, Options(zones={"Home": "Asia/Kathmandu"})).entries
    assert written(entry) == "2013-07-09T12:00 Asia/Kathmandu"
    table = b"Title,Start,Time zone\nA,2013-07-09 12:00,Home\n"
    assert taken(table).unknown_zones == ("Home",)
    (entry,) = taken(table, Options(zones={"Home": "Asia/Kathmandu"})).entries
    assert written(entry) == "2013-07-09T12:00 Asia/Kathmandu"


ZONES = (
    "Europe/Paris", "Europe/London", "Europe/Athens", "Europe/Moscow", "Europe/Istanbul",
    "Africa/Cairo", "Africa/Nairobi", "Africa/Lagos", "Africa/Johannesburg",
    "Asia/Tehran", "Asia/Kabul", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Yangon", "Asia/Shanghai",
    "Asia/Tokyo", "Asia/Amman", "Asia/Gaza", "Asia/Dhaka", "Australia/Adelaide", "Australia/Sydney",
    "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Fiji",
    "America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Santiago",
    "America/Asuncion", "America/Havana", "America/Caracas", "America/Nuuk", "America/Lima",
)  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_under_any_name_gives_the_right_instants(zone: str) -> None:
    """As programs write the zone's rules, under a name that says nothing."""
    rules = Timezone.from_tzid(zone, first_date=date(2012, 1, 1), last_date=date(2016, 1, 1))
    lines = rules.to_ical().decode().replace(zone, "Zone 7").replace("\r\n ", "").splitlines()
    lines = [line for line in lines if not line.startswith("X-LIC-LOCATION")]
    for month in range(1, 13):
        line = f"DTSTART;TZID=Zone 7:2013{month:02}15T120000"
        (entry,) = taken(ics("SUMMARY:A", line, before=lines)).entries
        at = instant(parse_moment(entry.start), entry.zone or "UTC")
        assert at == datetime(2013, month, 15, 12, tzinfo=ZoneInfo(zone)), entry
