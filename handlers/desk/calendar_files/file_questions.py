"""What a file leaves open, asked once for the file: its letters, dates and time zones."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from content.calendars import Read
from content.calendars.cells import read_day
from handlers.desk.calendar_files.buttons import (
    PLACE,
    ChooseFileZone,
    ChooseForImport,
    DropImport,
    name_mark,
)
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels, times


def letters_view(reader: Reader, file_hash: str, read: Read, can_choose: bool) -> Reply:
    """Ask whether the letters of a file are right, which does not say how they are encoded, and
    offer the other ways to read them if it can be read again (`can_choose`)."""
    _ = reader.gettext
    shown = set(read.uncertain_letters)
    rows: list[Row] = []
    for letters in read.readings if can_choose else ():
        if letters.sample not in shown:
            shown.add(letters.sample)
            choose = ChooseForImport(file_hash, "letters", letters.codec)
            rows.append((Press(labels.clipped(letters.sample), choose),))
    blocks: list[Block] = [
        Heading(_("Are these letters right?")),
        Bullets(read.uncertain_letters),
        Paragraph(_("The file does not say how its letters are stored.")),
    ]
    if rows:
        blocks.append(Paragraph(_("If one of these is right instead, tap it.")))
    blocks.append(Paragraph(_("If none is right, save the file as UTF-8 and send it again.")))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            (Press(_("Yes, they are right"), ChooseForImport(file_hash, "letters", "right")),),
            *rows,
            drop_row(reader, file_hash),
            way_back(reader, PLACE),
        ),
        payload=PLACE,
    )


def order_view(reader: Reader, file_hash: str, read: Read) -> Reply:
    """Ask which number of the file's dates is the day."""
    _ = reader.gettext
    rows: list[Row] = []
    for value, day_first in (("day", True), ("month", False)):
        day = times.day(reader, read_day(read.ambiguous, day_first)[0])
        rows.append((Press(day, ChooseForImport(file_hash, "order", value)),))
    return Reply(
        blocks=(
            Heading(_("Which day is {date}?").format(date=read.ambiguous)),
            Paragraph(_("The dates in the file can be read in two ways.")),
        ),
        buttons=(*rows, drop_row(reader, file_hash), way_back(reader, PLACE)),
        payload=PLACE,
    )


def zone_view(
    reader: Reader, file_hash: str, name: str, zones: Sequence[str], problem: str = ""
) -> Reply:
    """Ask which time zone a name of the file means; `zones` are offered. `problem` says what was
    wrong with the last answer."""
    _ = reader.gettext
    city = times.zone_name(reader, ZoneInfo("Africa/Nairobi"))
    blocks: list[Block] = [Paragraph(problem)] if problem else []
    blocks += [
        Heading(_("Which time zone is “{name}”?").format(name=name)),
        Paragraph(_("The file writes times in it, and does not say what it is.")),
        Paragraph(_("Choose one, or write a city, for example {city}.").format(city=city)),
    ]
    mark = name_mark(name)
    rows: list[Row] = [
        (
            Press(
                reader.annotated(times.zone_name(reader, ZoneInfo(zone)), zone),
                ChooseFileZone(file_hash, mark, zone),
            ),
        )
        for zone in zones
    ]
    leave = Press(_("Leave these meetings out"), ChooseFileZone(file_hash, mark, ""))
    return Reply(
        blocks=tuple(blocks),
        buttons=(*rows, (leave,), drop_row(reader, file_hash), way_back(reader, PLACE)),
        payload=PLACE,
    )


def drop_row(reader: Reader, file_hash: str) -> Row:
    return (Press(reader.gettext("Discard the file"), DropImport(file_hash)),)
