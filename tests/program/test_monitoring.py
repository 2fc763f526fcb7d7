"""What monitoring and the service manager see of the real program."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from tests.databases import KIND, ON_POSTGRESQL
from tests.program.crowd import a_default_preview
from tests.program.program import AMINA, Person, Program, free_port

_LABELS = {
    "kind": {"message", "button", "inline", "membership"},
    "outcome": {"ok", "refused"},
    "state": {"pending", "claimed"},
    "database": {KIND},
}


@asynccontextmanager
async def monitored(folder: Path, api: str, **settings: str) -> AsyncIterator[tuple[Program, str]]:
    """The program, and the address of its monitoring."""
    port = free_port()
    program = Program(
        folder, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=api,
        METRICS_LISTEN=f"127.0.0.1:{port}", **settings,
    )  # fmt: skip
    try:
        yield program, f"http://127.0.0.1:{port}"
    finally:
        code = await program.stopped()
    assert code == 0, program.said()


async def test_figures_tell_numbers_and_nobodys_words(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    async with (
        a_default_preview() as preview,
        monitored(tmp_path, preview.url) as (program, address),
    ):
        await program.logs("ready")
        async with session.get(f"{address}/healthz") as answer:
            assert answer.status == 200
        async with session.get(f"{address}/readyz") as answer:
            assert answer.status == 200
            found = await answer.json()
        checked = {"database", "telegram", "updates"}
        if ON_POSTGRESQL:
            checked.add("programs")
        assert found == {"ready": True, "checks": dict.fromkeys(checked, "ok")}
        amina = Person(session, preview.url, AMINA)
        answered = await amina.says("/roundtable 1")
        await amina.press(answered, answered.labels[0])
        await amina.says("a question that nobody else asks")
        async with session.get(f"{address}/metrics") as answer:
            assert answer.status == 200
            assert answer.content_type == "text/plain"
            text = await answer.text()
        async with session.get(f"{address}/telegram") as answer:
            assert answer.status == 404
    assert float(value(text, "roundtable_updates_taken_total")) >= 3
    assert float(value(text, 'roundtable_answer_seconds_count{kind="message"}')) == 2
    assert float(value(text, 'roundtable_answer_seconds_count{kind="button"}')) == 1
    assert float(value(text, "roundtable_updates_waiting")) <= 3  # noted in batches
    assert float(value(text, "roundtable_outbox_oldest_due_seconds")) == 0
    assert float(value(text, "roundtable_ready")) == 1
    assert float(value(text, "roundtable_database_statement_seconds_count")) > 0
    assert float(value(text, "roundtable_database_bytes")) > 10_000
    assert float(value(text, "roundtable_disk_free_bytes")) > 0
    assert "process_resident_memory_bytes" in text
    assert "nobody" not in text and PREVIEW_TOKEN not in text
    for name, given in re.findall(r'([a-z_]+)="([^"]*)"', "\n".join(ours(text))):
        if name in _LABELS:
            assert given in _LABELS[name], (name, given)
        elif name == "method":
            assert re.fullmatch("[a-z]+[A-Za-z]*", given)
        else:
            assert name in ("le", "version")


def ours(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("roundtable_")]


def value(text: str, name: str) -> str:
    (line,) = [line for line in ours(text) if line.startswith(f"{name} ")]
    return line.removeprefix(f"{name} ")


async def test_a_program_that_cannot_reach_telegram_lives_and_is_not_ready(
    tmp_path: Path, session: aiohttp.ClientSession
) -> None:
    async with monitored(tmp_path, f"http://127.0.0.1:{free_port()}") as (program, address):
        await program.logs("the Bot API does not answer")
        async with session.get(f"{address}/healthz") as answer:
            assert answer.status == 200
        async with session.get(f"{address}/readyz") as answer:
            assert answer.status == 503
            assert (await answer.json())["checks"] == {"program": "starting"}
        async with session.get(f"{address}/metrics") as answer:
            assert answer.status == 200
            assert value(await answer.text(), "roundtable_ready") == "0.0"


async def test_the_service_manager_hears_that_the_program_lives(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        path = tmp_path / "notify"
        manager.bind(str(path))
        manager.setblocking(False)
        heard: list[str] = []

        async def hears(message: str) -> None:
            async with asyncio.timeout(60):
                while message not in heard:
                    received = await asyncio.get_running_loop().sock_recv(manager, 4096)
                    heard.append(received.decode())

        async with a_default_preview() as preview:
            program = Program(
                tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url,
                NOTIFY_SOCKET=str(path), WATCHDOG_USEC="200000",
            )  # fmt: skip
            try:
                await hears("READY=1")
                for _ in range(3):
                    heard.clear()
                    await hears("WATCHDOG=1")
            finally:
                code = await program.stopped()
            await hears("STOPPING=1")
        assert code == 0


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:99999", ":9090"])
async def test_a_wrong_address_is_told(tmp_path: Path, address: str) -> None:
    program = Program(tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, METRICS_LISTEN=address)
    assert await program.ended() == 2
    program.stop()
    assert "METRICS_LISTEN" in program.said() and "127.0.0.1:" in program.said()
