"""The clerk enters requests on paper, speakers without a delegation, and points of order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.floor.context import FloorContext, read_context
from handlers.floor.entries import Entry, clean_name, enter, find_delegations
from handlers.floor.entry_buttons import KINDS, Add, Groups, NameSpeaker, Pick, Unaffiliated
from handlers.floor.entry_views import (
    ADD_SCREEN,
    add_view,
    added_view,
    call_again_view,
    capacity_view,
    groups_view,
    order_view,
    places_view,
    speaker_name_view,
)
from handlers.floor.roles import roles_at
from handlers.floor.wording import refusal
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, ButtonHandler
from storage import dialogs
from storage.floor import acts, cards, machine
from storage.floor.acts import By
from storage.floor.delegations import Delegation
from storage.floor.machine import Refused
from storage.floor.records import Floor, Turn

DIALOG = "floor-entry"
# A card is left alone for so long while its reader chooses something in its place.
HOLD = timedelta(seconds=30)


async def podium_context(
    request: Request, connection: AsyncConnection, session_id: int
) -> FloorContext | None:
    """Return a floor to whoever is on its podium, and leave their card alone while they choose;
    None for everybody else."""
    context = await read_context(connection, request.pack, session_id)
    if context is None or not request.in_private:
        return None
    if not (await roles_at(request, connection, context.meeting)).podium:
        return None
    await cards.hold(connection, request.chat_id, session_id, request.reader.now + HOLD)
    return context


async def visit_screen(
    request: Request, connection: AsyncConnection, context: FloorContext, screen: str, page: int
) -> Reply | None:
    """Return a screen of the clerk (`add`, `to-12`, `again`, `order-1`), or None for another."""
    reader = request.reader
    name, _, number = screen.partition("-")
    value = int(number) if number.isdecimal() else 0
    if name != ADD_SCREEN:
        await dialogs.close_dialog(connection, request.chat_id, DIALOG)
    match name:
        case "add" if request.in_private:
            await _expect(request, connection, what="search", session=context.session.id)
            found = find_delegations(reader, context.delegations.values())
            return add_view(reader, context, found, page)
        case "to":
            return places_view(reader, context, value, page)
        case "again":
            return call_again_view(reader, context, page)
        case "order":
            return order_view(reader, context, value)
    return None


async def _expect(request: Request, connection: AsyncConnection, **state: Any) -> None:
    await dialogs.open_dialog(
        connection, request.chat_id, DIALOG, json.dumps(state), request.reader.now
    )


async def press_pick(request: Request, button: Pick) -> Answer:
    """Ask in which capacity the chosen delegation speaks."""
    chosen = await _chosen(request, button.session, button.delegation)
    if chosen is None:
        return out_of_date(request.reader)
    return capacity_view(request.reader, *chosen)


async def press_groups(request: Request, button: Groups) -> Answer:
    chosen = await _chosen(request, button.session, button.delegation)
    if chosen is None:
        return out_of_date(request.reader)
    return groups_view(request.reader, *chosen)


async def _chosen(
    request: Request, session_id: int, delegation_id: int
) -> tuple[FloorContext, Delegation] | None:
    """Return the floor and the delegation that was chosen, to whoever is on the podium."""
    async with request.services.database.write_transaction() as connection:
        context = await podium_context(request, connection, session_id)
        delegation = None if context is None else context.delegation(delegation_id)
        if context is None or delegation is None or delegation.removed:
            return None
        await dialogs.close_dialog(connection, request.chat_id, DIALOG)
    return context, delegation


async def press_add(request: Request, button: Add) -> Answer:
    """Put a delegation on the list. A second press of the same button changes nothing."""
    reader = request.reader
    kind = KINDS.get(button.kind)
    if kind is None:
        return out_of_date(reader)
    entry = Entry(kind, button.delegation, button.group or None, button.level)
    answer = await _enter(request, button.session, entry, button.control)
    if not isinstance(answer, Refused):
        return answer
    chosen = await _chosen(request, button.session, button.delegation)
    if chosen is None:
        return out_of_date(reader)
    return capacity_view(reader, *chosen, refusal(reader, answer.reason))


async def _enter(
    request: Request, session_id: int, entry: Entry, control: int | None
) -> Answer | Refused:
    reader, services = request.reader, request.services
    by = By(request.user_id, request.user_name, podium=True)
    try:
        async with services.database.write_transaction(urgent=True) as connection:
            context = await podium_context(request, connection, session_id)
            if context is None:
                return out_of_date(reader)
            done = await enter(connection, context, entry, by, reader.now, control)
            after = await read_context(connection, request.pack, session_id)
    except Refused as refused:
        return refused
    services.signals.floor_acted()
    if after is None or done.added is None:
        return out_of_date(reader)
    return added_view(reader, after, done.added)


async def press_unaffiliated(request: Request, button: Unaffiliated) -> Answer:
    return await _ask_name(request, button.session, what="speaker", kind=button.kind)


async def press_name_speaker(request: Request, button: NameSpeaker) -> Answer:
    return await _ask_name(request, button.session, what="name", turn=button.turn)


async def _ask_name(request: Request, session_id: int, **state: Any) -> Answer:
    async with request.services.database.write_transaction() as connection:
        context = await podium_context(request, connection, session_id)
        if context is None:
            return out_of_date(request.reader)
        await _expect(request, connection, session=session_id, **state)
    return speaker_name_view(request.reader, context)


async def take_words(request: Request, state: str) -> Answer | None:
    """Take what the clerk wrote: letters of a delegation's name, or the name of a speaker."""
    reader, known = request.reader, json.loads(state)
    session_id = int(known["session"])
    async with request.services.database.write_transaction() as connection:
        context = await podium_context(request, connection, session_id)
        name, _, title = request.words.partition(",")
        name, title = clean_name(name), clean_name(title)
        if context is not None and known["what"] == "search":
            found = find_delegations(reader, context.delegations.values(), request.words)
            if len(found) == 1:
                await dialogs.close_dialog(connection, request.chat_id, DIALOG)
                return capacity_view(reader, context, found[0])
            return add_view(reader, context, found, 1, request.words)
        if context is not None and not name:
            problem = reader.gettext("Please write the name as text.")
            return speaker_name_view(reader, context, problem)
        await dialogs.close_dialog(connection, request.chat_id, DIALOG)
        if context is None:
            return None
        turn = context.floor.turn(int(known.get("turn") or 0))
    if known["what"] == "speaker":
        kind = KINDS.get(str(known["kind"]), "statement")
        answer = await _enter(request, session_id, Entry(kind, None, name=name, title=title), None)
    elif turn is None:
        answer = Refused("not-waiting")
    else:
        answer = await _name(request, turn, name, title)
    if isinstance(answer, Refused):
        return speaker_name_view(reader, context, refusal(reader, answer.reason))
    return answer


async def _name(request: Request, turn: Turn, name: str, title: str) -> Answer | Refused:
    """Write the name of a speaker to a turn."""

    def named(floor: Floor) -> Floor:
        current = floor.turn(turn.id)
        if current is None:
            raise Refused("not-waiting")
        return machine.change_turn(floor, replace(current, name=name, title=title))

    reader, services = request.reader, request.services
    by = By(request.user_id, request.user_name, podium=True)
    try:
        async with services.database.write_transaction(urgent=True) as connection:
            await acts.perform(
                connection, turn.session, "speaker", named, by, reader.now, turn=turn.id
            )
            after = await read_context(connection, request.pack, turn.session)
    except Refused as refused:
        return refused
    services.signals.floor_acted()
    changed = None if after is None else after.floor.turn(turn.id)
    if after is None or changed is None:
        return out_of_date(reader)
    return added_view(reader, after, changed)


BUTTONS: dict[type[ButtonData], ButtonHandler] = {
    Pick: press_pick, Groups: press_groups, Add: press_add, Unaffiliated: press_unaffiliated,
    NameSpeaker: press_name_speaker,
}  # fmt: skip
