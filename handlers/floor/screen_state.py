"""What the screen of a room shows, as data. The page lays it out and lets the clock count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from content.model import Meeting, Pack
from handlers.floor.context import FloorContext
from handlers.floor.public import closed_text, public_name, public_speaker
from handlers.floor.wording import clock
from handlers.framework.reader import Reader
from handlers.wording import dates, times
from storage.floor.records import ScreenMode, Session, Turn

MAX_LANGUAGES = 2  # at once
NEXT_SHOWN = 3
WARNING_SECONDS = 30
_MEETINGS_SHOWN = 7
_QUESTIONS_SHOWN = 3


def offered_modes(context: FloorContext) -> tuple[ScreenMode, ...]:
    """Return what the screen of a session can show."""
    if context.rules.questions == "off":
        return ("list", "clock", "today", "blank")
    return ("list", "clock", "today", "questions", "blank")


def languages_of(session: Session, known: Mapping[str, object]) -> list[str]:
    """Return the languages of a screen, one or two of those the bot speaks."""
    wanted = [code for code in session.screen_languages.split(",") if code in known]
    return wanted[:MAX_LANGUAGES] or ["en"]


def screen_state(readers: Sequence[Reader], pack: Pack, context: FloorContext) -> dict[str, Any]:
    """Return all that a screen shows; instants are in milliseconds since 1970.

    `readers` are the languages in their order. Everything is as public as the rules allow: a screen
    knows nothing else.
    """
    session, floor = context.session, context.floor
    mode = session.screen_mode if session.screen_mode in offered_modes(context) else "list"
    turn = floor.speaking
    counting = None
    if turn is not None:
        counting = {
            "limit": floor.limit_of(turn) * 1000,
            "spent": session.clock_spent_ms,
            "since": None if session.clock_since is None else milliseconds(session.clock_since),
            "warning": WARNING_SECONDS * 1000,
        }
    return {
        "mode": mode,
        "clock": counting,
        "languages": [_in_language(reader, pack, context, mode) for reader in readers],
        "questions": [
            {"words": one.words, "votes": one.votes}
            for one in context.questions_shown[:_QUESTIONS_SHOWN]
        ],
    }


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _in_language(
    reader: Reader, pack: Pack, context: FloorContext, mode: ScreenMode
) -> dict[str, Any]:
    _ = reader.gettext
    localized = pack.in_language(reader.language)
    meeting = localized.meeting(context.meeting.id) or context.meeting
    context = replace(context, meeting=meeting)
    session = context.session
    told: dict[str, Any] = {
        "code": reader.language,
        "direction": "rtl" if reader.right_to_left else "ltr",
        "title": meeting.title,
        "texts": {
            "warning": _("Please conclude"),
            "over": _("Time is up"),
            "stopped": _("Clock stopped"),
            "lost": _("No connection. The clock continues."),
            "gone": _("This address is no longer valid."),
        },
    }
    if mode == "list":
        told |= {
            "notice": _points(reader, context),
            "speaker": _now(reader, context),
            "next": reader.pgettext("list of speakers", "Next"),
            "turns": _next(reader, context),
            "waiting": _waiting(reader, context),
            "list": "" if session.phase == "closed" else _list(reader, context),
            "ask": _("Ask for the floor"),
        }
    if mode == "questions":
        told["questions"] = _("Questions")
        told["empty"] = _("No question is shown yet.")
    if mode == "today":
        told["today"] = _today(reader, localized, meeting)
    return told


def _points(reader: Reader, context: FloorContext) -> str:
    """Return the banner for points of order that wait, or an empty text."""
    points = context.floor.waiting("point")
    if not points or context.session.phase == "closed":
        return ""
    if context.rules.public == "none":
        return reader.gettext("Point of order")
    names = reader.listed(public_name(reader, context, turn) for turn in points)
    return reader.gettext("Point of order: {names}").format(names=names)


def _now(reader: Reader, context: FloorContext) -> str:
    """Return who has the floor, or why nobody has it."""
    _ = reader.gettext
    session, turn = context.session, context.floor.speaking
    if session.phase == "closed":
        return _("This session has ended.")
    if session.phase == "suspended":
        return _("The session is suspended.")
    if turn is not None:
        return public_speaker(reader, context, turn)
    if session.began is None:
        hour = times.hour_in_zone(reader, context.meeting.opens)
        return _("The session begins at {hour}.").format(hour=hour)
    return _("Nobody has the floor.")


def _next(reader: Reader, context: FloorContext) -> list[dict[str, str]]:
    """Return the next turns with their limits: first who was interrupted, last rights of reply."""
    floor = context.floor
    if context.rules.public == "none" or context.session.phase == "closed":
        return []
    interrupted = floor.turn(context.session.interrupted)
    listed: list[Turn] = [] if interrupted is None else [interrupted]
    listed += [*floor.waiting(), *floor.waiting("reply")]
    return [
        {
            "name": public_speaker(reader, context, turn),
            "limit": clock(floor.limit_of(turn)),
        }
        for turn in listed[:NEXT_SHOWN]
    ]


def _waiting(reader: Reader, context: FloorContext) -> str:
    if context.session.phase == "closed":
        return ""
    count = len(context.floor.waiting())
    return reader.ngettext("{number} waiting", "{number} waiting", count).format(number=count)


def _list(reader: Reader, context: FloorContext) -> str:
    _ = reader.gettext
    session = context.session
    if session.list_is_open(reader.now):
        return _("list open")
    if session.list_set is None and session.list_opens and reader.now < session.list_opens:
        return closed_text(reader, context)
    return _("list closed")


def _today(reader: Reader, pack: Pack, meeting: Meeting) -> dict[str, Any]:
    """Return the programme of the session's room: of today, or of the session's day if there is
    nothing today. What is over goes first where not all have room."""
    of_room = [other for other in pack.meetings if _room(other) == _room(meeting)]
    days = {day for other in of_room if (day := _day(other, reader.today)) is not None}
    day = reader.today if reader.today in days else meeting.first_day
    on_day = sorted(
        (other for other in of_room if _day(other, day) is not None),
        key=lambda other: (other.opens, other.closes),
    )
    still = [other for other in on_day if reader.now < other.closes]
    shown = on_day if len(on_day) <= _MEETINGS_SHOWN else (still or on_day)[:_MEETINGS_SHOWN]
    zone = times.zone_name(reader, reader.zone)
    return {
        "room": meeting.room or meeting.venue or meeting.title,
        "day": reader.gettext("{moments} ({city} time)").format(
            moments=dates.day(reader, day), city=zone
        ),
        "meetings": [
            {
                "hours": _hours(reader, other, day),
                "title": other.title,
                "now": not other.cancelled and other.opens <= reader.now < other.closes,
                "cancelled": reader.gettext("Cancelled") if other.cancelled else "",
            }
            for other in shown
        ],
    }  # fmt: skip


def _room(meeting: Meeting) -> tuple[str | None, ...]:
    """Return what tells the place of a meeting from others; a meeting without one is alone."""
    if meeting.room is None and meeting.venue is None:
        return (meeting.id,)
    return (meeting.room, meeting.venue, meeting.city)


def _day(meeting: Meeting, day: date) -> date | None:
    return day if meeting.first_day <= day <= meeting.last_day else None


def _hours(reader: Reader, meeting: Meeting, day: date) -> str:
    """Return the hours of a meeting on a day; empty where none is known."""
    begins = meeting.begins.astimezone(reader.zone) if meeting.begins else None
    ends = meeting.closes.astimezone(reader.zone) if isinstance(meeting.end, datetime) else None
    if begins is None or begins.date() != day:
        return ""
    told = times.hour(reader, begins)
    if ends is None or ends.date() != day:
        return told
    return f"{told}–{times.hour(reader, ends)}"
