"""A roundtable: what look-ups wait for while three hundred people ask for the floor, and kills."""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.attack.floods import answers, latencies, look_up, settled
from benchmarks.attack.trial import Latency
from tests.program.floor_lives import Killed, killed_floor
from tests.program.program import Program
from tests.program.roundtable import BEFORE, a_database, floor_of, request_buttons, settings_of_pack
from tests.program.stand_in import TOKEN, Telegram, until

_REQUESTS = 300
_WITHIN_SECONDS = 1.0
_LOOK_UPS_SECONDS = 5.0


@dataclass(frozen=True)
class AskedAtOnce:
    """Look-ups while nothing else comes, and while so many ask within a second. `kept` are on the
    list, `in_order` says whether in the order of their updates, `answered` how long the last one
    waited."""

    idle: Latency
    busy: Latency
    kept: int
    in_order: bool
    answered: float


async def asked_at_once() -> AskedAtOnce:
    """Let 300 people ask for the floor within one second, and others look things up."""
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        folder, telegram = Path(name), Telegram()
        database = await a_database(folder, _REQUESTS)
        buttons = await request_buttons(database, folder, _REQUESTS)
        async with telegram.serving():
            program = Program(
                folder, "run", BOT_TOKEN=TOKEN, BOT_API_URL=telegram.url,
                CLOCK_START=BEFORE.isoformat(), **settings_of_pack(folder),
            )  # fmt: skip
            try:
                await settled(telegram)
                idle = await look_up(telegram, _LOOK_UPS_SECONDS)
                await answers(telegram, idle)
                others = asyncio.create_task(look_up(telegram, _LOOK_UPS_SECONDS))
                began = time.monotonic()
                for number, (chat, data) in enumerate(buttons):
                    telegram.presses(chat, data)
                    at = began + _WITHIN_SECONDS * number / _REQUESTS
                    await asyncio.sleep(max(0.0, at - time.monotonic()))
                busy = await others
                await until(lambda: len(telegram.released_at) == _REQUESTS)
                await answers(telegram, idle + busy)
            finally:
                await program.stopped()
            floor = await floor_of(database)
            await database.close()
        all_asked = latencies(telegram, idle + busy)[0]
        listed = [turn.user_id for turn in floor.waiting()]
        return AskedAtOnce(
            Latency(all_asked.seconds[: len(idle)], 0),
            Latency(all_asked.seconds[len(idle) :], all_asked.missing),
            len(listed), listed == [chat for chat, _ in buttons],
            max(telegram.released_at.values()) - began,
        )  # fmt: skip


async def killed_session(kills: int) -> Killed:
    """Kill the program so many times during a session."""
    with tempfile.TemporaryDirectory(prefix="attack-") as name:
        return await killed_floor(Path(name), kills)
