"""What needs the operator is noticed, told once, and told when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import error

from bot.clock import ShiftedClock
from bot.operating.alerts import AlertWatch
from bot.operating.disk import DISK_ENOUGH_BYTES, DISK_LOW_BYTES
from bot.programs.share import ProgramShare
from bot.telegram.contact import TelegramContact
from handlers.desk.alert_views import alert_view
from storage import chats, operator_alerts
from storage.operator_alerts import AlertMessage
from tests.factories import BEFORE, a_database, a_reader, services_over, text_of

OWNER, STRANGER = 11, 12
WEBHOOK = "https://bot.example.org/telegram"
MINUTE = timedelta(minutes=1)


@dataclass
class Machine:
    """A watch over things that a test sets."""

    watch: AlertWatch
    clock: ShiftedClock
    contact: TelegramContact
    free: list[int]
    info: dict[str, Any]
    services: Any
    share: ProgramShare
    sent: list[AlertMessage] = field(default_factory=list)

    async def after(self, delay: timedelta) -> list[tuple[str, bool]]:
        """Look again later; the alerts that owners are told of meanwhile, and whether they are
        over."""
        self.clock.move(self.clock.now() + delay)
        await self.watch.check()
        async with self.services.database.transaction() as connection:
            messages = await operator_alerts.due(connection, self.clock.now(), 50)
            for message in messages:
                await operator_alerts.settle(connection, message)
        self.sent += messages
        return [(message.alert, message.over is not None) for message in messages]


@contextmanager
def a_machine(folder: Path, webhook: str | None = None) -> Iterator[Machine]:
    clock = ShiftedClock(BEFORE)
    free, info = [10 * DISK_LOW_BYTES], {"url": WEBHOOK, "pending_update_count": 0}

    class Api:
        async def call(self, method: str, parameters: object) -> dict[str, Any]:
            assert method == "getWebhookInfo"
            return info

    with a_database(folder) as database:
        services = services_over(database, owners=frozenset({OWNER, STRANGER}))
        contact = TelegramContact(clock.now)
        share = ProgramShare()
        watch = AlertWatch(services, clock, contact, Api(), webhook, lambda: free[0], share)  # type: ignore[arg-type]
        yield Machine(watch, clock, contact, free, info, services, share)


async def opened(machine: Machine) -> None:
    """The owner has a chat with the bot, the other owner has not."""
    await machine.services.database.migrate()
    async with machine.services.database.transaction() as connection:
        await chats.record_contact(connection, OWNER, BEFORE)


async def test_a_disk_that_fills_up_and_is_cleared(tmp_path: Path) -> None:
    with a_machine(tmp_path) as machine:
        await opened(machine)
        assert await machine.after(MINUTE) == []
        machine.free[0] = DISK_LOW_BYTES - 1
        assert await machine.after(MINUTE) == [("disk", False)]
        assert machine.sent[0].chat_id == OWNER
        for free in (DISK_LOW_BYTES + 1, DISK_LOW_BYTES - 1, DISK_ENOUGH_BYTES - 1):
            machine.free[0] = free
            assert await machine.after(MINUTE) == []
        machine.free[0] = DISK_ENOUGH_BYTES
        assert await machine.after(MINUTE) == [("disk", True)]
        assert await machine.after(MINUTE) == []
        await machine.services.database.close()
    said = text_of(alert_view(a_reader(), machine.sent[0]))
    assert "Left where the database is: 200 MB." in said


async def test_a_token_that_is_refused_is_told_as_soon_as_it_can_be(tmp_path: Path) -> None:
    with a_machine(tmp_path) as machine:
        await opened(machine)
        machine.contact.failed(error.InvalidToken("Unauthorized"))
        assert await machine.after(timedelta(seconds=1)) == []
        assert await machine.after(MINUTE) == [("token", False)]
        machine.contact.failed(error.InvalidToken("Unauthorized"))
        assert await machine.after(MINUTE) == []
        machine.contact.answered()
        assert await machine.after(MINUTE) == [("token", True)]
        await machine.services.database.close()


async def test_what_was_over_before_it_could_be_told_is_one_message(tmp_path: Path) -> None:
    with a_machine(tmp_path) as machine:
        await opened(machine)
        machine.free[0] = 0
        machine.clock.move(machine.clock.now() + MINUTE)
        await machine.watch.check()
        machine.free[0] = DISK_ENOUGH_BYTES
        assert await machine.after(MINUTE) == [("disk", True)]
        assert await machine.after(MINUTE) == []
        await machine.services.database.close()


async def test_conflicts_of_a_restart_are_no_other_program(tmp_path: Path) -> None:
    with a_machine(tmp_path) as machine:
        await opened(machine)
        machine.contact.failed(error.Conflict("terminated by other getUpdates request"))
        for _ in range(10):
            assert await machine.after(MINUTE) == []
        for _ in range(3):
            machine.contact.failed(error.Conflict("terminated by other getUpdates request"))
        assert await machine.after(MINUTE) == [("other-program", False)]
        assert await machine.after(3 * MINUTE) == []
        assert await machine.after(3 * MINUTE) == [("other-program", True)]
        await machine.services.database.close()


async def test_of_several_programs_each_judges_what_it_does(tmp_path: Path) -> None:
    with a_machine(tmp_path) as machine:
        await opened(machine)
        machine.share.only = machine.share.sends = False
        machine.free[0] = 0
        for _ in range(3):
            machine.contact.failed(error.Conflict("terminated by other getUpdates request"))
        assert await machine.after(MINUTE) == []
        machine.share.polls = True
        assert await machine.after(MINUTE) == [("other-program", False)]
        machine.share.polls, machine.share.sends = False, True
        assert await machine.after(10 * MINUTE) == [("disk", False)]
        machine.share.polls = True
        assert await machine.after(MINUTE) == await machine.after(3 * MINUTE) == []
        assert await machine.after(3 * MINUTE) == [("other-program", True)]
        await machine.services.database.close()


async def test_what_telegram_says_of_the_webhook(tmp_path: Path) -> None:
    with a_machine(tmp_path, WEBHOOK) as machine:
        await opened(machine)
        assert await machine.after(MINUTE) == []
        # An error of yesterday, and updates that are just under way.
        machine.info |= {
            "pending_update_count": 3, "last_error_message": "Read timeout expired",
            "last_error_date": int((BEFORE - timedelta(days=1)).timestamp()),
        }  # fmt: skip
        assert await machine.after(MINUTE) == await machine.after(MINUTE) == []
        machine.info["last_error_date"] = int(machine.clock.now().timestamp())
        assert await machine.after(MINUTE) == []
        assert await machine.after(MINUTE) == [("webhook", False)]
        assert "Telegram says: Read timeout expired" in text_of(
            alert_view(a_reader(), machine.sent[0])
        )
        machine.info["pending_update_count"] = 0
        assert await machine.after(MINUTE) == [("webhook", True)]
        machine.info["url"] = "https://other.example.org"
        assert await machine.after(MINUTE) == [("other-program", False)]
        machine.info["url"] = WEBHOOK
        assert await machine.after(MINUTE) == [("other-program", True)]
        await machine.services.database.close()


@pytest.mark.parametrize("over", [None, BEFORE + MINUTE])
@pytest.mark.parametrize("name", operator_alerts.ALERT_NAMES)
def test_every_alert_can_be_said(name: operator_alerts.AlertName, over: Any) -> None:
    for language in ("en", "fr", "es", "ru", "ar", "zh"):
        message = AlertMessage(OWNER, name, BEFORE, over, "detail", 0, language, None)
        assert text_of(alert_view(a_reader(language), message))
