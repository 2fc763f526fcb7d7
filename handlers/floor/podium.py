"""What the chair and the clerk do from the card: one function for each button."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.floor import in_order
from content.model.floor import FloorRules, Order
from handlers.floor.acted import FURTHER_ACTS
from handlers.floor.buttons import Podium
from handlers.floor.chair_card import chair_card
from handlers.floor.context import FloorContext, read_context
from handlers.floor.roles import roles_at
from handlers.floor.rules_wording import changed_text
from handlers.floor.wording import clock, refusal, speaker
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import OpenApp, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage.floor import acts, cards, machine
from storage.floor.acts import By, Done
from storage.floor.machine import Change, Refused
from storage.floor.records import Act, Floor, ListSet, Turn


@dataclass(frozen=True)
class PodiumAct:
    """An act: what it does, and how it is told to the others of the podium."""

    change: Callable[[Podium, datetime], Change]
    told: Callable[[Reader, str, int], str]


def _give(button: Podium, now: datetime) -> Change:
    return lambda floor: machine.give(floor, button.turn, now)


def _set_list(to: ListSet) -> Callable[[Podium, datetime], Change]:
    return lambda button, now: lambda floor: machine.set_list(floor, to)


def _cap(button: Podium, now: datetime) -> Change:
    return lambda floor: machine.cap(floor, button.value or None)


def _reorder(button: Podium, now: datetime) -> Change:
    order = ORDERS.get(button.value, "chair")
    return lambda floor: machine.reorder(
        floor, tuple(turn.id for turn in ordered(order, floor.waiting()))
    )


def ordered(order: Order, waiting: Sequence[Turn]) -> list[Turn]:
    """Return the list by a rule of order. Whoever has the last word stays last."""
    rules = FloorRules(order=order)
    others = [turn for turn in waiting if not turn.last_word]
    return [*in_order(rules, others), *(turn for turn in waiting if turn.last_word)]


# The orders that a clerk can bring the list into, by the number on the button.
ORDERS: Mapping[int, Order] = {1: "rank", 2: "alternate"}


def _limit_told(reader: Reader, name: str, value: int) -> str:
    _ = reader.gettext
    if not value:
        return _("removed the limit for all")
    return _("set the limit to {time}").format(time=clock(value))


# By the name on the button, which is also that of the record.
PODIUM_ACTS = {
    "give": PodiumAct(
        _give, lambda r, name, v: r.gettext("gave the floor to {name}").format(name=name)
    ),
    "finish": PodiumAct(
        lambda button, now: lambda floor: machine.finish(floor, now),
        lambda r, name, v: r.gettext("ended the turn of {name}").format(name=name),
    ),
    "absent": PodiumAct(
        lambda button, now: lambda floor: machine.absent(floor, now),
        lambda r, name, v: r.gettext("marked {name} as absent").format(name=name),
    ),
    "stop": PodiumAct(
        lambda button, now: lambda floor: machine.stop_clock(floor, now),
        lambda r, name, v: r.gettext("stopped the clock"),
    ),
    "start": PodiumAct(
        lambda button, now: lambda floor: machine.start_clock(floor, now),
        lambda r, name, v: r.gettext("started the clock"),
    ),
    "extend": PodiumAct(
        lambda button, now: lambda floor: machine.extend(floor, button.value),
        lambda r, name, v: r.gettext("gave {seconds} more seconds").format(seconds=v),
    ),
    "limit": PodiumAct(_cap, _limit_told),
    "open-list": PodiumAct(_set_list("open"), lambda r, name, v: r.gettext("opened the list")),
    "close-list": PodiumAct(_set_list("closed"), lambda r, name, v: r.gettext("closed the list")),
    "last-word": PodiumAct(
        lambda button, now: lambda floor: machine.last_word(floor, button.turn),
        lambda r, name, v: r.gettext("gave the last word to {name}").format(name=name),
    ),
    "move": PodiumAct(
        lambda button, now: lambda floor: machine.move(floor, button.turn, button.value),
        lambda r, name, v: r.gettext("moved {name} to place {number}").format(
            name=name, number=v + 1
        ),
    ),
    "remove": PodiumAct(
        lambda button, now: lambda floor: machine.leave_list(floor, button.turn, "removed"),
        lambda r, name, v: r.gettext("removed {name} from the list").format(name=name),
    ),
    "call-again": PodiumAct(
        lambda button, now: lambda floor: machine.call_again(floor, button.turn),
        lambda r, name, v: r.gettext("put {name} back on the list").format(name=name),
    ),
    "reorder": PodiumAct(_reorder, lambda r, name, v: r.gettext("changed the order of the list")),
    "suspend": PodiumAct(
        lambda button, now: lambda floor: machine.suspend(floor, now),
        lambda r, name, v: r.gettext("suspended the session"),
    ),
    "resume": PodiumAct(
        lambda button, now: machine.resume, lambda r, name, v: r.gettext("resumed the session")
    ),
    "close": PodiumAct(
        lambda button, now: lambda floor: machine.close(floor, now),
        lambda r, name, v: r.gettext("closed the session"),
    ),
    "reopen": PodiumAct(
        lambda button, now: machine.reopen, lambda r, name, v: r.gettext("reopened the session")
    ),
}  # fmt: skip


async def do_act(
    connection: AsyncConnection, floor: Floor, asked: Podium, by: By, now: datetime
) -> Done:
    """Do an act of the podium, first in a transaction that writes. `floor` is the session as it was
    shown. Raises Refused, and KeyError for an act that does not exist."""
    if asked.act == "undo":
        return await acts.undo(connection, asked.session, asked.value, by, now)
    return await acts.perform(
        connection, asked.session, asked.act, PODIUM_ACTS[asked.act].change(asked, now), by, now,
        turn=asked.turn or _subject(asked.act, floor), details={"value": asked.value},
        control=asked.control, also=(asked.turn,) if asked.act == "call-again" else (),
    )  # fmt: skip


async def press_podium(request: Request, button: Podium) -> Answer:
    """Do an act of the card. Whoever has no role at this meeting gets nothing; a button of an
    older card changes nothing and shows what happened."""
    reader, database = request.reader, request.services.database
    async with database.transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
        if context is None:
            return out_of_date(reader)
        if not (await roles_at(request, connection, context.meeting)).podium:
            return out_of_date(reader)
    by, now = By(request.user_id, request.user_name, podium=True), reader.now
    if button.act not in PODIUM_ACTS and button.act != "undo":
        return out_of_date(reader)
    problem: Refused | None = None
    try:
        async with database.write_transaction(urgent=True) as connection:
            done = await do_act(connection, context.floor, button, by, now)
            await cards.follow(
                connection, request.chat_id, button.session, "podium", request.pressed_message_id,
                shown_revision=done.after.session.revision,
            )  # fmt: skip
    except Refused as refused:
        problem = refused
    request.services.signals.floor_acted()
    async with database.transaction() as connection:
        context = await read_context(connection, request.pack, button.session)
    if context is None:
        return out_of_date(reader)
    base = request.services.pages_base if request.in_private else None
    card = card_of(reader, context, base)
    if problem is None:
        return card
    return Reply(
        card.blocks, card.buttons, payload=card.payload, keeps_buttons=True,
        notice=refusal(reader, problem.reason),
    )  # fmt: skip


def card_of(reader: Reader, context: FloorContext, base: str | None) -> Reply:
    """Return the card of the podium with what was done last. `base` is the address of the program's
    pages, or None where the card has no button for the clerk's page: outside private chats."""
    act = context.last_act
    card = chair_card(reader, context, "" if act is None else acted_text(reader, context, act))
    if base is None or not base.startswith("https://") or context.session.phase == "closed":
        return card
    address = f"{base}/clerk/app?session={context.session.id}"
    app = OpenApp(reader.gettext("Open as a page"), address)
    return replace(card, buttons=(*card.buttons, (app,)))


def acted_text(reader: Reader, context: FloorContext, act: Act) -> str:
    """Say who of the podium did what last: Amina: gave the floor to Ruritania."""
    _ = reader.gettext
    who = act.name or _("Someone")
    return _("{name}: {what}").format(name=who, what=deed(reader, context, act))


def deed(reader: Reader, context: FloorContext | None, act: Act) -> str:
    """Return what was done, without who. An act that this version does not know is shown by its
    code. Without a `context` no speaker is named."""
    name = reader.gettext("a speaker") if context is None else turn_name(reader, context, act)
    if act.act in PODIUM_ACTS:
        return PODIUM_ACTS[act.act].told(reader, name, value_of(act))
    if act.act == "rules":
        return changed_text(reader, json.loads(act.details))
    return FURTHER_ACTS[act.act](reader, name) if act.act in FURTHER_ACTS else act.act


def turn_name(reader: Reader, context: FloorContext, act: Act) -> str:
    turn = next((turn for turn in context.turns if turn.id == act.turn), None)
    return reader.gettext("a speaker") if turn is None else speaker(reader, context, turn)


def value_of(act: Act) -> int:
    """Return the number that belongs to an act, or 0."""
    value = json.loads(act.details).get("value", 0)
    return value if isinstance(value, int) else 0


def _subject(act: str, floor: Floor) -> int | None:
    """Return the turn that an act of the card concerns without naming it: who speaks."""
    return (
        floor.session.speaking if act in ("finish", "absent", "stop", "start", "extend") else None
    )
