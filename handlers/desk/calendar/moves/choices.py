"""What a press of a button makes of a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.desk.calendar.form import key_of, rooms_of
from handlers.desk.calendar.moves.buttons import ChooseChange
from handlers.desk.calendar.moves.draft import (
    MAX_AMOUNT,
    SELECT,
    Draft,
    in_scope,
    rooms_by_meeting,
    with_next_room,
)
from handlers.desk.calendar.moves.plan import swappable
from handlers.framework.request import Request


def after_command(request: Request, draft: Draft, command: str) -> Draft | None:
    """Return the draft after a command, None for one that no view offers."""
    match draft.action, command:
        case "shift", "all":
            upcoming = {
                meeting.id
                for meeting in in_scope(request.pack, draft, request.reader.now)
                if meeting.opens > request.reader.now
            }
            chosen = frozenset(draft.meeting_ids) | upcoming
            return replace(draft, meeting_ids=in_order(request, draft, chosen), step=SELECT)
        case "shift", "none":
            return replace(draft, meeting_ids=(), step=SELECT)
        case "shift", "select":
            return replace(draft, what="", value="", step=SELECT)
        case "shift", "change" if draft.meeting_ids:
            return replace(draft, what="", value="", step="")
        case "shift", _ if command == f"stays-{len(rooms_by_meeting(draft))}":
            return with_next_room(draft, None) if draft.step == "each" else None
        case "shift", "later" | "earlier" | "room" | "each" | "day" if draft.meeting_ids:
            return replace(draft, what="", value="", step=command)
        case "swap", "other":
            return replace(draft, meeting_ids=draft.meeting_ids[:1], what="", step="other")
        case "swap", "what" if len(draft.meeting_ids) == 2:
            return replace(draft, what="", step="")
        case _, "reason" if draft.what or draft.action == "undo":
            return replace(draft, step="reason")
        case _, "preview" if draft.step == "reason":
            return replace(draft, step="")
        case _:
            return None


def chosen_value(request: Request, draft: Draft, button: ChooseChange) -> str | None:
    """Return the value of a button as the draft stores it, None for one that no view offers."""
    if draft.action == "swap":
        return "" if _can_swap(request, draft, button.what) else None
    if draft.action != "shift" or not draft.meeting_ids:
        return None
    match button.what:
        case "minutes" if button.value.removeprefix("-").isascii():
            amount = button.value.removeprefix("-")
            fits = amount.isdigit() and 0 < int(amount) <= MAX_AMOUNT // timedelta(minutes=1)
            return button.value if fits else None
        case "room":
            names = rooms_of(request.pack)
            return next((name for name in names if key_of(name) == button.value), None)
        case "each" if draft.step == "each":
            # A second press of one button is not the answer for the next meeting.
            number, _sign, key = button.value.partition("-")
            if number != str(len(rooms_by_meeting(draft))):
                return None
            return next((name for name in rooms_of(request.pack) if key_of(name) == key), None)
        case "day":
            return _iso_day(button.value)
        case _:
            return None


def _can_swap(request: Request, draft: Draft, what: str) -> bool:
    found = [request.pack.original.meeting(id) for id in draft.meeting_ids]
    meetings = [meeting for meeting in found if meeting is not None]
    return len(meetings) == 2 and what in swappable(*meetings)


def in_order(request: Request, draft: Draft, chosen: frozenset[str]) -> tuple[str, ...]:
    """Return chosen ids in the order of the calendar, without those that cannot be chosen."""
    offered = in_scope(request.pack, draft, request.reader.now)
    return tuple(meeting.id for meeting in offered if meeting.id in chosen)


def _iso_day(key: str) -> str | None:
    try:
        return datetime.strptime(key, "%Y%m%d").date().isoformat()  # noqa: DTZ007
    except ValueError:
        return None
