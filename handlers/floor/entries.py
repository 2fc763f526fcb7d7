"""What the clerk enters for those who do not use the chat: equal to a request of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.characters import INVISIBLE, without_direction_controls
from content.typed_words import folded
from handlers.floor.ask_buttons import KINDS as ASKED_KINDS
from handlers.floor.ask_buttons import LEVELS
from handlers.floor.context import FloorContext, TurnKind
from handlers.floor.wording import delegation_name
from handlers.framework.reader import Reader
from storage.floor import acts, delegations, machine
from storage.floor.acts import By, Done
from storage.floor.delegations import Delegation
from storage.floor.machine import Refused
from storage.floor.records import KINDS, Turn
from storage.floor.speakers import MAX_CHARACTERS

_WITHOUT_DELEGATION = "expert"  # the category of panellists and experts


@dataclass(frozen=True)
class Entry:
    """A turn as the clerk enters it. `delegation` is None for a speaker without one, who has a
    name. `group` is the one on whose behalf they speak."""

    kind: TurnKind
    delegation: int | None
    group: int | None = None
    level: str = "other"
    name: str = ""
    title: str = ""


async def enter(
    connection: AsyncConnection,
    context: FloorContext,
    entry: Entry,
    by: By,
    now: datetime,
    control: int | None,
) -> Done:
    """Put an entry on the list, also if that is closed. Call it first in a transaction that writes.

    Whoever alone speaks for the delegation follows it in their chat as their own request. Raises
    Refused, with "no-delegation" for an entry that names none that is known.
    """
    turn = _turn(context, entry, now)
    turn = replace(turn, chat_id=await _follower(connection, context, turn))
    return await acts.perform(
        connection, context.session.id, "add",
        lambda floor: machine.ask(floor, turn, now, 1, by_clerk=True), by, now,
        details={"kind": entry.kind}, control=control,
    )  # fmt: skip


async def _follower(connection: AsyncConnection, context: FloorContext, turn: Turn) -> int | None:
    """Return the chat of whoever alone speaks for the delegation of a turn, unless they have one
    of its kind already."""
    if turn.delegation is None or turn.kind not in ASKED_KINDS.values():
        return None
    people = await delegations.people_of(connection, turn.delegation)
    if len(people) != 1:
        return None
    chat_id = people[0][0]
    own = [other for other in context.floor.turns if other.chat_id == chat_id]
    return None if any(other.kind == turn.kind for other in own) else chat_id


def _turn(context: FloorContext, entry: Entry, now: datetime) -> Turn:
    delegation = _known(context, entry.delegation)
    group = _known(context, entry.group)
    name, title = clean_name(entry.name), clean_name(entry.title)
    nameless = delegation is None and not name
    wrong_group = group is not None and (group.category != "group" or delegation is None)
    if nameless or wrong_group or entry.kind not in KINDS or entry.level not in LEVELS:
        raise Refused("no-delegation")
    turn = Turn(
        id=0, session=context.session.id, kind=entry.kind, state="waiting", position=0,
        delegation=delegation.id if delegation else None, group=group.id if group else None,
        name=name, title=title, category=delegation.category if delegation else _WITHOUT_DELEGATION,
        level=entry.level, region=delegation.region if delegation else None, gender=None,
        language=None, reason=None, user_id=None, chat_id=None, asked=now, limit_seconds=0,
        extra_seconds=0, began=None, ended=None, spent_ms=0, last_word=False,
    )  # fmt: skip
    limit = context.limit_for(turn, context.replies_of(turn.delegation))
    return replace(turn, limit_seconds=limit)


def _known(context: FloorContext, delegation_id: int | None) -> Delegation | None:
    """Return a delegation of the list. Raises Refused for one that is not on it."""
    if delegation_id is None:
        return None
    found = context.delegation(delegation_id)
    if found is None or found.removed:
        raise Refused("no-delegation")
    return found


def clean_name(words: str) -> str:
    """Return a name in one line, without characters that would turn the text around."""
    plain = INVISIBLE.sub(" ", without_direction_controls(words))
    return " ".join(plain.split())[:MAX_CHARACTERS]


def find_delegations(
    reader: Reader, known: Iterable[Delegation], words: str = ""
) -> list[Delegation]:
    """Return the delegations in which each word begins one of the name, in any language, or that
    have these initials; those whose name begins with the words first. Without words, all."""
    typed = folded(words).split()

    def rank(one: Delegation) -> int | None:
        best = None
        for name in one.names.values():
            parts = folded(name).split()
            if all(any(part.startswith(word) for part in parts) for word in typed):
                best = 0 if " ".join(parts).startswith(" ".join(typed)) else min(best or 1, 1)
            elif len(typed) == 1 and "".join(part[0] for part in parts).startswith(typed[0]):
                best = best if best is not None else 2
            if best == 0:
                break
        return best

    found = [
        (place, folded(delegation_name(reader, one)), one.id, one)
        for one in known
        if not one.removed and (place := rank(one)) is not None
    ]
    return [one for *_, one in sorted(found, key=lambda item: item[:3])]
