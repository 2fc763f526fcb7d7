"""A conference's programme becomes entries of a pack, by the command and in the chat alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import commands
from bot.pack.import_programme import (
    Choices,
    ImportFailed,
    add_to_pack,
    meetings_yaml,
    parse_programme,
    read_programme,
)
from content.loading import PackError, load_pack
from content.loading.yaml_parser import parse
from content.model import Pack
from tests.content.example import example
from tests.workbooks import workbook_of_many_cells

NOW = datetime(2030, 5, 1, tzinfo=UTC)
CHOICES = Choices(kind="forum", region="global")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return example(tmp_path)


def programme(days: int = 3, rooms: int = 5, talks: int = 4) -> bytes:
    """A schedule.json of a conference: each talk has its own hour and room."""
    first = datetime(2030, 5, 14, 7, tzinfo=UTC)
    plan = [
        {
            "date": f"{first + timedelta(days=day):%Y-%m-%d}",
            "rooms": {
                f"Room {room}": [
                    {
                        "guid": f"{day}-{room}-{talk}-of-this-conference", "duration": "0:45",
                        "date": (first + timedelta(days=day, hours=talk)).isoformat(),
                        "title": f"Talk {day}.{room}.{talk}: “no”, 'yes' & #{talk}",
                        "track": f"Track {room}", "abstract": "One.\n\n- two: three",
                        "persons": [{"public_name": f"Speaker {talk}"}, {"name": "No"}],
                        "url": f"https://example.org/{day}/{room}/{talk}",
                    }
                    for talk in range(talks)
                ]
                for room in range(rooms)
            },
        }
        for day in range(days)
    ]  # fmt: skip
    conference = {"days": plan, "time_zone_name": "Europe/Zurich"}
    return json.dumps({"schedule": {"conference": conference}}).encode()


def test_sixty_talks_are_a_pack_that_loads_with_them(folder: Path) -> None:
    before = load_pack(folder)
    found = read_programme(programme(), before, CHOICES, NOW)
    assert len(found.new) == 60 and not found.double_bookings
    add_to_pack(folder, found.new)
    after = load_pack(folder)
    assert after.meetings == (*before.meetings, *found.new)
    talk = next(meeting for meeting in after.meetings if meeting.title.startswith("Talk 1.2.3"))
    assert (talk.room, talk.track, talk.city) == ("Room 2", "Track 2", None)
    assert talk.start == datetime(2030, 5, 15, 12)  # noqa: DTZ001 - by the clocks of the venue
    assert [person.name for person in talk.people] == ["Speaker 3", "No"]
    assert talk.description == "One.\n\n- two: three"
    # The same file again has nothing new.
    again = read_programme(programme(), after, CHOICES, NOW)
    assert not again.new and not again.changed


def test_what_the_file_leaves_open_is_asked(folder: Path) -> None:
    pack = load_pack(folder)
    with pytest.raises(ImportFailed, match="Give --kind, one of: forum, preparatory, papers"):
        read_programme(programme(), pack, Choices(), NOW)
    with pytest.raises(ImportFailed, match="The pack has no kind talk"):
        read_programme(programme(), pack, Choices(kind="talk"), NOW)
    table = b"Title,Start\nA,3/4/2030 9:00\n"
    with pytest.raises(ImportFailed, match="3/4/2030 9:00 can be read in two ways"):
        read_programme(table, pack, CHOICES, NOW)
    for day_first, month in ((True, 4), (False, 3)):
        choices = Choices("forum", "global", day_first)
        (meeting,) = read_programme(table, pack, choices, NOW).new
        assert meeting.first_day.month == month


def test_faults_are_told_in_sentences(folder: Path) -> None:
    with pytest.raises(ImportFailed, match=r"no title\.$"):
        read_programme(b"Title,Start\n,2030-05-14\n", load_pack(folder), CHOICES, NOW)


def test_an_hour_that_the_clocks_skip_is_told(folder: Path) -> None:
    table = b"Title,Start,End,Room\nA,2030-03-31 02:30,2030-03-31 05:00,Hall\n"
    with pytest.raises(ImportFailed, match="A, 2030-03-31 02:30” does not exist there: the clocks"):
        read_programme(table, load_pack(folder), CHOICES, NOW)


def test_what_cannot_be_read_in_bounds_is_told() -> None:
    with pytest.raises(ImportFailed, match="Please give a simpler file"):
        parse_programme(workbook_of_many_cells())


def test_two_talks_in_one_room_are_told(folder: Path) -> None:
    table = (
        b"Title,Start,End,Room\nA,2030-05-14 09:00,2030-05-14 10:00,Hall\n"
        b"B,2030-05-14 09:30,2030-05-14 10:30,hall\n"
    )
    found = read_programme(table, load_pack(folder), CHOICES, NOW)
    assert [(one.title, other.title) for one, other in found.double_bookings] == [("B", "A")]


def test_a_pack_that_would_not_load_stays_as_it_was(folder: Path) -> None:
    pack = load_pack(folder)
    found = read_programme(programme(1, 1, 1), pack, CHOICES, NOW)
    wrong = found.new[0].model_copy(update={"region": "moon"})
    text = (folder / "meetings.yaml").read_text(encoding="utf-8")
    with pytest.raises(PackError, match="moon"):
        add_to_pack(folder, [wrong])
    assert (folder / "meetings.yaml").read_text(encoding="utf-8") == text


def test_what_is_written_is_read_as_it_was_meant(folder: Path) -> None:
    pack = load_pack(folder)
    (meeting,) = read_programme(programme(1, 1, 1), pack, CHOICES, NOW).new
    awkward = meeting.model_copy(
        update={"title": "no: yes #1 — “x” 🎉", "theme": "1.10", "room": "- A: {b}", "note": "null"}
    )
    parsed = parse(meetings_yaml([awkward]))
    assert not parsed.faults
    whole = {**pack.model_dump(mode="json"), "meetings": parsed.value}
    assert Pack.model_validate({**whole, "links": ()}).meetings == (awkward,)


def test_rooms_and_tracks_that_the_pack_does_not_have_are_told_to_be_copied(
    folder: Path,
) -> None:
    listed = folder / "pack.yaml"
    before = listed.read_text(encoding="utf-8")
    listed.write_text(
        f"{before}\nrooms:\n  room-0: Foyer\ntracks:\n  a: Track 1\n", encoding="utf-8"
    )
    talks = read_programme(programme(1, 3, 2), load_pack(folder), CHOICES, NOW).new
    with pytest.raises(ImportFailed) as failed:
        add_to_pack(folder, talks)
    explanation, _, lines = str(failed.value).partition("\n")
    assert "Nothing was written" in explanation
    assert parse(lines).value == {
        "rooms": {"room-0-2": "Room 0", "room-1": "Room 1", "room-2": "Room 2"},
        "tracks": {"track-0": "Track 0", "track-2": "Track 2"},
    }
    assert len(load_pack(folder).meetings) == 3
    rooms = "rooms:\n  room-0: Foyer\n  room-0-2: Room 0\n  room-1: Room 1\n  room-2: Room 2\n"
    tracks = "tracks:\n  a: Track 1\n  track-0: Track 0\n  track-2: Track 2\n"
    listed.write_text(f"{before}\n{rooms}{tracks}", encoding="utf-8")
    add_to_pack(folder, talks)
    assert len(load_pack(folder).meetings) == 9


def test_the_command_prints_and_writes(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "schedule.json"
    file.write_bytes(programme(1, 2, 2))
    arguments = ["import-programme", str(file), "--pack", str(folder), "--kind", "forum",
                 "--region", "global"]  # fmt: skip
    printed = CliRunner().invoke(commands, arguments)
    assert printed.exit_code == 0 and printed.stdout.count("- id: ") == 4
    assert len(load_pack(folder).meetings) == 3
    written = CliRunner().invoke(commands, [*arguments, "--write"])
    assert written.exit_code == 0 and "Added 4 meetings" in written.stdout
    assert len(load_pack(folder).meetings) == 7
    missing = CliRunner().invoke(commands, ["import-programme", str(tmp_path / "none.csv")])
    assert missing.exit_code == 1
