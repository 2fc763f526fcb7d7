"""What the clerk sees who adds to the list, moves, calls again or reorders."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.floor.buttons import Podium
from handlers.floor.chair_card import PLACE
from handlers.floor.choices import act, back_row
from handlers.floor.context import FloorContext
from handlers.floor.entry_buttons import Add, Groups, NameSpeaker, Pick, Unaffiliated
from handlers.floor.podium import ORDERS, ordered
from handlers.floor.wording import clock, delegation_name, kind_name, level_name, speaker
from handlers.framework.places import Place, go, page_of, paging, two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.wording.labels import clipped
from storage.floor import machine
from storage.floor.delegations import Delegation
from storage.floor.records import Turn

ADD_SCREEN = "add"
_DELEGATIONS_A_PAGE = 10
_PLACES_A_PAGE = 25
_PLACES_IN_ROW = 5
_MAX_GROUPS = 20
_MAX_ORDER_LINES = 40


def add_view(
    reader: Reader, context: FloorContext, found: Sequence[Delegation], page: int, words: str = ""
) -> Reply:
    """Choose the delegation that is put on the list, from all or from those that were found."""
    _ = reader.gettext
    session = context.session.id
    shown, page, pages = page_of(found, page, _DELEGATIONS_A_PAGE)
    blocks: list[Block] = [Heading(_("Add to the list")), Paragraph(context.meeting.title)]
    if words and not found:
        blocks.append(Paragraph(_("No delegation has such a name.")))
    blocks.append(Footnote(_("You can also write the first letters of the name in one message.")))
    rows = two_columns(
        Press(clipped(delegation_name(reader, one)), Pick(session, one.id)) for one in shown
    )
    if words:
        rows.append((_to(reader, context, _("All delegations"), ADD_SCREEN),))
    else:
        rows += paging(reader, Place(PLACE, f"{session}-{ADD_SCREEN}", page), pages)
    rows.append(
        (
            Press(_("Panellist…"), Unaffiliated(session, "n")),
            Press(_("Expert…"), Unaffiliated(session, "s")),
        )
    )
    return _reply(reader, context, blocks, rows)


def capacity_view(
    reader: Reader, context: FloorContext, delegation: Delegation, notice: str | None = None
) -> Reply:
    """Choose the kind of a turn and the level of who speaks, which puts them on the list."""
    _ = reader.gettext
    session = context.session

    def add(label: str, kind: str, level: str = "other") -> Press:
        data = Add(session.id, session.control, delegation.id, 0, kind, level)
        return Press(clipped(label), data)

    rows: list[Row] = [(add(_("Statement"), "s"),)]
    if delegation.category != "group":
        rows.append(
            (
                add(level_name(reader, "minister") or "", "s", "minister"),
                add(level_name(reader, "head") or "", "s", "head"),
            )
        )
        if _groups(context):
            label = _("On behalf of a group…")
            rows.append((Press(label, Groups(session.id, delegation.id)),))
    rows.append((add(_("Right of reply"), "r"), add(_("Point of order"), "p")))
    rows.append((add(reader.ngettext("Panellist", "Panellists", 1), "n"), add(_("Answer"), "a")))
    rows.append((_to(reader, context, _("Another delegation"), ADD_SCREEN),))
    blocks: list[Block] = [
        Heading(delegation_name(reader, delegation)),
        Paragraph(_("How do they speak?")),
    ]
    return _reply(reader, context, blocks, rows, notice)


def groups_view(reader: Reader, context: FloorContext, delegation: Delegation) -> Reply:
    """Choose the group for which a delegation speaks."""
    session = context.session
    rows = two_columns(
        Press(
            clipped(delegation_name(reader, one)),
            Add(session.id, session.control, delegation.id, one.id, "s", "other"),
        )
        for one in _groups(context)[:_MAX_GROUPS]
    )
    blocks: list[Block] = [
        Heading(delegation_name(reader, delegation)),
        Paragraph(reader.gettext("On behalf of which group?")),
    ]
    return _reply(reader, context, blocks, rows)


def _groups(context: FloorContext) -> list[Delegation]:
    known = context.delegations.values()
    return [one for one in known if one.category == "group" and not one.removed]


def speaker_name_view(reader: Reader, context: FloorContext, problem: str | None = None) -> Reply:
    """Ask for the name of a speaker."""
    _ = reader.gettext
    text = problem or _(
        "Write the name of the speaker in one message. You can add the title after a comma."
    )
    return _reply(reader, context, [Paragraph(text)], [])


def added_view(reader: Reader, context: FloorContext, turn: Turn) -> Reply:
    """Say where a turn is on the list, and offer to name the speaker."""
    _ = reader.gettext
    session = context.session
    name = speaker(reader, context, turn)
    kind = kind_name(reader, turn)
    parts = [_("{time} to speak").format(time=clock(context.floor.limit_of(turn)))]
    place = machine.place(context.floor, turn.id)
    if place is not None and turn.kind != "point":
        parts.insert(
            0, _("place {number} of {total}").format(number=place.before + 1, total=place.waiting)
        )
    blocks: list[Block] = [
        Heading(_("On the list: {name}").format(name=name)),
        Paragraph(" · ".join(filter(None, [kind, *parts]))),
    ]
    if turn.name and turn.delegation is not None:
        blocks.append(Paragraph(reader.listed(filter(None, (turn.name, turn.title)))))
    last = context.last_act
    rows: list[Row] = [
        (
            Press(_("Name of the speaker…"), NameSpeaker(session.id, turn.id)),
            _to(reader, context, _("Add another"), ADD_SCREEN),
        )
    ]
    if last is not None and machine.may_undo(last.at, reader.now) and last.act != "undo":
        rows.append((Press(_("Undo"), Podium("undo", session.id, session.control, 0, last.id)),))
    return _reply(reader, context, blocks, rows)


def places_view(reader: Reader, context: FloorContext, turn_id: int, page: int) -> Reply | None:
    """Choose the place to which a turn moves; None if it does not wait any more."""
    _ = reader.gettext
    turn = context.floor.turn(turn_id)
    place = machine.place(context.floor, turn_id)
    if turn is None or place is None:
        return None
    waiting = context.floor.waiting(turn.kind)
    numbers = list(range(1, len(waiting) + 1))
    shown, page, pages = page_of(numbers, page, _PLACES_A_PAGE)
    lines = [f"{number}. {speaker(reader, context, waiting[number - 1])}" for number in shown]
    presses = [
        act(context, str(number), "move", turn_id, number - 1)
        for number in shown
        if number != place.before + 1
    ]
    rows: list[Row] = [
        tuple(presses[at : at + _PLACES_IN_ROW]) for at in range(0, len(presses), _PLACES_IN_ROW)
    ]
    rows += paging(reader, Place(PLACE, f"{context.session.id}-to-{turn_id}", page), pages)
    title = _("To which place does {name} move?").format(name=speaker(reader, context, turn))
    return _reply(reader, context, [Heading(title), Bullets(tuple(lines))], rows)


def call_again_view(reader: Reader, context: FloorContext, page: int) -> Reply:
    """Choose who was absent, to put them back at the end of the list."""
    _ = reader.gettext
    absent = [turn for turn in context.turns if turn.state == "absent"]
    shown, page, pages = page_of(absent, page, _DELEGATIONS_A_PAGE)
    blocks: list[Block] = [Heading(_("Who was absent and is called again?"))]
    if not absent:
        blocks.append(Paragraph(_("Nobody was absent.")))
    rows: list[Row] = [
        (act(context, clipped(speaker(reader, context, turn)), "call-again", turn.id),)
        for turn in shown
    ]
    rows += paging(reader, Place(PLACE, f"{context.session.id}-again", page), pages)
    return _reply(reader, context, blocks, rows)


def order_view(reader: Reader, context: FloorContext, number: int = 0) -> Reply:
    """Show the list in another order before it is brought into it. `number` is that of
    `handlers.floor.podium.ORDERS`, or 0 for the choice."""
    _ = reader.gettext
    waiting = context.floor.waiting()
    blocks: list[Block] = [Heading(_("New order of the list"))]
    names = {1: _("By rank"), 2: _("Alternating by category")}
    if number in ORDERS:
        new = ordered(ORDERS[number], waiting)
        lines = [f"{place}. {speaker(reader, context, turn)}" for place, turn in enumerate(new, 1)]
        blocks.append(Bullets(tuple(lines[:_MAX_ORDER_LINES]), title=names[number]))
        if len(lines) > _MAX_ORDER_LINES:
            blocks.append(Paragraph("…"))
        if new == list(waiting):
            blocks.append(Paragraph(_("The list is in this order already.")))
            return _reply(reader, context, blocks, [])
        rows: list[Row] = [(act(context, _("Use this order"), "reorder", value=number),)]
        return _reply(reader, context, blocks, rows)
    blocks.append(Paragraph(_("You see the new order before it is used.")))
    choice = [_to(reader, context, names[each], f"order-{each}") for each in ORDERS]
    return _reply(reader, context, blocks, [tuple(choice)])


def _to(reader: Reader, context: FloorContext, label: str, screen: str) -> Press:
    return Press(label, go(Place(PLACE, f"{context.session.id}-{screen}")))


def _reply(
    reader: Reader,
    context: FloorContext,
    blocks: Sequence[Block],
    rows: Sequence[Row],
    notice: str | None = None,
) -> Reply:
    return Reply(
        tuple(blocks), (*rows, back_row(reader, context)), keeps_buttons=True, notice=notice,
        payload=f"floor-{context.session.id}",
    )  # fmt: skip
