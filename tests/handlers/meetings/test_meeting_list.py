"""Lists of meetings, their filters, and the words after /meetings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.model import Pack
from handlers.framework.places import Go, Place
from handlers.framework.reply import Notice, Reply
from handlers.meetings.filters import MeetingFilter, filters_view
from handlers.meetings.meeting_list import meetings_view
from handlers.meetings.now_next_today import next_view, now_view, today_view
from storage.database import open_database
from tests.databases import database_url
from tests.factories import (
    AFTER,
    BEFORE,
    a_reader,
    a_request,
    a_switchboard,
    places_of,
    services_over,
    shipped_pack,
    text_of,
)

PACK = shipped_pack()
LIMA = "global-rcp-lima-2013"


def listed(reply: Reply) -> set[str]:
    return {place for place in places_of(reply).values() if place.startswith("meeting-")}


Ask = Callable[..., Awaitable[Reply | Notice]]


@pytest.fixture
async def ask(tmp_path: Path) -> AsyncIterator[Ask]:
    database = open_database(database_url(tmp_path / "test.db"))
    await database.migrate()
    switchboard = a_switchboard()

    async def send(words: str = "", place: str = "") -> Reply | Notice:
        request = a_request(services_over(database), words)
        if place:
            return await switchboard.button(request, Go(place).pack())
        return await switchboard.command(request, "meetings")

    yield send
    await database.close()


@pytest.mark.parametrize("now", [BEFORE, AFTER])
def test_each_filter_selects_its_own_meetings_and_all_filters_together_every_meeting(now) -> None:
    for by in ("kind", "region"):
        values = PACK.kinds if by == "kind" else PACK.regions
        for over in (False, True):
            every = [meeting.id for meeting in MeetingFilter(over).select(PACK, now)]
            parts = [MeetingFilter(over, by, value).select(PACK, now) for value in values]
            together = [meeting.id for part in parts for meeting in part]
            assert sorted(together) == sorted(every)
            for value, part in zip(values, parts, strict=True):
                assert {getattr(meeting, by) for meeting in part} <= {value}
    for number in (1, 2, 3, 4):
        found = MeetingFilter(now > BEFORE, "roundtable", str(number)).select(PACK, now)
        assert found and all(number in meeting.roundtables for meeting in found)


@pytest.mark.parametrize(
    "wanted",
    [
        MeetingFilter(),
        MeetingFilter(True),
        MeetingFilter(False, "kind", "rcp"),
        MeetingFilter(True, "region", "asia-pacific"),
        MeetingFilter(True, "roundtable", "12"),
        MeetingFilter(True, "kind", "past-k-rcp"),
        MeetingFilter(False, "kind"),
    ],
)
def test_a_filter_is_read_back_from_its_place(wanted: MeetingFilter) -> None:
    assert MeetingFilter.parse(wanted.part) == wanted
    assert Place.parse(str(Place("meetings", wanted.part, 3))) == Place("meetings", wanted.part, 3)


def test_the_longest_names_fit_into_a_button() -> None:
    place = str(Place("meetings", MeetingFilter(True, "region", "r" * 28).part, 999))
    assert len(Go(place).pack()) <= 64
    assert Place.parse(place) is not None


@pytest.mark.parametrize("by", ["kind", "region", "roundtable"])
@pytest.mark.parametrize("over", [False, True])
def test_each_filter_offered_says_how_many_meetings_it_selects(by: str, over: bool) -> None:
    reader = a_reader()
    reply = filters_view(reader, PACK, Place("meetings-by"), MeetingFilter(over, by))
    counts = {
        place: int(label.rsplit(" · ", 1)[1])
        for label, place in places_of(reply).items()
        if place.startswith("meetings.") and " · " in label
    }
    assert counts
    for place, number in counts.items():
        offered = MeetingFilter.parse(place.removeprefix("meetings."))
        assert offered is not None and offered.by == by and offered.over is over
        assert len(offered.select(PACK, reader.now)) == number


async def test_a_list_is_narrowed_and_widened_by_its_buttons(ask: Ask) -> None:
    everything = await ask()
    assert isinstance(everything, Reply)
    filters = await ask(place=places_of(everything)["Filter"])
    assert isinstance(filters, Reply)
    by_region = await ask(place=places_of(filters)["By region"])
    assert isinstance(by_region, Reply)
    africa = await ask(place=places_of(by_region)["Africa · 1"])
    assert isinstance(africa, Reply)
    assert listed(africa) == {"meeting-eca-addis-ababa-2013"}
    assert "Region: Africa" in text_of(africa)
    assert places_of(africa)["All meetings"] == "meetings"


async def test_a_filter_with_no_meeting_to_come_says_so_and_offers_past_ones(ask: Ask) -> None:
    reply = await ask("un-coordination")
    assert isinstance(reply, Reply)
    assert "None of these meetings is upcoming." in text_of(reply)
    over = await ask(place=places_of(reply)["Past meetings"])
    assert isinstance(over, Reply)
    assert listed(over) == {"meeting-coordination-meeting-11"}
    assert places_of(over).get("Upcoming meetings") is None


def test_a_pack_without_meetings_says_so() -> None:
    bare = Pack(**{name: getattr(PACK, name) for name in Pack.model_fields} | {"meetings": ()})
    reply = meetings_view(a_reader(), bare, MeetingFilter(False, "kind", "rcp"))
    assert "no meetings" in text_of(reply)
    filters = filters_view(a_reader(), bare, Place("meetings-by"), MeetingFilter())
    assert "nothing to filter" in text_of(filters)


def test_a_cancelled_meeting_is_neither_on_nor_next_but_listed() -> None:
    off = [
        meeting.model_copy(update={"cancelled": meeting.id == LIMA}) for meeting in PACK.meetings
    ]
    pack = Pack(**{name: getattr(PACK, name) for name in Pack.model_fields} | {"meetings": off})
    before, during = a_reader(), a_reader(now=datetime(2013, 5, 22, 15, tzinfo=UTC))
    assert f"meeting-{LIMA}" in listed(next_view(before, PACK))
    assert f"meeting-{LIMA}" in listed(now_view(during, PACK))
    assert f"meeting-{LIMA}" not in listed(next_view(before, pack))
    assert f"meeting-{LIMA}" not in listed(now_view(during, pack))
    for reply in (today_view(during, pack), meetings_view(during, pack)):
        assert "Cancelled: <s>Fourth Global Meeting" in text_of(reply)
        assert any(label.endswith("· cancelled") for label in places_of(reply))


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("rcp", {"global-rcp-lima-2013"}),
        ("RCPs", {"global-rcp-lima-2013"}),
        ("africa", {"eca-addis-ababa-2013"}),
        ("asia", {"escap-bangkok-2013"}),
        ("Asia and the Pacific", {"escap-bangkok-2013"}),
        ("roundtable 2", {"eca-addis-ababa-2013", "eclac-santiago-2013", "hld-2013"}),
        ("past un-coordination", {"coordination-meeting-11"}),
        ("un coordination past", {"coordination-meeting-11"}),
    ],
)
async def test_words_narrow_the_list(ask: Ask, words: str, ids: set[str]) -> None:
    reply = await ask(words)
    assert isinstance(reply, Reply)
    assert listed(reply) == {f"meeting-{meeting_id}" for meeting_id in ids}


async def test_other_words_find_meetings_by_search(ask: Ask) -> None:
    reply = await ask("new york")
    assert isinstance(reply, Reply)
    assert "Meetings for “new york”" in text_of(reply)
    assert len(listed(reply)) > 1
    assert "Next page ›" in {button.label for row in reply.buttons for button in row}


async def test_the_name_of_one_meeting_opens_it(ask: Ask) -> None:
    for words in ("lima", "global-rcp-lima-2013"):
        reply = await ask(words)
        assert isinstance(reply, Reply)
        assert reply.payload == "meeting-global-rcp-lima-2013"


@pytest.mark.parametrize("words", ["xyzzy", "roundtable 9", "💥", "past nonsense", "<b>"])
async def test_words_that_are_not_understood_are_answered_with_filters(
    ask: Ask, words: str
) -> None:
    reply = await ask(words)
    assert isinstance(reply, Reply)
    assert "I found no meetings that match" in text_of(reply)
    assert any("Regional Consultative Processes" in label for label in places_of(reply))


@pytest.mark.parametrize(
    "place",
    ["meetings.k-nothing", "meetings.t-99", "meetings.t-x", "meetings.k", "meetings.z-rcp"],
)
async def test_a_button_to_an_unknown_filter_is_out_of_date(ask: Ask, place: str) -> None:
    assert isinstance(await ask(place=place), Notice)
