"""Which posters there are: of the bot, its roundtables, practical pages, rooms and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.model import Meeting, Pack
from handlers.framework.poster_sheets import Poster, PosterSheet
from handlers.framework.reader import Reader
from handlers.meetings import entry_id_of
from handlers.wording import times
from handlers.wording.labels import clipped, location

# On the sheet of a room; its letters get smaller with each.
_MAX_MEETINGS_OF_ROOM = 12
_MAX_TITLE_CHARACTERS = 60


def posters_of(reader: Reader, pack: Pack, with_past: bool = False) -> list[Poster]:
    """Return the posters of the bot, the roundtables, the practical pages, the rooms by day, and
    the meetings that are not cancelled and end after now; with `with_past`, also of those that are
    over. Deadlines have none. `pack` is in the reader's language."""
    _ = reader.gettext
    home = f"https://t.me/{reader.bot}"
    posters = [Poster(pack.event.short, (_("Ask the bot on Telegram"),), home)]
    for roundtable in pack.roundtables:
        title = _("Roundtable {number}").format(number=roundtable.number)
        posters.append(Poster(title, (roundtable.title,), reader.link(roundtable.id)))
    for page in pack.pages:
        kind = _("Practical information")
        posters.append(Poster(page.title, (kind,), reader.link(page.entry_id)))
    shown = [
        meeting
        for meeting in pack.meetings
        if not (meeting.cancelled or meeting.deadline)
        and (with_past or meeting.closes > reader.now)
    ]
    return [*posters, *_room_posters(reader, shown), *(_of(reader, one) for one in shown)]


def _of(reader: Reader, meeting: Meeting) -> Poster:
    # Whoever reads it is at the venue.
    there = replace(reader, zone=meeting.zone)
    lines = (times.when_text(there, meeting), location(reader, meeting))
    return Poster(meeting.title, tuple(filter(None, lines)), reader.link(entry_id_of(meeting)))


def _room_posters(reader: Reader, meetings: Sequence[Meeting]) -> list[Poster]:
    """Return a sheet for the door of each room and each day on which it has meetings with hours."""
    by_room: dict[tuple[str, str], list[Meeting]] = {}
    for meeting in sorted(meetings, key=lambda meeting: (meeting.room or "", meeting.opens)):
        if meeting.room and meeting.begins is not None:
            day = times.day(reader, meeting.first_day)
            by_room.setdefault((meeting.room, day), []).append(meeting)
    return [
        Poster(
            room,
            (day, *(_line(reader, one) for one in found[:_MAX_MEETINGS_OF_ROOM])),
            reader.link("meetings"),
        )
        for (room, day), found in by_room.items()
    ]


def _line(reader: Reader, meeting: Meeting) -> str:
    """Return the hours at the venue and the title."""
    ends = meeting.closes if meeting.end is not None else None
    hours = [
        times.hour(reader, at.astimezone(meeting.zone))
        for at in (meeting.begins, ends)
        if at is not None
    ]
    return f"{'–'.join(hours)} · {clipped(meeting.title, _MAX_TITLE_CHARACTERS)}"


def sheet_of(reader: Reader, pack: Pack, posters: Sequence[Poster], paper: str) -> PosterSheet:
    foot = (pack.event.name, reader.gettext("This bot is not an official registration channel."))
    return PosterSheet(
        " ".join((pack.event.short, f"@{reader.bot}")), reader.language, paper, foot, posters
    )  # fmt: skip
