"""The program stops at any moment, and says in a sentence why it cannot begin."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import PREVIEW_TOKEN
from bot.preview import Preview
from bot.telegram.start import CallRefused, TokenRefused, until_answered
from tests.databases import only_sqlite
from tests.program.crowd import a_default_preview
from tests.program.program import AMINA, ROOT, Person, Program, free_port

RUN = {"BOT_TOKEN": PREVIEW_TOKEN}


@pytest.fixture
async def preview() -> AsyncIterator[Preview]:
    async with a_default_preview() as server:
        yield server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_while_the_bot_api_cannot_be_reached(
    tmp_path: Path, number: signal.Signals
) -> None:
    program = Program(tmp_path, "run", **RUN, BOT_API_URL=f"http://127.0.0.1:{free_port()}")
    try:
        await program.logs("the Bot API does not answer")
        told = time.monotonic()
        program.process.send_signal(number)
        assert await program.ended() == 0
        assert time.monotonic() - told < 5
    finally:
        await program.stopped()
    assert "Traceback" not in program.said()


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
@pytest.mark.parametrize("kind", ["429", "500", "502", "close_before"])
async def test_a_bot_api_that_is_not_well_is_waited_for(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path, method: str, kind: str
) -> None:
    amina = Person(session, preview.url, AMINA)
    await amina.post("faults", rules=[{"method": method, "kind": kind, "times": 4}])
    program = Program(tmp_path, "run", **RUN, BOT_API_URL=preview.url)
    try:
        # Waiting for four errors may take a while; that it goes on waiting is what counts.
        await program.logs("the Bot API does not answer")
        await amina.post("faults", rules=[])
        await program.logs("ready")
        assert "Recommendation 3.2" in (await amina.says("/recommendation 3.2")).text
    finally:
        assert await program.stopped() == 0
    assert "Traceback" not in program.said()


async def test_a_webhook_that_telegram_refuses_is_said_in_a_sentence(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("/setWebhook"):
            refusal = {"ok": False, "error_code": 400, "description": "Bad Request: bad webhook"}
            return web.json_response(refusal, status=400)
        return web.json_response({"ok": True, "result": {"username": "my_bot"}})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    port, listen = free_port(), free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    program = Program(
        tmp_path, "run", **RUN, BOT_API_URL=f"http://127.0.0.1:{port}", WEBHOOK_SECRET="s",
        WEBHOOK_URL="https://bot.example.org", LISTEN=f"127.0.0.1:{listen}",
    )  # fmt: skip
    try:
        assert await program.ended() == 3
    finally:
        await program.stopped()
        await runner.cleanup()
    assert "bad webhook" in program.said().casefold()
    assert "Traceback" not in program.said()


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, "<h1>Not Found</h1>"), (404, '{"message": "no such route"}'), (403, "Forbidden"),
     (301, ""), (200, "<h1>Welcome</h1>"), (200, '{"ok": true}'),
     (200, '{"ok": true, "result": true}')],
)  # fmt: skip
async def test_a_server_that_is_no_bot_api_is_told_apart_from_a_refused_token(
    tmp_path: Path, status: int, body: str
) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    program = Program(tmp_path, "run", **RUN, BOT_API_URL=f"http://127.0.0.1:{port}/some/path")
    try:
        assert await program.ended() == 9
    finally:
        await program.stopped()
        await runner.cleanup()
    said = program.said()
    assert "What answers at BOT_API_URL is not a Bot API server (" in said
    assert "BOT_TOKEN" not in said and "Traceback" not in said


@pytest.mark.parametrize(
    "host", ["", "192.0.2.1", "no-such-host.invalid", "a..b", f"{'x' * 70}.example"]
)
async def test_an_address_that_cannot_be_listened_on_is_said_in_a_sentence(
    preview: Preview, tmp_path: Path, host: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        listen = f"{host or '127.0.0.1'}:{port}"
        program = Program(tmp_path, "run", **RUN, BOT_API_URL=preview.url, LISTEN=listen)
        try:
            assert await program.ended() == 10
        finally:
            await program.stopped()
    said = program.said()
    assert f"LISTEN={listen} cannot be used: " in said
    assert "Traceback" not in said


async def test_what_no_repetition_mends_is_not_repeated() -> None:
    from telegram import error

    async def fail(problem: error.TelegramError) -> None:
        raise problem

    with pytest.raises(TokenRefused):
        await until_answered(lambda: fail(error.InvalidToken()))
    with pytest.raises(CallRefused, match="Bad webhook"):
        await until_answered(lambda: fail(error.BadRequest("Bad webhook")))


def made(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def garbage(path: Path) -> None:
    path.write_bytes(os.urandom(8192))


def damaged(path: Path) -> None:
    """Of ours, with pages in its middle overwritten."""
    code = (
        "import asyncio, sys; from storage.database import open_database\n"
        "async def make():\n"
        "    database = open_database('sqlite+aiosqlite:///' + sys.argv[1])\n"
        "    await database.migrate(); await database.close()\n"
        "asyncio.run(make())"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=True)
    content = bytearray(path.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    path.write_bytes(content)


def foreign(path: Path) -> None:
    made(path, "CREATE TABLE orders (id INTEGER)", "INSERT INTO orders VALUES (1)")


def foreign_with_alembic(path: Path) -> None:
    foreign(path)
    made(path, "CREATE TABLE alembic_version (version_num TEXT)",
         "INSERT INTO alembic_version VALUES ('1975ea83b712')")  # fmt: skip


def newer(path: Path) -> None:
    tables = ("chats", "deliveries", "alembic_version")
    made(path, *(f"CREATE TABLE {table} (version_num TEXT)" for table in tables),
         "INSERT INTO alembic_version VALUES ('0099_later')")  # fmt: skip


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (Path.mkdir, "is a folder; set DATABASE_URL to a file in it"),
        (garbage, "is not a database; move it away"),
        (damaged, "is damaged; restore a backup"),
        (foreign, "another program's tables; set DATABASE_URL"),
        (foreign_with_alembic, "another program's tables; set DATABASE_URL"),
        (newer, "made by a newer version of this program; use that version"),
    ],
)
async def test_a_database_that_cannot_be_used_is_said_in_a_sentence(
    preview: Preview, tmp_path: Path, make: object, sentence: str
) -> None:
    assert callable(make)
    path = tmp_path / "some.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    url = f"sqlite+aiosqlite:///{path}"
    program = Program(tmp_path, "run", **RUN, BOT_API_URL=preview.url, DATABASE_URL=url)
    try:
        assert await program.ended() == 5
    finally:
        await program.stopped()
    said = program.said()
    assert sentence in said
    assert "Traceback" not in said and "SELECT" not in said
    if make in (foreign, foreign_with_alembic, newer, garbage):
        assert path.read_bytes() == before
        assert names_in(tmp_path) <= {"some.db", "some.db.lock", "log.txt"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_database_of_another_user_is_said_in_a_sentence() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        made(folder / "some.db", "CREATE TABLE chats (id INTEGER)")
        folder.chmod(0o755)
        (folder / "some.db").chmod(0o644)
        from storage.errors import DatabaseError
        from storage.files import check_file

        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            os.setuid(65534)
            try:
                check_file(folder / "some.db")
            except DatabaseError as problem:
                os.write(writer, str(problem).encode())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        os.close(writer)
        said = os.read(reader, 1000).decode()
        os.close(reader)
    finally:
        shutil.rmtree(folder)
    assert "some.db may not be written; give the program's user the right to" in said


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
async def test_a_database_in_memory_is_refused(tmp_path: Path, url: str) -> None:
    program = Program(tmp_path, "run", **RUN, DATABASE_URL=url)
    try:
        assert await program.ended() == 5
    finally:
        await program.stopped()
    assert "DATABASE_URL names no file, so everything would be lost" in program.said()


async def test_a_second_program_on_the_same_database_is_told_so_and_ends(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    settings = {**RUN, "BOT_API_URL": preview.url}
    settings["DATABASE_URL"] = f"sqlite+aiosqlite:///{tmp_path}/shared.db"
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "shared.db")
    one = Program(first, "run", **settings)
    try:
        await one.logs("ready")
        for url in (settings["DATABASE_URL"], f"sqlite+aiosqlite:///{tmp_path}/link.db"):
            other = Program(second, "run", **{**settings, "DATABASE_URL": url})
            try:
                assert await other.ended() == 6
            finally:
                await other.stopped()
            said = other.said()
            assert f"another program (process {one.process.pid}) uses {tmp_path}/shared.db" in said
        amina = Person(session, preview.url, AMINA)
        assert "Recommendation 3.2" in (await amina.says("/recommendation 3.2")).text
        # However it ends, the next can start.
        await one.killed()
        one = Program(first, "run", **settings)
        await one.logs("ready")
    finally:
        assert await one.stopped() == 0


@only_sqlite("files that can be deleted")
@pytest.mark.parametrize("deleted", ["roundtable.db", "roundtable.db-wal"])
async def test_a_database_that_is_deleted_under_it_ends_the_program(
    preview: Preview, tmp_path: Path, deleted: str
) -> None:
    program = Program(tmp_path, "run", **RUN, BOT_API_URL=preview.url)
    try:
        await program.logs("ready")
        (tmp_path / "var" / deleted).unlink()
        assert await program.ended() == 7
    finally:
        await program.stopped()
    said = program.said()
    assert "CRITICAL" in said and f"{deleted} was deleted or replaced" in said
    assert "Traceback" not in said


@only_sqlite("files that others might read")
async def test_files_are_their_owners_alone(preview: Preview, tmp_path: Path) -> None:
    program = Program(tmp_path, "run", **RUN, BOT_API_URL=preview.url)
    try:
        await program.logs("ready")
        folder = tmp_path / "var"
        assert names_in(folder) >= {"roundtable.db", "roundtable.db-wal"}
        for made in (folder, *(folder / name for name in names_in(folder))):
            assert made.stat().st_mode & 0o077 == 0, made
    finally:
        assert await program.stopped() == 0
