"""Commands that copy the database, and put a copy in its place."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.base import OWNER_ONLY, ExitCode, commands, fail, read_settings


@commands.command()
def backup(
    file: Annotated[
        Path, typer.Argument(help="the file to write; replaced if it exists; with --keep, a folder")
    ],
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="write into a folder, named by date, and keep the newest so many"),
    ] = None,
) -> None:
    """Copy the database to a file, also while the bot is running."""
    from bot.clock import SystemClock
    from storage.backups import back_up, back_up_dated
    from storage.errors import DatabaseError
    from storage.files import database_file

    settings = read_settings()
    os.umask(OWNER_ONLY)
    deleted = 0
    try:
        database = database_file(settings.database_url.get_secret_value())
        if keep is not None:
            file, deleted = back_up_dated(database, file, SystemClock().now(), keep)
        else:
            back_up(database, file)
    except DatabaseError as problem:
        fail(str(problem), ExitCode.DATABASE)
    except OSError as problem:
        fail(f"{file} cannot be written: {problem.strerror}.")
    typer.echo(f"Copied {database} to {file}: {file.stat().st_size / 1e6:.1f} MB, checked.")
    if deleted:
        typer.echo(f"Deleted {deleted} older.")


@commands.command()
def restore(
    file: Annotated[Path, typer.Argument(help="a backup")],
    send_due: Annotated[
        bool, typer.Option("--send-due", help="also send what was due before now")
    ] = False,
) -> None:
    """Put a backup in the place of the database. Stop the bot before."""
    from bot.app import clock_of
    from bot.backups import restore as restore_backup
    from content.loading import PackError, load_pack
    from storage.errors import DatabaseError, DatabaseInUse
    from storage.files import database_file

    settings = read_settings()
    os.umask(OWNER_ONLY)
    try:
        zone = load_pack(settings.pack).event.time_zone
        database = database_file(settings.database_url.get_secret_value())
        now = clock_of(settings).now()
        done = asyncio.run(restore_backup(file, database, now, zone, send_due))
    except PackError as problem:
        fail(str(problem), ExitCode.PACK)
    except DatabaseInUse as problem:
        fail(str(problem), ExitCode.DATABASE_IN_USE)
    except DatabaseError as problem:
        fail(str(problem), ExitCode.DATABASE)
    except OSError as problem:
        fail(f"{database} cannot be replaced: {problem.strerror}.")
    typer.echo(f"{file} is the database {database} now.")
    if done.kept is not None:
        typer.echo(f"The one before is {done.kept}; delete it when you need it no longer.")
    if done.settled:
        typer.echo(
            f"{done.settled} messages that were due before now are not sent, as they may have been "
            "after the backup was made. To send them, restore again with --send-due."
        )


@commands.command("copy-database")
def copy_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help="a URL, or DATABASE_URL")],
    target: Annotated[str, typer.Argument(metavar="TO", help="a URL, or DATABASE_URL")],
) -> None:
    """Copy all data to a new database, also from SQLite to PostgreSQL or back. Stop the bot before.

    DATABASE_URL stands for the setting of this name, so that no password is written here."""
    from storage.copying import copy_all
    from storage.errors import DatabaseError, DatabaseInUse

    def url(given: str) -> str:
        return read_settings().database_url.get_secret_value() if given == "DATABASE_URL" else given

    os.umask(OWNER_ONLY)
    try:
        copied = asyncio.run(copy_all(url(source), url(target)))
    except DatabaseInUse as problem:
        fail(str(problem), ExitCode.DATABASE_IN_USE)
    except DatabaseError as problem:
        fail(str(problem), ExitCode.DATABASE)
    except OSError as problem:
        fail(f"The new database cannot be written: {problem.strerror}.")
    for name, rows in copied.items():
        if rows:
            typer.echo(f"{rows:>10} {name}")
    typer.echo(
        f"Copied {sum(copied.values())} rows of {len(copied)} tables, and counted them on both "
        "sides. Set DATABASE_URL to the new database before you start the bot again."
    )
