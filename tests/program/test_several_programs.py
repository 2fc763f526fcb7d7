"""Several programs on one PostgreSQL, killed, stopped and cut off at any instant.

The large version: `ROUNDTABLE_KILLS=50 pytest -s tests/program/test_several_programs.py`.
It prints what was answered and sent twice.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from content.loading import load_pack
from storage import announcements, chats, programs
from storage.announcements import Version
from storage.database import Database, open_database
from storage.floor import sessions
from storage.programs import CHATS, OUTBOX
from storage.tables import slots
from tests import databases, postgresql
from tests.postgresql import PostgreSQL
from tests.program.hall import Hall
from tests.program.lives import Starter
from tests.program.program import free_port
from tests.program.several import Line, OrderedTelegram, until
from tests.program.stand_in import SECRET, TOKEN
from tests.small_packs import conference

KILLS = int(os.environ.get("ROUNDTABLE_KILLS", "3"))
# With more kills, more is under way.
PEOPLE = range(1000, 1000 + (150 if KILLS > 10 else 30))
READERS = range(5000, 5000 + (400 if KILLS > 10 else 60))
AUDIENCE = range(10000, 10000 + (1000 if KILLS > 10 else 150))
ACTS = ("/subscribe all", "/unsubscribe all", "/subscribe all", "/unsubscribe all")
TEXT = "The session begins at ten"
PATIENCE_SECONDS = 60
# It takes 7 s where nothing else runs, and 10 s at five times as many tasks as processors.
TAKEOVER_SECONDS = 20.0

pytestmark = pytest.mark.timeout(300 + 30 * KILLS)  # on a machine with other work


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    server = PostgreSQL(databases.postgresql_programs(), durable=True)
    yield server
    server.close()


class Two:
    """Two programs on a database of their own, each behind a line of its own to it."""

    def __init__(
        self, folder: Path, server: PostgreSQL, url: str, telegram: OrderedTelegram
    ) -> None:
        self.telegram = telegram
        self.url = url
        self._server = server
        self._listen = [free_port(), free_port()]
        self.lines = [Line([server.port]), Line([server.port])]
        self.balancer = Line(self._listen)
        self._folders = [folder / "first", folder / "second"]
        self._starters: list[Starter] = []
        self.webhook = False
        # The processes, or None while one is dead.
        self.pids: list[int | None] = [None, None]

    @asynccontextmanager
    async def running(self, webhook: bool, **settings: str) -> AsyncIterator[None]:
        self.webhook = webhook
        self._settings = settings
        for line in (*self.lines, self.balancer):
            await line.start()
        for folder in self._folders:
            folder.mkdir()
            self._starters.append(Starter(folder))
        try:
            for number in (0, 1):
                await self.start(number)
            await self.all_answer()
            if webhook:
                async with self.telegram.posting(f"http://127.0.0.1:{self.balancer.port}/telegram"):
                    yield
            else:
                yield
        finally:
            for number in (0, 1):
                if self.pids[number] is not None:
                    await self.kill(number)
            for starter in self._starters:
                starter.__exit__()
            for line in (*self.lines, self.balancer):
                await line.stop()

    async def start(self, number: int) -> None:
        address = self.url.replace(str(self._server.port), str(self.lines[number].port))
        settings = {"DATABASE_URL": address, "BOT_API_URL": self.telegram.url, "BOT_TOKEN": TOKEN,
                    "SEND_RATE": "200", **self._settings}  # fmt: skip
        if self.webhook:
            settings |= {"WEBHOOK_URL": "https://bot.example.org", "WEBHOOK_SECRET": SECRET,
                         "LISTEN": f"127.0.0.1:{self._listen[number]}"}  # fmt: skip
        self.pids[number] = await self._starters[number].live(settings)

    async def kill(self, number: int) -> None:
        pid = self.pids[number]
        assert pid is not None
        self.pids[number] = None
        await self._starters[number].die(pid)

    def send(self, number: int, sent: signal.Signals) -> None:
        pid = self.pids[number]
        assert pid is not None
        os.kill(pid, sent)

    async def owners(self) -> dict[int, int | None]:
        """Who has which slot."""
        database = open_database(self.url)
        try:
            async with database.transaction() as connection:
                rows = await connection.execute(slots.select())
                return {row.slot: row.program for row in rows}
        finally:
            await database.close()

    async def programs(self) -> set[int | None]:
        """Those that answer and send."""
        return {owner for slot, owner in (await self.owners()).items() if slot <= OUTBOX}

    async def all_answer(self) -> None:
        """Wait until both have their share."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                owners = await self.owners()
                shares = Counter(owners[slot] for slot in CHATS if slot in owners)
                if len(shares) == 2 and None not in shares and set(shares.values()) == {32}:
                    return
                await asyncio.sleep(0.1)


@pytest.fixture
async def two(tmp_path: Path, server: PostgreSQL) -> AsyncIterator[Two]:
    telegram = OrderedTelegram()
    url = await postgresql.create(server.url, f"test{time.monotonic_ns()}")
    async with telegram.serving():
        yield Two(tmp_path, server, url, telegram)


class Work:
    """What is asked and announced while programs die."""

    def __init__(self, two: Two) -> None:
        self._two = two
        self._telegram = two.telegram
        self.asked: Counter[int] = Counter()

    async def announce(self) -> None:
        """Announce something to many, as if an organiser had done so at this moment."""
        database, now = open_database(self._two.url), datetime.now(UTC)
        async with database.write_transaction() as connection:
            for chat in AUDIENCE:
                await chats.record_contact(connection, chat, now)
            draft = await announcements.begin_draft(connection, AUDIENCE[0], "en", now)
            version = Version("text", TEXT)
            await announcements.save_version(connection, draft.id, "en", 0, version)
            assert await announcements.start(connection, draft, now)
            await programs.notify(connection, "test wake notices_changed")
        await database.close()

    async def ask(self, seconds: float) -> None:
        """Ask everything, spread over so many seconds."""
        todo = [(chat, act) for act in ACTS for chat in PEOPLE]
        chance = random.Random(7)
        for reader in READERS:
            todo.insert(chance.randrange(len(todo)), (reader, "/roundtable 3"))
        for chat, words in todo:
            self._telegram.asks(chat, words)
            self.asked[chat] += 1
            await asyncio.sleep(seconds / len(todo))

    @property
    def missing(self) -> int:
        """How many answers and notices have not come yet."""
        texts = self.by_chat()
        late = sum(max(0, number - len(texts[chat])) for chat, number in self.asked.items())
        return late + sum(TEXT not in " ".join(texts[chat]) for chat in AUDIENCE)

    def by_chat(self) -> defaultdict[int, list[str]]:
        """What each chat was answered, or, of the audience, was sent."""
        found: defaultdict[int, list[str]] = defaultdict(list)
        for sent in self._telegram.sent:
            # The announcement is to everybody, and so to some who had just written.
            if sent.chat in AUDIENCE or TEXT not in sent.text:
                found[sent.chat].append(sent.text)
        return found

    async def check(self) -> str:
        """See that nothing was lost, and that each chat was answered in order; what was doubled."""
        await until(lambda: not self.missing, PATIENCE_SECONDS)
        database = open_database(self._two.url)
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await _count(database, "updates WHERE body IS NOT NULL"):
                await asyncio.sleep(0.1)
        texts = self.by_chat()
        kinds = {
            chat: ["-" if "nsubscribed" in text else "+" for text in texts[chat]] for chat in PEOPLE
        }
        for chat, said in kinds.items():
            # What was answered, and not yet noted as such when a program died, is answered again.
            once = [kind for kind, _ in itertools.groupby(said)]
            assert len(once) >= len(ACTS) and once[-1] == "-", (chat, texts[chat])
        doubled = sum(len(said) - 4 for said in kinds.values())
        doubled += sum(len(texts[chat]) - 1 for chat in READERS)
        noticed = sum(len(texts[chat]) - 1 for chat in AUDIENCE)
        assert await _count(database, "subscriptions") == 0
        await database.close()
        return f"{sum(self.asked.values())} updates: {doubled} answered twice; " \
            f"{len(AUDIENCE)} notices: {noticed} sent twice"  # fmt: skip


async def _count(database: Database, rows: str) -> int:
    async with database.transaction() as connection:
        found = await connection.exec_driver_sql(f"SELECT count(*) FROM {rows}")
        return int(found.scalar_one())


async def _attacked(two: Two, attack: Callable[[], Awaitable[None]], seconds: float) -> None:
    work = Work(two)
    await work.announce()
    asking = asyncio.create_task(work.ask(seconds))
    await attack()
    await asking
    print(await work.check())


async def _kill_often(two: Two) -> None:
    chance = random.Random(11)
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.1, 1.5))
        number = chance.randrange(2)
        await two.kill(number)
        await asyncio.sleep(chance.uniform(0.0, 0.5))
        await two.start(number)


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_kills_lose_nothing_and_keep_the_order_of_chats(two: Two, webhook: bool) -> None:
    async with two.running(webhook):
        await _attacked(two, lambda: _kill_often(two), KILLS * 1.5)


async def test_one_that_sleeps_is_replaced_and_does_no_harm_when_it_wakes(two: Two) -> None:
    async with two.running(webhook=True):
        # Whoever has the outbox, so that notices are taken over, too.
        async def attack() -> None:
            await asyncio.sleep(0.5)
            two.send(0, signal.SIGSTOP)
            began = time.monotonic()
            two.balancer.only(1)
            async with asyncio.timeout(TAKEOVER_SECONDS):
                while len(await two.programs()) != 1:
                    await asyncio.sleep(0.05)
            print(f"took over from one that sleeps after {time.monotonic() - began:.1f} s")
            await asyncio.sleep(1.0)
            two.balancer.only(None)
            two.send(0, signal.SIGCONT)
            await two.all_answer()

        await _attacked(two, attack, 8.0)


async def test_a_cut_line_and_a_restarted_database_lose_nothing(
    two: Two, server: PostgreSQL
) -> None:
    async with two.running(webhook=True):

        async def attack() -> None:
            await asyncio.sleep(1.0)
            two.lines[0].cut()
            await asyncio.sleep(2.0)
            two.lines[0].mend()
            await two.all_answer()
            await asyncio.to_thread(server.stop, signal.SIGQUIT)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.start)
            await two.all_answer()

        await _attacked(two, attack, 8.0)


async def test_a_killed_program_is_replaced_within_seconds(two: Two) -> None:
    async with two.running(webhook=False):
        began = time.monotonic()
        await two.kill(0)
        async with asyncio.timeout(TAKEOVER_SECONDS):
            while len(await two.programs()) != 1:
                await asyncio.sleep(0.05)
        print(f"took over from one that was killed after {time.monotonic() - began:.1f} s")
        asked = two.telegram.asks(1, "/roundtable 3")
        await until(lambda: two.telegram.answered(1), TAKEOVER_SECONDS)
        assert asked


async def _shown(session: aiohttp.ClientSession, address: str, mode: str) -> None:
    """Wait until a screen shows something, connecting again as its page does."""
    while True:
        with suppress(aiohttp.ClientError, TimeoutError):
            async with session.get(f"{address}/events") as events:
                async for line in events.content:
                    if line.startswith(b"data:") and f'"mode":"{mode}"'.encode() in line:
                        return
        await asyncio.sleep(0.1)


async def test_the_screen_of_a_running_floor_goes_on_at_another_program(
    two: Two, tmp_path: Path
) -> None:
    pack = conference(tmp_path)

    def now() -> datetime:
        return datetime.now(UTC)

    async with (
        two.running(webhook=True, PACK=str(pack)),
        Hall(two.url, now, "exactly-once") as hall,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
    ):
        async with hall.database.write_transaction() as connection:
            floor = await sessions.add_session(
                connection, "exactly-once", "{}", None, None, "en", now()
            )
        address = f"http://127.0.0.1:{two.balancer.port}/screen/{floor.screen_token}"
        two.balancer.only(0)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await _shown(session, address, "list")
            await two.kill(0)
            began = time.monotonic()
            two.balancer.only(None)
            await hall.change(screen_mode="today")
            await _shown(session, address, "today")
        print(f"a screen went on after {time.monotonic() - began:.1f} s")


def _has_sent(telegram: OrderedTelegram, number: int) -> bool:
    return len(telegram.sent) >= number


async def test_a_new_pack_is_seen_by_all_within_seconds(two: Two, tmp_path: Path) -> None:
    pack, owner = conference(tmp_path), 7
    meetings = pack / "meetings.yaml"
    telegram = two.telegram
    async with two.running(webhook=False, PACK=str(pack), OWNER_IDS=str(owner)):
        changed = meetings.read_text(encoding="utf-8").replace("is a lie", "is a promise")
        meetings.write_text(changed, encoding="utf-8")
        telegram.asks(owner, "/reload")
        await until(lambda: telegram.answered(owner), PATIENCE_SECONDS)
        pressed = telegram.presses(owner, f"t4:{load_pack(str(pack)).hash}")
        await until(lambda: pressed in telegram.released_at, PATIENCE_SECONDS)
        began = time.monotonic()
        readers = range(100, 100 + len(CHATS))  # of every slot, so of both programs
        asked, told = len(telegram.sent), [""]
        while not all("is a promise" in text for text in told):
            for reader in readers:
                telegram.asks(reader, "/meeting exactly-once")
            asked += len(readers)
            await until(partial(_has_sent, telegram, asked), PATIENCE_SECONDS)
            told = [sent.text for sent in telegram.sent[-len(readers) :]]
            assert time.monotonic() < began + PATIENCE_SECONDS
        print(f"a new pack was seen by all after {time.monotonic() - began:.1f} s")
