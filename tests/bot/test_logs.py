"""Logs: no token, nobody's words, whatever went wrong."""

from __future__ import annotations

import json
import logging

import pytest

from bot.logs import describe_error, start_logging, without_secrets

TOKEN = "123456789:AAExampleExampleExampleExampleExample"


@pytest.fixture(autouse=True)
def logging_as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_token_is_masked_wherever_it_stands() -> None:
    for text in (
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"bot{TOKEN.replace(':', '%3A')}",
    ):
        assert "AAExample" not in without_secrets(text)


@pytest.mark.parametrize("form", ["console", "json"])
def test_an_error_is_logged_by_place_without_its_message(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(form, "INFO")  # type: ignore[arg-type]
    try:
        raise ValueError(f"somebody's words, and {TOKEN}")
    except ValueError:
        logging.getLogger("test").exception("it failed", extra={"update_id": 7, "code": "ABC123"})
    line = capsys.readouterr().err
    assert "somebody" not in line
    assert "AAExample" not in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "ABC123" in line
    assert line.count("\n") == 1
    if form == "json":
        assert json.loads(line)["update_id"] == 7


def test_libraries_speak_only_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("console", "DEBUG")
    for name in ("httpx", "aiohttp.access", "telegram.ext", "aiosqlite"):
        logging.getLogger(name).info("GET https://api.telegram.org/bot%s/getMe", TOKEN)
    assert capsys.readouterr().err == ""


def test_where_names_type_and_place() -> None:
    try:
        raise KeyError("private")
    except KeyError as problem:
        said = describe_error(problem)
    assert said.startswith("KeyError at test_logs.py:")
    assert "private" not in said


class _Raised(Exception):
    sqlstate = "57P01"


def test_an_error_of_a_database_server_is_logged_by_its_code_and_what_it_means() -> None:
    told = describe_error(_Raised("somebody's words"))
    assert "(57P01: the database server stops or ended the connection)" in told
    assert "somebody" not in told
