"""How the floor is said: who speaks, for how long, and why something is not possible."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_time

from content.floor import Proposal
from content.languages import cldr_locale
from handlers.floor.context import FloorContext
from handlers.framework.reader import Reader
from handlers.wording import times
from storage.floor.delegations import Delegation
from storage.floor.machine import Reason
from storage.floor.records import Turn


def clock(span: timedelta | int) -> str:
    """Return a span as minutes and seconds: 2:15. It has no sign."""
    seconds = abs(round(span.total_seconds()) if isinstance(span, timedelta) else span)
    return f"{seconds // 60}:{seconds % 60:02}"


def exact_hour_in_zone(reader: Reader, at: datetime) -> str:
    """Return an instant by the reader's clock with its seconds: 10:49:30 (New York time)."""
    return reader.gettext("{hour} ({city} time)").format(
        hour=exact_hour(reader, at), city=times.zone_name(reader, reader.zone)
    )


def exact_hour(reader: Reader, at: datetime) -> str:
    """Return an instant by the reader's clock with its seconds: 10:49:30. Beside it, name the time
    zone: see `exact_hour_in_zone`."""
    pattern = "HH:mm:ss" if reader.language == "ar" else "medium"
    return format_time(at.astimezone(reader.zone), pattern, locale=cldr_locale(reader.language))


def delegation_name(reader: Reader, delegation: Delegation | None) -> str:
    if delegation is None:
        return reader.gettext("Speaker without a delegation")
    return delegation.name(reader.language)


def speaker(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """Return for whom somebody speaks, with the level: Ruritania (minister), Group of 77 ·
    Ruritania. Names of people are never part of it."""
    own = context.delegation(turn.delegation)
    group = context.delegation(turn.group)
    name = delegation_name(reader, own) if own or not turn.name else turn.name
    if group is not None:
        name = f"{delegation_name(reader, group)} · {name}"
    level = level_name(reader, turn.level)
    return name if level is None else reader.annotated(name, level)


def level_name(reader: Reader, level: str) -> str | None:
    """Return the name of a level; None for those below ministers."""
    _ = reader.gettext
    if level == "head":
        return _("head of State or government")
    return _("minister") if level == "minister" else None


def spoken_name(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """Return who speaks as a chair says it: Laputa, on behalf of the Group of 77."""
    own, group = context.delegation(turn.delegation), context.delegation(turn.group)
    name = delegation_name(reader, own) if own or not turn.name else turn.name
    if group is None:
        return name
    return reader.gettext("{name}, on behalf of {group}").format(
        name=name, group=delegation_name(reader, group)
    )


def category_name(reader: Reader, category: str) -> str:
    _ = reader.gettext
    match category:
        case "state":
            return _("State")
        case "group":
            return _("group of States")
        case "observer":
            return _("observer")
        case "igo":
            return _("intergovernmental organization")
        case "un":
            return _("United Nations")
        case "civil-society":
            return _("civil society")
        case "private-sector":
            return _("private sector")
        case "academia":
            return _("academia")
        case _:
            return _("expert")


def kind_name(reader: Reader, turn: Turn) -> str | None:
    """Return what a turn is, or None for a statement."""
    _ = reader.gettext
    match turn.kind:
        case "reply":
            return _("right of reply")
        case "point":
            return _("point of order")
        case "panellist":
            return _("panellist")
        case "answer":
            return _("answer")
        case "statement":
            return None


def proposal_reason(reader: Reader, proposed: Proposal) -> str:
    """Return why the bot proposes a turn, for the chair."""
    _ = reader.gettext
    match proposed.reason:
        case "civil-society":
            return reader.ngettext(
                "civil society did not have the floor in the last {number} statement",
                "civil society did not have the floor in the last {number} statements",
                proposed.count,
            ).format(number=proposed.count)
        case "rank":
            return _("the highest level on the list")
        case "alternate":
            return _("another category than the last speaker")


def refusal(reader: Reader, reason: Reason) -> str:
    """Return why an act was not possible, for whoever tried it."""
    _ = reader.gettext
    match reason:
        case "closed":
            return _("This session has ended.")
        case "suspended":
            return _("The session is suspended.")
        case "not-suspended":
            return _("The session is not suspended.")
        case "list-closed":
            return _("The list of speakers is closed.")
        case "already-waiting":
            return _("You are already on the list.")
        case "asked-again":
            return _("This speaker has asked for the floor again in the meantime.")
        case "delegation-limit":
            return _("Your delegation is already on the list.")
        case "not-waiting":
            return _("This speaker is no longer on the list.")
        case "nobody-speaks":
            return _("Nobody has the floor.")
        case "clock-runs":
            return _("The clock is already running.")
        case "clock-stands":
            return _("The clock is already stopped.")
        case "out-of-date":
            return _("The list has changed in the meantime. Please look again.")
        case "nothing-to-undo":
            return _("Something else was done since, so this cannot be undone.")
        case "too-late":
            return _("It is too late to undo this.")
        case "no-delegation":
            return _("This speaker cannot be added. Please choose again.")
        case "no-session":
            return _("This meeting has no list of speakers.")
