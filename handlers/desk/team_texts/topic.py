"""Writing texts in several languages."""

from __future__ import annotations

import json
from dataclasses import asdict

from sqlalchemy.ext.asyncio import AsyncConnection

from content.languages import LANGUAGES
from handlers.desk import ORGANISERS
from handlers.desk.calendar.reminder_lines import LINES
from handlers.desk.prepared_answers.words import WORDS
from handlers.desk.questions.subject_names import NAMES
from handlers.desk.team_texts.buttons import RemoveText, WriteText
from handlers.desk.team_texts.kinds import TextKind
from handlers.desk.team_texts.views import prompt_view
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from storage import dialogs, team_texts

_DIALOG = "team-text"
_KINDS: dict[str, TextKind] = {kind.kind: kind for kind in (WORDS, LINES, NAMES)}


async def press_write(request: Request, button: WriteText) -> Answer:
    kind = _kind_of(request, button)
    if kind is None:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        owner = await kind.find(request, connection, button.owner)
        if owner is None:
            return out_of_date(request.reader)
        texts = await team_texts.texts_of(connection, kind.kind, button.owner)
        state = json.dumps(asdict(button))
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, state, request.reader.now)
    current = texts.get(button.language)
    return prompt_view(request.reader, button, owner, current, kind.max_characters)


async def press_remove(request: Request, button: RemoveText) -> Answer:
    kind, _ = _kind_of(request, button), request.reader.gettext
    if kind is None:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        if await kind.find(request, connection, button.owner) is None:
            return out_of_date(request.reader)
        await dialogs.close_dialog(connection, request.chat_id, _DIALOG)
        gone = await team_texts.remove_text(connection, kind.kind, button.owner, button.language)
        if gone:
            await _record(request, connection, kind, button.owner, button.language, "")
    if gone and kind.after_change is not None:
        await kind.after_change(request)
    return await kind.show(request, button.owner, _("Removed."))


async def take_text(request: Request, state: str) -> Answer | None:
    """Take the next message as the text."""
    incoming, _ = request.incoming, request.reader.gettext
    button = WriteText(**json.loads(state))
    kind = _kind_of(request, button)
    if incoming is None or kind is None:
        return None
    text = incoming.text.strip()
    if kind.one_line:
        text = " ".join(text.split())
    async with request.services.database.write_transaction() as connection:
        owner = await kind.find(request, connection, button.owner)
        if owner is None:
            await dialogs.close_dialog(connection, request.chat_id, _DIALOG)
            return None
        problem = None
        if incoming.attachment is not None or not text:
            problem = _("Please write text.")
        elif len(text) > kind.max_characters:
            sentence = _("It has {length} characters; the maximum is {most}. Please shorten it.")
            problem = sentence.format(length=len(text), most=kind.max_characters)
        if problem is not None:
            return prompt_view(request.reader, button, owner, None, kind.max_characters, problem)
        await dialogs.close_dialog(connection, request.chat_id, _DIALOG)
        await team_texts.set_text(connection, kind.kind, button.owner, button.language, text)
        await _record(request, connection, kind, button.owner, button.language, text)
    if kind.after_change is not None:
        await kind.after_change(request)
    return await kind.show(request, button.owner, _("Saved."))


def _kind_of(request: Request, button: WriteText | RemoveText) -> TextKind | None:
    """Return the kind of a text, or None if the button is forged."""
    if not request.in_private or button.language not in LANGUAGES:
        return None
    return _KINDS.get(button.kind)


async def _record(
    request: Request,
    connection: AsyncConnection,
    kind: TextKind,
    owner_id: str,
    language: str,
    text: str,
) -> None:
    owner = await kind.find(request, connection, owner_id)
    details = {"title": owner.title if owner else "", "language": language, "text": text}
    await record_act(request, connection, kind.act, kind.subject + owner_id, details)


TOPIC = Topic(
    "texts of the team",
    buttons={WriteText: press_write, RemoveText: press_remove},
    dialogs={_DIALOG: take_text},
    roles=ORGANISERS,
)
