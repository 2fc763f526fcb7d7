"""The command line. Every error says what is wrong and how to correct it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from collections.abc import Coroutine
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from pydantic import SecretStr, ValidationError

from bot.config import ENV_FILE, Settings, sentence_of, without_credentials
from bot.env_file import EnvFileError, doubtful_names, env_file_text
from bot.logs import start_logging

_TOKEN_REFUSED = "Telegram does not accept BOT_TOKEN. Ask @BotFather for it: /mybots, API Token."
_NO_TOKEN = (
    "BOT_TOKEN is not set, so there is nothing to serve. Write BOT_TOKEN=… in .env, or name a file "
    "that holds it with BOT_TOKEN_FILE. For the preview in a browser: python -m bot preview"
)
_OWNER_ONLY = 0o077  # what the program makes is for its user alone


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


@commands.command()
def run() -> None:
    """Serve Telegram; without BOT_TOKEN, the preview in a browser."""
    settings = _settings()
    if settings.bot_token is None and not _logs_to_the_journal():
        typer.echo("No BOT_TOKEN is set, so this is the preview. The README tells how to get one.")
        _preview(settings)
        return
    _serve_telegram(settings)


@commands.command()
def serve() -> None:
    """Serve Telegram, for services: without BOT_TOKEN this ends with an error."""
    _serve_telegram(_settings())


def _serve_telegram(settings: Settings) -> None:
    if settings.bot_token is None:
        _fail(_NO_TOKEN, ExitCode.SETTINGS)
    from bot.app import run, stop_on_signals

    async def serve() -> None:
        await run(settings, stop_on_signals())

    _serve(serve())


@commands.command()
def preview() -> None:
    """Talk to the bot in a browser, without Telegram."""
    _preview(_settings())


@commands.command()
def config() -> None:
    """Print the settings with their meaning; secrets are masked."""
    settings = _settings()
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


@commands.command("check-pack")
def check_pack(
    path: Annotated[str, typer.Argument(help="name or folder of a pack; default: PACK")] = "",
) -> None:
    """Check a content pack: quotations, ids, links, dates, and that every message fits."""
    from bot.pack.check import check
    from content.problems import grouped

    where = path or _settings().pack
    report = check(where)
    for line in grouped(report.problems):
        typer.echo(f"✗ {line}", err=True)
    for line in grouped(report.warnings):
        typer.echo(f"! {line}", err=True)
    if report.problems:
        _fail(f"{len(report.problems)} to mend in {where}.")
    typer.echo(report.summary)


@commands.command("import-programme")
def import_programme(
    file: Annotated[Path, typer.Argument(help="schedule.json or .xml, Indico's JSON, .xlsx, CSV")],
    pack: Annotated[str, typer.Option(help="name or folder of a pack; default: PACK")] = "",
    kind: Annotated[str, typer.Option(help="the kind of meetings whose kind is not told")] = "",
    region: Annotated[str, typer.Option(help="the region of meetings without one")] = "",
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="how dates such as 3/4/2030 are meant"),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="add the new ones to the pack's meetings.yaml")
    ] = False,
) -> None:
    """Print the meetings of a programme as entries of meetings.yaml, or add them to a pack."""
    from bot.app import clock_of
    from bot.pack.import_programme import (
        Choices,
        ImportFailed,
        add_to_pack,
        meetings_yaml,
        parse_programme,
        programme_of,
    )
    from content.calendars import MAX_BYTES
    from content.loading import PackError, load_pack

    settings = _settings()
    where = pack or settings.pack
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
        choices = Choices(kind, region, day_first)
        found = parse_programme(content)
        programme = programme_of(found, load_pack(where), choices, clock_of(settings).now())
        if write:
            written = add_to_pack(where, programme.new)
            typer.echo(f"Added {len(programme.new)} meetings to {written}.")
        elif programme.new:
            typer.echo(meetings_yaml(programme.new), nl=False)
    except (ImportFailed, PackError) as problem:
        _fail(str(problem))
    except OSError as problem:
        _fail(f"{problem.filename} cannot be opened: {problem.strerror}.")
    for meeting in programme.changed:
        typer.echo(f"! {meeting.id} is in the pack, and the file has it otherwise.", err=True)
    for one, other in programme.double_bookings:
        typer.echo(f"! {one.id} and {other.id} are in {one.room} at one time.", err=True)
    if programme.undated:
        typer.echo(f"! Left out, as they have no time: {programme.undated}.", err=True)
    if programme.unread:
        typer.echo(f"! Not read: {', '.join(programme.unread)}.", err=True)


@commands.command("import-document")
def import_document(
    files: Annotated[list[Path], typer.Argument(help="a file for each language: text-en.txt …")],
    document_id: Annotated[str, typer.Option("--id", help="the document's id")] = "document",
    title: Annotated[str, typer.Option(help="its title; default: its first line")] = "",
    texts_into: Annotated[
        Path | None, typer.Option(help="a folder for the plain texts, such as my-event/sources")
    ] = None,
) -> None:
    """Draft the entries of a document's numbered parts, from plain text, DOCX or HTML."""
    from content.document_import import ImportFailed, draft, plain_text

    texts: dict[str, str] = {}
    try:
        for file in files:
            language = re.search(r"(?:^|[-_.])([a-z]{2,3})$", file.stem)
            if language is None:
                _fail(f"{file} does not name its language. Name it such as {file.stem}-en.txt.")
            texts[language[1]] = plain_text(file.read_bytes())
        made = draft(texts, document_id, title)
        if texts_into is not None:
            for code, text in texts.items():
                (texts_into / f"{document_id}-{code}.txt").write_text(text, encoding="utf-8")
    except ImportFailed as problem:
        _fail(str(problem))
    except OSError as problem:
        _fail(f"{problem.filename} cannot be opened: {problem.strerror}.")
    typer.echo(made.yaml, nl=False)
    for code, keys in made.missing.items():
        typer.echo(f"! The text in “{code}” has no {', '.join(keys)}.", err=True)


@commands.command("new-pack")
def new_pack_command(
    name: Annotated[str, typer.Argument(help="small letters, digits and hyphens: imrf-2026")],
    folder: Annotated[Path, typer.Option(help="where the pack's folder is made")] = Path(),
    like: Annotated[
        str, typer.Option(help="dialogue; conference, of 60 talks; assembly, in German")
    ] = "dialogue",
) -> None:
    """Write a small valid pack to begin from."""
    from bot.clock import SystemClock
    from bot.pack.new_pack import new_pack
    from content.loading import PackError

    try:
        made = new_pack(name, folder, SystemClock().now(), like)
    except (PackError, OSError) as problem:
        _fail(str(problem))
    python = _python()
    typer.echo(
        f"Made {made}. Next:\n"
        f"  1. Check it:    {python} -m bot check-pack {made}\n"
        f"  2. Talk to it:  PACK={made} {python} -m bot run\n"
        "Then replace it piece by piece. The comments in its files say how."
    )


def _python() -> str:
    """The program's Python, as it is typed in the working directory."""
    python = Path(sys.executable)
    here = Path.cwd()
    return str(python.relative_to(here) if python.is_relative_to(here) else python)


@commands.command()
def posters(
    out: Annotated[Path, typer.Option(help="the PDF to write")] = Path("posters.pdf"),
    bot: Annotated[str, typer.Option(help="the bot's username; default: ask Telegram")] = "",
    paper: Annotated[str, typer.Option(help="a4 or letter")] = "a4",
    language: Annotated[str, typer.Option(help="such as fr; default: the pack's")] = "",
    everything: Annotated[bool, typer.Option("--all", help="also meetings that are over")] = False,
) -> None:
    """Write a PDF to print: codes that open the roundtables and meetings in the bot."""
    from bot.app import clock_of, username_of
    from bot.pack.calendar import calendar_to_print
    from bot.telegram.start import TokenRefused
    from content.loading import PackError, load_pack

    try:
        from bot.printing.posters import cancelled_meetings, draw, posters_of
    except ModuleNotFoundError as problem:
        _fail(f"{problem.name} is not installed. Add it with: pip install 'roundtable[posters]'")

    settings = _settings()
    size: Literal["a4", "letter"] = "letter" if paper == "letter" else "a4"
    if paper != size:
        _fail("--paper is a4 or letter.")
    name = bot.removeprefix("@")
    if not name and settings.bot_token is None:
        _fail("Which bot? Give its username, --bot my_bot, or set BOT_TOKEN.")
    try:
        name = name or asyncio.run(username_of(settings))
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", name) is None:
            _fail("--bot is a username, such as my_bot.")
        pack, now = load_pack(settings.pack), clock_of(settings).now()
        address = settings.database_url.get_secret_value()
        pack, why = asyncio.run(calendar_to_print(pack, address))
        made = posters_of(pack, name, now, everything, language or None)
        printed = draw(pack, made, name, now, size, language or None)
        out.write_bytes(printed.pdf)
    except TokenRefused:
        _fail(_TOKEN_REFUSED, ExitCode.TELEGRAM)
    except PackError as problem:
        _fail(str(problem))
    except OSError as problem:
        _fail(f"{out} cannot be written: {problem.strerror}.")
    if why:
        typer.echo(f"! The meetings are the pack's, not those of the desk: {why}.", err=True)
    for id, letters in printed.missing.items():
        some = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in letters[:5])
        whose = f"{id}: printed with its id" if id else "The foot of every page: printed"
        typer.echo(f"! {whose}, but without {some}, as no font here has them.", err=True)
    typer.echo(f"Made {out}: {len(made)} pages.")
    if not why:
        typer.echo("The meetings are those of the desk's calendar.")
    if cancelled := cancelled_meetings(pack, now, everything):
        typer.echo(f"Left out, as they are cancelled: {cancelled}.")


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

    settings = _settings()
    os.umask(_OWNER_ONLY)
    deleted = 0
    try:
        database = database_file(settings.database_url.get_secret_value())
        if keep is not None:
            file, deleted = back_up_dated(database, file, SystemClock().now(), keep)
        else:
            back_up(database, file)
    except DatabaseError as problem:
        _fail(str(problem), ExitCode.DATABASE)
    except OSError as problem:
        _fail(f"{file} cannot be written: {problem.strerror}.")
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

    settings = _settings()
    os.umask(_OWNER_ONLY)
    try:
        zone = load_pack(settings.pack).event.time_zone
        database = database_file(settings.database_url.get_secret_value())
        now = clock_of(settings).now()
        done = asyncio.run(restore_backup(file, database, now, zone, send_due))
    except PackError as problem:
        _fail(str(problem), ExitCode.PACK)
    except DatabaseInUse as problem:
        _fail(str(problem), ExitCode.DATABASE_IN_USE)
    except DatabaseError as problem:
        _fail(str(problem), ExitCode.DATABASE)
    except OSError as problem:
        _fail(f"{database} cannot be replaced: {problem.strerror}.")
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
        return _settings().database_url.get_secret_value() if given == "DATABASE_URL" else given

    os.umask(_OWNER_ONLY)
    try:
        copied = asyncio.run(copy_all(url(source), url(target)))
    except DatabaseInUse as problem:
        _fail(str(problem), ExitCode.DATABASE_IN_USE)
    except DatabaseError as problem:
        _fail(str(problem), ExitCode.DATABASE)
    except OSError as problem:
        _fail(f"The new database cannot be written: {problem.strerror}.")
    for name, rows in copied.items():
        if rows:
            typer.echo(f"{rows:>10} {name}")
    typer.echo(
        f"Copied {sum(copied.values())} rows of {len(copied)} tables, and counted them on both "
        "sides. Set DATABASE_URL to the new database before you start the bot again."
    )


def _settings() -> Settings:
    known = {name.upper() for name in Settings.model_fields}
    try:
        doubtful = doubtful_names(env_file_text(ENV_FILE), os.environ, known)
        settings = Settings()
    except EnvFileError as problem:
        _fail(str(problem), ExitCode.SETTINGS)
    except ValidationError as problem:
        for invalid in problem.errors():
            typer.echo(sentence_of(invalid), err=True)
        raise typer.Exit(ExitCode.SETTINGS) from None
    for sentence in doubtful:
        typer.echo(f"! {sentence}", err=True)
    start_logging(settings.log_format, settings.log_level)
    return settings


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

    os.umask(_OWNER_ONLY)
    try:
        _run(serving)
    except TokenRefused:
        _fail(_TOKEN_REFUSED, ExitCode.TELEGRAM)
    except WrongServer as problem:
        _fail(
            f"What answers at BOT_API_URL is not a Bot API server ({problem}). Check the address, "
            "and the proxy if there is one.",
            ExitCode.WRONG_SERVER,
        )
    except CallRefused as problem:
        _fail(str(problem), ExitCode.TELEGRAM)
    except PackError as problem:
        _fail(str(problem), ExitCode.PACK)
    except AddressError as problem:
        _fail(str(problem), ExitCode.ADDRESS)
    except TaskFailed as problem:
        _fail(str(problem), ExitCode.TASK_FAILED)
    except DatabaseInUse as problem:
        _fail(str(problem), ExitCode.DATABASE_IN_USE)
    except DatabaseGone as problem:
        _fail(str(problem), ExitCode.DATABASE_GONE)
    except DatabaseError as problem:
        _fail(str(problem), ExitCode.DATABASE)


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


def _fail(sentence: str, code: ExitCode = ExitCode.FAILED) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
