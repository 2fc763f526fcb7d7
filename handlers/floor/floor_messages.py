"""What goes out to interpreters and rapporteurs by itself: to whom, and whether it still holds."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting, Pack
from content.model.floor import FloorRules
from handlers.floor.context import FloorContext
from handlers.floor.interpreters import text_message
from handlers.floor.rapporteur_views import TurnNotes, turn_message
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from storage import team_members
from storage.floor import acts, notes, team, texts
from storage.floor.machine import MAY_UNDO_FOR
from storage.floor.messages import Due, NotYet, Readers
from storage.floor.notes import WHOLE_TURN
from storage.floor.records import Session


async def readers_of(connection: AsyncConnection, session: Session, meeting: Meeting) -> Readers:
    """Return who reads along in a session, as its rules say."""
    held: dict[str, set[int]] = {"chair": set(), "interpreter": set(), "rapporteur": set()}
    for holder in await team.holders(connection, meeting.id):
        held.setdefault(holder.role, set()).add(holder.user_id)
    rules = FloorRules.model_validate_json(session.rules)
    if "chair" in rules.texts.to:
        for joined in await team_members.all_members(connection):
            if set(joined.member.roundtables) & set(meeting.roundtables):
                held["chair"].add(joined.member.user_id)
    roles = {"interpreters": "interpreter", "rapporteur": "rapporteur", "chair": "chair"}
    to = set().union(*(held[roles[one]] for one in rules.texts.to))
    return Readers(to, held["rapporteur"])


async def message_view(
    connection: AsyncConnection, reader: Reader, pack: Pack, context: FloorContext, message: Due
) -> Reply | Literal["cancelled"] | NotYet:
    """Return a message; "cancelled" if it does not hold any more, "not yet" if it may hold
    later."""
    readers = await readers_of(connection, context.session, context.meeting)
    if message.kind == "turn":
        turn = await acts.find_turn(connection, message.subject)
        if turn is None or message.chat_id not in readers.rapporteurs:
            return "cancelled"
        if turn.state != "done" or turn.ended is None or reader.now < turn.ended + MAY_UNDO_FOR:
            return "not yet"
        shown = TurnNotes(
            turn,
            (await texts.of_turns(connection, [turn.id])).get(turn.id),
            await notes.marks_of(connection, turn.id, WHOLE_TURN, message.chat_id),
            await notes.count_notes(connection, turn.id, message.chat_id),
        )
        return turn_message(reader, pack, context, shown)
    text = await texts.find(connection, message.subject)
    if text is None or text.version != message.version:
        return "cancelled"
    turn = None if text.turn is None else await acts.find_turn(connection, text.turn)
    delivered = text.in_writing or (turn is not None and turn.state == "done")
    waits = turn is not None and turn.state in ("waiting", "speaking", "interrupted")
    if waits and message.chat_id in readers.texts:
        return text_message(reader, context, text)
    if delivered and message.chat_id in readers.rapporteurs:
        return text_message(reader, context, text)
    return "not yet" if waits and message.chat_id in readers.rapporteurs else "cancelled"
