"""Whatever a new pack is like, it is good at once and says something on every screen."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.pack.calendar import load_calendar
from bot.pack.check import check
from bot.pack.import_programme import Choices, read_programme
from bot.pack.new_pack import new_pack
from content.loading import load_pack
from content.new_pack import SCHEDULE, TEMPLATES
from content.search import Search
from handlers.framework.reply import Reply
from tests.content.example import DAY, example
from tests.factories import a_database, a_reader, a_request, a_switchboard, services_over, text_of

TODAY = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize("like", TEMPLATES)
def test_it_is_good_without_advice(tmp_path: Path, like: str) -> None:
    report = check(new_pack("example", tmp_path, TODAY, like))
    assert report.problems == report.warnings == ()
    assert " 0 " not in report.summary


@pytest.mark.parametrize("like", TEMPLATES)
async def test_every_command_that_it_shows_is_answered(tmp_path: Path, like: str) -> None:
    """Those of its first screen and of /help, with the words they are shown with."""
    pack = load_pack(example(tmp_path, like=like))
    assert pack.event.rehearsal is not None
    board = a_switchboard()
    with a_database(tmp_path) as database:
        await database.migrate()
        await load_calendar(pack, database, pack.event.rehearsal)
        services = services_over(database, pack)
        for language in dict.fromkeys(("en", pack.language)):
            if language not in services.sentences:
                continue
            reader = a_reader(language, pack.event.rehearsal, pack.event.zone)
            waiting, answered = ["start", "help", "today", "now", "meetings"], set[str]()
            while waiting:
                command = waiting.pop()
                name, _, words = command.partition(" ")
                reply = await board.command(a_request(services, words, reader), name)
                assert isinstance(reply, Reply), command
                answered.add(command)
                shown = re.findall(
                    r"(?:^|\s|>)/([a-z_]+(?: [^:<\n]+)?)(?=[:<\n]|$)", text_of(reply)
                )
                waiting += set(shown) - answered
            assert len(answered) > 10
        await database.close()


def test_a_conference_is_what_its_schedule_becomes(tmp_path: Path) -> None:
    made = example(tmp_path, like="conference")
    pack = load_pack(made)
    talks = [meeting for meeting in pack.meetings if meeting.id != "registration-opens"]
    file = (made / SCHEDULE).read_bytes()
    without = pack.with_meetings(set(pack.meetings) - set(talks))
    assert read_programme(file, without, Choices(), DAY).new == tuple(talks)
    again = read_programme(file, pack, Choices(), DAY)
    assert again.new == again.changed == again.double_bookings == ()
    assert again.undated == 0 and not again.unread


def test_a_conference_has_three_days_five_rooms_five_tracks_sixty_talks(tmp_path: Path) -> None:
    pack = load_pack(example(tmp_path, like="conference"))
    talks = [meeting for meeting in pack.meetings if meeting.end]
    assert len(talks) == 60
    assert len({talk.first_day for talk in talks}) == 3
    assert {talk.room for talk in talks} == set(pack.rooms.values())
    assert {talk.track for talk in talks if talk.track} == set(pack.tracks.values())
    assert (len(pack.rooms), len(pack.tracks), pack.documents) == (5, 5, ())
    assert all(
        talk.description and (talk.people or talk.kind == "lightning-talks") for talk in talks
    )


def test_a_moved_schedule_keeps_the_hours_of_its_place(tmp_path: Path) -> None:
    """In May Lisbon is an hour before UTC, in December it is not."""
    made = new_pack("example", tmp_path, TODAY, "conference")
    conference = json.loads((made / SCHEDULE).read_text(encoding="utf-8"))["schedule"]["conference"]
    assert conference["start"] == conference["days"][0]["date"] == "2026-12-15"
    first = conference["days"][0]["rooms"]["Auditorium"][0]
    assert (first["date"], first["start"]) == ("2026-12-15T09:30:00+00:00", "09:30")
    assert load_pack(made).event.rehearsal == datetime(2026, 12, 15, 10, tzinfo=UTC)


def test_an_assembly_has_motions_in_german(tmp_path: Path) -> None:
    pack = load_pack(example(tmp_path, like="assembly"))
    assert pack.language == "de" and not pack.areas and not pack.mandate
    motions = pack.commands["antraege"]
    assert [motions.name_of(motion) for motion in motions.passages] == [
        f"Antrag {number}" for number in range(1, 7)
    ]
    statuses = {motion.status for motion in motions.passages}
    assert statuses == {"proposed", "amended", "adopted", "rejected"}
    assert all(motion.proposers for motion in motions.passages)
    text = (tmp_path / "example/sources/antragsbuch.txt").read_text(encoding="utf-8")
    for motion in motions.passages:
        assert motion.text in " ".join(text.split())
        assert pack.related(motion.id, "meeting")
    for words, found in (
        ("baum", "antrag-3"), ("Formular", "antrag-6"), ("Haltestelle", "antrag-1"),
        ("Nahverkehr", "antrag-1"), ("Hatice Linde", "meeting-tisch-3"),
    ):  # fmt: skip
        hits = Search(pack).find(words, language="de").hits
        assert found in [hit.id for hit in hits], words
