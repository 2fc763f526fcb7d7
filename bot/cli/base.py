"""What the commands share: how they read settings, and how they end with an error."""

from __future__ import annotations

import os
from enum import IntEnum
from typing import NoReturn

import typer
from pydantic import ValidationError

from bot.config import ENV_FILE, Settings, sentence_of
from bot.env_file import EnvFileError, doubtful_names, env_file_text
from bot.logs import start_logging

TOKEN_REFUSED = "Telegram does not accept BOT_TOKEN. Ask @BotFather for it: /mybots, API Token."
OWNER_ONLY = 0o077  # what the program makes is for its user alone


class ExitCode(IntEnum):
    """How the program ended. docs/running.md tells operators the same."""

    STOPPED = 0
    FAILED = 1  # a command could not do what it was asked to
    SETTINGS = 2  # or the command line
    TELEGRAM = 3  # Telegram does not accept the token or the webhook
    PACK = 4
    DATABASE = 5
    DATABASE_IN_USE = 6
    DATABASE_GONE = 7  # it was deleted or replaced while the program was running
    TASK_FAILED = 8  # a part that the bot needs failed; the log says which
    WRONG_SERVER = 9  # what answers at BOT_API_URL is no Bot API server
    ADDRESS = 10  # LISTEN cannot be used


commands = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Roundtable: a conference's bot for Telegram.",
)


def read_settings() -> Settings:
    """Read the settings, and begin to log. Ends the program if they are wrong."""
    known = {name.upper() for name in Settings.model_fields}
    try:
        doubtful = doubtful_names(env_file_text(ENV_FILE), os.environ, known)
        settings = Settings()
    except EnvFileError as problem:
        fail(str(problem), ExitCode.SETTINGS)
    except ValidationError as problem:
        for invalid in problem.errors():
            typer.echo(sentence_of(invalid), err=True)
        raise typer.Exit(ExitCode.SETTINGS) from None
    for sentence in doubtful:
        typer.echo(f"! {sentence}", err=True)
    start_logging(settings.log_format, settings.log_level)
    return settings


def fail(sentence: str, code: ExitCode = ExitCode.FAILED) -> NoReturn:
    """End the program with an error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
