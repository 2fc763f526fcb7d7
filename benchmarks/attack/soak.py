"""`make soak`: ten minutes of floods, refusals, hanging calls, outages and kills at once.

At the end every update was answered once and every notice went out once, or there is a reason.
`SECONDS=60` shortens it, `LOG=1` prints the program's log. The exit code is 1 if anything was lost.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from benchmarks.attack.trial import FIRST_CHAT, MEETING, Trial, trial
from benchmarks.checkouts import NOW
from benchmarks.programs import Process
from benchmarks.report import table
from tests.program.stand_in import Telegram

_ASKING = range(1_001, 1_041)
_CHANGING = range(1_101, 1_121)
_FLOODING = 1_200
_GROUPS = range(-1_320, -1_300)
_HANGING = range(1_401, 1_411)
_BLOCKED = range(FIRST_CHAT + 1_000, FIRST_CHAT + 1_020)
_ASKED_A_SECOND = 10
_FLOOD = 400
_NOTICES_A_SECOND = 8
_SETTLE_SECONDS = 120.0
_MARK = re.compile(r"\bq(\d+)\b")
_APOLOGY = "Something went wrong on our side"
_TOO_MANY = "Too many messages came at once"


@dataclass
class Soak:
    """What happens, by a seed, and what it led to."""

    run: Trial
    seconds: float
    seed: int
    asked: Counter[int] = field(default_factory=Counter)
    kills: int = 0
    outages: int = 0
    _process: Process | None = None
    # By chat: the numbers in its messages, which the answers repeat.
    _marks: dict[int, list[int]] = field(default_factory=dict)

    @property
    def telegram(self) -> Telegram:
        return self.run.telegram

    async def go_through(self) -> None:
        """Let everything happen, and wait until the program has settled."""
        await self._start()
        tasks = [self._people(), self._floods(), self._trouble(), self._outages(), self._kills()]
        await asyncio.gather(*(self._for_a_while(task) for task in tasks))
        self._end_trouble()
        until = time.monotonic() + _SETTLE_SECONDS
        while not self._is_settled() and time.monotonic() < until:
            await asyncio.sleep(0.5)
        await asyncio.sleep(2.0)
        if self._process is not None:
            await asyncio.to_thread(self._process.__exit__)

    async def _for_a_while(self, task: object) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self.seconds):
                await task  # type: ignore[misc]

    async def _start(self) -> None:
        self._process = await self.run.start(SEND_RATE="60")

    def _ask(self, chat: int, text: str) -> None:
        self.asked[chat] += 1
        self.telegram.asks(chat, text)

    def _ask_marked(self, chat: int, command: str) -> None:
        mark = len(self.telegram.updates) + 1
        self._marks.setdefault(chat, []).append(mark)
        self._ask(chat, command.format(f"q{mark}"))

    async def _people(self) -> None:
        """Look things up, change settings, ask in groups."""
        chance, number = random.Random(self.seed), 0
        while True:
            self._ask_marked(chance.choice(_ASKING), chance.choice(("/{}", "/reminders {}")))
            if number % 5 == 0:
                self._ask_marked(chance.choice(_HANGING), "/{}")
                self._ask(chance.choice(_GROUPS), "/roundtable 3")
                chat = _CHANGING[number // 5 % len(_CHANGING)]
                verb = "unsubscribe" if self.asked[chat] % 2 else "subscribe"
                self._ask(chat, f"/{verb} {MEETING}")
            number += 1
            await asyncio.sleep(1.0 / _ASKED_A_SECOND)

    async def _floods(self) -> None:
        """One person sends hundreds of messages at once."""
        while True:
            await asyncio.sleep(self.seconds / 8)
            for _ in range(_FLOOD):
                self._ask_marked(_FLOODING, "/{}")

    async def _trouble(self) -> None:
        """Refuse some groups for a while, then leave calls hanging."""
        chance = random.Random(self.seed + 1)
        self.telegram.retry_after = 3
        while True:
            self.telegram.refused = set(chance.sample(_GROUPS, 10))
            await asyncio.sleep(4.0)
            self.telegram.refused = set()
            self.telegram.hanging = set(chance.sample(_HANGING, 5))
            await asyncio.sleep(4.0)
            self._end_trouble()
            await asyncio.sleep(2.0)

    def _end_trouble(self) -> None:
        self.telegram.refused, self.telegram.hanging = set(), set()
        self.telegram.released.set()
        self.telegram.released = asyncio.Event()

    async def _outages(self) -> None:
        """Break the connection, for longer each time."""
        for share in (0.02, 0.04, 0.08):
            await asyncio.sleep(self.seconds * 0.2)
            self.outages += 1
            await self.telegram.disconnect()
            try:
                await asyncio.sleep(self.seconds * share)
            finally:
                await self.telegram.connect()

    async def _kills(self) -> None:
        """Kill the program at random instants, and start it again."""
        chance = random.Random(self.seed + 2)
        every = max(10.0, self.seconds / 12)
        while True:
            await asyncio.sleep(every * chance.uniform(0.5, 1.5))
            # A program that is killed before it was ready has to be one that could be.
            if self._process is None or self.telegram.disconnected:
                continue
            await asyncio.to_thread(self._process.kill)
            self.kills += 1
            await asyncio.shield(self._start())

    def _is_settled(self) -> bool:
        with self.run.connection() as connection:
            (updates,) = connection.execute(
                "SELECT count(*) FROM updates WHERE body IS NOT NULL"
            ).fetchone()
            (notices,) = connection.execute(
                "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'claimed')"
            ).fetchone()
            (taken,) = connection.execute("SELECT count(*) FROM updates").fetchone()
        return not updates and not notices and taken == len(self.telegram.updates)

    def verdict(self) -> tuple[list[list[object]], list[str]]:
        """Return the rows of the table, and what is wrong."""
        texts: dict[int, list[str]] = {}
        for sent in self.telegram.sent:
            texts.setdefault(sent.chat, []).append(sent.text)
        rows: list[list[object]] = []
        wrong: list[str] = []
        for name, chats in (("look-ups", _ASKING), ("hanging calls", _HANGING)):
            found = Counter[int]()
            wanted = [mark for chat in chats for mark in self._marks.get(chat, [])]
            for chat in chats:
                for text in texts.get(chat, []):
                    found.update({int(mark) for mark in _MARK.findall(text)[:1]})
            missing = [mark for mark in wanted if not found[mark]]
            # A call that broke off may have arrived, so it is not repeated; the person is told.
            told = sum(_APOLOGY in text for chat in chats for text in texts.get(chat, []))
            excused, missing = missing[:told], missing[told:]
            reason = f"{len(excused)} told to ask again" if excused else ""
            twice = sum(found[mark] - 1 for mark in wanted if found[mark])
            answered = len(wanted) - len(missing) - len(excused)
            rows.append([name, len(wanted), answered, twice, reason, len(missing)])
            if missing:
                wrong.append(f"{len(missing)} {name} were not answered: {missing[:5]}")
        rows.append(self._flood(texts, wrong))
        for name, chats in (("settings", _CHANGING), ("questions in groups", _GROUPS)):
            asked = sum(self.asked[chat] for chat in chats)
            missing = sum(max(0, self.asked[c] - len(texts.get(c, []))) for c in chats)
            twice = sum(max(0, len(texts.get(c, [])) - self.asked[c]) for c in chats)
            rows.append([name, asked, asked - missing, twice, "", missing])
            if missing:
                wrong.append(f"{missing} {name} were not answered")
        self._check_subscriptions(wrong)
        rows.append(self._notices(texts, wrong))
        twice = sum(int(str(row[3])) for row in rows)
        # Answers are noted together within 50 ms, and each of the people's may be under way.
        if twice > self.kills * 60:
            wrong.append(f"{twice} were told twice by {self.kills} kills")
        return rows, wrong

    def _flood(self, texts: dict[int, list[str]], wrong: list[str]) -> list[object]:
        marks, said = self._marks.get(_FLOODING, []), texts.get(_FLOODING, [])
        found = Counter(int(mark) for text in said for mark in _MARK.findall(text)[:1])
        answered = sum(1 for mark in marks if found[mark])
        told = sum(_TOO_MANY in text for text in said)
        twice = sum(found.values()) - answered
        if answered < len(marks) and not told:
            wrong.append("somebody's messages were dropped without a word")
        reason = f"{len(marks) - answered} too many at once, said {told} times"
        return ["one person's floods", len(marks), answered, twice, reason, 0]

    def _check_subscriptions(self, wrong: list[str]) -> None:
        with self.run.connection() as connection:
            kept = {row[0] for row in connection.execute("SELECT chat_id FROM subscriptions")}
        for chat in _CHANGING:
            if (chat in kept) != (self.asked[chat] % 2 == 1):
                wrong.append(f"the subscription of {chat} is not as it asked last")

    def _notices(self, texts: dict[int, list[str]], wrong: list[str]) -> list[object]:
        with self.run.connection() as connection:
            states = connection.execute(
                "SELECT chat_id, state, reason FROM deliveries WHERE notice = 'snoozed'"
            ).fetchall()
        reasons = Counter[str]()
        sent = twice = lost = 0
        for chat, state, reason in states:
            number = len(texts.get(chat, []))
            if number:
                sent += 1
                twice += number - 1
            elif state == "expired" or (state == "cancelled" and chat in _BLOCKED):
                reasons["expired" if state == "expired" else str(reason)] += 1
            else:
                lost += 1
                reasons[f"{state} {reason}"] += 1
        if lost:
            wrong.append(f"{lost} notices were lost: {dict(reasons)}")
        why = ", ".join(f"{number} {reason}" for reason, number in reasons.items())
        return ["notices", len(states), sent, twice, why, lost]


async def soak(seconds: float, seed: int = 1) -> tuple[str, list[str]]:
    """Return a table of what happened, and what is wrong."""
    telegram = Telegram()
    async with trial(NOW, telegram) as run:
        await run.fill(0)
        run.see_all_today()
        telegram.blocked = set(_BLOCKED)
        begins, number = time.time() + 5.0, int(seconds * _NOTICES_A_SECOND)
        run.add_chats(range(FIRST_CHAT, FIRST_CHAT + max(2_000, number)))
        # One in ten is of no use soon after it was due.
        run.add_snoozed([
            (FIRST_CHAT + index, at, at + (3.0 if index % 10 == 0 else 86_400.0))
            for index in range(number)
            for at in (begins + index / _NOTICES_A_SECOND,)
        ])  # fmt: skip
        trouble = Soak(run, seconds, seed)
        await trouble.go_through()
        rows, wrong = trouble.verdict()
        log = (run.folder / "log.txt").read_text()
        if "Traceback" in log:
            wrong.append("the log has a traceback")
    if os.environ.get("LOG"):
        print(log)
    head = ["", "asked or due", "answered or sent", "told twice", "not, for a reason", "lost"]
    title = f"{seconds:.0f} s, {trouble.outages} outages, {trouble.kills} kills -9"
    return f"{title}\n\n{table(head, rows)}", wrong


def main() -> None:
    text, wrong = asyncio.run(soak(float(os.environ.get("SECONDS") or 600)))
    print(text)
    print("\n" + ("\n".join(["Lost:", *wrong]) if wrong else "Nothing was lost."))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
