"""What the clerk's page shows, as data: what the podium's card shows, and the whole list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from content.typed_words import fold
from handlers.floor.ask_views import advice
from handlers.floor.chair_card import EXTRA_SECONDS, forecast_text, podium_words, state_text
from handlers.floor.choices import balance_view
from handlers.floor.context import FloorContext
from handlers.floor.podium import ORDERS, acted_text, ordered
from handlers.floor.wording import clock, delegation_name, kind_name, proposal_reason, speaker
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph
from handlers.wording import times
from storage.floor import machine
from storage.floor.records import Turn

LIMITS_SECONDS = (60, 90, 120, 150, 180, 240, 300)
WARNING_SECONDS = 30


def clerk_state(reader: Reader, context: FloorContext, speed: float) -> dict[str, Any]:
    """Return a floor for its podium. Instants are in milliseconds since 1970, spans in
    milliseconds. `speed` is how many seconds of the program's clock pass in a real one."""
    floor, session = context.floor, context.session
    last = context.last_act
    return {
        "now": milliseconds(reader.now),
        "speed": speed,
        "control": session.control,
        "revision": session.revision,
        "title": context.meeting.title,
        "phase": session.phase,
        "open": session.list_is_open(reader.now),
        "limit": session.cap_seconds,
        "status": state_text(reader, context),
        "forecast": forecast_text(reader, context, len(floor.waiting())),
        "acted": "" if last is None else acted_text(reader, context, last),
        "speaking": _speaking(reader, context),
        "interrupted": session.interrupted,
        "next": _next(reader, context),
        "proposal": _proposal(reader, context),
        "undo": _undo(context, reader.now),
        "points": [_turn(reader, context, turn) for turn in floor.waiting("point")],
        "waiting": [_turn(reader, context, turn) for turn in floor.waiting()],
        "replies": [_turn(reader, context, turn) for turn in floor.waiting("reply")],
        "absent": [
            _turn(reader, context, turn) for turn in context.turns if turn.state == "absent"
        ],
        "orders": {
            name: [turn.id for turn in ordered(name, floor.waiting())] for name in ORDERS.values()
        },
        "balance": _balance(reader, context),
    }


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _turn(reader: Reader, context: FloorContext, turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.id,
        "name": speaker(reader, context, turn),
        "person": _person(reader, turn),
        "kind": kind_name(reader, turn) or "",
        "limit": clock(context.floor.limit_of(turn)),
        "last": turn.last_word,
        "advice": advice(reader, context, turn) or "",
    }


def _person(reader: Reader, turn: Turn) -> str:
    """Return who speaks for a delegation; without one, their name is told already."""
    if turn.delegation is None:
        return turn.title
    return reader.listed(filter(None, (turn.name, turn.title)))


def _speaking(reader: Reader, context: FloorContext) -> dict[str, Any] | None:
    floor, session = context.floor, context.session
    turn = floor.speaking
    if turn is None:
        return None
    return _turn(reader, context, turn) | {
        "words": podium_words(reader, context) or "",
        "total": floor.limit_of(turn) * 1000,
        "spent": session.clock_spent_ms,
        "since": None if session.clock_since is None else milliseconds(session.clock_since),
        "warning": WARNING_SECONDS * 1000,
    }


def _next(reader: Reader, context: FloorContext) -> dict[str, Any] | None:
    """Return the act of the button "next": as on the card, who was interrupted goes on first."""
    _ = reader.gettext
    floor, session = context.floor, context.session
    if session.phase != "ready":
        return None
    back = floor.turn(session.interrupted)
    if back is not None:
        name = speaker(reader, context, back)
        return {"act": "finish", "turn": 0, "label": _("Back to {name}").format(name=name)}
    following = floor.next
    if following is not None:
        name = speaker(reader, context, following)
        label = _("Next: {name}").format(name=name)
        return {"act": "give", "turn": following.id, "label": label}
    if floor.speaking is not None:
        return {"act": "finish", "turn": 0, "label": _("End of this turn")}
    return None


def _proposal(reader: Reader, context: FloorContext) -> dict[str, Any] | None:
    proposed = context.proposal
    turn = None if proposed is None else context.floor.turn(proposed.turn_id)
    if proposed is None or turn is None:
        return None
    text = reader.gettext("Proposed: {speaker}, as {reason}").format(
        speaker=speaker(reader, context, turn), reason=proposal_reason(reader, proposed)
    )
    return {"turn": turn.id, "text": text}


def _undo(context: FloorContext, now: datetime) -> dict[str, int] | None:
    """Return the act that can be taken back, and until when."""
    last = context.last_act
    if last is None or last.act == "undo" or not machine.may_undo(last.at, now):
        return None
    until = last.at + timedelta(seconds=machine.UNDO_SECONDS)
    return {"act": last.id, "until": milliseconds(until)}


def _balance(reader: Reader, context: FloorContext) -> list[dict[str, Any]]:
    """Return who has spoken and who waits, as groups of lines."""
    told: list[dict[str, Any]] = []
    for block in balance_view(reader, context).blocks:
        if isinstance(block, Bullets):
            told.append({"title": str(block.title), "lines": [str(item) for item in block.items]})
        elif isinstance(block, Heading | Paragraph):
            told.append({"title": str(block.text), "lines": []})
    return told


def delegation_list(reader: Reader, context: FloorContext) -> list[dict[str, Any]]:
    """Return all delegations with the folded names by which they are found, sorted by name."""
    known = [one for one in context.delegations.values() if not one.removed]
    known.sort(key=lambda one: (fold(delegation_name(reader, one)), one.id))
    return [
        {
            "id": one.id,
            "name": delegation_name(reader, one),
            "category": one.category,
            "found": sorted({fold(name) for name in one.names.values()}),
        }
        for one in known
    ]


def page_texts(reader: Reader) -> dict[str, Any]:
    """Return the sentences of the clerk's page, with its language and its direction."""
    _ = reader.gettext
    texts: Mapping[str, str] = {
        "page": _("List of speakers"),
        "nobody": _("Nobody has the floor."),
        "empty": _("Nobody is waiting."),
        "stop": _("Stop the clock"),
        "start": _("Start the clock"),
        "more_time": _("+{seconds} s").format(seconds=EXTRA_SECONDS),
        "absent": _("Absent"),
        "undo": _("Undo"),
        "open_list": _("Open the list"),
        "close_list": _("Close the list"),
        "limit": _("New limit…"),
        "by_rules": _("Limits by the rules"),
        "suspend": _("Suspend the session"),
        "resume": _("Resume the session"),
        "close": _("Close the session"),
        "reopen": _("Reopen the session"),
        "sure": _("Choose it again to close the session."),
        "give": _("Give the floor"),
        "up": _("Move up"),
        "down": _("Move down"),
        "top": _("Move to the top"),
        "last_word": _("Last word"),
        "remove": _("Remove from list"),
        "name_speaker": _("Name of the speaker…"),
        "call_again": _("Call again"),
        "absent_title": _("Absent"),
        "replies": _("Rights of reply"),
        "list": _("List of speakers"),
        "add": _("Add to the list"),
        "search": _("First letters of a delegation"),
        "none": _("No delegation has such a name."),
        "without": _("Without a delegation: {name}"),
        "capacity": _("Kind"),
        "level": _("Level"),
        "group": _("On behalf of"),
        "no_group": _("its own behalf"),
        "person": _("Name of the speaker, title"),
        "statement": _("Statement"),
        "reply": _("Right of reply"),
        "point": _("Point of order"),
        "panellist": reader.ngettext("Panellist", "Panellists", 1),
        "answer": _("Answer"),
        "other": _("Another level"),
        "minister": _("minister"),
        "head": _("head of State or government"),
        "new_order": _("New order…"),
        "rank": _("By rank"),
        "alternate": _("Alternating by category"),
        "use_order": _("Use this order"),
        "same_order": _("The list is in this order already."),
        "cancel": _("Cancel"),
        "save": _("Save"),
        "balance": _("Balance"),
        "keys": _("Keys"),
        "key_next": _("next speaker"),
        "key_clock": _("stop or start the clock"),
        "key_time": _("30 seconds more"),
        "key_undo": _("undo"),
        "key_add": _("add a delegation"),
        "key_point": _("point of order"),
        "key_absent": _("absent"),
        "key_choose": _("choose in the list"),
        "key_move": _("move in the list"),
        "key_remove": _("remove from the list"),
        "lost": _("No connection. The clock continues; nothing can be pressed until it is back."),
        "failed": _("That did not work. Please try again."),
        "sign_out": _("Sign out"),
        "signed_out": _("You are signed out. Open the page again from the chat."),
        "link_used": _(
            "This link no longer works. Each link opens the page once, within 10 minutes. "
            "Please ask for a new one in the chat."
        ),
        "opening": _("One moment"),
        "open_browser": _("Please open the page from the chat with “On a laptop”."),
    }  # fmt: skip
    return {
        "language": reader.language,
        "direction": "rtl" if reader.right_to_left else "ltr",
        "zone": times.zone_name(reader, reader.zone),
        "limits": [{"seconds": limit, "label": clock(limit)} for limit in LIMITS_SECONDS],
        "texts": texts,
    }
