"""A session's room, people and pages are on its screen, in lists, notices, files and search."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.telegram.rendering import render
from content.languages import NAMES
from content.model import Meeting, Pack
from content.search import Search
from handlers.calendar_export.files import CalendarEntry, calendar_bytes
from handlers.documents.roundtables import roundtable_view
from handlers.documents.search import results_view
from handlers.framework.places import Place
from handlers.framework.reply import Open, Reply
from handlers.framework.topic import Visit
from handlers.meetings import meeting_line
from handlers.meetings.meeting_screen import meeting_view, visit_meeting
from handlers.reminders.notices import change_view, reminder_view
from handlers.wording import labels
from tests.factories import (
    BEFORE,
    a_meeting,
    a_reader,
    a_request,
    a_switchboard,
    offline,
    places_of,
    services_over,
    shipped_pack,
    text_of,
)

TALK: dict[str, Any] = {
    "id": "talk", "title": "Exactly once is a lie", "venue": None, "city": None, "country": None,
    "room": "Hall A", "start": "2013-06-03T09:00", "end": "2013-06-03T09:45", "track": "Data",
    "time_zone": "America/New_York", "organisers": [], "roundtables": [], "prepares": None,
    "people": [
        {"name": "Bruno Haddad", "affiliation": "ETH Zürich"}, {"name": "Elena Novák"},
        {"name": "Ana Silva", "role": "chair"},
    ],
    "description": "Three years in production.\n\nWhat we learnt.", "parent": "day",
    "documents": [{"title": "Slides", "link": "https://example.org/slides"}],
    "interpretation": [{"language": "fr", "channel": "2"}, {"language": "ar"}],
    "webcast": "https://example.org/live", "join": "https://example.org/join", "capacity": 120,
}  # fmt: skip


def a_talk(**changed: Any) -> Meeting:
    return a_meeting(**{**TALK, **changed})


def a_pack(*more: Meeting) -> Pack:
    day = a_meeting(id="day", title="First day", start="2013-06-03", end=None)
    pack = shipped_pack()
    return pack.with_meetings((*pack.meetings, day, *more))


def urls(reply: Reply) -> dict[str, str]:
    return {
        button.label: button.url for row in reply.buttons for button in row
        if isinstance(button, Open)
    }  # fmt: skip


def test_the_screen_of_a_session_has_all_of_it() -> None:
    reply = meeting_view(a_reader(), a_pack(a_talk()), a_talk())
    text = text_of(reply)
    for part in (
        "09:00–09:45", "Hall A", "Chair:</b> Ana Silva",
        "Speakers:</b> Bruno Haddad (ETH Zürich), Elena Novák", "Track:</b> Data",
        "Interpretation:</b> French (channel 2), Arabic", "Seats:</b> 120",
        "Three years in production. What we learnt.",
        ">First day</a>",
    ):  # fmt: skip
        assert part in text, (part, text)
    addresses = urls(reply)
    assert addresses["Join online"] == "https://example.org/join"
    assert addresses["Watch the webcast"] == "https://example.org/live"
    assert addresses["Slides"] == "https://example.org/slides"


@pytest.mark.parametrize("language", NAMES)
def test_the_longest_session_is_one_message_in_every_language(language: str) -> None:
    people = [
        {"name": f"{number} " + "N" * 60, "affiliation": "A" * 60, "role": role}
        for number in range(3)
        for role in ("chair", "speaker", "rapporteur")
    ]
    talk = a_talk(description="d" * 3_500, theme="t" * 300, people=people)
    reply = meeting_view(a_reader(language), a_pack(talk), talk)
    assert len(render(reply).texts) == 1


async def test_a_long_description_has_a_screen_of_its_own() -> None:
    talk = a_talk(description="word " * 500 + "the end")
    pack = a_pack(talk)
    reply = meeting_view(a_reader(), pack, talk)
    assert "the end" not in text_of(reply)
    place = places_of(reply)["Whole description"]
    shown = await visit_meeting(a_request(services_over(offline().database, pack)),
                                Visit(Place.parse(place)))  # fmt: skip
    assert isinstance(shown, Reply) and "the end" in text_of(shown)


def test_a_session_that_is_over_has_no_page_to_join() -> None:
    assert "Join online" not in urls(meeting_view(a_reader(), a_pack(), a_talk(cancelled=True)))


def test_the_day_lists_its_sessions_with_hour_and_room() -> None:
    talk = a_talk()
    pack = a_pack(talk)
    day = pack.meeting("day")
    assert day is not None
    text = text_of(meeting_view(a_reader(), pack, day))
    assert "Exactly once is a lie</a> · " in text and "09:00–09:45" in text and "Hall A" in text


def test_lists_and_buttons_name_the_session_and_its_room() -> None:
    reader = a_reader()
    pack = a_pack(a_talk(), a_talk(id="other", title="Another talk", room="Hall B"))
    text = text_of(Reply((meeting_block(reader, a_talk()),), ()))
    assert text.startswith("<b>Exactly once is a lie</b> · ") and "· Hall A" in text
    named = labels.entry_labels(reader, pack, ["meeting-talk", "meeting-other"])
    assert [label for label, _id in named] == [
        "09:00 · Exactly once is a lie", "09:00 · Another talk",
    ]  # fmt: skip


def test_buttons_of_one_day_have_the_hour() -> None:
    long = "How thirty small towns beside the river learnt to live"
    pack = a_pack(a_talk(title=long), a_talk(id="other", title="Another talk", room="Hall B"))
    ids = ["meeting-talk", "meeting-other"]
    named = labels.entry_labels(a_reader(), pack, ids)
    assert [label for label, _id in named] == [f"09:00 · {long}", "09:00 · Another talk"]
    # The hour of the venue is not that of a reader elsewhere.
    named = labels.entry_labels(a_reader(zone=ZoneInfo("Asia/Tokyo")), pack, ids)
    assert all(label.endswith(" · Mon 3 Jun") for label, _id in named)


async def test_many_documents_are_a_list_in_pages() -> None:
    documents = [{"title": f"Paper {n}", "link": f"https://example.org/{n}"} for n in range(12)]
    talk = a_talk(documents=documents)
    pack = a_pack(talk)
    reply = meeting_view(a_reader(), pack, talk)
    assert not any(label.startswith("Paper") for label in urls(reply))
    request = a_request(services_over(offline().database, pack))
    seen: list[str] = []
    for place in (places_of(reply)["Documents"], "meeting-talk.documents.2"):
        shown = await visit_meeting(request, Visit(Place.parse(place)))
        assert isinstance(shown, Reply)
        seen += [label for label in urls(shown) if label.startswith("Paper")]
    assert seen == [f"Paper {n}" for n in range(12)]


@pytest.mark.parametrize("words", ["room Hall A", "Raum Hall A", "salle hall a", "зал Hall A"])
async def test_a_room_is_found_by_its_name_in_words(words: str) -> None:
    services = services_over(offline().database, a_pack(a_talk()))
    request = a_request(services, words, may_have_dialog=False)
    answer = await a_switchboard().message(request, addressed=True)
    assert isinstance(answer, Reply)
    assert text_of(answer).startswith("<b>Hall A</b>")
    assert "Exactly once is a lie" in text_of(answer)


def meeting_block(reader: Any, meeting: Meeting) -> Any:
    from handlers.framework.reply import Paragraph

    return Paragraph(meeting_line(reader, meeting))


def test_another_room_is_told_and_a_reminder_has_the_page_to_join() -> None:
    reader = a_reader()
    text = text_of(change_view(reader, a_talk(), a_talk(room="Hall B")))
    assert "Where (before):</b> Hall A" in text and "Where (now):</b> Hall B" in text
    reminder = reminder_view(reader, a_talk(), 600, False, None)
    assert "Hall A" in text_of(reminder)
    assert urls(reminder)["Join online"] == "https://example.org/join"


def test_a_calendar_file_has_the_room_and_the_people() -> None:
    entry = CalendarEntry(a_talk(), 0, BEFORE)
    content = calendar_bytes(a_reader(), a_pack(), [entry]).replace(b"\r\n ", b"").decode()
    assert "LOCATION:Hall A" in content
    for part in ("Speakers: Bruno Haddad (ETH Zürich)", "Join online: https://example.org/join",
                 "What we learnt."):  # fmt: skip
        assert part in content.replace("\\,", ","), part


@pytest.mark.parametrize(
    "words", ["exactly once", "Bruno Haddad", "Novak", "ETH", "Hall A", "production"]
)
def test_a_session_is_found_and_shows_its_title(words: str) -> None:
    pack = a_pack(a_talk())
    found = Search(pack).find(words)
    assert "meeting-talk" in [hit.id for hit in found.hits[:5]]
    assert "Exactly once is a lie" in text_of(results_view(a_reader(), pack, words, found))


def test_nothing_of_a_programme_is_on_other_meetings() -> None:
    text = text_of(meeting_view(a_reader(), shipped_pack(), a_meeting()))
    for label in ("Track", "Speaker", "Seats", "Documents", "Interpretation", "Sessions"):
        assert f"{label}:" not in text


def test_a_roundtables_screen_has_its_sessions_with_room_and_chair() -> None:
    pack = a_pack(a_talk(roundtables=[2]))
    roundtable = pack.roundtable(2)
    assert roundtable is not None
    text = text_of(roundtable_view(a_reader(), pack, roundtable))
    assert "Exactly once is a lie</a> · " in text
    assert "09:00–09:45" in text and "Hall A · Chair: Ana Silva" in text
