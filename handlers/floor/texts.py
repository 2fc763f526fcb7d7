"""A delegate sends the text of a statement, or a statement in writing, and says in which language
they will speak."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from content.floor.statement_texts import MAX_FILE_BYTES, count_words, is_countable, words_in_file
from handlers.floor.ask_views import own_turns
from handlers.floor.asking import delegate_view
from handlers.floor.context import FloorContext, read_context
from handlers.floor.text_buttons import SPEECH_LANGUAGES, InWriting, SendText, SpeechLanguage
from handlers.floor.text_views import (
    ask_text_view,
    due_at,
    languages_view,
    may_write,
    refused_view,
    saved_view,
    writers_view,
)
from handlers.floor.wording import refusal
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.request import Attachment, FileRefused, Request
from handlers.framework.topic import Answer, ButtonHandler
from storage import dialogs
from storage.floor import acts, delegations, machine, texts
from storage.floor.acts import By
from storage.floor.machine import Refused
from storage.floor.records import Floor, Turn
from storage.floor.texts import Content

DIALOG = "floor-text"
_KINDS_WITH_TEXT = ("statement", "reply", "panellist")


async def press_send_text(request: Request, button: SendText) -> Answer:
    """Ask for the text of one's own turn, which waits."""
    async with request.services.database.write_transaction() as connection:
        found = await _own_turn(request, connection, button.turn)
        if found is None:
            return out_of_date(request.reader)
        context, turn = found
        await _open(request, connection, {"session": context.session.id, "turn": turn.id})
    return ask_text_view(request.reader, context, turn)


async def press_in_writing(request: Request, button: InWriting) -> Answer:
    """Ask for the written statement of one's own delegation."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None or not request.in_private:
            return out_of_date(reader)
        own = await delegations.delegations_of(connection, request.chat_id)
        able = may_write(context, own_turns(context, request.chat_id), own, reader.now)
        if not able:
            return out_of_date(reader)
        if not button.delegation:
            return writers_view(reader, context, able)
        if button.delegation not in {one.id for one in able}:
            return out_of_date(reader)
        state = {"session": context.session.id, "delegation": button.delegation}
        await _open(request, connection, state)
    return ask_text_view(reader, context, None)


async def take_text(request: Request, state: str) -> Answer | None:
    """Take the text that was sent: a file or words."""
    reader, known = request.reader, json.loads(state)
    content = await _content(request)
    turn_id, session_id = int(known.get("turn", 0)), int(known["session"])
    try:
        async with request.services.database.write_transaction() as connection:
            if isinstance(content, Content):
                # A text is an act: cards that show who sent one follow it.
                await acts.perform(
                    connection, session_id, "text" if turn_id else "in-writing",
                    lambda floor: floor, By(request.user_id, request.user_name), reader.now,
                    turn=turn_id or None,
                )  # fmt: skip
            context = await read_context(connection, request.pack, session_id)
            if context is None:
                raise Refused("no-session")
            turn = None
            if turn_id:
                found = await _own_turn(request, connection, turn_id)
                turn = None if found is None else found[1]
                if turn is None:
                    raise Refused("not-waiting")
                delegation = turn.delegation
            else:
                own = await delegations.delegations_of(connection, request.chat_id)
                mine = own_turns(context, request.chat_id)
                able = may_write(context, mine, own, reader.now)
                delegation = int(known["delegation"])
                if delegation not in {one.id for one in able}:
                    raise Refused("not-waiting")
            if isinstance(content, str):
                return ask_text_view(reader, context, turn, content)
            late = turn is not None and reader.now > due_at(context)
            saved = await texts.save(
                connection, session_id, turn_id or None, delegation, request.chat_id, content,
                late, reader.now,
            )  # fmt: skip
            await dialogs.close_dialog(connection, request.chat_id)
    except Refused as refused:
        async with request.services.database.write_transaction() as connection:
            await dialogs.close_dialog(connection, request.chat_id)
            context = await read_context(connection, request.pack, session_id)
        if context is None:
            return None
        reason = "closed" if context.session.phase == "closed" else refused.reason
        return refused_view(reader, context, refusal(reader, reason))
    request.services.signals.floor_acted()
    return saved_view(reader, context, saved)


async def press_language(request: Request, button: SpeechLanguage) -> Answer:
    """Choose the language of one's own speech."""
    reader, now = request.reader, request.reader.now
    database = request.services.database
    async with database.transaction() as connection:
        found = await _own_turn(request, connection, button.turn)
    if found is None or (button.language and button.language not in SPEECH_LANGUAGES):
        return out_of_date(reader)
    context, turn = found
    if not button.language:
        return languages_view(reader, context, turn)
    problem = None

    def change(floor: Floor) -> Floor:
        current = floor.turn(turn.id)
        if current is None:
            raise Refused("not-waiting")
        return machine.change_turn(floor, replace(current, language=button.language))

    try:
        async with database.write_transaction() as connection:
            await acts.perform(
                connection, turn.session, "language", change,
                By(request.user_id, request.user_name), now, turn=turn.id,
                details={"value": button.language},
            )  # fmt: skip
    except Refused as refused:
        problem = refusal(reader, refused.reason)
    request.services.signals.floor_acted()
    async with database.transaction() as connection:
        after = await read_context(connection, request.pack, turn.session)
        return await delegate_view(request, connection, after or context, problem)


async def _own_turn(
    request: Request, connection: AsyncConnection, turn_id: int
) -> tuple[FloorContext, Turn] | None:
    """Return a turn of this chat that waits, with its floor; None for any other."""
    turn = await acts.find_turn(connection, turn_id)
    if turn is None or turn.chat_id != request.chat_id or not request.in_private:
        return None
    if turn.state != "waiting" or turn.kind not in _KINDS_WITH_TEXT:
        return None
    context = await read_context(connection, request.pack, turn.session)
    if context is None or context.session.phase == "closed":
        return None
    return context, turn


async def _open(request: Request, connection: AsyncConnection, state: dict[str, int]) -> None:
    await dialogs.open_dialog(
        connection, request.chat_id, DIALOG, json.dumps(state), request.reader.now
    )


async def _content(request: Request) -> Content | str:
    """Return what was sent, or why it cannot be taken. A file is downloaded to count its words,
    and not kept."""
    _ = request.reader.gettext
    sent = None if request.incoming is None else request.incoming.attachment
    if sent is None:
        words = without_direction_controls(
            request.words if request.incoming is None else request.incoming.text
        ).strip()
        if not words:
            return _("Please send the text as a file, or write it in one message.")
        return Content(words, None, None, count_words(words))
    if sent.kind != "document":
        return _("Please send the text as a file, not as a photo.")
    name = " ".join(without_direction_controls(sent.name).split())[: texts.MAX_FILE_NAME]
    return Content(None, sent.file_id, name or None, await _words_in(request, sent))


async def _words_in(request: Request, sent: Attachment) -> int | None:
    if not is_countable(sent.name):
        return None
    try:
        content = await request.fetch(sent, MAX_FILE_BYTES)
    except FileRefused:
        return None
    return await asyncio.to_thread(words_in_file, sent.name, content)


BUTTONS: dict[type[ButtonData], ButtonHandler] = {
    SendText: press_send_text, InWriting: press_in_writing, SpeechLanguage: press_language,
}  # fmt: skip
