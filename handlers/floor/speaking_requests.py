"""The clerks decide for whom somebody may speak who has no code."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Meeting
from handlers.floor.delegation_buttons import (
    ChooseDelegation,
    FindDelegation,
    LetSpeak,
    RefuseSpeaking,
    ShowRequest,
)
from handlers.floor.delegation_views import (
    choose_view,
    decided_view,
    request_view,
    search_dialog_view,
)
from handlers.floor.roles import roles_at
from handlers.framework.audit import record_act
from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from storage import audit_log, dialogs
from storage.floor import acts, delegations, speaking_requests
from storage.floor.speaking_requests import SpeakingRequest

_DIALOG = "floor-find-delegation"


@dataclass(frozen=True)
class _Found:
    asked: SpeakingRequest
    meeting: Meeting


async def _find(request: Request, connection: AsyncConnection, request_id: int) -> _Found | None:
    """Return a request that the asking person may decide, or None. Clerks of other meetings, and
    people who were clerks, may not."""
    asked = await speaking_requests.find_request(connection, request_id)
    session = None if asked is None else await acts.find_session(connection, asked.session)
    meeting = None if session is None else request.pack.meeting(session.meeting_id)
    if asked is None or meeting is None or not request.in_private:
        return None
    roles = await roles_at(request, connection, meeting)
    return _Found(asked, meeting) if roles.clerk else None


async def _decided(connection: AsyncConnection, request: Request, asked: SpeakingRequest) -> Reply:
    known = await delegations.all_delegations(connection, removed=True)
    return decided_view(request.reader, asked, known.get(asked.delegation or 0))


async def press_show(request: Request, button: ShowRequest) -> Answer:
    async with request.services.database.transaction() as connection:
        found = await _find(request, connection, button.request)
        if found is None:
            return out_of_date(request.reader)
        if found.asked.state != "waiting":
            return await _decided(connection, request, found.asked)
    return request_view(request.reader, found.asked, found.meeting.title)


async def press_choose(request: Request, button: ChooseDelegation) -> Answer:
    return await _choose(request, button.request, None)


async def _choose(request: Request, request_id: int, words: str | None) -> Answer:
    async with request.services.database.transaction() as connection:
        found = await _find(request, connection, request_id)
        if found is None:
            return out_of_date(request.reader)
        if found.asked.state != "waiting":
            return await _decided(connection, request, found.asked)
        known = await delegations.all_delegations(connection)
    words = found.asked.words if words is None else words
    return choose_view(request.reader, found.asked, known.values(), words)


async def press_find(request: Request, button: FindDelegation) -> Answer:
    async with request.services.database.write_transaction() as connection:
        if await _find(request, connection, button.request) is None:
            return out_of_date(request.reader)
        state = json.dumps({"request": button.request})
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, state, request.reader.now)
    return replace(search_dialog_view(request.reader, "home"), new_message=True)


async def take_name(request: Request, state: str) -> Answer | None:
    """Take the name of a delegation that a clerk wrote. The dialog stays open, to search again."""
    words = " ".join(request.words.split())[:100]
    return await _choose(request, int(json.loads(state)["request"]), words) if words else None


async def press_let(request: Request, button: LetSpeak) -> Answer:
    return await _decide(request, button.request, button.delegation)


async def press_refuse(request: Request, button: RefuseSpeaking) -> Answer:
    return await _decide(request, button.request, None)


async def _decide(request: Request, request_id: int, delegation_id: int | None) -> Answer:
    """Decide a request. Of two who decide at once one wins, and the other sees what was done."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        found = await _find(request, connection, request_id)
        if found is None:
            return out_of_date(reader)
        delegation = None
        if delegation_id is not None:
            delegation = await delegations.find(connection, delegation_id)
            if delegation is None or delegation.removed:
                return out_of_date(reader)
        asked = found.asked
        won = await speaking_requests.decide(
            connection, asked.id, delegation_id, request.user_id, request.user_name, reader.now
        )
        if won:
            if delegation is not None:
                await delegations.let_speak(
                    connection, delegation.id, asked.chat_id, asked.name, reader.now
                )
            await dialogs.close_dialog(connection, request.chat_id)
            await record_act(
                request,
                connection,
                "speaker-refused" if delegation is None else "speaker-let",
                audit_log.person_subject(asked.chat_id),
                {"name": asked.name, "delegation": delegation.slug if delegation else ""},
            )
        after = await speaking_requests.find_request(connection, request_id)
        reply = await _decided(connection, request, after or asked)
    if won:
        request.services.signals.delegation_messages_waiting.set()
        return reply
    return replace(reply, notice=reader.gettext("Somebody has decided this already."))


TOPIC = Topic(
    "speaking requests",
    buttons={
        ShowRequest: press_show,
        ChooseDelegation: press_choose,
        FindDelegation: press_find,
        LetSpeak: press_let,
        RefuseSpeaking: press_refuse,
    },
    dialogs={_DIALOG: take_name},
)
