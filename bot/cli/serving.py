"""Commands that run the bot, and those that look at how it is set up."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Annotated, Any

import typer
from pydantic import SecretStr

from bot.cli.base import OWNER_ONLY, TOKEN_REFUSED, ExitCode, commands, fail, read_settings
from bot.config import Settings, without_credentials

_NO_TOKEN = (
    "BOT_TOKEN is not set, so there is nothing to serve. Write BOT_TOKEN=… in .env, or name a file "
    "that holds it with BOT_TOKEN_FILE. For the preview in a browser: python -m bot preview"
)


@commands.command()
def run() -> None:
    """Serve Telegram; without BOT_TOKEN, the preview in a browser."""
    settings = read_settings()
    if settings.bot_token is None and not _logs_to_the_journal():
        typer.echo("No BOT_TOKEN is set, so this is the preview. The README tells how to get one.")
        _preview(settings)
        return
    _serve_telegram(settings)


@commands.command()
def serve() -> None:
    """Serve Telegram, for services: without BOT_TOKEN this ends with an error."""
    _serve_telegram(read_settings())


@commands.command()
def preview() -> None:
    """Talk to the bot in a browser, without Telegram."""
    _preview(read_settings())


@commands.command()
def config() -> None:
    """Print the settings with their meaning; secrets are masked."""
    settings = read_settings()
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "not set" if value is None else str(value)
        origin = "" if name in settings.model_fields_set else " (default)"
        if isinstance(value, frozenset):
            shown = ",".join(map(str, sorted(value))) or "none"
        if isinstance(value, tuple):
            shown = " ".join(map(str, value)) or "none"
        # The URL of a database server may contain a password; that of an SQLite file does not.
        if name == "database_url" and isinstance(value, SecretStr):
            plain = value.get_secret_value()
            shown = plain if plain.startswith("sqlite") else shown
        if name.endswith("_url"):
            shown = without_credentials(shown)
        typer.echo(f"{name.upper()}={shown}{origin}\n    {field.description}")


@commands.command()
def doctor(
    json: Annotated[bool, typer.Option("--json", help="print the findings as JSON")] = False,
) -> None:
    """Examine the installation, running or not: what is wrong, and what to do."""
    from bot.doctor import as_json, as_text, examine, is_well

    logging.disable(logging.CRITICAL)  # what is found is printed
    findings, secrets = asyncio.run(examine())
    typer.echo((as_json if json else as_text)(findings, secrets))
    if not is_well(findings):
        raise typer.Exit(ExitCode.FAILED)


def _serve_telegram(settings: Settings) -> None:
    if settings.bot_token is None:
        fail(_NO_TOKEN, ExitCode.SETTINGS)
    from bot.app import run, stop_on_signals

    async def serve() -> None:
        await run(settings, stop_on_signals())

    _serve(serve())


def _preview(settings: Settings) -> None:
    from bot.app import run_preview, stop_on_signals

    def ready(address: str) -> None:
        typer.echo(f"\n  Open {address}/ in a browser and talk to the bot.\n  Ctrl+C stops it.\n")
        sys.stdout.flush()

    async def serve() -> None:
        await run_preview(settings, stop_on_signals(), ready)

    _serve(serve())


def _serve(serving: Coroutine[Any, Any, None]) -> None:
    """Run the bot; say in a sentence why it cannot begin or go on."""
    from bot.serving import AddressError, TaskFailed
    from bot.telegram.start import CallRefused, TokenRefused, WrongServer
    from content.loading import PackError
    from storage.errors import DatabaseError, DatabaseGone, DatabaseInUse

    os.umask(OWNER_ONLY)
    try:
        _run(serving)
    except TokenRefused:
        fail(TOKEN_REFUSED, ExitCode.TELEGRAM)
    except WrongServer as problem:
        fail(
            f"What answers at BOT_API_URL is not a Bot API server ({problem}). Check the address, "
            "and the proxy if there is one.",
            ExitCode.WRONG_SERVER,
        )
    except CallRefused as problem:
        fail(str(problem), ExitCode.TELEGRAM)
    except PackError as problem:
        fail(str(problem), ExitCode.PACK)
    except AddressError as problem:
        fail(str(problem), ExitCode.ADDRESS)
    except TaskFailed as problem:
        fail(str(problem), ExitCode.TASK_FAILED)
    except DatabaseInUse as problem:
        fail(str(problem), ExitCode.DATABASE_IN_USE)
    except DatabaseGone as problem:
        fail(str(problem), ExitCode.DATABASE_GONE)
    except DatabaseError as problem:
        fail(str(problem), ExitCode.DATABASE)


def _logs_to_the_journal() -> bool:
    """Whether systemd runs the program as a service: standard error is its journal's.
    https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#%24JOURNAL_STREAM"""
    try:
        stderr = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{stderr.st_dev}:{stderr.st_ino}"


def _run(serving: Coroutine[Any, Any, None]) -> None:
    """Run in uvloop if it is installed: network calls take about half the time in it."""
    _raise_file_limit()
    try:
        import uvloop
    except ImportError:
        asyncio.run(serving)
        return
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serving)


def _raise_file_limit() -> None:
    """Allow as many open files and connections as the machine does; the default is often 1024."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS refuses "unlimited", which it gives as the most
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
