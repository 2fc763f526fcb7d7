"""LISTEN of the real program, met by strangers who mean it ill."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.app import PREVIEW_TOKEN
from tests.program.crowd import a_default_preview
from tests.program.program import AMINA, DIEGO, Person, Program, free_port

FILES = resource.RLIMIT_NOFILE
HALF_OPEN = 1000
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux's /proc")


@dataclass(frozen=True)
class Listening:
    program: Program
    base: str
    port: int
    session: aiohttp.ClientSession

    def person(self, person: int) -> Person:
        return Person(self.session, self.base, person)

    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.program.process.pid}/fd").iterdir()))

    def file_limits(self) -> list[str]:
        """The soft and the hard limit of open files."""
        limits = Path(f"/proc/{self.program.process.pid}/limits").read_text().splitlines()
        (line,) = [each for each in limits if each.startswith("Max open files")]
        return line.split()[3:5]

    async def raw(self, content: bytes) -> bytes:
        """Send this and take the first line of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(content)
            return await asyncio.wait_for(reader.readline(), 10)
        finally:
            writer.close()


@contextmanager
def few_files(number: int) -> Iterator[None]:
    """Programs that are started within may open so few files, unless they ask for more."""
    before = resource.getrlimit(FILES)
    resource.setrlimit(FILES, (number, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(FILES, before)


@pytest.fixture
async def listening(tmp_path: Path, session: aiohttp.ClientSession) -> AsyncIterator[Listening]:
    """A program with a webhook, which was started with few descriptors."""
    port = free_port()
    async with a_default_preview() as preview:
        with few_files(256):
            program = Program(
                tmp_path, "run", BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=preview.url,
                WEBHOOK_URL=f"http://127.0.0.1:{port}", WEBHOOK_SECRET="a-secret",
                LISTEN=f"127.0.0.1:{port}",
            )  # fmt: skip
        try:
            await program.logs("ready")
            yield Listening(program, preview.url, port, session)
        finally:
            code = await program.stopped()
    assert code == 0, program.said()


@needs_proc
async def test_it_may_open_as_many_files_as_the_machine_allows(listening: Listening) -> None:
    _, most = resource.getrlimit(FILES)
    assert listening.file_limits() == [str(most), str(most)]


@needs_proc
async def test_half_open_requests_use_up_no_descriptors_and_hold_up_nobody(
    listening: Listening,
) -> None:
    soft, most = resource.getrlimit(FILES)
    if most < HALF_OPEN + 500:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(FILES, (most, most))
    writers: list[asyncio.StreamWriter] = []
    try:
        for _ in range(HALF_OPEN):
            _, writer = await asyncio.open_connection("127.0.0.1", listening.port)
            writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\n")
            writers.append(writer)
        # Telegram's own posts come by the same port.
        for person in (AMINA, DIEGO):
            said = await listening.person(person).says("/recommendation 3.2")
            assert "Recommendation 3.2" in said.text
        held = listening.open_files()
    finally:
        for writer in writers:
            writer.close()
        resource.setrlimit(FILES, (soft, most))
    assert held < HALF_OPEN / 2


async def test_a_secret_of_any_byte_is_refused_and_nothing_fills_the_log(
    listening: Listening,
) -> None:
    for secret in (b"\xff", b"a-secret\x80", "a-secrét".encode(), b"\xed\xa0\x80", b""):
        answer = await listening.raw(
            b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
            b"X-Telegram-Bot-Api-Secret-Token: " + secret + b"\r\n\r\n{}"
        )
        assert answer.startswith(b"HTTP/1.1 403 "), (secret, answer)
    for malformed in (b"GET / HTTP/7\r\n\r\n", b"POST / HTTP/1.1\r\n\xff\r\n\r\n") * 50:
        assert (await listening.raw(malformed)).split()[1:2] == [b"400"]
    log = listening.program.said()
    assert "ERROR" not in log
    assert "127.0.0.1" not in log
    assert log.count("malformed requests were refused") == 1
    assert len(log.splitlines()) < 20, log
