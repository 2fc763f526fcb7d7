"""The rules of a session: the chair and the clerk change them, and everybody sees it at once."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from content.floor.changes import LIMITS, changed_rules
from content.model.floor import FloorRules
from content.moments import NotADate, read_when
from content.moments.durations import NotADuration, read_durations
from handlers.floor.context import FloorContext, list_hours, read_context
from handlers.floor.entering import HOLD
from handlers.floor.roles import roles_at
from handlers.floor.rules_views import (
    PLACE,
    TYPED,
    LimitsForWaiting,
    SetRule,
    WriteRule,
    ask_view,
    other_limits,
    screen_view,
)
from handlers.floor.wording import refusal
from handlers.framework.permissions import out_of_date
from handlers.framework.request import Request, ascii_digits
from handlers.framework.topic import Answer, Topic, Visit
from storage import dialogs
from storage.floor import acts, cards, machine
from storage.floor.acts import By
from storage.floor.machine import Change, Refused
from storage.floor.records import Floor

_DIALOG = "floor-rule"
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-5][0-9]))?")


async def _context(
    request: Request, connection: AsyncConnection, session_id: int
) -> FloorContext | None:
    """Return a session whose rules the asking person may change, or None."""
    context = await read_context(connection, request.pack, session_id)
    if context is None or not request.in_private:
        return None
    return context if (await roles_at(request, connection, context.meeting)).podium else None


async def visit_rules(request: Request, visit: Visit) -> Answer:
    """Show the rules of a session (`floor-rules.12`), or one of them (`floor-rules.12-order`)."""
    number, _, rule = visit.place.part.partition("-")
    async with request.services.database.write_transaction() as connection:
        context = await _context(request, connection, int(number) if number.isdecimal() else 0)
        if context is None:
            return out_of_date(request.reader)
        await cards.hold(connection, request.chat_id, context.session.id, request.reader.now + HOLD)
    return screen_view(request.reader, context, rule)


async def press_set(request: Request, button: SetRule) -> Answer:
    return await _change(request, button.session, button.rule, button.value, button.control)


async def _change(
    request: Request, session_id: int, rule: str, value: str, control: int | None = None
) -> Answer:
    """Change a rule, as an act of the record, and show it with what holds now."""
    async with request.services.database.transaction() as connection:
        context = await _context(request, connection, session_id)
    if context is None or changed_rules(context.rules, rule, value) is None:
        return out_of_date(request.reader)
    meeting = context.meeting

    def change(floor: Floor) -> Floor:
        rules = changed_rules(FloorRules.model_validate_json(floor.session.rules), rule, value)
        if rules is None:
            raise Refused("out-of-date")
        opens, closes = list_hours(meeting, rules)
        session = replace(
            floor.session, rules=rules.model_dump_json(), list_opens=opens, list_closes=closes
        )
        if rule in ("opens", "closes"):
            session = replace(session, list_set=None)  # from now on the hours hold
        return machine.change_session(floor, session)

    details: dict[str, object] = {"rule": rule, "value": value}
    shown = "limits" if rule.startswith("limit-") else rule
    return await _act(request, session_id, "rules", change, details, control, shown)


async def press_limits_for_waiting(request: Request, button: LimitsForWaiting) -> Answer:
    """Give those who wait the limits of the rules: the chair says so, they do not change by
    themselves."""
    async with request.services.database.transaction() as connection:
        context = await _context(request, connection, button.session)
    if context is None:
        return out_of_date(request.reader)
    limits = other_limits(context)
    return await _act(
        request, button.session, "limits", lambda floor: machine.set_limits(floor, limits),
        {"number": len(limits)}, button.control, "limits",
    )  # fmt: skip


async def _act(
    request: Request,
    session_id: int,
    act: str,
    change: Change,
    details: dict[str, object],
    control: int | None,
    shown: str,
) -> Answer:
    reader, database = request.reader, request.services.database
    by, notice = By(request.user_id, request.user_name, podium=True), reader.gettext("Saved.")
    try:
        async with database.write_transaction(urgent=True) as connection:
            await acts.perform(
                connection, session_id, act, change, by, reader.now, details=details,
                control=control,
            )  # fmt: skip
            await cards.hold(connection, request.chat_id, session_id, reader.now + HOLD)
    except Refused as refused:
        notice = refusal(reader, refused.reason)
    request.services.signals.floor_acted()
    async with database.transaction() as connection:
        context = await _context(request, connection, session_id)
    if context is None:
        return out_of_date(reader)
    return screen_view(reader, context, shown, notice)


async def press_write(request: Request, button: WriteRule) -> Answer:
    async with request.services.database.write_transaction() as connection:
        context = await _context(request, connection, button.session)
        is_limit = button.rule.removeprefix("limit-") in LIMITS
        if context is None or not (button.rule in TYPED or is_limit):
            return out_of_date(request.reader)
        state = json.dumps({"session": button.session, "rule": button.rule})
        await dialogs.open_dialog(connection, request.chat_id, _DIALOG, state, request.reader.now)
        await cards.hold(connection, request.chat_id, button.session, request.reader.now + HOLD)
    return ask_view(request.reader, button.session, button.rule)


async def take_value(request: Request, state: str) -> Answer | None:
    """Take what was written for a rule."""
    known = json.loads(state)
    session, rule = int(known["session"]), str(known["rule"])
    async with request.services.database.transaction() as connection:
        context = await _context(request, connection, session)
    if context is None:
        return None
    value = _read(request, context, rule)
    if value is None or changed_rules(context.rules, rule, value) is None:
        problem = request.reader.gettext("I could not read “{words}”.")
        words = " ".join(request.words.split())[:60]
        return ask_view(request.reader, session, rule, problem.format(words=words))
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return await _change(request, session, rule, value)


def _read(request: Request, context: FloorContext, rule: str) -> str | None:
    """Return words as the value of a rule: seconds, minutes before the session, or an hour at the
    venue. Hours are read by the reader's clock."""
    words = ascii_digits(request.words.strip())
    if rule.startswith("limit-"):
        match = _CLOCK.fullmatch(words)
        return None if match is None else str(int(match[1]) * 60 + int(match[2] or 0))
    try:
        before = sum(read_durations(words), timedelta())
    except NotADuration:
        pass
    else:
        minutes = int(before.total_seconds()) // 60
        unit, size = ("d", 1440) if minutes % 1440 == 0 else ("h", 60)
        if minutes % size:
            unit, size = "m", 1
        return f"{minutes // size}{unit}" if before else None
    if rule == "due":
        return None
    try:
        start = read_when(words, request.reader.zone, request.reader.today).start
    except NotADate:
        return None
    if not isinstance(start, datetime):
        return None
    at = start.replace(tzinfo=request.reader.zone).astimezone(context.meeting.zone)
    return at.replace(tzinfo=None).isoformat(timespec="minutes")


TOPIC = Topic(
    "floor rules",
    screens={PLACE: visit_rules},
    buttons={
        SetRule: press_set, WriteRule: press_write, LimitsForWaiting: press_limits_for_waiting,
    },
    dialogs={_DIALOG: take_value},
)  # fmt: skip
