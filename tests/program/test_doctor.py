"""What the doctor finds in broken installations, and in one that is well."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import PREVIEW_TOKEN
from bot.preview import Preview
from storage import operator_alerts
from tests.bot.telegram.servers import answering, make_certificate, server
from tests.factories import BEFORE
from tests.program.crowd import a_database, a_default_preview, a_preview, serving
from tests.program.program import AMINA, ROOT, Person, Program, bot, free_port

NOWHERE = {"BOT_TOKEN": PREVIEW_TOKEN, "BOT_API_URL": "http://127.0.0.1:1"}
FILE = {"DATABASE_URL": "sqlite+aiosqlite:///var/roundtable.db"}
OUR_SECRET = "s3cr-tPart"


async def doctor(folder: Path, **settings: str) -> tuple[int, str]:
    """Its exit code, and what it prints on one line."""
    done = await asyncio.to_thread(bot, folder, "doctor", **settings)
    assert "Traceback" not in done.stderr, done.stderr
    for secret in (PREVIEW_TOKEN, OUR_SECRET):
        assert secret not in done.stdout + done.stderr
    return done.returncode, " ".join(done.stdout.split())


def a_file(name: str, content: bytes, mode: int = 0o600) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)

    return make


def foreign(folder: Path) -> None:
    (folder / "var").mkdir()
    with closing(sqlite3.connect(folder / "var" / "roundtable.db")) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
        connection.commit()


def broken_pack(folder: Path) -> None:
    shutil.copytree(ROOT / "content" / "packs" / "hld-2013", folder / "broken")
    (folder / "broken" / "meetings.yaml").write_text("- id: [")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def nothing(folder: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "settings", "sentences"),
    [
        (nothing, {}, ["✗ Token: BOT_TOKEN is not set → @BotFather gives one; write it in .env."]),
        (a_file(".env", "BOT_TOKEN=1:ä".encode("utf-16")), {},
         ["✗ Settings: .env is not in UTF-8. Save it as text in UTF-8.", "BOT_TOKEN is not set"]),
        (a_file(".env", b"BOT_TOKN=7000000001:s3cr-tPart\nOWNER_ID=1"), {},
         ["! Settings: BOT_TOKN is not a setting. Is BOT_TOKEN meant?",
          "! Settings: OWNER_ID is not a setting. Is OWNER_IDS meant?", "BOT_TOKEN is not set"]),
        (nothing, {**NOWHERE, "SEND_RATE": "x", "WEBHOOK_SECRET": OUR_SECRET, "OWNER_IDS": "me"},
         ["✗ Settings: SEND_RATE: write a number above 0", "✗ Settings: OWNER_IDS: write Telegram",
          "✗ Settings: WEBHOOK_SECRET needs WEBHOOK_URL", "ok Pack: hld-2013"]),
        (nothing, {**NOWHERE, "BOT_TOKEN_FILE": "none"},
         ["✗ Settings: BOT_TOKEN and BOT_TOKEN_FILE are both set; keep one of them"]),
        (nothing, NOWHERE, ["✗ Telegram: not connected: connection refused → Check BOT_API_URL: "
                            "nothing listens there, or a firewall refuses it."]),
        (nothing, {**NOWHERE, "BOT_API_URL": "https://nowhere.invalid"},
         ["✗ Telegram: not connected: name not found (nowhere.invalid) → Check BOT_API_URL, and"]),
        (nothing, {"BOT_TOKEN": PREVIEW_TOKEN, "HTTPS_PROXY": "http://me:s3cr-tPart@127.0.0.1:1"},
         ["✗ Telegram: not connected: proxy not reached", "→ Check HTTPS_PROXY and ALL_PROXY"]),
        (foreign, {**NOWHERE, **FILE},
         ["✗ Database: the database has another program's tables; set"]),
        (a_file("var/roundtable.db", b"no database, whatever its name says" * 100),
         {**NOWHERE, **FILE},
         ["roundtable.db is not a database; move it away, or set DATABASE_URL to another file"]),
        (nothing, {**NOWHERE, "DATABASE_URL": "sqlite+aiosqlite:///."},
         ["✗ Database: ", "is a folder; set DATABASE_URL to a file in it"]),
        (nothing, {**NOWHERE, "DATABASE_URL": f"postgresql://me:{OUR_SECRET}@127.0.0.1:1/some"},
         ["✗ Database: ", "PostgreSQL"]),
        (broken_pack, {**NOWHERE, "PACK": "broken"},
         ["✗ Pack: ", "→ python -m bot check-pack tells more."]),
        (a_file(".env", b"BOT_TOKEN=7000000001:preview-preview-preview-preview-preview", 0o644),
         {"BOT_API_URL": "http://127.0.0.1:1"},
         ["✗ Files: others on this machine may read .env → chmod 600 .env"]),
        (nothing, {**NOWHERE, "LISTEN": "192.0.2.1:80"},
         ["✗ LISTEN: 192.0.2.1:80 cannot be used: ", "→ Set LISTEN to an address of this machine"]),
    ],
    ids=["nothing", "utf-16", "misspelt", "settings", "both", "refused", "name", "proxy", "foreign",
         "no-database", "folder", "postgresql", "pack", "readable", "listen"],
)  # fmt: skip
async def test_what_is_found_in_a_broken_installation(
    tmp_path: Path,
    make: Callable[[Path], None],
    settings: dict[str, str],
    sentences: list[str],
) -> None:
    make(tmp_path)
    before = contents(tmp_path)
    code, said = await doctor(tmp_path, **settings)
    assert code == 1
    for sentence in sentences:
        assert sentence in said, said
    # It goes on to the last part, and changes nothing.
    assert "Disk: " in said and re.search(r"(1 thing needs|\d+ things need) attention\.$", said)
    assert contents(tmp_path) == before


@pytest.fixture
async def preview() -> AsyncIterator[Preview]:
    async with a_default_preview() as opened:
        yield opened


def settings_of(preview: Preview) -> dict[str, str]:
    return {"BOT_TOKEN": PREVIEW_TOKEN, "BOT_API_URL": preview.url}


async def test_a_refused_token(preview: Preview, tmp_path: Path) -> None:
    wrong = {**settings_of(preview), "BOT_TOKEN": "7000000009:" + "x" * 35}
    code, said = await doctor(tmp_path, **wrong)
    assert code == 1
    assert "✗ Token: Telegram does not accept BOT_TOKEN → Ask @BotFather for it" in said
    assert wrong["BOT_TOKEN"] not in said


async def test_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    served, _ = make_certificate(tmp_path)
    async with server(answering(), served) as url:
        _, said = await doctor(tmp_path, BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=url)
    assert "certificate refused (self-signed certificate) → Check this machine's clock and" in said


@asynccontextmanager
async def answers(answer: web.Response) -> AsyncIterator[str]:
    """A server that answers everything so."""

    async def same(request: web.Request) -> web.Response:
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", same)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def test_a_clock_that_is_wrong_and_a_server_that_is_no_bot_api(tmp_path: Path) -> None:
    page = web.Response(
        text="<h1>Not Found</h1>", status=404, headers={"Date": "Tue, 01 Jan 2030 00:00:00 GMT"}
    )
    async with answers(page) as url:
        code, said = await doctor(tmp_path, BOT_TOKEN=PREVIEW_TOKEN, BOT_API_URL=url)
    assert code == 1
    assert " seconds behind Telegram's → Let it be set by the network" in said
    assert (
        "✗ Telegram: what answers at BOT_API_URL is not a Bot API server (Not Found (404))" in said
    )


@asynccontextmanager
async def polled_by_another(session: aiohttp.ClientSession, address: str) -> AsyncIterator[None]:
    async def poll() -> None:
        while True:
            parameters = {"timeout": 50}
            async with session.post(f"{address}/getUpdates", json=parameters) as response:
                await response.read()
            await asyncio.sleep(0.5)

    other = asyncio.create_task(poll())
    try:
        yield
    finally:
        other.cancel()


async def test_another_program_that_polls(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    async with polled_by_another(session, f"{preview.url}/bot{PREVIEW_TOKEN}"):
        code, said = await doctor(tmp_path, **settings_of(preview))
    assert code == 1
    assert "✗ Other programs: another program takes this bot's updates → Stop it, or ask" in said


async def test_programs_on_postgresql_and_another_that_polls(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path, postgresql_url: str
) -> None:
    settings = {**settings_of(preview), "DATABASE_URL": postgresql_url}
    program = Program(tmp_path, "serve", **settings)
    try:
        await program.logs("ready")
        code, said = await doctor(tmp_path, **settings)
        assert code == 0, said
        assert "ok Programs: 1 uses the database" in said
        assert "ok Other programs: not looked for, as that would interrupt the bot" in said
    finally:
        assert await program.stopped() == 0
    async with polled_by_another(session, f"{preview.url}/bot{PREVIEW_TOKEN}"):
        code, said = await doctor(tmp_path, **settings)
    assert code == 1
    assert "! Programs: none uses the database now" in said
    assert "✗ Other programs: another program takes this bot's updates → Stop it, or ask" in said


async def test_a_webhook_that_another_program_set_and_what_telegram_says_of_ours(
    session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    closed = f"http://127.0.0.1:{free_port()}"
    async with a_preview([AMINA], now=datetime.now(UTC)) as preview:
        address = f"{preview.url}/bot{PREVIEW_TOKEN}"
        parameters = {"url": f"{closed}/telegram"}
        async with session.post(f"{address}/setWebhook", json=parameters) as response:
            assert response.status == 200
        await Person(session, preview.url, AMINA).writes("hello")
        async with asyncio.timeout(20):
            while True:
                async with session.post(f"{address}/getWebhookInfo") as response:
                    if "last_error_message" in (await response.json())["result"]:
                        break
        _, said = await doctor(tmp_path, **settings_of(preview))
        assert (
            "✗ Webhook: Telegram posts updates to 127.0.0.1, while WEBHOOK_URL is not set" in said
        )
        ours = {**settings_of(preview), "WEBHOOK_SECRET": OUR_SECRET, "WEBHOOK_URL": closed}
        code, said = await doctor(tmp_path, **ours)
        assert code == 1
        assert "Telegram could not hand over updates: Connection refused → Check that" in said
        assert "! Webhook: 1 wait at Telegram" in said
        assert "is free ! Addresses: not asked, as the bot does not run" in said


async def test_listen_that_is_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        _, said = await doctor(tmp_path, **NOWHERE, LISTEN=listen)
    assert f"✗ LISTEN: {listen} cannot be used: Address already in use" in said


async def test_what_the_bot_wrote_of_its_troubles(tmp_path: Path) -> None:
    database = await a_database(tmp_path)
    async with database.transaction() as connection:
        await operator_alerts.begin(connection, "other-program", BEFORE, "", ())
    await database.close()
    code, said = await doctor(tmp_path, **NOWHERE)
    assert code == 1
    assert (
        "✗ Told by the bot: Another program uses this bot’s token, since 2013-05-20 13:00 UTC"
        in said
    )


async def test_a_running_installation_is_well_and_not_disturbed(
    preview: Preview, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    settings = {
        **settings_of(preview), "WEBHOOK_URL": address, "WEBHOOK_SECRET": OUR_SECRET,
        "LISTEN": f"127.0.0.1:{port}",
    }  # fmt: skip
    program = Program(tmp_path, "serve", **settings)
    try:
        await program.logs("ready")
        log = program.said()
        code, said = await doctor(tmp_path, **settings)
        assert code == 0, said
        for sentence in (
            f"ok Program: the bot runs, as process {program.process.pid}",
            "ok Token: accepted; the bot is @roundtable_preview_bot",
            "ok Clock: as Telegram's", "ok Webhook: set to 127.0.0.1", "MB, whole",
            f"ok WEBHOOK_URL: 127.0.0.1:{port} leads to the bot",
            f"ok PUBLIC_URL: 127.0.0.1:{port} leads to the bot",
            "ok Files: nobody else may read them", "Nothing needs attention.",
        ):  # fmt: skip
            assert sentence in said, said
        assert program.said() == log
        code, said = await doctor(tmp_path, **{**settings, "WEBHOOK_SECRET": "another"})
        assert code == 1 and "refuses WEBHOOK_SECRET (403) → Restart the bot if" in said
        async with answers(web.Response(status=502)) as elsewhere:
            _, said = await doctor(tmp_path, **settings, PUBLIC_URL=elsewhere)
            assert "✗ PUBLIC_URL: the proxy of 127.0.0.1:" in said
            assert "does not reach LISTEN (502) → Check the proxy" in said
        amina = Person(session, preview.url, AMINA)
        assert "Recommendation 3.2" in (await amina.says("/recommendation 3.2")).text
    finally:
        assert await program.stopped() == 0


async def test_polling_is_not_interrupted_and_findings_are_given_as_json(
    preview: Preview, tmp_path: Path
) -> None:
    async with serving(tmp_path, preview) as program:
        done = await asyncio.to_thread(bot, tmp_path, "doctor", "--json", **settings_of(preview))
        findings = json.loads(done.stdout)
        assert {finding["level"] for finding in findings} <= {"ok", "note"}, findings
        assert done.returncode == 0
        assert "could not be fetched" not in program.said()
