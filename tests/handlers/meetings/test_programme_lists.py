"""The programme by day, room, track and person: all of it is found, by the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from content.languages import NAMES
from content.model import Meeting, Pack
from content.model.translation import Translation
from handlers.framework.places import Go
from handlers.framework.reply import Press, Reply
from tests.factories import (
    NEW_YORK,
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

NOW = datetime(2013, 6, 2, 13, tzinfo=UTC)  # 09:00 in New York, on the day before
ROOMS = ("Hall A", "Hall B", "Library")


def talk(number: int, **changed: Any) -> Meeting:
    start = datetime(2013, 6, 3, 9) + timedelta(minutes=30 * (number // 3))  # noqa: DTZ001 - there
    given: dict[str, Any] = {
        "id": f"talk-{number}", "title": f"Talk number {number}", "room": ROOMS[number % 3],
        "track": ("Data", "Health")[number % 2], "start": start,
        "end": start + timedelta(minutes=30), "time_zone": "America/New_York", "venue": None,
        "city": None, "country": None, "roundtables": [], "prepares": None,
        "people": [{"name": f"José Speaker {number}"}],
    }  # fmt: skip
    return a_meeting(**given, **changed)


def a_pack() -> Pack:
    pack = shipped_pack()
    french = Translation(rooms={"a": "Salle A"}, tracks={"health": "Santé"})
    pack = pack.model_copy(
        update={
            "rooms": {"a": "Hall A"}, "tracks": {"health": "Health"},
            "translations": {**pack.translations, "fr": french},
        }
    )  # fmt: skip
    return pack.with_meetings(talk(number) for number in range(20))


SERVICES = services_over(offline().database, a_pack())


async def says(command: str, words: str = "", language: str = "en") -> Reply:
    reader = a_reader(language, NOW, NEW_YORK)
    request = a_request(SERVICES, words, reader)
    answer = await a_switchboard().command(request, command)
    assert isinstance(answer, Reply)
    return answer


async def press(place: str, language: str = "en") -> Reply:
    request = a_request(SERVICES, "", a_reader(language, NOW, NEW_YORK))
    answer = await a_switchboard().button(request, Go(place).pack())
    assert isinstance(answer, Reply)
    return answer


async def all_pages(reply: Reply, language: str = "en") -> str:
    """The text of a list and of all its next pages."""
    texts = [text_of(reply)]
    following = "Next page ›"
    while (place := places_of(reply).get(following)) is not None:
        reply = await press(place, language)
        texts.append(text_of(reply))
    return " ".join(texts)


@pytest.mark.parametrize(
    ("command", "words"),
    [("tomorrow", ""), ("day", "3 June"), ("day", "tomorrow"), ("day", "2013-06-03"),
     ("day", "3 juin")],
)  # fmt: skip
async def test_a_day_has_all_its_talks_by_the_page(command: str, words: str) -> None:
    text = await all_pages(await says(command, words))
    for number in range(20):
        assert f"<b>Talk number {number}</b>" in text
    assert "09:00–09:30" in text and "Hall A" in text


async def test_a_day_by_room_has_all_its_talks() -> None:
    reply = await press(places_of(await says("tomorrow"))["By room"])
    first = text_of(reply)
    assert first.index("Hall A") < first.index("Hall B") < first.index("Library")
    text = await all_pages(reply)
    for number in range(20):
        assert f">Talk number {number}</a>" in text


@pytest.mark.parametrize("words", ["Hall B", "hall b", "b"])
async def test_a_room_is_found_by_its_name_or_a_part_of_it(words: str) -> None:
    text = await all_pages(await says("room", words))
    for number in range(20):
        assert (f"<b>Talk number {number}</b>" in text) == (number % 3 == 1)


async def test_a_part_of_several_names_lists_these() -> None:
    assert {"Hall A", "Hall B"} <= set(places_of(await says("room", "hall")))
    assert {"Data", "Health"} <= set(places_of(await says("track")))
    unknown = await says("room", "cellar <b>")
    assert "“cellar &lt;b&gt;” is not a room" in text_of(unknown)
    assert {*ROOMS} <= set(places_of(unknown))


async def test_a_room_has_its_name_in_the_readers_language_and_a_place_in_all() -> None:
    for words in ("Salle A", "Hall A"):
        shown = await says("room", words, "fr")
        assert text_of(shown).startswith("<b>Salle A</b>")
    english, french = await says("room"), await says("room", language="fr")
    assert places_of(english)["Hall A"] == places_of(french)["Salle A"]
    place = places_of(await says("track"))["Health"]
    assert text_of(await press(place, "fr")).startswith("<b>Santé</b>")


@pytest.mark.parametrize("words", ["José Speaker 7", "jose speaker 7", "speaker 7", "7"])
async def test_somebody_is_found_with_their_talks(words: str) -> None:
    text = text_of(await says("who", words))
    assert text.startswith("<b>José Speaker 7</b>") and "Talk number 7" in text


async def test_several_people_of_a_name_are_listed() -> None:
    listed = places_of(await says("who", "José"))
    assert {f"José Speaker {number}" for number in range(20)} <= set(listed)
    assert "Talk number 12" in text_of(await press(listed["José Speaker 12"]))


async def test_a_crowd_is_not_too_many_buttons() -> None:
    crowd = [{"name": f"Person {number:03}"} for number in range(60)]
    pack = shipped_pack().with_meetings([a_meeting(people=crowd)])
    request = a_request(services_over(offline().database, pack), "", a_reader("en", NOW))
    answer = await a_switchboard().command(request, "who")
    assert isinstance(answer, Reply)
    assert sum(map(len, answer.buttons)) < 40
    assert "And 30 more." in text_of(answer) and "/who Person 059" in text_of(answer)


async def test_what_cannot_be_read_is_told() -> None:
    assert "I could not read “blue” as a day" in text_of(await says("day", "blue"))
    assert "“Nobody” is not in the programme" in text_of(await says("who", "Nobody"))
    both = places_of(await says("day", "3/6"))
    assert any(place.startswith("days.20130603-") for place in both.values())


@pytest.mark.parametrize("language", NAMES)
async def test_a_pack_without_a_programme_says_so(language: str) -> None:
    services = services_over(offline().database, shipped_pack(), owners=frozenset({7}))
    for command in ("room", "track", "who"):
        request = a_request(services, "", a_reader(language))
        answer = await a_switchboard().command(request, command)
        assert isinstance(answer, Reply) and len(text_of(answer)) > 4


async def test_old_and_forged_places_are_out_of_date() -> None:
    for place in ("programme", "programme.r-", "programme.r-0123456789", "programme.x",
                  "programme.p-0", "programme.20139999"):  # fmt: skip
        request = a_request(SERVICES, "", a_reader("en", NOW))
        answer = await a_switchboard().button(request, Go(place).pack())
        shown = text_of(answer) if isinstance(answer, Reply) else str(answer)
        assert "out of date" in shown, (place, shown)


async def test_now_says_the_room() -> None:
    reader = a_reader("en", datetime(2013, 6, 3, 13, 10, tzinfo=UTC), NEW_YORK)
    answer = await a_switchboard().command(a_request(SERVICES, "", reader), "now")
    assert isinstance(answer, Reply)
    text = text_of(answer)
    assert all(room in text for room in ROOMS)


def test_buttons_of_rooms_fit() -> None:
    place = "programme.r-0123456789.999"
    assert len(Press("x", Go(place, place)).data.pack().encode()) <= 64
