"""Programmes of pretalx, frab and Indico, and spreadsheets, are read as they mean it; hostile ones
are refused."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from content.calendars import MAX_BYTES, Entry, Read, read
from content.calendars.people import ROLES, NamedPerson, people_text, read_people
from content.calendars.texts import paragraphs
from content.model.programme import Role
from handlers.desk.calendar_files.file_parser import ParsingFailed, parse_file
from tests.workbooks import HEADINGS, ROW, workbook, workbook_of_many_cells


def taken(content: bytes) -> Read:
    found = read(content)
    assert found is not None
    assert not found.complaints, found.complaints
    return found


def complaint(content: bytes, called: bool = True) -> str:
    found = read(content, called)
    assert found is not None and found.complaints and not found.entries
    return found.complaints[0].code


def schedule(*talks: dict[str, Any], zone: str | None = "Europe/Zurich") -> bytes:
    """A schedule.json of one day, with its talks in the room Hall."""
    conference = {"title": "Forum", "days": [{"date": "2030-05-14", "rooms": {"Hall": talks}}]}
    if zone is not None:
        conference["time_zone_name"] = zone
    return json.dumps({"schedule": {"version": "1", "conference": conference}}).encode()


TALK: dict[str, Any] = {
    "guid": "11111111-2222-3333-4444-555555555555",
    "date": "2030-05-14T10:00:00+02:00", "start": "10:00", "duration": "00:45", "room": "Hall",
    "title": "Exactly once is a lie", "subtitle": "", "track": "Data", "type": "Talk",
    "abstract": "In short.", "description": "Three years.\n\nWhat we learnt.",
    "persons": [{"public_name": "Bruno Haddad"}, {"name": "Elena Novák"}],
    "links": [{"title": "Slides", "url": "https://example.org/slides"}],
    "attachments": [{"title": "Own file", "url": "/media/x.pdf"}],
    "url": "https://example.org/talk/1",
}  # fmt: skip

XML = """<?xml version="1.0" encoding="utf-8"?>
<schedule><version>1</version>
<conference><title>Forum</title><time_zone_name>Europe/Zurich</time_zone_name></conference>
<day date="2030-05-14"><room name="Hall">
<event guid="11111111-2222-3333-4444-555555555555" id="1">
<date>2030-05-14T10:00:00+02:00</date><start>10:00</start><duration>00:45</duration>
<room>Hall</room><title>Exactly once is a lie</title><subtitle/><track>Data</track>
<type>Talk</type><abstract>In short.</abstract><description>Three years.

What we learnt.</description>
<persons><person id="1">Bruno Haddad</person><person id="2">Elena Novák</person></persons>
<links><link href="https://example.org/slides">Slides</link></links>
<url>https://example.org/talk/1</url></event></room></day></schedule>"""


@pytest.mark.parametrize("content", [schedule(TALK), XML.encode()], ids=["json", "xml"])
def test_a_schedule_says_all_of_a_talk(content: bytes) -> None:
    (entry,) = taken(content).entries
    assert (entry.start, entry.end, entry.zone) == (
        "2030-05-14T08:00Z", "2030-05-14T08:45Z", "Europe/Zurich",
    )  # fmt: skip
    assert (entry.title, entry.uid, entry.link) == (
        "Exactly once is a lie", "11111111-2222-3333-4444-555555555555",
        "https://example.org/talk/1",
    )  # fmt: skip
    assert entry.own_cells == {
        "room": "Hall", "track": "Data", "type": "Talk",
        "people": "Bruno Haddad\nElena Novák",
        "description": "In short.\n\nThree years.\n\nWhat we learnt.",
        "documents": "Slides https://example.org/slides",
    }  # fmt: skip


def one(**changed: Any) -> Entry:
    (entry,) = taken(schedule({**TALK, **changed})).entries
    return entry


def test_a_talk_without_an_offset_is_by_the_clocks_of_the_venue() -> None:
    entry = one(date="2030-05-14")
    assert (entry.start, entry.end) == ("2030-05-14T10:00", "2030-05-14T10:45")
    (without,) = taken(schedule({**TALK, "date": None}, zone=None)).entries
    assert (without.start, without.zone) == ("2030-05-14T10:00", None)


def test_names_in_several_languages_and_html_are_text() -> None:
    entry = one(track={"en": "Data", "de": "Daten"}, abstract="<p>One &amp; two</p><p>three</p>",
                description="")  # fmt: skip
    assert entry.own_cells["track"] == "Data"
    assert entry.own_cells["description"] == "One & two\n\nthree"


def test_long_texts_are_cut_and_addresses_of_other_kinds_left_out() -> None:
    entry = one(title="A" * 500, description="word " * 2_000, url="javascript:alert(1)")
    assert len(entry.title) == 120 and entry.title.endswith("…")
    assert len(entry.own_cells["description"]) <= 3_500
    assert entry.link == ""


def test_a_talk_without_a_time_is_counted() -> None:
    found = taken(schedule(TALK, {**TALK, "guid": "other-guid-of-36", "date": "", "start": None}))
    assert (len(found.entries), found.undated) == (1, 1)


def indico_time(hour: str) -> dict[str, str]:
    return {"date": "2030-05-14", "time": hour, "tz": "Europe/Zurich"}


TIMETABLE = {
    "_type": "HTTPAPIResult",
    "results": {
        "7": {
            "20300514": {
                "s1": {
                    "entryType": "Session", "title": "Data", "room": "Hall", "uniqueId": "s1",
                    "startDate": indico_time("10:00:00"), "endDate": indico_time("12:00:00"),
                    "conveners": [{"name": "Elena Novák", "affiliation": "CNRS"}],
                    "entries": {
                        "c1": {
                            "entryType": "Contribution", "title": "Exactly once", "room": "",
                            "uniqueId": "a7t1", "description": "<b>Three</b> years",
                            "startDate": indico_time("10:00:00"),
                            "endDate": indico_time("10:45:00"),
                            "presenters": [{"name": "Bruno Haddad", "affiliation": "ETH"}],
                        },
                    },
                },
                "b1": {
                    "entryType": "Break", "title": "Coffee", "uniqueId": "b1",
                    "startDate": indico_time("12:00:00"), "duration": 30,
                },
            },
        }
    },
}  # fmt: skip


def test_a_timetable_of_indico_is_read() -> None:
    talk, coffee = taken(json.dumps(TIMETABLE).encode()).entries
    assert (talk.title, talk.start, talk.end, talk.zone) == (
        "Exactly once", "2030-05-14T10:00", "2030-05-14T10:45", "Europe/Zurich",
    )  # fmt: skip
    assert talk.own_cells == {
        "room": "Hall", "track": "Data", "type": "Contribution", "description": "Three years",
        "people": "chair: Elena Novák (CNRS)\nBruno Haddad (ETH)",
    }  # fmt: skip
    assert (coffee.title, coffee.end, coffee.own_cells["type"]) == (
        "Coffee", "2030-05-14T12:30", "Break",
    )  # fmt: skip


def test_the_contributions_of_an_event_of_indico_are_read() -> None:
    event = {
        "_type": "Conference", "title": "Forum",
        "contributions": [
            {
                "title": "Exactly once", "startDate": indico_time("10:00:00"), "duration": 45,
                "roomFullname": "Hall", "track": "Data", "session": None, "type": "Talk",
                "url": "https://indico.example.org/event/7/contributions/1/",
                "speakers": [{"first_name": "Bruno", "last_name": "Haddad", "affiliation": "ETH"}],
                "folders": [
                    {"attachments": [
                        {"title": "Slides", "download_url": "https://indico.example.org/s.pdf"}]}
                ],
            },
            {"title": "Later", "startDate": None},
        ],
    }  # fmt: skip
    found = taken(json.dumps({"_type": "HTTPAPIResult", "results": [event]}).encode())
    (talk,) = found.entries
    assert found.undated == 1
    assert (talk.start, talk.end) == ("2030-05-14T10:00", "2030-05-14T10:45")
    assert talk.own_cells == {
        "room": "Hall", "track": "Data", "type": "Talk", "description": "",
        "people": "Bruno Haddad (ETH)", "documents": "Slides https://indico.example.org/s.pdf",
    }  # fmt: skip


@pytest.mark.parametrize("above", [(), (("Programme of the Forum",), ())])
def test_a_spreadsheet_is_read_with_the_columns_of_a_conference(
    above: tuple[tuple[object, ...], ...],
) -> None:
    found = taken(workbook(*above, HEADINGS, ROW, second=True))
    (entry,) = found.entries
    assert (found.form, entry.start, entry.end) == ("xlsx", "2030-05-14T10:00", "2030-05-14T10:45")
    assert entry.own_cells == {
        "room": "Hall", "track": "Data", "description": "Three years\n\nof it",
        "people": "chair: Ana Silva\nBruno Haddad (ETH)\nElena Novák",
    }  # fmt: skip
    assert found.unread == ("Sheet",)


def test_a_table_of_text_has_the_same_columns() -> None:
    table = (
        "Session Title,Date,Time Start,Time End,Room/Location,Speaker,Abstract\n"
        'Exactly once,2030-05-14,10:00,10:45,Hall,Bruno Haddad,"Three\n\nyears"\n'
    )
    (entry,) = taken(table.encode()).entries
    assert entry.own_cells == {
        "room": "Hall", "people": "Bruno Haddad", "description": "Three\n\nyears",
    }  # fmt: skip


def test_hours_may_stand_in_one_cell() -> None:
    table = "Day;Time;Room;Title\n24.06.2030;09:00 - 10:30;Saal 1;Opening\n"
    (entry,) = taken(table.encode()).entries
    assert (entry.start, entry.end) == ("2030-06-24T09:00", "2030-06-24T10:30")


def test_a_private_calendar_does_not_publish_its_descriptions() -> None:
    table = "Subject,Start Date,Description\nA,2030-05-14,the number to dial\n"
    found = taken(table.encode())
    assert found.unread == ("Description",) and found.entries[0].own_cells == {}


def test_the_roles_of_files_are_those_of_meetings() -> None:
    assert set(ROLES) == set(get_args(Role))


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Bruno Haddad, Elena Novák", [("Bruno Haddad", "speaker", ""),
                                       ("Elena Novák", "speaker", "")]),
        ("Haddad, Bruno", [("Haddad, Bruno", "speaker", "")]),
        ("Bruno (ETH, Zürich); chair: Elena", [("Bruno", "speaker", "ETH, Zürich"),
                                               ("Elena", "chair", "")]),
        ("Moderator: Ana\nAna\nAna", [("Ana", "moderator", ""), ("Ana", "speaker", "")]),
        ("艾琳、林伟", [("艾琳", "speaker", ""), ("林伟", "speaker", "")]),
        (" ; ,", []),
    ],
)  # fmt: skip
def test_people_are_read_from_a_cell(cell: str, people: list[tuple[str, str, str]]) -> None:
    found = [(person.name, person.role, person.affiliation) for person in read_people(cell)]
    assert found == people


names = st.sampled_from(["Bruno Haddad", "O’Neill", "José-María de la Cruz", "艾琳", "X. Y."])


@given(st.lists(st.builds(NamedPerson, names,
                          st.sampled_from(ROLES), st.just("") | st.just("CNRS, Paris")),
                unique=True, min_size=2))  # fmt: skip
def test_people_come_back_from_their_cell(people: list[NamedPerson]) -> None:
    assert read_people(people_text(people)) == tuple(people)


# What strangers send.


def indico_talk(**changed: Any) -> bytes:
    talk = {"title": "A", "startDate": indico_time("10:00:00"), **changed}
    return json.dumps({"results": [{"contributions": [talk]}]}).encode()


BOMB = """<?xml version="1.0"?><!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<schedule><conference><title>&c;</title></conference></schedule>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE schedule [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<schedule><conference><title>&f;</title></conference></schedule>"""


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB.encode(), "no-schedule"),
        (OUTSIDE.encode(), "no-schedule"),
        (b"<schedule><day>", "no-schedule"),
        (b"<schedule>" + b"<a>" * 100_000, "no-schedule"),
        (b"<html></html>", "no-calendar"),
        (b"<schedule></schedule>", "no-events"),
        (b'{"schedule": ' + b"[" * 100_000, "no-schedule"),
        (b'{"schedule": {"conference": {"days": []}}}', "no-events"),
        (b'{"schedule": 1}', "no-calendar"),
        (b"{}", "no-calendar"),
        (schedule({**TALK, "title": None}), "no-title"),
        (schedule({**TALK, "date": "tomorrow"}), "no-moment"),
        (schedule({**TALK, "date": "0001-01-01T00:00:00+00:00"}), "year"),
        (schedule({**TALK, "title": "\u202e\u2066 \u200b"}), "no-title"),
        (schedule({**TALK, "date": "2030-05-14", "start": None}), "no-moment"),
        *(
            (schedule({**TALK, "duration": duration}), "no-duration")
            for duration in ("long", "-1:00", -30, "1000:00", "1:75", 10**18, 5e300, [1])
        ),
        *((indico_talk(duration=duration), "no-duration") for duration in (-45, 1e300, "x")),
        (indico_talk(startDate={**indico_time("10:00"), "tz": "Mars/Base"}), "zone"),
        ("Title,Start\n\u202e\u200b,2030-05-14\n".encode(), "no-title"),
        (schedule(TALK, TALK), "twice"),
        (schedule(TALK, zone="Mars/Base"), "zone"),
        (schedule(*({**TALK, "guid": f"{n:036}"} for n in range(501))), "too-many"),
        (archive("xl/workbook.xml", b"<workbook/>"), "no-workbook"),
        (archive("xl/sharedStrings.xml", b"a" * 41_000_000), "too-large-inside"),
        (archive("xl/styles.xml", b'<xf numFmtId="0"/>' * 200_000), "too-large-inside"),
        (b"PK\x03\x04 and no more", "no-workbook"),
        (b"PK\x03\x04" + b"x" * MAX_BYTES, "too-large"),
        (workbook(HEADINGS), "no-events"),
        (workbook(("Name", "Age"), ("A", 3)), "no-calendar"),
    ],
)
def test_hostile_and_broken_programmes_are_refused(content: bytes, code: str) -> None:
    assert complaint(content) == code


@pytest.mark.parametrize(
    "content",
    [
        schedule({**TALK, "title": "Good \u202egnp\u2066 talk", "room": "Ha\u202dll"}),
        XML.replace("Exactly once is a lie", "Good &#x202e;gnp&#x2066; talk").encode(),
        "Title,Start\nGood \u202egnp\u2066 talk,2030-05-14\n".encode(),
        indico_talk(title="Good \u202egnp\u2066 talk"),
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Good \u202egnp\u2066 talk\r\n"
        "DTSTART:20300514T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode(),
    ],
    ids=["json", "xml", "csv", "indico", "ics"],
)
def test_nothing_turns_the_writing_direction(content: bytes) -> None:
    assert taken(content).entries[0].title == "Good gnp talk"


def test_a_talk_is_found_in_the_last_of_many_rooms_and_days() -> None:
    rooms: dict[str, list[dict[str, Any]]] = {f"Room {number}": [] for number in range(10_000)}
    days = [{"date": "2030-05-13", "rooms": {}}] * 500
    days.append({"date": "2030-05-14", "rooms": {**rooms, "Last": [TALK]}})
    content = json.dumps({"schedule": {"conference": {"days": days}}}).encode()
    assert taken(content).entries[0].own_cells["room"] == "Last"


def test_durations_are_read_as_files_write_them() -> None:
    for written, end in ((45, "08:45"), (45.0, "08:45"), ("90", "09:30"), ("1:05", "09:05")):
        assert one(duration=written).end == f"2030-05-14T{end}Z"
    assert one(date="2030-05-14T23:30:00+02:00", duration="02:00").end == "2030-05-14T23:30Z"


def test_a_complaint_names_the_talk_and_no_line() -> None:
    found = read(schedule(TALK, {**TALK, "guid": "other-guid-of-36", "duration": "long"}), True)
    assert found is not None
    (complaint,) = found.skipped
    assert (complaint.line, complaint.entry, complaint.words) == (0, TALK["title"], "long")


async def test_reading_is_bounded_in_memory() -> None:
    bomb = workbook_of_many_cells()
    assert len(bomb) < 200_000
    with pytest.raises(ParsingFailed):
        await parse_file(bomb, named_as_calendar=True)


def test_other_files_are_left_to_others() -> None:
    for content in (b'{"a": 1}', b"<html></html>", archive("word/document.xml", b"<w/>")):
        assert read(content) is None


def test_a_cell_far_below_costs_nothing() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADINGS, ROW):
        sheet.append(row)
    sheet["XFD1048576"] = "here"
    file = io.BytesIO()
    book.save(file)
    assert len(taken(file.getvalue()).entries) == 1


anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False)
    | st.text(max_size=30) | st.sampled_from(["2030-05-14T10:00:00+02:00", "10:00", "00:45"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(sorted(TALK)), anything))
def test_whatever_a_talk_holds_is_read_or_told(changed: dict[str, Any]) -> None:
    content = json.dumps({"schedule": {"conference": {"days": [
        {"date": "2030-05-14", "rooms": {"Hall": [{**TALK, **changed}]}}]}}})  # fmt: skip
    found = read(content.encode(), called=True)
    assert found is not None
    for entry in found.entries:
        assert len(entry.title) <= 120 and "\n" not in entry.title


@given(anything, anything)
def test_whatever_indico_sends_is_read_or_told(first: Any, second: Any) -> None:
    item = {"title": "A", "startDate": indico_time("10:00:00"), "endDate": first,
            "conveners": second, "folders": first, "track": second}  # fmt: skip
    for results in ([first, item], {"7": {"20300514": {"a": item, "b": second}}}, first):
        read(json.dumps({"results": results}).encode(), called=True)


@given(st.text(max_size=200) | st.sampled_from(["<p>" * 5_000, "&" * 9_000, "<" * 9_000]))
def test_any_text_is_in_paragraphs(text: str) -> None:
    found = paragraphs(text, 100)
    assert len(found) <= 100 and "\n\n\n" not in found and found == found.strip()


def test_a_day_of_five_rooms_is_read_at_once() -> None:
    start = datetime(2030, 5, 14, 9)  # noqa: DTZ001 - by the clocks of the venue
    talks = [
        {**TALK, "guid": f"{n:036}", "date": (start + timedelta(minutes=n)).isoformat()}
        for n in range(500)
    ]
    assert len(taken(schedule(*talks)).entries) == 500
