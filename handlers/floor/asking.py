"""A delegate asks for the floor: who speaks, for whom, done; then follows their place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import without_direction_controls
from handlers.floor.ask_buttons import (
    KINDS,
    LEVELS,
    POINT_REASONS,
    Ask,
    Enter,
    ForWhom,
    Level,
    Mine,
    NewSpeaker,
)
from handlers.floor.ask_views import (
    for_whom_view,
    level_view,
    name_view,
    no_delegation_view,
    own_blocks,
    own_rows,
    own_turns,
    reason_view,
    speakers_view,
)
from handlers.floor.context import FloorContext, TurnKind, read_context, with_hours
from handlers.floor.public import closed_text, group_view, public_view
from handlers.floor.question_buttons import question_rows
from handlers.floor.replies import context_of_replies
from handlers.floor.text_views import may_write, text_blocks, writing_rows
from handlers.floor.wording import refusal
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, ButtonHandler
from storage import dialogs
from storage.floor import acts, cards, delegations, machine, speakers, texts
from storage.floor.acts import By
from storage.floor.delegations import Delegation
from storage.floor.machine import Refused
from storage.floor.records import Turn
from storage.floor.speakers import Speaker

DIALOG = "floor-speaker"
_SPEAKERS_SHOWN = 4
_SHORT: Mapping[str, str] = {kind: short for short, kind in KINDS.items()}


async def delegate_view(
    request: Request, connection: AsyncConnection, context: FloorContext, notice: str | None = None
) -> Reply:
    """Return the floor as a delegate sees it, with their own turns."""
    reader = request.reader
    if not request.in_private:
        following = await cards.is_followed(connection, request.chat_id, context.session.id)
        return group_view(reader, context, following)
    mine = own_turns(context, request.chat_id)
    own = await delegations.delegations_of(connection, request.chat_id)
    may = any(one.category in context.rules.points_of_order for one in own)
    sent = await texts.of_turns(connection, [turn.id for turn in mine])
    able = may_write(context, mine, own, reader.now)
    written = await texts.in_writing(connection, context.session.id, [one.id for one in able])
    view = public_view(
        reader,
        context,
        (*own_blocks(reader, context, mine), *text_blocks(reader, context, mine, sent)),
        (
            *own_rows(reader, context, mine, may, frozenset(sent)),
            *writing_rows(reader, context, able, sent=bool(written)),
            *question_rows(reader, context),
        ),
    )
    return Reply(view.blocks, view.buttons, brief=view.brief, payload=view.payload, notice=notice)


async def press_ask(request: Request, button: Ask) -> Answer:
    """Ask who speaks; the speakers of before are there to choose."""
    reader = request.reader
    kind = KINDS.get(button.kind)
    async with request.services.database.transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None or kind is None or not request.in_private:
            return out_of_date(reader)
        own = await delegations.delegations_of(connection, request.chat_id)
        known = await speakers.speakers_of(connection, request.chat_id)
        problem = _problem(reader, context, kind, own, request.chat_id)
        if problem is not None:
            return await delegate_view(request, connection, context, problem)
    if not own:
        return no_delegation_view(reader, context)
    if kind == "point":
        return reason_view(reader, context, own, known[0] if known else None)
    chosen = [speaker for speaker in known if speaker.level][:_SPEAKERS_SHOWN]
    return speakers_view(reader, context, button.kind, chosen)


def _problem(
    reader: Reader, context: FloorContext, kind: TurnKind, own: Sequence[Delegation], chat_id: int
) -> str | None:
    """Return why somebody cannot ask for the floor now, or None."""
    if context.session.phase == "closed":
        return refusal(reader, "closed")
    if any(turn.kind == kind for turn in own_turns(context, chat_id)):
        return refusal(reader, "already-waiting")
    if kind == "statement" and not context.session.list_is_open(reader.now):
        return closed_text(reader, context)
    if kind == "point" and not any(one.category in context.rules.points_of_order for one in own):
        return reader.gettext("Only delegations of States can raise a point of order.")
    return None


async def press_new_speaker(request: Request, button: NewSpeaker) -> Answer:
    """Take the person who presses as speaker, or ask for the name of another one."""
    reader, now = request.reader, request.reader.now
    if button.kind not in KINDS or not request.in_private:
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None:
            return out_of_date(reader)
        if button.own:
            speaker = await speakers.remember(
                connection, request.chat_id, _clean(request.user_name), "", now
            )
            return level_view(reader, context, button.kind, speaker)
        state = json.dumps({"session": button.session, "kind": button.kind})
        await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, now)
    return name_view(reader, button.session)


async def take_name(request: Request, state: str) -> Answer | None:
    """Take the name that was written."""
    reader, known = request.reader, json.loads(state)
    session, kind = int(known["session"]), str(known["kind"])
    name, _, title = _clean(request.words).partition(",")
    if not name.strip():
        return name_view(reader, session, reader.gettext("Please write the name as text."))
    if max(len(name), len(title)) > speakers.MAX_CHARACTERS:
        most = speakers.MAX_CHARACTERS
        problem = reader.gettext("That is too long; the maximum is {most} characters.")
        return name_view(reader, session, problem.format(most=most))
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, session)
        await dialogs.close_dialog(connection, request.chat_id)
        if context is None:
            return None
        speaker = await speakers.remember(
            connection, request.chat_id, name.strip(), title.strip(), reader.now
        )
        if known.get("turn"):
            return await _change_speaker(request, connection, context, int(known["turn"]), speaker)
    return level_view(reader, context, kind, speaker)


async def press_level(request: Request, button: Level) -> Answer:
    if button.level not in LEVELS:
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        now = request.reader.now
        await speakers.set_level(connection, request.chat_id, button.speaker, button.level, now)
    return await press_for_whom(request, ForWhom(button.session, button.kind, button.speaker))


async def press_for_whom(request: Request, button: ForWhom) -> Answer:
    """Ask for which delegation, and whether on behalf of a group."""
    reader = request.reader
    if button.kind not in KINDS or not request.in_private:
        return out_of_date(reader)
    async with request.services.database.transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        speaker = await speakers.find_speaker(connection, request.chat_id, button.speaker)
        own = await delegations.delegations_of(connection, request.chat_id)
    if context is None or speaker is None:
        return out_of_date(reader)
    if not own:
        return no_delegation_view(reader, context)
    return for_whom_view(reader, context, button.kind, speaker, own)


async def press_enter(request: Request, button: Enter) -> Answer:
    """Put somebody on the list. Pressed again, it shows the place that they have."""
    reader, now = request.reader, request.reader.now
    kind = KINDS.get(button.kind)
    if kind is None or not request.in_private or (button.reason and kind != "point"):
        return out_of_date(reader)
    database = request.services.database
    problem = None
    try:
        # Who asked first is first on the list.
        async with database.write_transaction(in_turn=True) as connection:
            context = await read_context(connection, request.pack, button.session)
            own = await delegations.delegations_of(connection, request.chat_id)
            delegation = next((one for one in own if one.id == button.delegation), None)
            speaker = await speakers.find_speaker(connection, request.chat_id, button.speaker)
            if context is None or delegation is None or (speaker is None and kind != "point"):
                return out_of_date(reader)
            at = context
            if kind == "reply":
                at = await context_of_replies(request, connection, context)
            problem = _problem(reader, at, kind, own, request.chat_id) or _rule_problem(
                reader, at, kind, delegation, button.group
            )
            if problem is None:
                turn = _new_turn(at, button, kind, delegation, speaker, request)
                meeting, rules = at.meeting, at.rules
                most = rules.per_delegation if kind == "statement" else 1
                await acts.perform(
                    connection, at.session.id, "ask",
                    lambda floor: machine.ask(
                        with_hours(floor, meeting, rules), turn, now, most
                    ),
                    By(request.user_id, request.user_name), now, details={"kind": kind},
                )  # fmt: skip
                if at.session.id != button.session:
                    told = reader.gettext("Your right of reply comes at the end of: {meeting}")
                    problem = told.format(meeting=meeting.title)
    except Refused as refused:
        problem = refusal(reader, refused.reason)
    request.services.signals.floor_acted()
    async with database.transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None:
            return out_of_date(reader)
        return await delegate_view(request, connection, context, problem)


def _rule_problem(
    reader: Reader, context: FloorContext, kind: TurnKind, delegation: Delegation, group: int
) -> str | None:
    """Return which rule of the session speaks against a request, or None."""
    _ = reader.gettext
    if kind == "reply" and context.replies_of(delegation.id) >= context.rules.replies:
        return _("Your delegation has used its rights of reply.")
    chosen = context.delegation(group or None)
    if group and (chosen is None or chosen.category != "group" or chosen.removed):
        return _("This group is no longer on the list of delegations.")
    if kind == "statement" and not group and context.rules.group_then_national == "refuse":
        spoke = any(
            turn.group is not None and turn.delegation == delegation.id for turn in context.given
        )
        if spoke:
            return _("Your delegation has already spoken on behalf of a group.")
    return None


def _new_turn(
    context: FloorContext,
    button: Enter,
    kind: Literal["statement", "reply", "point"],
    delegation: Delegation,
    speaker: Speaker | None,
    request: Request,
) -> Turn:
    turn = Turn(
        id=0, session=context.session.id, kind=kind, state="waiting", position=0,
        delegation=delegation.id, group=button.group or None,
        name=speaker.name if speaker else "", title=speaker.title if speaker else "",
        category=delegation.category, level=(speaker.level if speaker else "") or "other",
        region=delegation.region, gender=None, language=None,
        reason=button.reason if button.reason in POINT_REASONS else None,
        user_id=request.user_id, chat_id=request.chat_id, asked=request.reader.now,
        limit_seconds=0, extra_seconds=0, began=None, ended=None, spent_ms=0, last_word=False,
    )  # fmt: skip
    limit = context.limit_for(turn, context.replies_of(delegation.id))
    return replace(turn, limit_seconds=limit)


async def press_mine(request: Request, button: Mine) -> Answer:
    """Withdraw, let the next one speak first, or name another speaker. Only for one's own turn."""
    reader, now = request.reader, request.reader.now
    database = request.services.database
    problem = None
    async with database.transaction() as connection:
        turn = await acts.find_turn(connection, button.turn)
    if turn is None or turn.chat_id != request.chat_id or not request.in_private:
        return out_of_date(reader)
    by = By(request.user_id, request.user_name)
    try:
        async with database.write_transaction() as connection:
            if button.act == "withdraw":
                await acts.perform(
                    connection, turn.session, "withdraw",
                    lambda floor: machine.leave_list(floor, turn.id, "withdrawn"), by, now,
                    turn=turn.id,
                )  # fmt: skip
            elif button.act == "later":
                await acts.perform(
                    connection, turn.session, "later",
                    lambda floor: machine.later(floor, turn.id), by, now, turn=turn.id,
                )  # fmt: skip
            elif button.act == "speaker":
                state = json.dumps(
                    {"session": turn.session, "kind": _SHORT.get(turn.kind, "s"), "turn": turn.id}
                )
                await dialogs.open_dialog(connection, request.chat_id, DIALOG, state, now)
                return name_view(reader, turn.session)
            else:
                return out_of_date(reader)
    except Refused as refused:
        problem = refusal(reader, refused.reason)
    request.services.signals.floor_acted()
    async with database.transaction() as connection:
        context = await read_context(connection, request.pack, turn.session)
        if context is None:
            return out_of_date(reader)
        return await delegate_view(request, connection, context, problem)


async def _change_speaker(
    request: Request,
    connection: AsyncConnection,
    context: FloorContext,
    turn_id: int,
    speaker: Speaker,
) -> Answer:
    """Let another person speak in one's own turn. The level stays: it decides the limit."""
    turn = context.floor.turn(turn_id)
    if turn is None or turn.chat_id != request.chat_id:
        return out_of_date(request.reader)
    if context.session.phase == "closed":
        return await delegate_view(request, connection, context, refusal(request.reader, "closed"))
    changed = replace(turn, name=speaker.name, title=speaker.title)
    await acts.perform(
        connection, context.session.id, "speaker",
        lambda floor: machine.change_turn(floor, changed), By(request.user_id, request.user_name),
        request.reader.now, turn=turn_id,
    )  # fmt: skip
    request.services.signals.floor_acted()
    after = await read_context(connection, request.pack, context.session.id)
    return await delegate_view(request, connection, after or context)


def _clean(words: str) -> str:
    """Return a name without line breaks and characters that would turn the text around."""
    return " ".join(without_direction_controls(words).split())


BUTTONS: dict[type[ButtonData], ButtonHandler] = {
    Ask: press_ask, NewSpeaker: press_new_speaker, Level: press_level, ForWhom: press_for_whom,
    Enter: press_enter, Mine: press_mine,
}  # fmt: skip
