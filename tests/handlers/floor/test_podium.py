"""The chair runs a roundtable from one card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.telegram.rendering import render
from handlers.floor.podium import card_of
from handlers.framework.reply import Notice
from storage.floor import acts, team
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
    Room,
    a_room,
    button,
    labels_of,
    shown,
    told,
)

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def test_one_tap_gives_the_floor_and_starts_the_clock(room: Room) -> None:
    await room.enter("ruritania", level="minister")
    await room.enter("group-of-40")
    card = await room.card()
    assert "nobody has the floor" in told(card)
    after = shown(await room.press(CHAIR, card, "Next: Ruritania"))
    text = told(after)
    assert "Ruritania (minister) · " in text
    assert "10:03:00" in text
    assert "I now give the floor to Ruritania, to be followed by Group of 40." in text
    assert "Next: Group of 40" in labels_of(after)
    assert "Amina: gave the floor to Ruritania (minister)" in text


async def test_a_second_press_of_an_older_card_changes_nothing_and_shows_what_happened(
    room: Room,
) -> None:
    await room.enter("ruritania")
    await room.enter("sylvania")
    card = await room.card()
    await room.press(CHAIR, card, "Next: Ruritania")
    late = shown(await room.press(CLERK, card, "Next: Ruritania"))
    assert late.notice == "The list has changed in the meantime. Please look again."
    assert "Next: Sylvania" in labels_of(late)
    floor = (await room.context()).floor
    assert [turn.state for turn in floor.turns] == ["speaking", "waiting"]


async def test_undo_takes_back_the_act_within_ten_seconds(room: Room) -> None:
    await room.enter("ruritania")
    card = shown(await room.press(CHAIR, await room.card(), "Next"))
    room.passes(8)
    back = shown(await room.press(CHAIR, card, "Undo"))
    assert "nobody has the floor" in told(back)
    assert "Amina: undid the last step" in told(back)
    assert "Undo" not in labels_of(back)
    again = shown(await room.press(CHAIR, back, "Next"))
    room.passes(30)
    late = shown(await room.press(CHAIR, again, "Undo"))
    assert late.notice == "It is too late to undo this."
    assert (await room.context()).floor.speaking is not None


@pytest.mark.parametrize("act", ["give", "close", "limit", "undo", "stop"])
async def test_delegates_and_former_chairs_can_forge_nothing(room: Room, act: str) -> None:
    turn = await room.enter("ruritania")
    forged = f"fp1:{act}:{room.session.id}:0:{turn.id}:60"
    for user in (DELEGATE, 0):
        assert isinstance(await room.forge(user, forged), Notice)
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, CHAIR, MEETING, "chair")
    assert isinstance(await room.forge(CHAIR, forged), Notice)
    async with room.database.transaction() as connection:
        assert [one.act for one in await acts.acts(connection, room.session.id)] == ["add"]


async def test_the_card_says_when_all_could_speak_and_at_which_limit(room: Room) -> None:
    for _ in range(40):
        await room.enter("ruritania")
    text = told(await room.card())
    # 40 × (3:00 + 0:15) = 130 minutes from 10:00; until 12:00 there are 120.
    assert "40 waiting · all could speak by 12:10" in text
    assert "by the end at 2:45 each" in text
    limit = shown(await room.press(CHAIR, await room.card(), "New limit"))
    after = shown(await room.press(CHAIR, limit, "2:45"))
    assert "limit 2:45" in told(after)
    assert "all could speak by 12:00" in told(after)


async def test_a_point_of_order_interrupts_and_the_speaker_gets_the_floor_back(
    room: Room,
) -> None:
    await room.enter("ruritania")
    await room.press(CHAIR, await room.card(), "Next")
    await room.enter("sylvania", kind="point", limit_seconds=60)
    room.passes(60)
    card = await room.card()
    assert "Point of order: Sylvania" in told(card)
    card = shown(await room.press(CHAIR, card, "Point of order"))
    room.passes(30)
    card = shown(await room.press(CHAIR, card, "Back to Ruritania"))
    assert "clock stopped, 2:00 left" in told(card)
    card = shown(await room.press(CHAIR, card, "Start the clock"))
    assert "10:03:30" in told(card)


async def test_civil_society_is_proposed_after_four_others_and_nothing_is_reordered(
    room: Room,
) -> None:
    for slug in ("ruritania", "sylvania", "zubrowka", "ruritania"):
        await room.enter(slug)
        await room.press(CHAIR, await room.card(), "Next")
    await room.enter("sylvania")
    await room.enter("network")
    card = await room.card()
    assert "Proposed: Diaspora Network, as civil society did not have the floor" in told(card)
    assert "Next: Sylvania" in labels_of(card)
    other = shown(await room.press(CHAIR, card, "Someone else"))
    after = shown(await room.press(CHAIR, other, "Diaspora Network"))
    assert "gave the floor to Diaspora Network" in told(after)


async def test_suspend_close_and_reopen(room: Room) -> None:
    await room.enter("ruritania")
    card = shown(await room.press(CHAIR, await room.card(), "Next"))
    more = shown(await room.press(CHAIR, card, "More"))
    card = shown(await room.press(CHAIR, more, "Suspend"))
    assert "suspended" in told(card)
    card = shown(await room.press(CHAIR, card, "Resume"))
    more = shown(await room.press(CHAIR, card, "More"))
    card = shown(await room.press(CHAIR, more, "Close the session"))
    assert "session closed" in told(card)
    assert (await room.context()).floor.session.phase == "closed"
    shown(await room.press(CHAIR, card, "Reopen"))
    assert (await room.context()).floor.session.phase == "ready"


async def test_balance_counts_spoken_and_waiting(room: Room) -> None:
    await room.enter("ruritania", level="minister")
    await room.press(CHAIR, await room.card(), "Next")
    await room.enter("network")
    await room.enter("ruritania")
    text = told(await room.press(CHAIR, await room.card(), "Balance"))
    assert "State: 1 · 1" in text
    assert "civil society: 0 · 1" in text
    assert "1 of those waiting has not spoken yet." in text


async def test_everybody_else_sees_the_floor_without_its_buttons(room: Room) -> None:
    await room.enter("ruritania", name="Graf Rudolf")
    await room.press(CHAIR, await room.card(), "Next")
    seen = await room.says(DELEGATE, "/floor")
    assert "Now: Ruritania" in told(seen).replace("<b>", "").replace("</b>", "")
    assert "Rudolf" not in told(seen)
    assert "The chair may change the order." in told(seen)
    assert not [one for one in labels_of(seen) if one.startswith("Next:")]


async def test_names_of_delegations_are_told_in_the_readers_language(room: Room) -> None:
    await room.enter("ruritania")
    room.language = "fr"
    assert "Ruritanie" in told(await room.card())


async def test_a_name_with_markup_is_shown_as_it_is_written(room: Room) -> None:
    async with room.database.write_transaction() as connection:
        from storage.floor import delegations
        from storage.floor.delegations import Wanted

        bad = Wanted("evil", {"en": "<script>alert(1)</script> & <b>"}, "state")
        await delegations.save(connection, [bad])
    await room.enter("evil")
    text = told(await room.card())
    assert "<script" not in text
    assert "&lt;script" in text
    assert button(await room.card(), "Next: <script").label


async def test_the_card_opens_the_page_inside_telegram_where_there_is_https(room: Room) -> None:
    context = await room.context()
    reader = room.request(CHAIR).reader
    for base in (None, "http://127.0.0.1:8080"):
        assert "Open as a page" not in labels_of(card_of(reader, context, base))
    card = card_of(reader, context, "https://bot.example.org")
    rendered = render(card).keyboard[-1]
    address = f"https://bot.example.org/clerk/app?session={room.session.id}"
    assert rendered == [{"text": "Open as a page", "web_app": {"url": address}}]
