"""The record of a session, page by page: who did what, and when."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.floor.acted import DELEGATES_ACTS
from handlers.floor.context import FloorContext
from handlers.floor.podium import deed
from handlers.floor.wording import delegation_name, exact_hour
from handlers.framework.places import Place, page_of, paging
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Reply,
    Row,
    Struck,
)
from handlers.wording import times
from storage.floor.records import Act

_PAGE_ACTS = 12


def record_view(
    reader: Reader,
    title: str,
    context: FloorContext | None,
    acts: Sequence[Act],
    here: Place,
    back: Row,
) -> Reply:
    """Return a page of a session's record, the latest act first. What was undone is struck
    through."""
    _ = reader.gettext
    shown, page, pages = page_of(list(reversed(acts)), here.page, _PAGE_ACTS)
    blocks: list[Block] = [Heading(title)]
    if not acts:
        blocks.append(Paragraph(_("Nothing has been done here yet.")))
    blocks += [Paragraph(_line(reader, context, act)) for act in shown]
    zone = times.zone_name(reader, reader.zone)
    blocks.append(Footnote(_("Times: {zone}. Entries cannot be changed.").format(zone=zone)))
    return Reply(
        tuple(blocks),
        (*paging(reader, Place(here.id, here.part, page), pages), back),
        payload="floor",
    )


def _line(reader: Reader, context: FloorContext | None, act: Act) -> Phrase:
    at = act.at.astimezone(reader.zone)
    when = reader.listed((times.short_day(reader, at.date()), exact_hour(reader, at)))
    label = reader.gettext("{label}:").format(label=doer(reader, context, act))
    what = deed(reader, context, act)
    if act.undone is not None:
        return (Struck(f"{when} · {label} {what}"),)
    return (f"{when} · ", Bold(label), f" {what}")


def doer(reader: Reader, context: FloorContext | None, act: Act) -> str:
    """Return who did something: a person of the podium by name, a delegate by the delegation."""
    _ = reader.gettext
    if act.podium or act.act not in DELEGATES_ACTS:
        return act.name or _("Someone who deleted their data")
    turns = () if context is None else context.turns
    turn = next((turn for turn in turns if turn.id == act.turn), None)
    if context is None or turn is None or turn.delegation is None:
        return _("A delegate")
    return delegation_name(reader, context.delegation(turn.delegation))
