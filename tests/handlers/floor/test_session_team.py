"""Who has which role at a session: invited by links that work once, and removed at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.framework.reply import Copyable, Notice, Reply
from storage.floor import cards, team
from tests.handlers.floor.room import (
    CHAIR,
    CLERK,
    DELEGATE,
    MEETING,
    SECOND,
    Room,
    a_room,
    button,
    labels_of,
    shown,
    told,
)

USED = "This invitation has been used or has expired. Ask for a new one."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with a_room(tmp_path) as made:
        yield made


async def team_screen(room: Room, user: int = CHAIR) -> Reply:
    more = shown(await room.forge(user, f"g1:floor.{room.session.id}-more:"))
    return shown(await room.press(user, more, "Team of this session"))


def token_of(reply: Reply) -> str:
    link = next(block.text for block in reply.blocks if isinstance(block, Copyable))
    return link.partition("?start=")[2]


async def roles_of(room: Room, user: int) -> list[str]:
    async with room.database.transaction() as connection:
        return [holder.role for holder in await team.roles_of(connection, user)]


@pytest.mark.parametrize(
    ("label", "role", "name"),
    [
        ("Invite a chair", "chair", "chair of the session"),
        ("Invite a clerk", "clerk", "clerk"),
        ("Invite an interpreter", "interpreter", "interpreter"),
        ("Invite a rapporteur", "rapporteur", "rapporteur of the session"),
    ],
)
async def test_a_link_gives_one_person_a_role(room: Room, label: str, role: str, name: str) -> None:
    link = shown(await room.press(CHAIR, await team_screen(room), label))
    assert f"Invitation for: {name}" in told(link)
    joined = await room.opens(SECOND, token_of(link))
    assert f"Your role: {name}." in told(joined)
    assert await roles_of(room, SECOND) == [role]
    assert USED in told(await room.opens(DELEGATE, token_of(link)))
    assert await roles_of(room, DELEGATE) == []
    assert f"Wei · {name}" in told(await team_screen(room)).replace("<b>", "").replace("</b>", "")
    floor = shown(await room.press(SECOND, joined, "List of speakers"))
    assert "Round table 1" in told(floor)


async def test_an_invitation_expires(room: Room) -> None:
    link = shown(await room.press(CHAIR, await team_screen(room), "Invite a chair"))
    room.passes(3 * 86400)
    assert USED in told(await room.opens(SECOND, token_of(link)))


async def test_a_role_that_is_taken_away_ends_at_once(room: Room) -> None:
    card = await room.card(CLERK)
    async with room.database.write_transaction() as connection:
        await cards.follow(connection, CLERK, room.session.id, "podium", 5, shown_revision=0)
        assert await cards.behind(connection, room.now, 9) == []
    await room.enter("ruritania")
    screen = await team_screen(room)
    question = shown(await room.press(CHAIR, screen, "Remove: Chidi (clerk)"))
    assert "Their card and their buttons stop working at once." in told(question)
    after = shown(await room.press(CHAIR, question, "Remove Chidi"))
    assert "Chidi" not in told(after)
    assert room.services.signals.floor_changed.is_set()
    async with room.database.transaction() as connection:
        behind = await cards.behind(connection, room.now, 9)
    assert CLERK in [one.chat_id for one in behind]  # the worker ends it
    for forged in (button(card, "Close the list").data.pack(), f"g1:floor-team.{room.session.id}:"):
        assert isinstance(await room.forge(CLERK, forged), Notice)


async def test_only_chairs_and_organisers_keep_the_team(room: Room) -> None:
    session = room.session.id
    more = shown(await room.forge(CLERK, f"g1:floor.{session}-more:"))
    assert "Team of this session" not in labels_of(more)
    async with room.database.write_transaction() as connection:
        await team.add_holder(connection, team.Holder(SECOND, "other", "chair", "Wei"), room.now)
    for user in (DELEGATE, CLERK, SECOND, 0):
        for forged in (
            f"g1:floor-team.{session}:", f"g1:floor-team.at-{MEETING}:", f"ft1:{session}:chair",
            f"ft2:{session}:{CHAIR}:chair", f"g1:floor-team.{session}-{CHAIR}-chair:",
        ):  # fmt: skip
            assert isinstance(await room.forge(user, forged), Notice), (user, forged)
    assert await roles_of(room, CHAIR) == ["chair"]
    assert isinstance(await room.forge(CHAIR, f"ft1:{session}:owner"), Notice)
