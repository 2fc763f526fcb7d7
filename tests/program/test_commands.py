"""The program's own commands say plainly what is, and what is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.program.program import bot


def test_config_shows_every_setting_and_no_secret(tmp_path: Path) -> None:
    secret = "123456789:" + "s" * 35
    shown = bot(tmp_path, "config", BOT_TOKEN=secret, LOG_FORMAT="json")
    assert shown.returncode == 0
    assert secret not in shown.stdout + shown.stderr
    assert "BOT_TOKEN=**********" in shown.stdout
    assert "LOG_FORMAT=json\n" in shown.stdout
    assert "PACK=hld-2013 (default)" in shown.stdout


def given(name: str, value: str) -> dict[str, str]:
    """A setting, with the secret that an address for the webhook needs."""
    return {name: value} | ({"WEBHOOK_SECRET": "a-secret"} if name == "WEBHOOK_URL" else {})


SECRETS = ("s3cr", "tPart", "word")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("BOT_API_URL", "http://me:s3cr-word@bots.example.org/bot?key=s3cr",
         "http://***@bots.example.org/bot?***"),
        ("BOT_API_URL", f"https://bots.example.org/bot123456789:{'s3cr' * 9}",
         "https://bots.example.org/bot<token>/bot"),
        ("PUBLIC_URL", "https://me:s3cr%2Fword@bot.example.org/x", "https://***@bot.example.org/x"),
        ("PUBLIC_URL", "https://me@word:s3cr@bot.example.org", "https://***@bot.example.org"),
        ("WEBHOOK_URL", "https://me:s3cr@bot.example.org/x?t=word#tPart",
         "https://***@bot.example.org/x?***"),
        ("DATABASE_URL", "sqlite+aiosqlite:///var/a.db?key=s3cr",
         "sqlite+aiosqlite:///var/a.db?***"),
        ("DATABASE_URL", "sqlite+aiosqlite://me:s3cr/word@host/a.db",
         "sqlite+aiosqlite://***@host/a.db"),
        ("DATABASE_URL", "postgresql://me:s3cr?word@host/x", "**********"),
    ],
)  # fmt: skip
def test_config_shows_addresses_without_credentials(
    tmp_path: Path, name: str, value: str, shown: str
) -> None:
    result = bot(tmp_path, "config", **given(name, value))
    assert result.returncode == 0, result.stderr
    assert f"{name}={shown}\n" in result.stdout
    lines = (result.stdout + result.stderr).splitlines()
    values = [line for line in lines if not line.startswith("    ")]  # without what they mean
    assert not any(secret in value for secret in SECRETS for value in values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_API_URL", "http://me:s3cr/tPart@bots.example.org"),
        ("WEBHOOK_URL", "http://me:s3cr?tPart@bots.example.org"),
        ("PUBLIC_URL", "http://me:s3cr#tPart@bots.example.org"),
        ("BOT_API_URL", "http://me:s3cr\u2100tPart@bots.example.org"),
        ("PUBLIC_URL", "http://me:s3cr[tPart@bots.example.org"),
        ("BOT_API_URL", "http://me:s3cr-tPart@bots.example.org:word"),
        ("WEBHOOK_URL", "me:s3cr-tPart@bots.example.org"),
    ],
)
def test_a_wrong_address_is_refused_without_a_word_of_its_password(
    tmp_path: Path, name: str, value: str
) -> None:
    shown = bot(tmp_path, "config", **given(name, value))
    assert shown.returncode == 2
    assert f"{name}: write " in shown.stderr
    assert not any(secret in shown.stdout + shown.stderr for secret in SECRETS)


def test_settings_are_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PACK=another\nLOG_LEVEL=WARNING\n")
    shown = bot(tmp_path, "config")
    assert "PACK=another" in shown.stdout
    assert "LOG_LEVEL=WARNING" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_of_settings_may_begin_with_a_byte_order_mark(tmp_path: Path, mark: bytes) -> None:
    (tmp_path / ".env").write_bytes(mark + "PACK=été\r\n".encode())
    assert "PACK=été\n" in bot(tmp_path, "config", PYTHONUTF8="1").stdout


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_a_file_of_settings_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes("PACK=été\n".encode(encoding))
    shown = bot(tmp_path, "config")
    assert shown.returncode == 2
    assert shown.stderr == ".env is not in UTF-8. Save it as text in UTF-8.\n"


def test_a_file_of_settings_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    shown = bot(tmp_path, "config")
    assert (shown.returncode, shown.stderr) == (2, ".env cannot be read: Is a directory.\n")


def test_names_that_look_like_settings_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "export BOT_TOKN=s3cr\nowner_id = 9\nCOMPOSE_PROJECT_NAME=x\nLOG_LEVEL: INFO\n"
        "# LOG_FORMATS=json\n"
    )
    shown = bot(tmp_path, "config", SEND_RATES="3", LISTEN_FDS="1")
    assert shown.returncode == 0
    assert [line for line in shown.stderr.splitlines() if line.startswith("!")] == [
        "! LOG_LEVEL: is not read. Write LOG_LEVEL=value in .env.",
        "! BOT_TOKN is not a setting. Is BOT_TOKEN meant?",
        "! owner_id is not a setting. Is OWNER_IDS meant?",
        "! SEND_RATES is not a setting. Is SEND_RATE meant?",
    ]
    assert "s3cr" not in shown.stdout + shown.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BOT_TOKEN", "secret-nonsense", "does not look like a token"),
        ("CLOCK_START", "2013-05-20T09:00", "add an offset"),
        ("CLOCK_START", "0001-01-01T00:00+00:00", "its year is from 1900 to 2199"),
        ("CLOCK_START", "9999-12-31T23:59-12:00", "its year is from 1900 to 2199"),
        ("WEBHOOK_SECRET", "a-secret", "WEBHOOK_SECRET needs WEBHOOK_URL"),
        ("LISTEN", "8080", "address:port"),
        ("WEBHOOK_URL", "https://example.org", "WEBHOOK_SECRET"),
        ("WEBHOOK_URL", "bot.example.org", "write an address"),
        ("WEBHOOK_URL", "http://bot.example.org", "Telegram posts to https"),
        ("WEBHOOK_URL", "https://bot.example.org:9000", "443, 80, 88 or 8443"),
        ("BOT_API_URL", "http://me:12/3@example.org", "%2F"),
        ("CLOCK_SPEED", "0.5", "write a number from 1"),
        ("BOT_API_URL", "example.org", "write an address"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    settings = {name: value} if "WEBHOOK_SECRET" in said else given(name, value)
    shown = bot(tmp_path, "config", **settings)
    assert shown.returncode == 2
    assert said in shown.stderr
    assert "secret-nonsense" not in shown.stderr
    assert "Traceback" not in shown.stderr


def test_the_shipped_pack_is_good(tmp_path: Path) -> None:
    shown = bot(tmp_path, "check-pack", "hld-2013")
    assert shown.returncode == 0, shown.stderr
    assert "is good" in shown.stdout


def test_a_new_pack_is_good_from_the_first_moment_and_serves(tmp_path: Path) -> None:
    made = bot(tmp_path, "new-pack", "my-event")
    assert made.returncode == 0, made.stderr
    assert "-m bot check-pack my-event" in made.stdout and "PACK=my-event" in made.stdout
    checked = bot(tmp_path, "check-pack", "my-event")
    assert checked.returncode == 0, checked.stderr
    assert not checked.stderr
    again = bot(tmp_path, "new-pack", "my-event")
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert "Traceback" not in again.stderr
    other = bot(tmp_path, "new-pack", "other", "--like", "party")
    assert other.returncode == 1
    assert other.stderr.startswith("No new pack can be like “party”.")


def test_a_broken_pack_is_refused_in_plain_words(tmp_path: Path) -> None:
    bot(tmp_path, "new-pack", "my-event")
    areas = next((tmp_path / "my-event").glob("areas.yaml"))
    areas.write_text(areas.read_text().replace("title:", "titel:", 1))
    checked = bot(tmp_path, "check-pack", "my-event")
    assert checked.returncode == 1
    assert "areas.yaml" in checked.stderr
    assert "titel" in checked.stderr
    assert "Traceback" not in checked.stderr
    started = bot(tmp_path, "preview", PACK="my-event", PREVIEW_PORT="0")
    assert started.returncode == 4
    assert "titel" in started.stderr


def test_a_pack_that_is_not_there_is_said(tmp_path: Path) -> None:
    checked = bot(tmp_path, "check-pack", "nowhere")
    assert checked.returncode == 1
    assert "nowhere" in checked.stderr
    assert "Traceback" not in checked.stderr


@pytest.mark.parametrize("command", ["run", "preview"])
def test_a_database_of_an_unreleased_version_is_refused_in_a_sentence(
    tmp_path: Path, command: str
) -> None:
    with sqlite3.connect(tmp_path / "old.db") as connection:
        for table in ("chats", "deliveries", "alembic_version"):
            connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0016')")
    connection.close()
    url = f"sqlite+aiosqlite:///{tmp_path}/old.db"
    shown = bot(tmp_path, command, DATABASE_URL=url, PREVIEW_PORT="0")
    assert shown.returncode == 5
    assert "made by an unreleased version of this program" in shown.stderr
    assert len(shown.stderr.strip().splitlines()) == 1
