"""A programme by day, room, track and person: /tomorrow, /day, /room, /track, /who."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from content.intents import NamedList
from content.model import Meeting, Pack
from content.moments import AmbiguousDate, NotADate, When, read_when
from content.typed_words import folded
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Link, Paragraph, Phrase, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.by_time import on_days
from handlers.meetings.days import days_view
from handlers.meetings.lines import entry_id_of
from handlers.meetings.meeting_list import MEETINGS_PER_PAGE, by_month
from handlers.wording import labels, times

By = Literal["room", "track", "person"]

_PLACE_ID = "programme"
_DAY_FORMAT = "%Y%m%d"
_ONE_DAY = timedelta(days=1)
_LETTERS: dict[str, By] = {"r": "room", "t": "track", "p": "person"}
_LISTS: dict[str, By] = {"rooms": "room", "tracks": "track", "people": "person"}
_MAX_NAMES = 30  # buttons
_COMMANDS: dict[By, str] = {"room": "room", "track": "track", "person": "who"}
_NAME_DIGITS = 10
_MEETINGS_IN_GRID = 15
_MAX_WORDS = 60  # characters of what was typed that an answer repeats


async def show_tomorrow(request: Request) -> Answer:
    day = request.reader.today + _ONE_DAY
    return days_view(request.reader, request.pack, day, day)


async def show_day(request: Request) -> Answer:
    """Answer `/day 10 June`; without words, today."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return days_view(reader, pack, reader.today, reader.today)
    try:
        readings: tuple[When, ...] = (read_when(words, reader.zone, reader.today),)
    except AmbiguousDate as ambiguous:
        readings = ambiguous.readings
    except NotADate:
        return _not_found(reader, _("I could not read “{words}” as a day."), words, "/day 10 June")
    spans = [_near_event(request, when) for when in readings]
    if len(spans) == 1:
        return days_view(reader, pack, *spans[0])
    labelled = [
        (
            times.days(reader, first, last),
            f"days.{first.strftime(_DAY_FORMAT)}-{last.strftime(_DAY_FORMAT)}",
        )
        for first, last in spans
    ]
    return Reply(
        (Heading(_("Which day do you mean?")),),
        (*open_buttons(labelled, ""), way_back(reader, "home")),
        payload="meetings",
    )


def _near_event(request: Request, when: When) -> tuple[date, date]:
    """Return the days that were meant: those of the event's year if the next ones have no
    meetings."""
    first, last = (_day(at) for at in (when.start, when.end or when.start))
    if on_days(request.reader, request.pack, first, last):
        return first, last
    years = request.pack.event.start.year - first.year
    try:
        there = first.replace(year=first.year + years), last.replace(year=last.year + years)
    except ValueError:  # 29 February
        return first, last
    return there if on_days(request.reader, request.pack, *there) else (first, last)


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


async def show_room(request: Request) -> Answer:
    """Answer `/room C`; without words, with all rooms."""
    return _by_name(request, "room")


async def show_track(request: Request) -> Answer:
    """Answer `/track data`; without words, with all tracks."""
    return _by_name(request, "track")


def _by_name(request: Request, by: By) -> Reply:
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    wanted = folded(request.words)
    names = names_of(pack, by)
    if not wanted or not names:
        return names_view(reader, pack, by)
    found = _matching(pack, by, names, wanted)
    if len(found) == 1:
        return list_view(reader, pack, by, found[0])
    if found:
        return names_view(reader, pack, by, found)
    sentences = {
        "room": _("“{words}” is not a room of the programme."),
        "track": _("“{words}” is not a track of the programme."),
        "person": _("“{words}” is not in the programme."),
    }
    heading = Paragraph(sentences[by].format(words=request.words.strip()[:_MAX_WORDS]))
    listed = names_view(reader, pack, by)
    return Reply((heading, *listed.blocks), listed.buttons, payload=listed.payload)


def _matching(pack: Pack, by: By, names: Sequence[str], wanted: str) -> list[str]:
    """Return the names that are the folded words, else those that have them: as in the reader's
    language, or as the pack's editors wrote them."""
    written = zip(names, names_of(pack.original, by), strict=True)
    keys = {name: {folded(name), folded(original)} for name, original in written}
    return [name for name in names if wanted in keys[name]] or [
        name for name in names if any(_has_words(key, wanted) for key in keys[name])
    ]


async def answer_named_list(request: Request, asked: NamedList) -> Answer | None:
    """Answer "room library"; None if there is no such room or track, for a search."""
    names = names_of(request.pack, asked.by)
    if request.in_use.search.is_title(request.words):
        return None
    for wanted in (folded(request.words), asked.words):
        found = _matching(request.pack, asked.by, names, wanted)
        if len(found) == 1:
            return list_view(request.reader, request.pack, asked.by, found[0])
        if found:
            return names_view(request.reader, request.pack, asked.by, found)
    return None


def names_of(pack: Pack, by: By) -> list[str]:
    """Return the names of all rooms, tracks or people: those of pack.yaml in its order, then others
    in the order of the names as they were written, which is the same in every language."""
    known = {"room": pack.rooms, "track": pack.tracks}.get(by, {})
    used: dict[str, str] = {}
    for meeting in pack.meetings:
        original = pack.original.meeting(meeting.id) or meeting
        used.update(zip(_values(original, by), _values(meeting, by), strict=False))
    names = set(used.values())
    listed = [name for name in known.values() if name in names]
    return [*listed, *(name for _written, name in sorted(used.items()) if name not in listed)]


def _values(meeting: Meeting, by: By) -> tuple[str, ...]:
    match by:
        case "room":
            return (meeting.room,) if meeting.room else ()
        case "track":
            return (meeting.track,) if meeting.track else ()
        case "person":
            return tuple(person.name for person in meeting.people)


def names_view(reader: Reader, pack: Pack, by: By, names: Sequence[str] | None = None) -> Reply:
    """List rooms, tracks or people, by default all, each with a button."""
    _ = reader.gettext
    found = names_of(pack, by) if names is None else names
    empty = {
        "room": _("The programme does not name rooms."),
        "track": _("The programme has no tracks."),
        "person": _("The programme does not name people."),
    }
    shown = found[:_MAX_NAMES]
    blocks: list[Block] = [Heading(_titles(reader)[by]) if shown else Paragraph(empty[by])]
    if more := len(found) - len(shown):
        left = reader.ngettext("And {number} more.", "And {number} more.", more)
        example = f"/{_COMMANDS[by]} {found[-1]}"
        blocks.append(Paragraph(left.format(number=more)))
        blocks.append(Paragraph(_("Write a name, for example: {command}").format(command=example)))
    labelled = [(labels.clipped(name), str(place_of(pack, by, name))) for name in shown]
    return Reply(
        tuple(blocks),
        (*open_buttons(labelled, ""), (Press(_("All meetings"), go("meetings")),),
         way_back(reader, "home")),
        payload="meetings",
    )  # fmt: skip


def _titles(reader: Reader) -> dict[By, str]:
    _ = reader.gettext
    return {"room": _("Rooms"), "track": _("Tracks"), "person": _("People")}


def place_of(pack: Pack, by: By, name: str, page: int = 1) -> Place:
    """Return the place of a list: of the meetings in a room, of a track or of a person. It is the
    same in every language."""
    meetings = pack.timeline.narrowed(by, name).meetings
    original = pack.original.meeting(meetings[0].id) if meetings else None
    written = name
    if original is not None:
        values = zip(_values(meetings[0], by), _values(original, by), strict=False)
        written = dict(values).get(name, name)
    return Place(_PLACE_ID, f"{by[0]}-{_digest(written)}", page)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:_NAME_DIGITS]


def list_view(reader: Reader, pack: Pack, by: By, name: str, page: int = 1) -> Reply:
    """Show the meetings in a room, of a track or of a person, from the one that is on; if all are
    over, all."""
    _ = reader.gettext
    timeline = pack.timeline.narrowed(by, name)
    meetings = timeline.not_over(reader.now) or timeline.meetings
    shown, page, pages = page_of(meetings, page, MEETINGS_PER_PAGE)
    here = place_of(pack, by, name, page)
    return Reply(
        blocks=(Heading(name), *by_month(reader, shown)),
        brief=(Heading(name), *by_month(reader, shown[:2])),
        buttons=(
            *open_buttons(labels.entry_labels(reader, pack, map(entry_id_of, shown)), here),
            *paging(reader, here, pages),
            (Press(_titles(reader)[by], go(f"{_PLACE_ID}.{_list_of(by)}")),),
            way_back(reader, "meetings"),
        ),
        payload="meetings",
    )


def _list_of(by: By) -> str:
    return next(name for name, listed in _LISTS.items() if listed == by)


def _has_words(name: str, wanted: str) -> bool:
    """Return whether the words of a name begin with those that were typed: `C` is Room C."""
    words = name.split()
    return all(any(word.startswith(part) for word in words) for part in wanted.split())


def rooms_of_day_view(reader: Reader, pack: Pack, day: date, page: int = 1) -> Reply:
    """Show the meetings of a day, by room."""
    _ = reader.gettext
    order = {name: number for number, name in enumerate(names_of(pack, "room"))}
    meetings = sorted(
        on_days(reader, pack, day, day),
        key=lambda meeting: (order.get(meeting.room or "", len(order)), meeting.opens, meeting.id),
    )
    shown, page, pages = page_of(meetings, page, _MEETINGS_IN_GRID)
    rooms: dict[str, list[Phrase]] = {}
    for meeting in shown:
        rooms.setdefault(meeting.room or _("Elsewhere"), []).append(_line(reader, meeting))
    name = day.strftime(_DAY_FORMAT)
    here = Place(_PLACE_ID, name, page)
    blocks: list[Block] = [Heading(times.day(reader, day))]
    blocks += [Bullets(tuple(lines), title=room) for room, lines in rooms.items()]
    if not shown:
        blocks.append(Paragraph(_("There are no meetings on this day.")))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *paging(reader, here, pages),
            (Press(_("By time"), go(f"days.{name}-{name}")),),
            way_back(reader, "meetings"),
        ),
        payload="meetings",
    )


def _line(reader: Reader, meeting: Meeting) -> Phrase:
    when = times.when(reader, meeting, short=True)
    title = Link(meeting.title, reader.link(entry_id_of(meeting)))
    return (title, " · ", *((when,) if isinstance(when, str) else when))


async def show_who(request: Request) -> Answer:
    """Answer `/who name`: the meetings in which somebody of that name has a part."""
    return _by_name(request, "person")


def _not_found(reader: Reader, sentence: str, words: str, example: str) -> Reply:
    text = reader.gettext("For example: {command}").format(command=example)
    return Reply(
        (Paragraph(sentence.format(words=words[:_MAX_WORDS])), Paragraph(text)),
        (way_back(reader, "home"),),
        payload="meetings",
    )


async def visit_programme(request: Request, visit: Visit) -> Answer:
    """Show a day by rooms (`20130603`), the rooms (`rooms`), or one of a list (`r-…`)."""
    reader, pack, part = request.reader, request.pack, visit.place.part
    if part in _LISTS:
        return names_view(reader, pack, _LISTS[part])
    letter, _hyphen, digest = part.partition("-")
    if letter in _LETTERS:
        by = _LETTERS[letter]
        name = next((name for name in names_of(pack, by) if place_of(pack, by, name).part == part),
                    None)  # fmt: skip
        return out_of_date(reader) if name is None or not digest else list_view(
            reader, pack, by, name, visit.place.page
        )  # fmt: skip
    try:
        day = date.fromisoformat(part)
    except ValueError:
        return out_of_date(reader)
    return rooms_of_day_view(reader, pack, day, visit.place.page)
