"""Every wrong setting ends the program with an exit code and a sentence: what to write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bot.app import PREVIEW_TOKEN
from tests.program.program import ROOT, Program, bot

NOWHERE = {"BOT_API_URL": "http://127.0.0.1:1"}
TOKEN = {"BOT_TOKEN": PREVIEW_TOKEN, **NOWHERE}
SECRET_WORDS = "s3cr-tPart"
WEBHOOK = {"WEBHOOK_URL": "https://bot.example.org", "WEBHOOK_SECRET": SECRET_WORDS}


@pytest.mark.parametrize(
    ("settings", "code", "sentence"),
    [
        ({}, 2, "BOT_TOKEN is not set, so there is nothing to serve. Write BOT_TOKEN=… in .env"),
        ({"BOT_TOKEN": "s3cr-tPart"}, 2, "BOT_TOKEN: this does not look like a token"),
        ({"BOT_TOKEN": f'"{PREVIEW_TOKEN}"'}, 2, "BOT_TOKEN: this does not look like a token"),
        ({**TOKEN, "BOT_API_URL": "bots.example.org"}, 2,
         "BOT_API_URL: write an address such as https://bots.example.org/bot"),
        ({**TOKEN, "OWNER_IDS": "@amina"}, 2, "OWNER_IDS: write Telegram user ids with commas"),
        ({**TOKEN, "CLOCK_START": "soon"}, 2, "CLOCK_START: write an instant with its offset"),
        ({**TOKEN, "CLOCK_START": "2013-05-20T09:00"}, 2, "CLOCK_START: add an offset, such as"),
        ({**TOKEN, "CLOCK_START": "0001-01-01T00:00+14:00"}, 2,
         "CLOCK_START: its year is from 1900 to 2199"),
        ({**TOKEN, "CLOCK_SPEED": "0"}, 2, "CLOCK_SPEED: write a number from 1 to 1000000"),
        ({**TOKEN, "SEND_RATE": "nan"}, 2, "SEND_RATE: write a number above 0 and up to 1000"),
        ({**TOKEN, "SEND_RATE": "many"}, 2, "SEND_RATE: write a number above 0 and up to 1000"),
        ({**TOKEN, "CALENDAR_SOURCES_MINUTES": "1"}, 2,
         "CALENDAR_SOURCES_MINUTES: write a whole number from 5 to 1440"),
        ({**TOKEN, "CALENDAR_SOURCES": f"http://me:{SECRET_WORDS}@x.org"}, 2,
         "CALENDAR_SOURCES: address 1: only https is fetched"),
        ({**TOKEN, "PREVIEW_PORT": "x"}, 2, "PREVIEW_PORT: write a whole number from 0 to 65535"),
        ({**TOKEN, "LOG_FORMAT": "xml"}, 2, "LOG_FORMAT: write console or json"),
        ({**TOKEN, "LOG_LEVEL": "LOUD"}, 2, "LOG_LEVEL: write DEBUG, INFO, WARNING or ERROR"),
        ({**TOKEN, "LISTEN": "8080"}, 2, "LISTEN: write address:port, such as 127.0.0.1:8080"),
        ({**TOKEN, "WEBHOOK_SECRET": SECRET_WORDS}, 2,
         "WEBHOOK_SECRET needs WEBHOOK_URL; without a webhook, leave both out"),
        ({**TOKEN, **WEBHOOK, "WEBHOOK_SECRET": ""}, 2, "WEBHOOK_URL needs WEBHOOK_SECRET: 1 to"),
        ({**TOKEN, **WEBHOOK, "WEBHOOK_SECRET": "s3cr-tPart#"}, 2,
         "WEBHOOK_URL needs WEBHOOK_SECRET: 1 to 256 letters, digits, _ or -"),
        ({**TOKEN, **WEBHOOK, "WEBHOOK_URL": "bot.example.org"}, 2,
         "WEBHOOK_URL: write an address such as https://bot.example.org"),
        ({"BOT_TOKEN": PREVIEW_TOKEN, **WEBHOOK, "WEBHOOK_URL": "http://bot.example.org"}, 2,
         "WEBHOOK_URL: Telegram posts to https, on port 443, 80, 88 or 8443"),
        ({"BOT_TOKEN": PREVIEW_TOKEN, **WEBHOOK, "WEBHOOK_URL": "https://bot.example.org:9000"}, 2,
         "WEBHOOK_URL: Telegram posts to https, on port 443, 80, 88 or 8443"),
        ({**TOKEN, "PUBLIC_URL": "ftp://bot.example.org"}, 2,
         "PUBLIC_URL: write an address such as https://bot.example.org"),
        ({**TOKEN, "PACK": "no-such-pack"}, 4, "no-such-pack: there is no pack of this name"),
        ({**TOKEN, "DATABASE_URL": "var/some.db"}, 5, "DATABASE_URL cannot be read; write it as"),
        ({**TOKEN, "DATABASE_URL": "sqlite+aiosqlite://"}, 5, "DATABASE_URL names no file, so"),
        ({**TOKEN, "DATABASE_URL": f"mysql://me:{SECRET_WORDS}@x/y"}, 5,
         "DATABASE_URL begins with mysql"),
        ({**TOKEN, "DATABASE_URL": f"postgresql://me:{SECRET_WORDS}@127.0.0.1:70000/x"}, 5,
         "DATABASE_URL has a port above 65535"),
        ({**TOKEN, "DATABASE_URL": f"postgresql://me:{SECRET_WORDS}@127.0.0.1/x?sslrootcert=a"}, 5,
         "DATABASE_URL has an option that is not known: sslrootcert; known are"),
        ({**TOKEN, "DATABASE_URL": f"postgresql://me:{SECRET_WORDS}@127.0.0.1:1/x"}, 5,
         "the PostgreSQL server of DATABASE_URL cannot be reached; see that it runs"),
        ({**TOKEN, "DATABASE_URL": "sqlite+aiosqlite:///."}, 5, "is a folder; set DATABASE_URL to"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_with_what_to_write(
    tmp_path: Path, settings: dict[str, str], code: int, sentence: str
) -> None:
    done = bot(tmp_path, "serve", **settings)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr and SECRET_WORDS not in done.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (f"BOT_TOKEN={PREVIEW_TOKEN}".encode("utf-16"), ".env is not in UTF-8. Save it as text"),
        ("PACK=café".encode("latin-1"), ".env is not in UTF-8. Save it as text"),
        (None, ".env cannot be read: Is a directory"),
        (f"BOT_TOKN={PREVIEW_TOKEN}".encode(), "BOT_TOKN is not a setting. Is BOT_TOKEN meant?"),
        (f"BOT_TOKEN: {PREVIEW_TOKEN}".encode(), "BOT_TOKEN: is not read. Write BOT_TOKEN=value"),
        (b"OWNER_ID=4242424242", "OWNER_ID is not a setting. Is OWNER_IDS meant?"),
    ],
)
def test_an_env_file_that_says_nothing_does_not_begin_a_preview(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    env_file = tmp_path / ".env"
    env_file.mkdir() if content is None else env_file.write_bytes(content)
    done = bot(tmp_path, "serve")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert PREVIEW_TOKEN not in done.stderr and "4242424242" not in done.stderr


def test_an_unknown_name_of_the_environment_is_warned_of_if_it_is_like_ours(tmp_path: Path) -> None:
    done = bot(tmp_path, "config", WEBHOOK_SECRETS=SECRET_WORDS, UNLIKE="1", LISTENER="x")
    assert done.returncode == 0
    assert "! WEBHOOK_SECRETS is not a setting. Is WEBHOOK_SECRET meant?" in done.stderr
    assert "LIKE" not in done.stderr and SECRET_WORDS not in done.stderr


def test_under_systemd_run_does_not_serve_the_preview_either(tmp_path: Path) -> None:
    """Also with a unit of an earlier version, which says `run`."""
    with (tmp_path / "journal").open("wb") as journal:
        found = os.fstat(journal.fileno())
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PREVIEW_PORT": "0",
            "JOURNAL_STREAM": f"{found.st_dev}:{found.st_ino}",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "bot", "run"],
            cwd=tmp_path, env=environment, stderr=journal, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "there is nothing to serve" in (tmp_path / "journal").read_text()


async def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{PREVIEW_TOKEN}\n")
    (tmp_path / "url").write_text("sqlite+aiosqlite:///of-the-file.db\r\n")
    program = Program(tmp_path, "serve", BOT_TOKEN_FILE="token", DATABASE_URL_FILE="url", **NOWHERE)
    try:
        await program.logs("the Bot API does not answer")
    finally:
        assert await program.stopped() == 0
    assert (tmp_path / "of-the-file.db").stat().st_mode & 0o077 == 0
    shown = bot(tmp_path, "config", BOT_TOKEN_FILE="token").stdout
    assert "BOT_TOKEN=**********" in shown and PREVIEW_TOKEN not in shown


@pytest.mark.parametrize(
    ("content", "more", "sentence"),
    [
        (None, {}, "BOT_TOKEN_FILE: secret cannot be read: No such file or directory"),
        ("", {}, "BOT_TOKEN_FILE: secret has to hold the secret alone, on one line, in UTF-8"),
        (f"BOT_TOKEN=\n{PREVIEW_TOKEN}", {}, "has to hold the secret alone, on one line"),
        (f"BOT_TOKEN={PREVIEW_TOKEN}", {}, "BOT_TOKEN: this does not look like a token"),
        (PREVIEW_TOKEN, {"BOT_TOKEN": PREVIEW_TOKEN},
         "BOT_TOKEN and BOT_TOKEN_FILE are both set; keep one of them"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_secret_is_refused(
    tmp_path: Path, content: str | None, more: dict[str, str], sentence: str
) -> None:
    if content is not None:
        (tmp_path / "secret").write_text(content)
    done = bot(tmp_path, "serve", BOT_TOKEN_FILE="secret", **more)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert PREVIEW_TOKEN not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_files_that_may_not_be_read_are_told_so() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "secret").write_text(PREVIEW_TOKEN)
        (folder / "secret").chmod(0o600)
        folder.chmod(0o755)
        from bot.config import _secret_in
        from bot.env_file import EnvFileError, env_file_text

        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            os.setuid(65534)
            for read in (lambda: _secret_in("X_FILE", folder / "secret"),
                         lambda: env_file_text(folder / "secret")):  # fmt: skip
                try:
                    read()
                except (ValueError, EnvFileError) as problem:
                    os.write(writer, f"{problem}\n".encode())
            os._exit(0)
        os.waitpid(child, 0)
        os.close(writer)
        said = os.read(reader, 1000).decode()
        os.close(reader)
    finally:
        shutil.rmtree(folder)
    assert "cannot be read; give the program's user the right to, and nobody else" in said
    assert "secret cannot be read: Permission denied." in said
