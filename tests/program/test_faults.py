"""Reminders across crashes and Telegram's bad days: none lost, doubled only where an answer was."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.factories import A_DAY_BEFORE_LIMA, LIMA_TITLE
from tests.program.crowd import (
    a_preview,
    received,
    received_by_all,
    serving,
    settings_of,
    subscribed_to_all,
)
from tests.program.lives import killed_at_random
from tests.program.program import Person

DUE = A_DAY_BEFORE_LIMA
PEOPLE = range(1001, 1201)
KILLS = 50  # in each of two worlds beside each other


async def lives_and_dies(
    session: aiohttp.ClientSession, folder: Path, seed: int
) -> tuple[int, int, int]:
    """Kill the program at random instants while reminders go out; kills, reminders, doubled."""
    # The clock goes on with every start, past the lease of what was claimed.
    starts = [DUE + timedelta(seconds=130) * kill for kill in range(KILLS + 1)]
    async with a_preview(PEOPLE, DUE, begun=True) as preview:
        await killed_at_random(
            folder, KILLS, seed,
            lambda kill: settings_of(preview, starts[kill], SEND_RATE="25"), longest=0.15,
        )  # fmt: skip
        going_out = await received(session, preview, PEOPLE, LIMA_TITLE)
        assert not all(going_out.values()), "the last kill, too, was to fall among the sending"
        async with serving(folder, preview, starts[-1], SEND_RATE="1000") as program:
            found = await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
    return KILLS, len(found), sum(count - 1 for count in found.values())


@pytest.mark.timeout(400)
async def test_kill_9_at_a_hundred_instants_loses_no_reminder(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "another")]
    for folder in folders:
        await subscribed_to_all(folder, PEOPLE)
    lives = [lives_and_dies(session, folder, seed) for seed, folder in enumerate(folders)]
    both = await asyncio.gather(*lives)
    kills, reminders, doubled = (sum(each) for each in zip(*both, strict=True))
    print(f"\nkilled {kills} times; lost 0 of {reminders} reminders; doubled {doubled}")
    assert kills >= 100
    # Doubled only where the program died between Telegram's answer and its own note of it.
    assert doubled <= kills


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("429", {"retry_after": 1}),
        ("500", {}),
        ("502", {}),
        ("close_before", {}),
        ("stall", {"seconds": 1}),
    ],
)
async def test_what_is_temporary_is_tried_again_and_sent_once(
    session: aiohttp.ClientSession, tmp_path: Path, kind: str, more: dict[str, int]
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    async with a_preview(PEOPLE, DUE, begun=True) as preview:
        rule = {"method": "sendMessage", "kind": kind, "times": 5, **more}
        await Person(session, preview.url, 1001).post("faults", rules=[rule])
        async with serving(tmp_path, preview, DUE, SEND_RATE="1000") as program:
            found = await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
    assert set(found.values()) == {1}


async def test_a_blocked_chat_is_left_alone_and_the_others_are_reached(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    async with a_preview(PEOPLE, DUE, begun=True) as preview:
        blocked = Person(session, preview.url, 1001)
        await blocked.post("chats/1001/block", person=1001, blocked=True)
        async with serving(tmp_path, preview, DUE, SEND_RATE="1000") as program:
            await received_by_all(session, preview, program, PEOPLE[1:], LIMA_TITLE)
            await blocked.post("chats/1001/block", person=1001, blocked=False)
            # Whoever comes back hears of what is next.
            assert (await blocked.says("/agenda")).labels


async def test_a_reminder_missed_while_down_goes_out_late_or_not_at_all(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await subscribed_to_all(tmp_path, PEOPLE)
    async with a_preview(PEOPLE, DUE, begun=True) as preview:
        person = Person(session, preview.url, 1001)
        late = DUE + timedelta(hours=3)
        async with serving(tmp_path, preview, late, SEND_RATE="1000") as program:
            await received_by_all(session, preview, program, PEOPLE, LIMA_TITLE)
            assert "This reminder is late" in (await person.last()).text
        # Lima has begun, and its reminder of an hour before is of no use any more.
        begun = DUE + timedelta(days=1, hours=1)
        async with serving(tmp_path, preview, begun, SEND_RATE="1000"):
            await person.says("/privacy")
            assert (await received(session, preview, PEOPLE, LIMA_TITLE))[1001] == 1
