"""The chair changes the rules of a session, and everybody sees it at once."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.telegram.rendering import render
from content.floor.changes import RULES
from content.languages import NAMES
from content.model import Pack
from handlers.floor.replies import last_session_of_day
from handlers.floor.rules_views import screen_view
from handlers.framework.reply import Notice, Reply
from storage.floor import acts, team
from tests.factories import a_reader
from tests.handlers.floor.room import (
    BEGINS,
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
    Room,
    a_pack_with_a_floor,
    a_room,
    button,
    labels_of,
    shown,
    told,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def rules(room: Room, user: int = CHAIR) -> Reply:
    more = shown(await room.forge(user, f"g1:floor.{room.session.id}-more:"))
    return shown(await room.press(user, more, "Rules"))


async def choose(room: Room, rule: str, value: str) -> Reply:
    screen = shown(await room.press(CHAIR, await rules(room), rule))
    return shown(await room.press(CHAIR, screen, value))


@pytest.mark.parametrize(
    ("rule", "choice", "field", "value"),
    [
        ("Order", "as they asked", "order", "arrival"),
        ("Words a minute", "130", "words_a_minute", 130),
        ("Civil society", "no proposal", "civil_society", None),
        ("Civil society", "1 in 8", "civil_society", 8),
        ("Group, then national", "refused", "group_then_national", "refuse"),
        ("Rights of reply come", "at the end of the day", "reply", "day"),
        ("Points of order", "observer", "points_of_order", ["state", "observer"]),
        ("Points of order", "State", "points_of_order", []),
        ("Texts are due", "4 hours before the session", "texts",
         {"due": "4h", "to": ["interpreters", "rapporteur"]}),
        ("Texts go to", "rapporteur", "texts", {"due": "2h", "to": ["interpreters"]}),
        ("Public", "the delegation and the name", "public", "name"),
        ("Questions", "at once", "questions", "open"),
        ("List opens", "3 hours before the session", "opens", "3h"),
        ("List closes", "when the session begins", "closes", "0m"),
    ],
)  # fmt: skip
async def test_every_rule_is_changed_by_buttons_as_an_act(
    room: Room, rule: str, choice: str, field: str, value: object
) -> None:
    after = await choose(room, rule, choice)
    assert after.notice == "Saved."
    context = await room.context()
    assert context.rules.model_dump(mode="json")[field] == value
    assert context.last_act is not None and context.last_act.act == "rules"
    card = await room.card(CLERK)
    assert f"Amina: changed the rules: {rule}" in told(card)
    await room.press(CLERK, card, "Undo")
    assert (await room.context()).rules.model_dump(mode="json")[field] != value


async def test_a_delegate_sees_the_change_at_once(room: Room) -> None:
    await room.enter("ruritania")
    await choose(room, "Public", "nothing of who speaks")
    assert "Ruritania" not in told(await room.opens(DELEGATE, f"floor-{room.session.id}"))
    assert room.services.signals.floor_changed.is_set()


async def test_hours_are_written_by_the_readers_clock(room: Room) -> None:
    screen = shown(await room.press(CHAIR, await rules(room), "List closes"))
    await room.press(CHAIR, screen, "Write it")
    again = shown(await room.writes(CHAIR, "soonish"))
    assert "I could not read “soonish”." in told(again)
    after = shown(await room.writes(CHAIR, "3 October 2013 11:30"))
    assert "11:30" in told(after)
    closes = (await room.context()).session.list_closes
    assert closes is not None and (closes - BEGINS).total_seconds() == 90 * 60
    await room.press(CHAIR, after, "Write it")
    await room.writes(CHAIR, "90 minutes")
    assert (await room.context()).rules.model_dump(mode="json")["closes"] == "90m"


async def test_new_hours_hold_also_if_the_chair_had_closed_the_list(room: Room) -> None:
    await room.press(CHAIR, await room.card(), "Close the list")
    assert not (await room.context()).session.list_is_open(room.now)
    await choose(room, "List opens", "2 days before the session")
    assert (await room.context()).session.list_is_open(room.now)


async def test_those_who_wait_keep_the_limit_that_they_were_promised(room: Room) -> None:
    turn = await room.enter("ruritania", limit_seconds=180)
    screen = shown(await room.press(CHAIR, await rules(room), "Limits"))
    assert "For those waiting, too" not in labels_of(screen)
    one = shown(await room.press(CHAIR, screen, "State: 3:00"))
    await room.press(CHAIR, one, "Write it")
    after = shown(await room.writes(CHAIR, "2:15"))
    floor = (await room.context()).floor
    assert floor.limit_of(floor.waiting()[0]) == 180
    assert (await room.context()).rules.limit("state") == 135
    again = shown(await room.press(CHAIR, after, "For those waiting, too"))
    floor = (await room.context()).floor
    assert floor.limit_of(floor.waiting()[0]) == 135
    assert "For those waiting, too" not in labels_of(again)
    assert "Amina: gave those who wait the new limits" in told(await room.card())
    assert turn.limit_seconds == 180


@pytest.mark.parametrize("words", ["0:05", "61:00", "99:99", "x", "-1"])
async def test_impossible_limits_are_asked_for_again(room: Room, words: str) -> None:
    screen = shown(await room.press(CHAIR, await rules(room), "Limits"))
    await room.press(CHAIR, shown(await room.press(CHAIR, screen, "State")), "Write it")
    assert f"I could not read “{words}”." in told(await room.writes(CHAIR, words))
    assert (await room.context()).rules.limit("state") == 180


async def test_of_two_who_change_at_once_the_second_sees_what_happened(room: Room) -> None:
    screen = shown(await room.press(CHAIR, await rules(room), "Order"))
    other = shown(await room.press(CLERK, await rules(room, CLERK), "Order"))
    await room.press(CHAIR, screen, "as they asked")
    late = shown(await room.press(CLERK, other, "categories in turn"))
    assert late.notice == "The list has changed in the meantime. Please look again."
    assert (await room.context()).rules.order == "arrival"


async def test_delegates_and_former_chairs_change_nothing(room: Room) -> None:
    session = room.session.id
    pressed = button(shown(await room.press(CHAIR, await rules(room), "Order")), "as they asked")
    async with room.database.write_transaction() as connection:
        await team.remove_holder(connection, CHAIR, MEETING, "chair")
    for user in (DELEGATE, CHAIR, 0):
        for forged in (
            pressed.data.pack(), f"g1:floor-rules.{session}:", f"g1:floor-rules.{session}-order:",
            f"fu2:{session}:limit-state", f"fu3:{session}:0",
        ):  # fmt: skip
            assert isinstance(await room.forge(user, forged), Notice), (user, forged)
    for forged in ("order:sideways", "words:1", "limit-state:5", "limit-x:60", "nothing:1", "to:x"):
        assert isinstance(await room.forge(CLERK, f"fu1:{session}:0:{forged}"), Notice)
    async with room.database.transaction() as connection:
        assert await acts.acts(connection, session) == []


@pytest.mark.parametrize("language", NAMES)
async def test_every_screen_of_the_rules_fits(room: Room, language: str) -> None:
    await room.enter("ruritania", limit_seconds=17)
    context = await room.context()
    for rule in ("", "limits", "limit-civil-society", *RULES):
        reply = screen_view(a_reader(language, room.now), context, rule)
        rendered = render(reply)
        assert len(rendered.texts) == 1
        assert all(0 < len(label) <= 64 for label in labels_of(reply)), labels_of(reply)


async def test_what_was_changed_is_in_the_record(room: Room) -> None:
    await choose(room, "Order", "as they asked")
    async with room.database.transaction() as connection:
        (act,) = await acts.acts(connection, room.session.id)
    assert json.loads(act.details) == {"rule": "order", "value": "arrival"}
    assert act.name == "Amina" and act.podium


def a_day() -> Pack:
    """Two sessions of one day on roundtable 1, another one, and one of the next day."""
    pack = a_pack_with_a_floor(reply="day")
    first = pack.meeting(MEETING)
    assert first is not None

    def at(id: str, start: str, end: str, roundtables: tuple[int, ...]) -> object:
        content = first.model_dump() | {
            "id": id, "start": f"2013-10-{start}", "end": f"2013-10-{end}",
            "roundtables": roundtables, "title": f"Session {id}",
        }  # fmt: skip
        return type(first).model_validate(content)

    sessions = (
        first.model_copy(update={"roundtables": (1,)}),
        at("afternoon", "03T15:00", "03T17:00", (1,)), at("evening", "03T18:00", "03T19:00", (2,)),
        at("tomorrow", "04T15:00", "04T17:00", (1,)),
    )  # fmt: skip
    others = [meeting for meeting in pack.meetings if meeting.id != MEETING]
    return pack.model_copy(update={"meetings": (*others, *sessions)})


def test_replies_of_the_day_come_at_the_end_of_its_last_session_on_the_item() -> None:
    pack = a_day()
    last = {
        id: last_session_of_day(pack, meeting).id
        for id in (MEETING, "afternoon", "evening", "tomorrow")
        if (meeting := pack.meeting(id)) is not None
    }
    assert last == {
        MEETING: "afternoon", "afternoon": "afternoon", "evening": "evening",
        "tomorrow": "tomorrow",
    }  # fmt: skip


async def test_a_reply_of_the_morning_is_on_the_list_of_the_afternoon(tmp_path: Path) -> None:
    async with a_room(tmp_path, reply="day") as room:
        in_use = replace(room.services.packs.in_use, pack=a_day())
        room.services = replace(room.services, packs=replace(room.services.packs, in_use=in_use))  # type: ignore[type-var]
        code = next(iter((await room.context()).delegations.values())).code
        await room.opens(DELEGATE, f"dlg-{code}")
        await room.enter("sylvania")
        await room.press(CHAIR, await room.card(), "Next")
        floor = await room.opens(DELEGATE, f"floor-{room.session.id}")
        speakers = shown(await room.press(DELEGATE, floor, "Right of reply"))
        level = shown(await room.press(DELEGATE, speakers, "I will speak"))
        whom = shown(await room.press(DELEGATE, level, "Another level"))
        after = shown(await room.press(DELEGATE, whom, "Ruritania"))
        assert after.notice == "Your right of reply comes at the end of: Session afternoon"
        assert (await room.context()).floor.waiting("reply") == ()
