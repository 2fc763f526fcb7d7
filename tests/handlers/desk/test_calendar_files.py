"""What an import does: the calendar's own files change nothing, others only what they contain."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.rendering import render
from content.calendars import Complaint, Read, read
from content.calendars.people import ROLES
from content.languages import NAMES
from content.model import Meeting
from handlers.calendar_export.files import calendar_bytes, calendar_entry
from handlers.desk.calendar_files import file_parser
from handlers.desk.calendar_files.calendar_table import calendar_table
from handlers.desk.calendar_files.complaints import complaint_text
from handlers.desk.calendar_files.import_plan import CurrentCalendar, Plan, make_plan
from handlers.desk.calendar_files.views import Preview, preview_view
from handlers.framework.reply import Press
from handlers.meetings.conversion import meeting_of, row_of
from storage.meetings import KeptMeeting
from tests.factories import a_reader, shipped_pack

PACK = shipped_pack().model_copy(update={"deadlines": {"un-coordination": "due"}})
ROOT = Path(__file__).parents[3]
NOW = datetime(2013, 5, 20, 13, tzinfo=UTC)
ZONES = ("America/Lima", "Europe/Paris", "Asia/Kathmandu", "UTC")
LIMA = "global-rcp-lima-2013"


def kept_of(meeting: Meeting, status: str = "planned", revision: int = 1) -> KeptMeeting:
    return KeptMeeting(
        **vars(row_of(meeting)), revision=revision, origin="local", status=status, changed=NOW,
        status_by="local",
    )  # fmt: skip


CALENDAR = [kept_of(meeting) for meeting in PACK.meetings]


def planned(
    content: bytes,
    kept: Sequence[KeptMeeting] = tuple(CALENDAR),
    imported: dict[str, str] | None = None,
    kind: str = "briefing",
    region: str = "global",
    take_older: bool = False,
    versions: dict[str, tuple[int, str]] | None = None,
) -> Plan:
    found = read(content)
    assert isinstance(found, Read) and not found.complaints, found
    calendar = CurrentCalendar(PACK, kept, imported or {}, NOW, versions or {})
    source = "the secretariat’s calendar"
    return make_plan(calendar, found, found.entries, kind, region, source, take_older)


def as_ics(kept: Sequence[KeptMeeting]) -> bytes:
    return calendar_bytes(a_reader(), PACK, [calendar_entry(row) for row in kept])


def as_csv(kept: Sequence[KeptMeeting]) -> bytes:
    return calendar_table(list(kept)).content


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1,
    max_size=60,
).filter(lambda text: bool(" ".join(text.split())))  # fmt: skip


address = st.sampled_from(["https://example.org/a?b=c,d", "https://example.org/(e)"])
PROGRAMME: dict[str, st.SearchStrategy[object]] = {
    "room": st.none() | words, "track": st.none() | words, "parent": st.sampled_from([None, LIMA]),
    "description": st.none() | st.lists(words, min_size=1, max_size=3).map("\n\n".join),
    "people": st.lists(
        st.fixed_dictionaries(
            {"name": words, "role": st.sampled_from(ROLES), "affiliation": st.none() | words}
        ),
        max_size=3,
    ),
    "documents": st.lists(st.fixed_dictionaries({"title": words, "link": address}), max_size=2),
    "interpretation": st.lists(
        st.fixed_dictionaries(
            {"language": st.sampled_from(["fr", "ar"]), "channel": st.sampled_from([None, "2"])}
        ),
        max_size=2,
    ),
    "webcast": st.none() | address, "join": st.none() | address,
    "capacity": st.none() | st.integers(1, 9_999),
}  # fmt: skip


@st.composite
def drawn_meetings(draw: st.DrawFn) -> Meeting:
    first = draw(st.dates(date(2013, 6, 1), date(2014, 6, 1)))
    hour = draw(st.times().map(lambda at: at.replace(second=0, microsecond=0)))
    zone = draw(st.sampled_from(ZONES))
    start: date = draw(st.sampled_from([first, datetime.combine(first, hour)]))
    end: date | None = draw(st.sampled_from([None, first, first + timedelta(days=2)]))
    if isinstance(start, datetime) and draw(st.booleans()):
        end = start + timedelta(hours=draw(st.integers(1, 40)))
    kind = draw(st.sampled_from(sorted(PACK.kinds)))
    some = st.none() | words
    return Meeting.model_validate(
        {
            "id": "drawn", "title": draw(words), "kind": kind, "time_zone": zone, "start": start,
            "end": end, "region": draw(st.sampled_from(sorted(PACK.regions))),
            "deadline": PACK.deadlines.get(kind), "theme": draw(some),
            "venue": draw(some), "city": draw(words), "country": draw(some),
            "organisers": tuple(draw(st.lists(words, max_size=3))), "document": draw(some),
            "roundtables": draw(st.sampled_from([(), (1,), (1, 4)])), "source": draw(words),
            "prepares": draw(st.sampled_from([None, LIMA])), "note": draw(some),
            **draw(st.sampled_from([{}, {name: draw(part) for name, part in PROGRAMME.items()}])),
        }
    )  # fmt: skip


@given(drawn_meetings(), st.sampled_from(["planned", "cancelled"]), st.booleans())
def test_what_is_exported_changes_nothing_when_it_comes_back(
    meeting: Meeting, status: str, table: bool
) -> None:
    kept = [*CALENDAR, kept_of(meeting, status, revision=4)]
    plan = planned(as_csv(kept) if table else as_ics(kept), kept)
    assert not plan.complaints
    assert not plan.new and not plan.changed and not plan.missing
    assert plan.unchanged == len(kept)


@pytest.mark.parametrize("table", [True, False], ids=["csv", "ics"])
@pytest.mark.parametrize("end", [None, "2013-05-22T10:00", "2013-05-23T00:00", "2013-05-24T00:00"])
def test_a_meeting_at_midnight_comes_back_with_its_hours(end: str | None, table: bool) -> None:
    changed = {"id": "night", "title": "Night", "start": "2013-05-22T00:00", "end": end}
    meeting = Meeting.model_validate({**lima().model_dump(), **changed, "words": ()})
    kept = [*CALENDAR, kept_of(meeting, "planned", revision=4)]
    plan = planned(as_csv(kept) if table else as_ics(kept), kept)
    assert not plan.complaints and plan.unchanged == len(kept)


def test_the_table_of_a_calendar_makes_the_same_calendar_elsewhere() -> None:
    plan = planned(as_csv(CALENDAR), [])
    made = {meeting.id: meeting for meeting in plan.new}
    for meeting in PACK.meetings:
        expected = {"words": (), "deadline": PACK.deadlines.get(meeting.kind)}
        assert made[meeting.id] == meeting.model_copy(update=expected), meeting.id


def a_table(**cells: str) -> bytes:
    return (",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values())).encode()


def lima() -> Meeting:
    found = PACK.meeting(LIMA)
    assert found is not None
    return found


def test_a_field_that_a_file_does_not_have_stays() -> None:
    meeting = lima()
    plan = planned(a_table(Title=meeting.title, Start="2013-05-22 11:30"))
    (change,) = plan.changed
    assert change.after == change.before.model_copy(
        update={"start": datetime.fromisoformat("2013-05-22T11:30")}
    )
    assert change.revision == 1
    assert not plan.new


def test_a_file_without_ends_moves_a_meeting_with_its_length() -> None:
    at = datetime.fromisoformat
    start, end = at("2013-06-03T13:15"), at("2013-06-03T14:30")
    kept = [kept_of(PACK.meetings[0].model_copy(update={"start": start, "end": end}))]
    file = a_table(Meeting=kept[0].id, Title="Moved", Start="2013-06-05 10:00")
    (change,) = planned(file, kept).changed
    assert change.after.start == at("2013-06-05T10:00")
    assert change.after.end == at("2013-06-05T11:15")


def test_a_place_in_one_line_is_taken_apart_by_its_commas() -> None:
    meeting = lima()
    expected_places = {
        "Hotel X, Lima, Peru": ("Hotel X", "Lima", "Peru"),
        "Cusco, Peru": (None, "Cusco", "Peru"),
        "Room 4": ("Room 4", meeting.city, meeting.country),
    }
    for location, expected in expected_places.items():
        table = a_table(Title=meeting.title, Start="2013-05-22", Location=location)
        after = planned(table).changed[0].after
        assert (after.venue, after.city, after.country) == expected


def test_cancelled_stays_cancelled_and_is_not_missing() -> None:
    kept = [kept_of(lima(), "cancelled")]
    plan = planned(a_table(Title=lima().title, Start="2013-05-22", City="Cusco"), kept)
    assert plan.stay_cancelled == 1
    (change,) = plan.changed
    assert change.after.cancelled and not change.cancels
    assert not plan.notified_meetings(cancel_missing=True, now=NOW)
    assert not planned(a_table(Title="Other", Start="2013-06-22"), kept).missing


def test_cancelled_elsewhere_is_cancelled_here_and_unknown_ones_are_left_out() -> None:
    plan = planned(a_table(Title=lima().title, Start="2013-05-22", Status="cancelled"))
    (change,) = plan.changed
    assert change.cancels
    plan = planned(a_table(Title="Unknown", Start="2013-06-22", Status="cancelled"))
    assert (plan.unknown_cancelled, plan.new, plan.changed) == (1, [], [])


def test_missing_are_meetings_to_come_that_the_file_does_not_have() -> None:
    plan = planned(a_table(Title="Other", Start="2013-06-22"))
    to_come = {meeting.id for meeting in PACK.meetings if meeting.closes > NOW}
    assert {change.after.id for change in plan.missing} == to_come
    assert plan.fingerprint(cancel_missing=False) != plan.fingerprint(cancel_missing=True)


def test_the_uid_of_an_earlier_import_goes_before_title_and_day() -> None:
    event = "BEGIN:VEVENT\r\nUID:x@y\r\nSUMMARY:Renamed\r\nDTSTART:20131201T090000Z\r\nEND:VEVENT"
    content = f"BEGIN:VCALENDAR\r\n{event}\r\nEND:VCALENDAR\r\n".encode()
    assert planned(content).new[0].id == "renamed-2013"
    assert planned(content).meeting_of_uid == {"x@y": "renamed-2013"}
    (change,) = planned(content, imported={"x@y": LIMA}).changed
    assert (change.after.id, change.after.title) == (LIMA, "Renamed")
    # It is 09:00 in Greenwich, and the meeting is in Lima.
    assert change.after.start == datetime.fromisoformat("2013-12-01T04:00")
    assert change.after.zone == ZoneInfo("America/Lima")


def test_an_older_file_of_our_own_changes_nothing_unless_that_is_chosen() -> None:
    then = as_ics([kept_of(lima())])
    moved = lima().model_copy(update={"city": "Cusco"})
    plan = planned(then, [kept_of(moved, revision=3)])
    assert (plan.older, len(plan.changed)) == (1, 0)
    plan = planned(then, [kept_of(moved, revision=3)], take_older=True)
    assert (plan.older, len(plan.changed)) == (1, 1)


@pytest.mark.parametrize(
    ("sequence", "stamp", "older"),
    [(1, "20130520T120000Z", True), (2, "20130519T120000Z", True), (2, "20130520T120000Z", False),
     (2, "20130521T120000Z", False), (3, "20130501T120000Z", False)],
)  # fmt: skip
def test_an_older_version_of_another_calendar_changes_nothing_unless_that_is_chosen(
    sequence: int, stamp: str, older: bool
) -> None:
    event = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:Moved\r\nDTSTART:20130701\r\n"
        f"SEQUENCE:{sequence}\r\nDTSTAMP:{stamp}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
    known = {"a@b": (2, "2013-05-20T12:00:00Z")}
    plan = planned(event, imported={"a@b": LIMA}, versions=known)
    assert (plan.older, len(plan.changed)) == ((1, 0) if older else (0, 1))
    assert plan.version_of_uid["a@b"] >= known["a@b"]
    plan = planned(event, imported={"a@b": LIMA}, versions=known, take_older=True)
    assert len(plan.changed) == 1


CASES = ROOT / "tests" / "content" / "calendars_cases"


def case(name: str) -> bytes:
    (file,) = CASES.glob(f"case-{name}-*")
    return file.read_bytes()


@pytest.mark.parametrize(("before", "after"), [("10a", "10b"), ("25a", "25b")])
def test_a_later_file_cancels_the_meeting_of_an_earlier_one(before: str, after: str) -> None:
    first = planned(case(before))
    (meeting,) = first.new
    kept = [*CALENDAR, kept_of(meeting)]
    plan = planned(case(after), kept, first.meeting_of_uid)
    (change,) = plan.changed
    assert change.cancels and change.before == change.after == meeting
    assert plan.notified_meetings(False, NOW) == [meeting]


def test_an_invitation_does_not_offer_to_cancel_the_other_meetings() -> None:
    assert not planned(case("25a")).missing and not planned(case("25b")).missing


def test_a_bad_entry_leaves_the_others_and_offers_to_cancel_none() -> None:
    found = read(case("22"))
    assert found is not None
    plan = planned(case("22"))
    assert [meeting.title for meeting in plan.new] == ["Opening", "Closing"]
    assert not plan.missing
    (text,) = render(
        preview_view(a_reader(), PACK, Preview("1234abcd", found, plan, False, 0, 0), 1)
    ).texts
    for words in ("Line 16: “Evening debate” ends before it starts.", "Nothing is cancelled"):
        assert words in text
    # The same of an entry that does not fit the pack.
    table = b"Title,Start,Kind\nA,2013-06-22,party\nB,2013-06-23,\n"
    plan = planned(table)
    assert [meeting.title for meeting in plan.new] == ["B"]
    assert len(plan.complaints) == 1 and not plan.missing


def test_a_meeting_whose_own_title_reads_like_a_cancellation_is_not_cancelled() -> None:
    meeting = lima().model_copy(update={"title": "Cancelled: a play about visas"})
    plan = planned(as_ics([kept_of(meeting)]), [kept_of(meeting)])
    assert (plan.unchanged, plan.changed, plan.new) == (1, [], [])
    # Another calendar's entry of the same name and day is it, too.
    plan = planned(as_ics([kept_of(meeting)]).replace(b"UID:", b"UID:x"), [kept_of(meeting)])
    assert (plan.unchanged, plan.changed) == (1, [])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"Kind": "party"}, "no-kind"),
        ({"Region": "moon"}, "no-region"),
        ({"Roundtables": "1, 99"}, "no-roundtable"),
        ({"Roundtables": "1e3"}, "no-roundtable"),
        ({"Prepares": "nothing"}, "no-meeting"),
        ({"Meeting": "Not An Id"}, "unfit"),
        ({"Venue": "x" * 200}, "unfit"),
    ],
)
def test_what_does_not_fit_the_pack_is_a_complaint(cells: dict[str, str], code: str) -> None:
    plan = planned(a_table(Title="New one", Start="2013-06-22", **cells))
    assert [complaint.code for complaint in plan.complaints] == [code]
    assert plan.complaints[0].line == 2


def test_two_entries_are_not_one_meeting() -> None:
    row = f"{lima().title},2013-05-22\n"
    plan = planned(f"Title,Start\n{row}{row}".encode())
    # The first is the meeting; the second would be another one of the same name.
    assert len(plan.new) == 1
    assert plan.new[0].id != LIMA
    row = f"{LIMA},Renamed,2013-05-22\n"
    found = read(f"Meeting,Title,Start\n{row}{row.replace('22', '23')}".encode())
    assert found is not None and found.complaints[0].code == "same-uid"


def test_kind_and_region_are_asked_for_only_where_they_are_needed() -> None:
    plan = planned(a_table(Title="New one", Start="2013-06-22"), kind="", region="")
    assert plan.needs_kind and plan.needs_region
    named = a_table(Title="New one", Start="2013-06-22", Kind="IOM HLD Series", Region="africa")
    plan = planned(named, kind="", region="")
    assert not plan.needs_kind and not plan.needs_region
    assert (plan.new[0].kind, plan.new[0].region) == ("briefing", "africa")
    plan = planned(a_table(Title=lima().title, Start="2013-05-22"), kind="", region="")
    assert not plan.needs_kind


def test_meetings_are_kept_as_they_are_planned() -> None:
    (change,) = planned(a_table(Title=lima().title, Start="2013-05-23", Meeting=LIMA)).changed
    assert meeting_of(kept_of(change.after)) == change.after


async def test_a_parser_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    # A daily rule that never matches is followed to the year 9999, and here are a hundred.
    monkeypatch.setattr(file_parser, "_TIMEOUT_SECONDS", 2)
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2"
    event = f"BEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART:20130522\r\n{never}\r\nEND:VEVENT\r\n"
    content = f"BEGIN:VCALENDAR\r\n{event * 100}END:VCALENDAR\r\n".encode()
    with pytest.raises(file_parser.ParsingFailed):
        await file_parser.parse_file(content, named_as_calendar=True)


def test_every_complaint_has_a_sentence_in_every_language() -> None:
    source = [*ROOT.glob("content/calendars/*.py"), *ROOT.glob("handlers/desk/calendar_files/*.py")]
    found = re.compile(
        r'(?:Unreadable|complaints\.add|UnknownReference|failure_view\(reader,)\(?\s*"([a-z-]+)"'
    )
    codes = {code for file in source for code in found.findall(file.read_text())}
    codes |= {"no-kind", "no-region", "too-large", "not-given", "no-calendar"}
    assert {"broken-bytes", "endless", "same-meeting", "not-read"} <= codes
    for language in NAMES:
        fallback = complaint_text(a_reader(language), Complaint(code="?", words="W"))
        for code in codes:
            sentence = complaint_text(
                a_reader(language), Complaint(code=code, line=3, words="W", number=7)
            )
            assert fallback not in sentence, (language, code)
            assert "3" in sentence and "{" not in sentence


def test_a_long_preview_is_paged_in_every_language() -> None:
    row = "Side event {},2013-06-{:02d} 09:00,briefing,global,Geneva\n"
    table = "Title,Start,Kind,Region,City\n" + "".join(row.format(n, n) for n in range(1, 31))
    plan = planned(table.encode())
    found = read(table.encode())
    assert found is not None and len(plan.new) == 30
    for language in NAMES:
        preview = Preview("abcd1234", found, plan, True, 100_000, 30)
        for page in (1, 5, 6, 99):
            reply = preview_view(a_reader(language), PACK, preview, page)
            rendered = render(reply)
            assert len(rendered.texts) == 1
            buttons = [button for row in reply.buttons for button in row]
            assert sum(button.danger for button in buttons if isinstance(button, Press)) == 1


TALK = {
    "guid": "11111111-2222-3333-4444-555555555555", "date": "2013-06-18T10:00:00+02:00",
    "duration": "00:45", "title": "Opening talk", "type": "Global meetings and hearings",
    "persons": [{"public_name": "Bruno Haddad"}], "track": "Data", "abstract": "Three years.",
}  # fmt: skip


def a_schedule(*talks: dict[str, object]) -> bytes:
    day = {"date": "2013-06-18", "rooms": {"Hall": talks}}
    return json.dumps({"schedule": {"conference": {"days": [day]}}}).encode()


def test_a_talk_becomes_a_meeting_and_the_same_file_changes_nothing() -> None:
    plan = planned(a_schedule(TALK), kind="")
    (meeting,) = plan.new
    assert not plan.needs_kind  # the pack has a kind of the talk's type
    assert (meeting.title, meeting.kind, meeting.room, meeting.track) == (
        "Opening talk", "global", "Hall", "Data",
    )  # fmt: skip
    assert meeting.begins == datetime(2013, 6, 18, 8, tzinfo=UTC)
    assert [person.name for person in meeting.people] == ["Bruno Haddad"]
    again = planned(a_schedule(TALK), [*CALENDAR, kept_of(meeting)], plan.meeting_of_uid)
    assert not again.new and not again.changed
    moved = planned(
        a_schedule({**TALK, "duration": "01:00", "persons": []}),
        [*CALENDAR, kept_of(meeting)],
        plan.meeting_of_uid,
    )
    (change,) = moved.changed
    assert change.after.people == () and change.after.room == "Hall"


def test_talks_in_one_room_at_one_time_are_in_the_preview() -> None:
    other = {**TALK, "guid": "another-guid-of-a-talk", "title": "Another talk"}
    plan = planned(a_schedule(TALK, other))
    assert [(one.title, two.title) for one, two in plan.double_bookings] == [
        ("Opening talk", "Another talk")
    ]
    found = read(a_schedule(TALK, other))
    assert found is not None
    preview = Preview("1234abcd", found, plan, False, 0, 0)
    (text,) = render(preview_view(a_reader(), PACK, preview, 1)).texts
    for words in (
        "In one room at one time", "Another talk", "Opening talk (Hall)", "Bruno Haddad",
        "Three years.",
    ):  # fmt: skip
        assert words in text


def test_a_meeting_moves_to_another_room_by_a_file_of_ours() -> None:
    meeting = lima().model_copy(update={"room": "Hall A", "venue": "Palace"})
    kept = [kept_of(meeting)]
    ours = as_ics(kept).decode()
    (change,) = planned(ours.replace("Hall A", "Hall B").encode(), kept).changed
    assert (change.after.room, change.after.venue) == ("Hall B", "Palace")
