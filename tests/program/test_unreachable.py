"""What the log of the real program says where the Bot API cannot be reached, and why."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import PREVIEW_TOKEN
from tests.bot.telegram.servers import answering, make_certificate, server
from tests.program.program import Program, free_port

REASON = " error=not connected: "


async def logged(folder: Path, settings: Mapping[str, str]) -> str:
    """Why the Bot API does not answer, as the log has it; nothing in it is secret."""
    program = Program(folder, "run", BOT_TOKEN=PREVIEW_TOKEN, **settings)
    try:
        await program.logs(REASON)
    finally:
        await program.killed()
    log = program.said()
    for secret in (PREVIEW_TOKEN, "s3cr", "tPart", "word@"):
        assert secret not in log
    assert "Traceback" not in log
    line = next(each for each in log.splitlines() if REASON in each)
    assert "the Bot API does not answer; trying again" in line
    return line.partition(REASON)[2]


@asynccontextmanager
async def refusing_proxy() -> AsyncIterator[str]:
    """An HTTP proxy that asks for another password."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with server(refuse) as url:
        yield url.replace("http://localhost", "http://me:s3cr-tPart@127.0.0.1")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"BOT_API_URL": "http://127.0.0.1:{port}"}, "connection refused"),
        ({"BOT_API_URL": "http://me:s3cr-tPart@127.0.0.1:{port}"}, "connection refused"),
        ({"BOT_API_URL": "https://nowhere.invalid"}, "name not found (nowhere.invalid)"),
        ({"HTTPS_PROXY": "http://me:s3cr-tPart@127.0.0.1:{port}"},
         "proxy not reached (connection refused)"),
        ({"ALL_PROXY": "socks5://me:s3cr-tPart@127.0.0.1:{port}"}, "SOCKS proxy: "),
        ({"HTTPS_PROXY": "http://me:s3cr/tPart#word@127.0.0.1:{port}"},
         "the proxy's address is not valid"),
        ({"HTTPS_PROXY": "http://me:7?tPart@127.0.0.1:{port}"}, "the proxy's address is not valid"),
    ],
    ids=["refused", "password", "name", "proxy", "socks", "proxy-password", "proxy-port"],
)  # fmt: skip
async def test_the_cause_is_told(settings: dict[str, str], reason: str, tmp_path: Path) -> None:
    port = str(free_port())
    given = {name: value.replace("{port}", port) for name, value in settings.items()}
    assert (await logged(tmp_path, given)).startswith(reason)


async def test_a_certificate_that_nobody_trusts_is_told(tmp_path: Path) -> None:
    served, _ = make_certificate(tmp_path)
    async with server(answering(), served) as url:
        said = await logged(tmp_path, {"BOT_API_URL": url})
    assert said == "certificate refused (self-signed certificate)"


async def test_a_server_without_tls_is_told(tmp_path: Path) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"220 mail\r\n")
        await writer.drain()

    async with server(greet) as url:
        said = await logged(tmp_path, {"BOT_API_URL": url.replace("http:", "https:")})
    assert said.startswith("TLS failed (")


async def test_a_proxy_that_asks_for_another_password_is_told(tmp_path: Path) -> None:
    async with refusing_proxy() as url:
        assert await logged(tmp_path, {"HTTPS_PROXY": url}) == "proxy refused (407)"
