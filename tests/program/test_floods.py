"""Nobody stops anybody: floods, refusals and hanging calls concern their own chat alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.updates.chat_order import MAX_WAITING
from tests.databases import execute, program_database
from tests.factories import LIMA
from tests.program.crowd import subscribed_to_all
from tests.program.program import Program
from tests.program.stand_in import TOKEN, Telegram, until

FLOODER, OTHERS = 500, range(9001, 9021)
TOO_MANY = "Too many messages came at once"


@asynccontextmanager
async def a_program(telegram: Telegram, folder: Path, **more: str) -> AsyncIterator[Program]:
    """A program that the stand-in serves; it stops cleanly at the end, unless it was killed."""
    async with telegram.serving():
        program = Program(folder, "run", BOT_TOKEN=TOKEN, BOT_API_URL=telegram.url, **more)
        try:
            yield program
        finally:
            telegram.released.set()
            ended = program.process.poll()
            code = await program.stopped()
            assert ended is not None or code == 0, program.said()


async def others_are_answered(telegram: Telegram) -> None:
    for chat in OTHERS:
        telegram.asks(chat, "/roundtable 3")
    await until(lambda: all(telegram.answered(chat) for chat in OTHERS))


async def test_one_persons_flood_is_bounded_and_delays_nobody(tmp_path: Path) -> None:
    telegram = Telegram()
    for number in range(5000):
        telegram.asks(FLOODER, f"/roundtable {number % 4 + 1}")
    for chat in OTHERS:
        telegram.asks(chat, "/roundtable 3")
    async with a_program(telegram, tmp_path):
        await until(lambda: all(telegram.answered(chat) for chat in OTHERS))
        await until(lambda: any(TOO_MANY in sent.text for sent in telegram.sent))
        # What arrived while the first were answered is answered, too.
        assert MAX_WAITING <= telegram.answered(FLOODER) < 2500


async def test_refused_chats_wait_alone_and_are_not_called_again(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.refused = set(range(-500, 0))
    for chat in telegram.refused:
        telegram.asks(chat, "/roundtable 3")
    async with a_program(telegram, tmp_path) as program:
        await until(lambda: len(telegram.called) >= 500)
        for _ in range(3):
            telegram.asks(-1, "/help")
        await others_are_answered(telegram)
        # One call each, and no apology in the time that Telegram forbade.
        assert {telegram.called[chat] for chat in telegram.refused} == {1}
        await program.killed()


async def test_hanging_calls_hold_up_their_own_chats_alone(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.hanging = set(range(1, 501))
    for chat in telegram.hanging:
        telegram.asks(chat, "/roundtable 3")
    async with a_program(telegram, tmp_path) as program:
        await until(lambda: len(telegram.called) >= 500)
        await others_are_answered(telegram)
        assert not any(sent.chat in telegram.hanging for sent in telegram.sent)
        await program.killed()


async def test_everybody_who_subscribes_at_once_is_subscribed(tmp_path: Path) -> None:
    people = range(3001, 3801)
    telegram = Telegram()
    async with a_program(telegram, tmp_path) as program:
        await until(telegram.ready.is_set)
        for chat in people:
            telegram.asks(chat, f"/subscribe {LIMA}")
        await others_are_answered(telegram)
        # They did not wait for all who subscribed.
        assert not all(map(telegram.answered, people))
        await until(lambda: all(map(telegram.answered, people)))
        assert all("Subscribed" in sent.text for sent in telegram.sent if sent.chat not in OTHERS)
        assert "busy" not in program.said()
    rows = execute(program_database(tmp_path), "SELECT count(DISTINCT chat_id) FROM subscriptions")
    assert rows == [(len(people),)]


async def test_odd_answers_to_getupdates_are_passed_over(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.odd = [
        [{}], [1], None, [{"update_id": "7"}, {"update_id": 2**63}, {"update_id": -3}],
        [{"update_id": 5, "message": {"chat": {"id": 2**63 + 1}}}],
    ]  # fmt: skip
    async with a_program(telegram, tmp_path) as program:
        await until(lambda: not telegram.odd)
        await others_are_answered(telegram)
        assert "passed over" in program.said()
        assert "Traceback" not in program.said()


async def test_after_an_outage_every_reminder_goes_out_and_no_attempt_was_counted(
    tmp_path: Path,
) -> None:
    telegram, people = Telegram(), range(2001, 2021)
    await subscribed_to_all(tmp_path, people)
    telegram.down = True
    async with a_program(telegram, tmp_path, CLOCK_START="2013-05-21T13:29:59+00:00"):
        await until(lambda: telegram.called.total() >= 3)
        # One probe at a time, and longer pauses: not one call for each of the twenty.
        assert telegram.called.total() < 10
        telegram.down = False
        await until(lambda: all(telegram.answered(chat) for chat in people))
        assert {telegram.answered(chat) for chat in people} == {1}
    query = "SELECT state, max(attempts) FROM deliveries GROUP BY state"
    assert execute(program_database(tmp_path), query) == [("sent", 1)]


async def test_an_answer_waits_for_the_end_of_an_outage(tmp_path: Path) -> None:
    telegram = Telegram()
    telegram.refused, telegram.retry_after = {FLOODER}, 1
    telegram.asks(FLOODER, "/roundtable 3")
    async with a_program(telegram, tmp_path):
        await until(lambda: telegram.called[FLOODER])
        await telegram.disconnect()
        telegram.refused = set()
        await asyncio.sleep(6.0)  # longer than a call is repeated otherwise
        await telegram.connect()
        await until(lambda: telegram.answered(FLOODER))
        assert [sent.text.startswith("<b>Roundtable 3") for sent in telegram.sent] == [True]


async def test_one_refused_group_and_one_hanging_chat_hold_up_no_reminder(tmp_path: Path) -> None:
    telegram, people = Telegram(), range(2001, 2061)
    await subscribed_to_all(tmp_path, [-77, 2000, *people])
    telegram.refused, telegram.hanging = {-77}, {2000}
    start = "2013-05-21T13:29:59+00:00"
    async with a_program(telegram, tmp_path, CLOCK_START=start, SEND_RATE="25"):
        await until(lambda: all(telegram.answered(chat) for chat in people))
        # The group waits without being asked again, and nobody waited for the hanging chat.
        assert telegram.called[-77] == 1 == telegram.called[2000]
