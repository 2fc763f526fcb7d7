"""Commands for those who write a content pack."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.base import commands, fail, read_settings


@commands.command("check-pack")
def check_pack(
    path: Annotated[str, typer.Argument(help="name or folder of a pack; default: PACK")] = "",
) -> None:
    """Check a content pack: quotations, ids, links, dates, and that every message fits."""
    from bot.pack.check import check
    from content.problems import grouped

    where = path or read_settings().pack
    report = check(where)
    for line in grouped(report.problems):
        typer.echo(f"✗ {line}", err=True)
    for line in grouped(report.warnings):
        typer.echo(f"! {line}", err=True)
    if report.problems:
        count = len(report.problems)
        fail(f"{count} {'problem' if count == 1 else 'problems'} in {where}.")
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

    settings = read_settings()
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
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.filename} cannot be opened: {problem.strerror}.")
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
                fail(f"{file} does not name its language. Name it such as {file.stem}-en.txt.")
            texts[language[1]] = plain_text(file.read_bytes())
        made = draft(texts, document_id, title)
        if texts_into is not None:
            for code, text in texts.items():
                (texts_into / f"{document_id}-{code}.txt").write_text(text, encoding="utf-8")
    except ImportFailed as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{problem.filename} cannot be opened: {problem.strerror}.")
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
        fail(str(problem))
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
