"""The command that prints posters."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.base import TOKEN_REFUSED, ExitCode, commands, fail, read_settings


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
        fail(f"{problem.name} is not installed. Add it with: pip install 'roundtable[posters]'")

    settings = read_settings()
    size: Literal["a4", "letter"] = "letter" if paper == "letter" else "a4"
    if paper != size:
        fail("--paper is a4 or letter.")
    name = bot.removeprefix("@")
    if not name and settings.bot_token is None:
        fail("Which bot? Give its username, --bot my_bot, or set BOT_TOKEN.")
    try:
        name = name or asyncio.run(username_of(settings))
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{3,31}", name) is None:
            fail("--bot is a username, such as my_bot.")
        pack, now = load_pack(settings.pack), clock_of(settings).now()
        address = settings.database_url.get_secret_value()
        pack, why = asyncio.run(calendar_to_print(pack, address))
        made = posters_of(pack, name, now, everything, language or None)
        printed = draw(pack, made, name, now, size, language or None)
        out.write_bytes(printed.pdf)
    except TokenRefused:
        fail(TOKEN_REFUSED, ExitCode.TELEGRAM)
    except PackError as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{out} cannot be written: {problem.strerror}.")
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
