"""A programme's rooms, tracks, people and parts are in the pack, and its slips are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.checking import pack_warnings
from content.double_bookings import double_bookings
from content.loading import load_pack
from content.model import Meeting, Pack
from content.problems import Problem, grouped
from handlers.meetings.conversion import row_of
from storage.meetings import notifies_subscribers
from tests.content.example import edit, example, problems

TALK = """
- id: talk-{number}
  title: Exactly once is a lie
  kind: {kind}
  region: global
  room: {room}
  track: data
  time_zone: Europe/Zurich
  start: 2030-05-14T10:00
  end: 2030-05-14T10:45
  parent: forum
  people:
    - {{name: Bruno Haddad, affiliation: ETH Zürich}}
    - {{name: Elena Novák, role: chair}}
  description: |
    Three years in production.

    What we learnt.
  documents:
    - {{title: Slides, link: "https://example.org/slides.pdf"}}
  interpretation:
    - {{language: fr, channel: "2"}}
  webcast: https://example.org/live
  join: https://example.org/join
  capacity: 120
  source: the programme
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = example(tmp_path)
    names = "rooms: {hall-a: Hall A, hall-b: Hall B}\ntracks: {data: Data systems}\n"
    edit(made, "pack.yaml", "deadlines:\n", f"{names}deadlines:\n")
    return made


def add_talk(folder: Path, number: int = 1, kind: str = "forum", room: str = "hall-a") -> None:
    file = folder / "meetings.yaml"
    talk = TALK.format(number=number, kind=kind, room=room)
    file.write_text(file.read_text(encoding="utf-8") + talk, encoding="utf-8")


def the_talk(pack: Pack) -> Meeting:
    meeting = pack.meeting("talk-1")
    assert meeting is not None
    return meeting


def test_a_session_has_room_people_track_and_all_else(folder: Path) -> None:
    add_talk(folder)
    talk = the_talk(load_pack(folder))
    assert (talk.room, talk.track, talk.city, talk.parent) == (
        "Hall A",
        "Data systems",
        None,
        "forum",
    )
    assert [(person.role, person.name, person.affiliation) for person in talk.people] == [
        ("speaker", "Bruno Haddad", "ETH Zürich"), ("chair", "Elena Novák", None),
    ]  # fmt: skip
    assert talk.description == "Three years in production.\n\nWhat we learnt."
    assert (talk.webcast, talk.join, talk.capacity) == (
        "https://example.org/live", "https://example.org/join", 120,
    )  # fmt: skip
    assert [(other.language, other.channel) for other in talk.interpretation] == [("fr", "2")]


def test_a_room_and_a_kind_may_be_written_by_name(folder: Path) -> None:
    add_talk(folder, kind="the  forum", room="Hall B")
    talk = the_talk(load_pack(folder))
    assert (talk.kind, talk.room) == ("forum", "Hall B")


def test_a_session_is_kept_as_it_was_and_one_without_these_fields_too(folder: Path) -> None:
    add_talk(folder)
    pack = load_pack(folder)
    for meeting in pack.meetings:
        row = row_of(meeting)
        assert Meeting.model_validate_json(row.body) == meeting
        assert ("people" in row.body, "capacity" in row.body) == (meeting.id == "talk-1",) * 2


def test_rooms_and_tracks_are_shown_in_the_readers_language(folder: Path) -> None:
    add_talk(folder)
    (folder / "translations").mkdir()
    french = "rooms: {hall-a: Salle A}\ntracks: {data: Systèmes de données}\n"
    (folder / "translations" / "fr.yaml").write_text(french, encoding="utf-8")
    pack = load_pack(folder)
    talk = the_talk(pack.in_language("fr"))
    assert (talk.room, talk.track) == ("Salle A", "Systèmes de données")
    # A meeting that the desk put into a room of the pack has its name in French as well.
    moved = talk.model_copy(update={"id": "own", "room": "hall-a"})
    french_pack = pack.with_meetings((*pack.meetings, moved)).in_language("fr")
    assert french_pack.meetings[-1].room == "Salle A"


def test_another_room_is_a_change_that_subscribers_hear_of(folder: Path) -> None:
    add_talk(folder)
    talk = the_talk(load_pack(folder))
    before, after = row_of(talk), row_of(talk.model_copy(update={"room": "Hall B"}))
    assert notifies_subscribers(before, after) and not notifies_subscribers(before, before)
    without = row_of(talk.model_copy(update={"room": None}))
    assert without.where == (None, None, None)  # as in revisions from before rooms


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("room: hall-a", "room: Hal A", "knows no room “Hal A”. Did you mean Hall A?"),
        ("track: data", "track: cooking", "knows no track “cooking”. Add it to “tracks”"),
        ("parent: forum", "parent: forun", "there is no meeting “forun”. Did you mean forum?"),
        ("parent: forum", "parent: talk-1", "it is part of itself"),
        ("role: chair", "role: chairman", "Did you mean chair?"),
        ("https://example.org/join", "http://example.org/join", "from https:// on"),
        ("capacity: 120", "capacity: 0", "is less than 1"),
        ("language: fr", "language: French", "Write the language's code"),
    ],
)
def test_slips_are_told(folder: Path, old: str, new: str, what: str) -> None:
    add_talk(folder)
    edit(folder, "meetings.yaml", old, new)
    assert what in "\n".join(map(str, problems(folder)))


def test_two_sessions_in_one_room_at_one_time_are_told(folder: Path) -> None:
    add_talk(folder)
    add_talk(folder, 2)
    found = [str(warning) for warning in pack_warnings(load_pack(folder))]
    assert any("talk-2: at its time talk-1 is in its room “Hall A”" in line for line in found)


ZERO = datetime(2030, 5, 14, 9)  # noqa: DTZ001 - by the clocks of the venue


def in_room(id: str, start: int, length: int, room: str) -> Meeting:
    return Meeting.model_validate(
        {
            "id": id, "title": id, "kind": "talk", "region": "global", "room": room,
            "time_zone": "UTC", "start": ZERO + timedelta(minutes=start),
            "end": ZERO + timedelta(minutes=start + length), "source": "test",
        }
    )  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 40), st.sampled_from(("A", "a ", "B"))),
        max_size=12,
    )
)
def test_a_clash_is_told_of_every_session_that_has_one(written: list[tuple[int, int, str]]) -> None:
    meetings = [in_room(f"m{n:02}", *values) for n, values in enumerate(written)]

    def clash(one: Meeting, other: Meeting) -> bool:
        assert one.room and other.room
        same = one.room.strip().casefold() == other.room.strip().casefold()
        earlier = (other.opens, other.id) < (one.opens, one.id)
        return same and earlier and other.closes > one.opens

    expected = {one.id for one in meetings if any(clash(one, other) for other in meetings)}
    found = list(double_bookings(meetings))
    assert {one.id for one, _other in found} == expected
    assert all(clash(one, other) for one, other in found)


def test_parts_of_a_meeting_do_not_clash_with_it(folder: Path) -> None:
    whole, part = in_room("day", 0, 60, "A"), in_room("part", 10, 20, "A")
    part = part.model_copy(update={"parent": "day"})
    assert not list(double_bookings([whole, part]))
    cancelled = in_room("other", 5, 20, "A").model_copy(update={"cancelled": True})
    assert not list(double_bookings([whole, cancelled]))


def test_a_kind_with_a_slip_in_its_name_is_known_by_it(folder: Path) -> None:
    add_talk(folder, kind="Preparatory meeting")
    told = "\n".join(map(str, problems(folder)))
    assert "Did you mean preparatory?" in told and "Try preparatory-meeting" not in told


def test_problems_of_one_kind_are_one_line() -> None:
    same = [
        Problem("meetings.yaml", f"m-{n}", f"“theme” has {n + 300} characters; 300 are the most",
                "Shorten it.", n)
        for n in range(1, 61)
    ]  # fmt: skip
    others = [
        Problem("meetings.yaml", "m-1", "“city” is empty", "Write something there.", 3),
        Problem("pack.yaml", "", "“theme” has 301 characters; 300 are the most", "Shorten it.", 9),
    ]
    lines = grouped([*same, *others])
    assert len(lines) == 3 and lines[1:] == [str(other) for other in others]
    assert lines[0].startswith(str(same[0]))
    assert " And 59 more of the same kind, in lines 2, 3, 4" in lines[0]
    assert grouped(same[:2]) == [str(problem) for problem in same[:2]]
    assert grouped([]) == []
