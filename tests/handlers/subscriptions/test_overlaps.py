"""Overlapping subscriptions: what is said, and which reminders can be ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from itertools import product
from pathlib import Path

import pytest

from bot.pack.calendar import load_calendar
from content.model import Meeting, Pack
from handlers.framework.reply import Notice, Press, Reply
from handlers.framework.services import Services
from handlers.meetings.subscribe_buttons import Subscribe, Unsubscribe
from handlers.subscriptions.overlaps import Replace, clash, includes
from storage import subscriptions
from storage.database import Database, open_database
from tests.databases import database_url
from tests.factories import (
    BEFORE,
    a_meeting,
    a_request,
    a_switchboard,
    places_of,
    services_over,
    shipped_pack,
    text_of,
)

pytestmark = pytest.mark.usefixtures("each_database")

LIMA, ADDIS = "global-rcp-lima-2013", "eca-addis-ababa-2013"
CHAT = 101
ONLY = "Remind me only of this one"
TITLE = "A workshop in Callao"
WORKSHOP = a_meeting(
    id="workshop", title=TITLE, kind="regional", region="latin-america-caribbean", roundtables=[],
    city="Callao", time_zone="America/Lima", start="2013-05-22T15:00", end="2013-05-22T17:00",
)  # fmt: skip


class Chat:
    """A chat that sends commands, presses buttons and has subscriptions."""

    def __init__(self, services: Services, database: Database) -> None:
        self.services, self.database = services, database
        self.switchboard = a_switchboard()

    async def types(self, command: str, words: str) -> Reply:
        reply = await self.switchboard.command(a_request(self.services, words), command)
        assert isinstance(reply, Reply)
        return reply

    async def presses(self, data: str) -> Reply | Notice:
        return await self.switchboard.button(a_request(self.services), data)

    async def subscriptions(self) -> set[tuple[str, str]]:
        async with self.database.transaction() as connection:
            current = await subscriptions.subscriptions_of(connection, CHAT)
        return {(item.what, item.value) for item in current}

    async def agenda(self) -> set[str]:
        async with self.database.transaction() as connection:
            covered = await subscriptions.agenda(connection, CHAT, BEFORE)
        return {meeting.id for meeting in covered}


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    database = open_database(database_url(tmp_path / "test.db"))
    await database.migrate()
    fields = {name: getattr(shipped_pack(), name) for name in Pack.model_fields}
    pack = Pack(**{**fields, "meetings": (*shipped_pack().meetings, WORKSHOP)})
    pack = await load_calendar(pack, database, BEFORE)
    yield Chat(services_over(database, pack=pack), database)
    await database.close()


def pressed(reply: Reply, label: str) -> str:
    """Return the data of the button with this label."""
    for row in reply.buttons:
        for button in row:
            if isinstance(button, Press) and button.label == label:
                return button.data.pack()
    raise AssertionError(f"no button “{label}”")


def labels(reply: Reply | Notice) -> set[str]:
    assert isinstance(reply, Reply)
    return {button.label for row in reply.buttons for button in row}


def test_one_subscription_includes_another_by_its_kind_alone() -> None:
    """It does not follow from the meetings: the only RCP meeting is in the region “global”."""
    pack = shipped_pack()
    lima, rcp, world = ("meeting", LIMA), ("kind", "rcp"), ("region", "global")
    every = ("all", "")
    for narrow in (lima, rcp, world, ("roundtable", "2")):
        assert includes(pack, every, narrow) and not includes(pack, narrow, every)
    assert includes(pack, rcp, lima) and includes(pack, world, lima)
    assert includes(pack, ("roundtable", "2"), ("meeting", ADDIS))
    assert not includes(pack, ("roundtable", "1"), ("meeting", ADDIS))
    assert not includes(pack, ("kind", "regional"), lima)
    for one, other in product((rcp, world, ("roundtable", "2")), repeat=2):
        assert not includes(pack, one, other)
    assert not includes(pack, lima, lima) and not includes(pack, every, every)
    assert not includes(pack, every, ("all", ""))


MEETING = a_meeting(start="2013-06-03T09:00", end="2013-06-03T12:00")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (a_meeting(start="2013-06-03T11:59", end="2013-06-03T13:00"), True),
        (a_meeting(start="2013-06-03T12:00", end="2013-06-03T13:00"), False),
        (a_meeting(start="2013-06-03", end=None), True),
        (a_meeting(start="2013-06-04", end=None), False),
        # The same hour in another time zone.
        (a_meeting(start="2013-06-03T09:00", end="2013-06-03T12:00", time_zone="Asia/Aden"), False),
        (a_meeting(start="2013-06-03T10:00", end=None, deadline="due"), False),
        (a_meeting(start="2013-06-03", end=None, deadline="due"), False),
        (a_meeting(start="2013-06-03", end=None, cancelled=True), False),
    ],
)  # fmt: skip
def test_two_meetings_clash_if_they_overlap_in_time(other: Meeting, expected: bool) -> None:
    assert clash(MEETING, other) is clash(other, MEETING) is expected


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        ("all", "rcp", "You already get reminders of this through: all meetings."),
        ("rcp", LIMA, "You already get reminders of this through: Regional"),
        ("roundtable 2", ADDIS, "You already get reminders of this through: Roundtable 2"),
    ],
)
async def test_what_is_covered_already_is_said_in_one_sentence_and_nothing_is_asked(
    chat: Chat, first: str, then: str, sentence: str
) -> None:
    await chat.types("subscribe", first)
    before = await chat.subscriptions()
    answer = await chat.types("subscribe", then)
    assert sentence in text_of(answer)
    assert labels(answer) == {"My schedule", "Home"}
    assert await chat.subscriptions() == before


@pytest.mark.parametrize(
    ("first", "then", "sentence"),
    [
        (["rcp"], "all", "This includes what you already follow: Regional Consultative"),
        (["rcp", "africa"], "all", "This includes what you already follow"),
        ([LIMA], "rcp", "This includes what you already follow: Fourth Global"),
    ],
)
async def test_a_wider_subscription_says_what_it_includes_and_ends_nothing(
    chat: Chat, first: Sequence[str], then: str, sentence: str
) -> None:
    for words in first:
        await chat.types("subscribe", words)
    answer = await chat.types("subscribe", then)
    assert sentence in text_of(answer)
    assert labels(answer) == {"My schedule", "Undo", "Home"}
    assert len(await chat.subscriptions()) == len(first) + 1


async def test_undo_of_a_wider_subscription_keeps_the_others(chat: Chat) -> None:
    await chat.types("subscribe", "rcp")
    answer = await chat.types("subscribe", "all")
    await chat.presses(pressed(answer, "Undo"))
    assert await chat.subscriptions() == {("kind", "rcp")}


async def test_a_meeting_that_was_switched_off_can_be_followed_again(chat: Chat) -> None:
    await chat.types("subscribe", "rcp")
    await chat.presses(Unsubscribe("meeting", LIMA).pack())
    assert LIMA not in await chat.agenda()
    answer = await chat.types("subscribe", LIMA)
    assert "Subscribed: Fourth Global" in text_of(answer)
    assert LIMA in await chat.agenda()


@pytest.mark.parametrize(
    ("first", "then"),
    [("rcp", "global"), ("africa", "roundtable 2"), ("rcp", "rcp"), ("all", "all"), (LIMA, ADDIS)],
)
async def test_without_an_overlap_nothing_is_asked(chat: Chat, first: str, then: str) -> None:
    await chat.types("subscribe", first)
    assert ONLY not in labels(await chat.types("subscribe", then))


async def test_keeping_both_keeps_both(chat: Chat) -> None:
    await chat.types("subscribe", LIMA)
    asked = await chat.presses(Subscribe("meeting", "workshop").pack())
    assert isinstance(asked, Reply) and {"Keep both", ONLY} <= labels(asked)
    shown = await chat.presses(pressed(asked, "Keep both"))
    assert await chat.subscriptions() == {("meeting", LIMA), ("meeting", "workshop")}
    assert isinstance(shown, Reply) and places_of(shown)


@pytest.mark.parametrize("through", [LIMA, "rcp"])
async def test_a_meeting_at_the_same_time_is_named_and_can_be_stopped(
    chat: Chat, through: str
) -> None:
    await chat.types("subscribe", through)
    asked = await chat.presses(Subscribe("meeting", "workshop").pack())
    assert isinstance(asked, Reply)
    # Lima's closing hour is not known, so only the day is compared.
    assert "It is on the same day as: Fourth Global Meeting" in text_of(asked)
    assert await chat.agenda() >= {LIMA, "workshop"}
    shown = await chat.presses(pressed(asked, ONLY))
    assert await chat.agenda() == {"workshop"}
    assert isinstance(shown, Reply) and shown.payload == "meeting-workshop"
    await chat.presses(pressed(asked, ONLY))
    assert await chat.agenda() == {"workshop"}
    # Only this meeting was switched off; the wider subscription stays.
    assert (("kind", "rcp") in await chat.subscriptions()) is (through == "rcp")


async def test_meetings_with_known_hours_are_said_to_be_at_the_same_time(chat: Chat) -> None:
    twin = WORKSHOP.model_copy(update={"id": "twin", "title": "Its twin"})
    in_use = chat.services.packs.in_use.pack
    meetings = (*in_use.meetings, twin)
    fields = {name: getattr(in_use, name) for name in Pack.model_fields}
    pack = await load_calendar(Pack(**{**fields, "meetings": meetings}), chat.database, BEFORE)
    chat.services = services_over(chat.database, pack)
    await chat.types("subscribe", "workshop")
    asked = await chat.types("subscribe", "twin")
    assert f"It is at the same time as: {TITLE}." in text_of(asked)


async def test_an_old_button_ends_only_what_it_named(chat: Chat) -> None:
    await chat.types("subscribe", LIMA)
    asked = await chat.types("subscribe", "workshop")
    again = await chat.presses(Replace("meeting", "workshop", "0" * 8).pack())
    assert {"Keep both", ONLY} <= labels(again)
    assert await chat.subscriptions() == {("meeting", LIMA), ("meeting", "workshop")}
    # Once the new subscription is gone, it ends nothing.
    await chat.presses(Unsubscribe("meeting", "workshop").pack())
    before = await chat.agenda()
    await chat.presses(pressed(asked, ONLY))
    assert await chat.agenda() == before


@pytest.mark.parametrize(("what", "value"), [("meeting", "gone"), ("kind", "x"), ("nothing", "")])
async def test_forged_data_is_out_of_date(chat: Chat, what: str, value: str) -> None:
    assert isinstance(await chat.presses(Replace(what, value, "0").pack()), Notice)


def test_the_longest_id_fits_into_the_button() -> None:
    assert len(Replace("meeting", "m" * 40, "0" * 8).pack()) <= 64
    assert len(Replace("roundtable", "99", "0" * 8).pack()) <= 64
