"""What an organiser has chosen so far. It is stored in the chat's dialog as JSON."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting, Pack
from handlers.desk.calendar.form import key_of
from handlers.desk.meeting_choice import key_of_day
from handlers.framework.request import Request
from storage import dialogs

DIALOG = "calendar-moves"
# Steps at which words are the answer.
QUESTIONS = ("other", "later", "earlier", "room", "each", "day", "reason")
SELECT = "select"
MAX_AMOUNT = timedelta(days=30)  # by which meetings are moved
_MAX_NONCE = 10**9


@dataclass(frozen=True)
class Draft:
    """A swap, a move of several meetings, or the undoing of one of these.

    `action` is swap, shift or undo. `meeting_ids` are the chosen ones: of a swap, the first and
    then the other. `scope` are the ids to choose from, empty for all. `what` is rooms, hours or
    both for a swap; minutes, room, each or day for a shift, with its `value`: minutes (negative for
    earlier), a room's name, the rooms by the ids of meetings as JSON (None for one that stays), or
    an ISO day on which the first of them is to be. `step` is the open
    question, SELECT or empty. `entry` is the entry of the trace that is undone. `last_message_id`
    is the last message that was taken as an answer.
    """

    action: str
    nonce: int
    meeting_ids: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    what: str = ""
    value: str = ""
    step: str = ""
    reason: str = ""
    entry: int = 0
    last_message_id: int = 0


def new_draft(action: str, **fields: object) -> Draft:
    return Draft(action, secrets.randbelow(_MAX_NONCE), **fields)  # type: ignore[arg-type]


def rooms_by_meeting(draft: Draft) -> dict[str, str | None]:
    """Return the rooms that were chosen one by one."""
    is_map = draft.value.startswith("{")
    found: dict[str, str | None] = json.loads(draft.value) if is_map else {}
    return found


def with_next_room(draft: Draft, room: str | None) -> Draft:
    """Return the draft with the room of the next meeting; after the last one, nothing is open."""
    rooms = rooms_by_meeting(draft)
    waiting = [id for id in draft.meeting_ids if id not in rooms]
    rooms[waiting[0]] = room
    step = "each" if len(waiting) > 1 else ""
    value = json.dumps(rooms, ensure_ascii=False)
    return replace(draft, what="" if step else "each", value=value, step=step)


async def find_draft(request: Request, connection: AsyncConnection) -> Draft | None:
    dialog = await dialogs.dialog_of(connection, request.chat_id, request.reader.now)
    return from_json(dialog.state) if dialog is not None and dialog.name == DIALOG else None


async def keep_draft(request: Request, connection: AsyncConnection, draft: Draft) -> None:
    state = json.dumps(asdict(draft))
    await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, request.reader.now)


def from_json(state: str) -> Draft:
    fields = json.loads(state)
    lists = {name: tuple(fields[name]) for name in ("meeting_ids", "scope")}
    return Draft(**{**fields, **lists})


def movable(pack: Pack) -> list[Meeting]:
    """Return the meetings that can be moved, the earliest first."""
    meetings = [meeting for meeting in pack.original.meetings if not meeting.cancelled]
    return sorted(meetings, key=lambda meeting: (meeting.opens, meeting.id))


def meetings_in(pack: Pack, kind: str, key: str) -> list[Meeting]:
    """Return the meetings of a day, room or track, or all; see ChooseScope."""
    match kind:
        case "day":
            return [each for each in movable(pack) if key_of_day(each.first_day) == key]
        case "room":
            return [each for each in movable(pack) if each.room and key_of(each.room) == key]
        case "track":
            return [each for each in movable(pack) if each.track and key_of(each.track) == key]
        case "list":
            return movable(pack)
        case _:
            return []


def in_scope(pack: Pack, draft: Draft, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that the draft offers to choose from; those that have begun come last."""
    scope = frozenset(draft.scope)
    meetings = [meeting for meeting in movable(pack) if not scope or meeting.id in scope]
    return sorted(meetings, key=lambda meeting: meeting.opens <= now)
