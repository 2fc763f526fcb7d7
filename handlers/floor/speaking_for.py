"""/delegation: a person comes to speak for a delegation, by its link, its code or the clerks."""

from __future__ import annotations

import json

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import INVISIBLE, without_direction_controls
from handlers.floor.context import read_context
from handlers.floor.delegation_buttons import AskClerk, StopSpeaking
from handlers.floor.delegation_views import (
    PLACE,
    asked_view,
    for_whom_dialog_view,
    in_private_view,
    nobody_to_ask_view,
    refused_code_view,
    speaks_view,
    wrong_code_view,
)
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import dialogs
from storage.floor import code_attempts, delegations, speaking_requests

_DIALOG = "floor-for-whom"


async def show_delegation(request: Request) -> Answer:
    """Answer `/delegation CODE`; without a code, say for whom this chat speaks."""
    code = request.words.strip()
    if code:
        return await use_code(request, code)
    return await visit_delegation(request, Visit(Place(PLACE)))


async def use_code(request: Request, code: str) -> Answer:
    """Let a person speak for the delegation with this code. Whoever guesses is refused for a while,
    also with a right code, and the clerks are told once."""
    reader, services = request.reader, request.services
    if not request.in_private:
        return in_private_view(reader)
    async with services.database.write_transaction() as connection:
        until = await code_attempts.refused_until(connection, request.chat_id, reader.now)
        if until is not None:
            return refused_code_view(reader, until)
        delegation = await delegations.by_code(connection, code)
        if delegation is not None:
            await delegations.let_speak(
                connection, delegation.id, request.chat_id, clean(request.user_name), reader.now
            )
            return await _own_view(request, connection)
        refused = await code_attempts.count_wrong_code(connection, request.chat_id, reader.now)
        if refused:
            clerks = await speaking_requests.clerks(connection, services.owners)
            name = clean(request.user_name)
            await speaking_requests.warn_of_guessing(connection, clerks, name, reader.now)
    if not refused:
        return wrong_code_view(reader)
    services.signals.delegation_messages_waiting.set()
    return refused_code_view(reader, reader.now + code_attempts.REFUSED_FOR)


async def visit_delegation(request: Request, visit: Visit) -> Answer:
    if not request.in_private:
        return in_private_view(request.reader)
    async with request.services.database.transaction() as connection:
        return await _own_view(request, connection)


async def _own_view(
    request: Request, connection: AsyncConnection, notice: str | None = None
) -> Reply:
    own = await delegations.delegations_of(connection, request.chat_id)
    people = [len(await delegations.people_of(connection, one.id)) for one in own]
    return speaks_view(request.reader, list(zip(own, people, strict=True)), notice)


async def press_stop(request: Request, button: StopSpeaking) -> Answer:
    """Speak for a delegation no longer. What this person has on a list stays there."""
    if not request.in_private:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        await delegations.no_longer_speaks(connection, button.delegation, request.chat_id)
        return await _own_view(request, connection, request.reader.gettext("Saved."))


async def press_ask_clerk(request: Request, button: AskClerk) -> Answer:
    reader = request.reader
    if not request.in_private:
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None:
            return out_of_date(reader)
        clerks = await speaking_requests.clerks(
            connection, request.services.owners, context.meeting.id
        )
        if not clerks:
            return nobody_to_ask_view(reader, button.session)
        state = json.dumps({"session": button.session})
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, state, reader.now)
    return for_whom_dialog_view(reader, button.session)


async def take_for_whom(request: Request, state: str) -> Answer | None:
    """Take for whom a person speaks, in their words, and tell the clerks."""
    reader, services = request.reader, request.services
    _ = reader.gettext
    session = int(json.loads(state)["session"])
    words = clean(request.words)
    if not words:
        return for_whom_dialog_view(reader, session, _("Please write it as text."))
    if len(words) > speaking_requests.MAX_WORDS:
        problem = _("That is too long; the maximum is {most} characters.")
        most = speaking_requests.MAX_WORDS
        return for_whom_dialog_view(reader, session, problem.format(most=most))
    async with services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
        context = await read_context(connection, request.pack, session)
        if context is None:
            return None
        clerks = await speaking_requests.clerks(connection, services.owners, context.meeting.id)
        name = clean(request.user_name)
        added = await speaking_requests.add_request(
            connection, request.chat_id, session, name, words, clerks, reader.now
        )
    services.signals.delegation_messages_waiting.set()
    return asked_view(reader, session, added)


def clean(words: str) -> str:
    """Return words on one line, without characters that nobody sees or that turn it around."""
    return " ".join(INVISIBLE.sub(" ", without_direction_controls(words)).split())


TOPIC = Topic(
    "delegation",
    commands={"delegation": show_delegation},
    screens={PLACE: visit_delegation},
    buttons={StopSpeaking: press_stop, AskClerk: press_ask_clerk},
    dialogs={_DIALOG: take_for_whom},
    links={"dlg": use_code},
)
