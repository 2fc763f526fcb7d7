"""Posters to print: the bot, and each roundtable, practical page and meeting, with its QR code."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import segno

from bot.printing import is_right_to_left
from bot.printing.typesetting import compiled, compiler, unprintable
from content.languages import SOURCE_LANGUAGE, Sentences, spoken
from content.model import Pack
from handlers.framework.reader import Reader
from handlers.meetings import entry_id_of
from handlers.wording import times
from handlers.wording.labels import location

Paper = Literal["a4", "letter"]
_PAPERS = {"a4": "a4", "letter": "us-letter"}  # as Typst names them
_TEMPLATE = Path(__file__).with_name("poster.typ")
# Modules of white on each side of a code: https://www.qrcode.com/en/howto/code.html
_QUIET_ZONE = 4
_TITLE_POINTS, _LINE_POINTS, _ADDRESS_POINTS, _FOOT_POINTS = 40, 20, 16, 11


@dataclass(frozen=True)
class Poster:
    """One page: `lines` are printed below the title, `link` is in the code."""

    title: str
    lines: tuple[str, ...]
    link: str

    @property
    def id(self) -> str:
        """The start payload of the link, or the bot's username with @."""
        address, _, payload = self.link.partition("?start=")
        return payload or f"@{address.rpartition('/')[2]}"


@dataclass(frozen=True)
class PrintedPosters:
    """A PDF, and the letters left out of it because no font has them, by the id of their poster;
    the id is empty for those of every poster's foot."""

    pdf: bytes
    missing: dict[str, str]


def posters_of(pack: Pack, bot: str, now: datetime, with_past: bool = False) -> list[Poster]:
    """Return the posters of the bot, the roundtables, the practical pages, and the meetings that
    are not cancelled and end after `now` (an instant in UTC); with `with_past`, also of those that
    are over."""
    reader = _reader(pack, bot, now)
    _ = reader.gettext
    posters = [Poster(pack.event.short, (_("Ask the bot on Telegram"),), f"https://t.me/{bot}")]
    for roundtable in pack.roundtables:
        title = _("Roundtable {number}").format(number=roundtable.number)
        posters.append(Poster(title, (roundtable.title,), reader.link(roundtable.id)))
    for page in pack.pages:
        kind = _("Practical information")
        posters.append(Poster(page.title, (kind,), reader.link(page.entry_id)))
    for meeting in pack.meetings:
        if meeting.cancelled or (meeting.closes <= now and not with_past):
            continue
        # Whoever reads it is at the venue.
        there = replace(reader, zone=meeting.zone)
        lines = (times.when_text(there, meeting), location(reader, meeting))
        posters.append(
            Poster(
                meeting.title,
                tuple(line for line in lines if line),
                reader.link(entry_id_of(meeting)),
            )
        )
    return posters


def cancelled_meetings(pack: Pack, now: datetime, with_past: bool = False) -> int:
    """Count the meetings that `posters_of` leaves out because they are cancelled."""
    cancelled = (meeting for meeting in pack.meetings if meeting.cancelled)
    return sum(with_past or meeting.closes > now for meeting in cancelled)


def draw(
    pack: Pack, posters: Sequence[Poster], bot: str, now: datetime, paper: Paper
) -> PrintedPosters:
    """Draw a page for each poster. A letter that neither FONTS nor the fonts of this machine have
    is left out, and that poster bears its id."""
    reader = _reader(pack, bot, now)
    _ = reader.gettext
    typst = compiler()
    foot = [pack.event.name, _("This bot is not an official registration channel.")]
    letters_of = {poster.id: "".join((poster.title, *poster.lines)) for poster in posters}
    letters_of[""] = "".join(foot)
    left_out = unprintable(typst, sorted({*"".join(letters_of.values())}))
    missing = {
        id: "".join(dict.fromkeys(letter for letter in letters if letter in left_out))
        for id, letters in letters_of.items()
    }

    def printable(text: str) -> str:
        kept = "".join(letter for letter in text if letter not in left_out)
        return " ".join(unicodedata.normalize("NFC", kept).split())

    def page(poster: Poster) -> dict[str, Any]:
        title, *lines = [printable(line) for line in (poster.title, *poster.lines)]
        if missing[poster.id]:
            lines.append(poster.id)
        if not any(letter.isalnum() for letter in title):
            title, lines = poster.id, [line for line in lines if line != poster.id]
        heading = [_text(title, _TITLE_POINTS, bold=True)]
        heading += [_text(line, _LINE_POINTS) for line in lines if line]
        # With a zero-width space, so that a long one is broken there.
        address = poster.link.removeprefix("https://").replace("?", "\u200b?")
        code = segno.make_qr(poster.link, error="m").svg_inline(border=_QUIET_ZONE)
        return {
            "heading": heading, "link": poster.link, "code": code,
            "address": [_text(address, _ADDRESS_POINTS)],
        }  # fmt: skip

    data = {
        "title": f"{pack.event.short} – @{bot}",
        "paper": _PAPERS[paper],
        "language": reader.language,
        "posters": [page(poster) for poster in posters],
        "foot": [_text(printable(line), _FOOT_POINTS) for line in foot],
    }
    pdf = compiled(typst, _TEMPLATE.read_bytes(), data=json.dumps(data))
    return PrintedPosters(pdf, {id: letters for id, letters in missing.items() if letters})


def _text(text: str, points: int, bold: bool = False) -> dict[str, Any]:
    """A text as the template expects it."""
    return {
        "text": text, "size": points, "bold": bold, "right-to-left": is_right_to_left(text),
    }  # fmt: skip


def _reader(pack: Pack, bot: str, now: datetime) -> Reader:
    """Whoever reads the posters: at the venue, in the pack's language."""
    language = spoken(pack.language) or SOURCE_LANGUAGE
    zone = ZoneInfo(pack.event.time_zone)
    return Reader(language, zone, True, now, Sentences()[language], bot)
