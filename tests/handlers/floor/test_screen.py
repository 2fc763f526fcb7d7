"""What the screen of the room shows, and how the podium chooses it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers.floor.buttons import Screen
from handlers.floor.screen_state import languages_of, screen_state
from handlers.framework.reply import Notice
from storage.floor import acts, machine
from storage.floor.acts import By
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    Room,
    a_room,
    labels_of,
    shown,
    told,
)

BASE = "https://event.example.org"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        object.__setattr__(made.services, "pages_base", BASE)
        yield made


async def state_of(room: Room) -> dict[str, Any]:
    context = await room.context()
    pack, sentences = room.services.packs.in_use.pack, room.services.sentences
    readers = [
        room.services.reader(pack, room.now, language, context.meeting.time_zone)
        for language in languages_of(context.session, sentences)
    ]
    state = screen_state(readers, pack, context)
    assert json.loads(json.dumps(state)) == state
    return state


async def settings(room: Room, user: int = CHAIR) -> Any:
    return shown(await room.forge(user, f"g1:floor.{room.session.id}-screen:"))


async def give(room: Room, turn: int) -> None:
    async with room.database.write_transaction() as connection:
        await acts.perform(
            connection, room.session.id, "give",
            lambda floor: machine.give(floor, turn, room.now), By(CHAIR, podium=True), room.now,
        )  # fmt: skip


async def test_it_shows_who_speaks_the_next_three_and_the_clock_as_instants(room: Room) -> None:
    first = await room.enter("ruritania", level="minister")
    for slug in ("sylvania", "zubrowka", "network", "group-of-40"):
        await room.enter(slug)
    await give(room, first.id)
    state = await state_of(room)
    began = round(room.now.timestamp() * 1000)
    assert state["clock"] == {"limit": 180_000, "spent": 0, "since": began, "warning": 30_000}
    (english,) = state["languages"]
    assert english["speaker"] == "Ruritania (minister)"
    assert [turn["name"] for turn in english["turns"]] == [
        "Sylvania", "Zubrowka", "Diaspora Network",
    ]  # fmt: skip
    assert (english["waiting"], english["list"]) == ("4 waiting", "list open")
    assert english["notice"] == ""


async def test_a_point_of_order_is_a_banner_and_who_was_interrupted_is_next(room: Room) -> None:
    first = await room.enter("ruritania")
    await room.enter("sylvania")
    await give(room, first.id)
    point = await room.enter("zubrowka", kind="point", limit_seconds=60)
    (english,) = (await state_of(room))["languages"]
    assert english["notice"] == "Point of order: Zubrowka"
    await give(room, point.id)
    (english,) = (await state_of(room))["languages"]
    assert english["notice"] == ""
    assert english["speaker"] == "Zubrowka (point of order)"
    assert [turn["name"] for turn in english["turns"]] == ["Ruritania", "Sylvania"]


@pytest.mark.parametrize(
    ("public", "speaker", "following"),
    [("none", "a speaker", []), ("delegation", "Ruritania", ["Sylvania"]),
     ("name", "Ruritania, Nadia Levi", ["Sylvania, Ana Silva"])],
)  # fmt: skip
async def test_nothing_is_there_that_the_rules_do_not_make_public(
    tmp_path: Path, public: str, speaker: str, following: list[str]
) -> None:
    async with a_room(tmp_path, public=public) as room:
        first = await room.enter("ruritania", name="Nadia Levi", title="Minister of Labour")
        await room.enter("sylvania", name="Ana Silva")
        await room.enter("zubrowka", kind="point", name="Jo March")
        await give(room, first.id)
        state = await state_of(room)
        (english,) = state["languages"]
        assert english["speaker"] == speaker
        assert [turn["name"] for turn in english["turns"]] == following
        assert english["notice"].startswith("Point of order")
        written = json.dumps(state)
        assert "Minister of Labour" not in written
        if public != "name":
            assert "Levi" not in written and "March" not in written
        if public == "none":
            assert "Zubrowka" not in written and "Sylvania" not in written


async def test_the_podium_chooses_the_mode_as_an_act_that_leaves_the_chairs_card_good(
    room: Room,
) -> None:
    await room.enter("ruritania")
    card = await room.card()
    view = await settings(room, CLERK)
    assert f"{BASE}/screen/{room.session.screen_token}" in told(view)
    assert "List of speakers · shown" in labels_of(view)
    after = shown(await room.press(CLERK, view, "Clock only"))
    assert "Clock only · shown" in labels_of(after)
    assert (await state_of(room))["mode"] == "clock"
    async with room.database.transaction() as connection:
        record = await acts.acts(connection, room.session.id)
    assert (record[-1].act, record[-1].actor, record[-1].name) == ("screen-mode", CLERK, "Chidi")
    assert "I now give the floor to Ruritania." in told(await room.press(CHAIR, card, "Next"))


async def test_one_or_two_languages_are_shown_and_a_third_replaces_the_second(room: Room) -> None:
    view = shown(await room.press(CHAIR, await settings(room), "العربية"))
    assert "English · chosen" in labels_of(view)
    view = shown(await room.press(CHAIR, view, "English · chosen"))
    view = shown(await room.press(CHAIR, view, "English"))
    state = await state_of(room)
    assert [(told["code"], told["direction"]) for told in state["languages"]] == [
        ("ar", "rtl"), ("en", "ltr"),
    ]  # fmt: skip
    await room.press(CHAIR, view, "Français")
    assert [told["code"] for told in (await state_of(room))["languages"]] == ["ar", "fr"]


async def test_the_last_language_stays(room: Room) -> None:
    await room.press(CHAIR, await settings(room), "English")
    assert [told["code"] for told in (await state_of(room))["languages"]] == ["en"]


async def test_a_new_address_replaces_the_old_one_once_and_for_good(room: Room) -> None:
    old = room.session.screen_token
    view = await settings(room)
    renewed = shown(await room.press(CHAIR, view, "New address"))
    assert renewed.notice == "The previous address is no longer valid."
    token = (await room.context()).session.screen_token
    assert token != old and token in told(renewed)
    # The same button again, as after a crash, does not replace the new address.
    assert isinstance(await room.press(CHAIR, view, "New address"), Notice)
    assert (await room.context()).session.screen_token == token
    async with room.database.transaction() as connection:
        record = await acts.acts(connection, room.session.id)
        written = [json.dumps([act.details for act in record])]
    assert all(old not in text and token not in text for text in written)


async def test_others_get_neither_the_address_nor_the_buttons(room: Room) -> None:
    for user in (DELEGATE, 999):
        seen = told(await room.forge(user, f"g1:floor.{room.session.id}-screen:"))
        assert room.session.screen_token not in seen
        for forged in (("mode", "blank"), ("language", "ar"), ("address", "")):
            button = Screen(room.session.id, *forged)
            assert isinstance(await room.forge(user, button.pack()), Notice)
    assert (await room.context()).session == room.session


@pytest.mark.parametrize(
    "forged", [("mode", "everything"), ("mode", ""), ("language", "xx"), ("address", "0"),
               ("rules", "open")],
)  # fmt: skip
async def test_forged_values_change_nothing(room: Room, forged: tuple[str, str]) -> None:
    answer = await room.forge(CHAIR, Screen(room.session.id, *forged).pack())
    assert isinstance(answer, Notice)
    assert (await room.context()).session == room.session


async def test_the_address_is_not_shown_in_a_group(room: Room) -> None:
    request = room.request(CHAIR, chat_kind="group", chat_id=-100)
    answer = await room.board.button(request, f"g1:floor.{room.session.id}-screen:")
    assert room.session.screen_token not in told(answer)


async def test_the_programme_of_the_room_names_the_zone_and_what_is_on(room: Room) -> None:
    await room.press(CHAIR, await settings(room), "Today in this room")
    room.passes(60)
    (english,) = (await state_of(room))["languages"]
    assert english["today"]["room"] == "Conference Room 4"
    assert english["today"]["day"].endswith("(New York time)")
    assert english["today"]["meetings"] == [
        {"hours": "10:00–12:00", "title": "Round table 1", "now": True, "cancelled": ""}
    ]


async def test_next_is_said_of_speakers_and_not_of_meetings(room: Room) -> None:
    await room.enter("ruritania")
    await room.press(CHAIR, await settings(room), "Français")
    await room.press(CHAIR, await settings(room), "English · chosen")
    (french,) = (await state_of(room))["languages"]
    assert french["next"] == "À suivre"
    room.language = "fr"
    assert "Prochaine réunion" not in told(await room.card())


async def test_where_no_pages_are_served_it_says_who_can_change_that(room: Room) -> None:
    object.__setattr__(room.services, "pages_base", None)
    view = await settings(room)
    assert "LISTEN" in told(view)
    assert labels_of(view) == ["‹ Back"]
