"""The podium's further screens: another speaker, the limit, the balance, and rarer acts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from handlers.floor.buttons import Laptop, Podium
from handlers.floor.chair_card import PLACE, each_could_have
from handlers.floor.context import FloorContext
from handlers.floor.wording import category_name, clock, kind_name, speaker
from handlers.framework.places import Place, go, page_of, paging
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.wording.labels import clipped
from storage.floor.records import Turn

_LIMITS_SECONDS = (60, 90, 120, 150, 180, 240, 300)
_MAX_REGIONS = 12


def back_row(reader: Reader, context: FloorContext) -> Row:
    """Return the button back to the card."""
    place = Place(PLACE, str(context.session.id))
    return (Press(reader.gettext("‹ Back"), go(place)),)


def act(context: FloorContext, label: str, name: str, turn: int = 0, value: int = 0) -> Press:
    return Press(label, Podium(name, context.session.id, context.session.control, turn, value))


def someone_else_view(
    reader: Reader, context: FloorContext, page: int, name: str = "give"
) -> Reply:
    """Choose a turn of the list for an act: who gets the floor, the last word, or is taken off."""
    _ = reader.gettext
    title = {
        "give": _("Who has the floor next?"),
        "last-word": _("Who has the last word?"),
        "remove": _("Remove from the list"),
        "move": _("Who moves to another place?"),
    }[name]
    turns = context.floor.waiting()
    if name == "move":
        turns = (*turns, *context.floor.waiting("reply"))
    if name in ("give", "remove"):
        turns = (*context.floor.waiting("point"), *turns, *context.floor.waiting("reply"))
    shown, page, pages = page_of(turns, page, 8)
    place = Place(PLACE, f"{context.session.id}-{_SCREENS[name]}", page)
    rows = [(_choose(reader, context, name, turn),) for turn in shown]
    blocks: list[Block] = [Heading(title)]
    if not turns:
        blocks.append(Paragraph(_("Nobody is waiting.")))
    if name == "last-word" and turns:
        blocks.append(Paragraph(_("The list is closed, and this speaker is the last of it.")))
    return Reply(
        tuple(blocks),
        (*rows, *paging(reader, place, pages), back_row(reader, context)),
        payload=f"floor-{context.session.id}",
        keeps_buttons=True,
    )


def _choose(reader: Reader, context: FloorContext, name: str, turn: Turn) -> Press:
    label = _label(reader, context, turn)
    if name == "move":
        return Press(label, go(Place(PLACE, f"{context.session.id}-to-{turn.id}")))
    return act(context, label, name, turn.id)


_SCREENS = {"give": "else", "last-word": "last", "remove": "remove", "move": "move"}
ACTS_OF_SCREENS = {screen: name for name, screen in _SCREENS.items()}


def _label(reader: Reader, context: FloorContext, turn: Turn) -> str:
    text = f"{speaker(reader, context, turn)} · {clock(context.floor.limit_of(turn))}"
    kind = kind_name(reader, turn)
    return clipped(text if kind is None else reader.annotated(text, kind))


def limit_view(reader: Reader, context: FloorContext) -> Reply:
    """Choose a limit for all statements."""
    _ = reader.gettext
    seconds = sorted({*_LIMITS_SECONDS, *filter(None, [each_could_have(context, reader.now)])})
    presses = [act(context, clock(limit), "limit", value=limit) for limit in seconds]
    rows: list[Row] = [tuple(presses[at : at + 4]) for at in range(0, len(presses), 4)]
    blocks: list[Block] = [
        Heading(_("New limit for all statements")),
        Paragraph(_("It holds at once, also for whoever speaks now. Shorter limits stay.")),
    ]
    if context.session.cap_seconds is not None:
        rows.append((act(context, _("Limits by the rules"), "limit"),))
    return Reply(
        tuple(blocks), (*rows, back_row(reader, context)), keeps_buttons=True,
        payload=f"floor-{context.session.id}",
    )  # fmt: skip


def balance_view(reader: Reader, context: FloorContext) -> Reply:
    """Show who has spoken and who waits, by category, level and region."""
    _ = reader.gettext
    given, waiting = list(context.given), list(context.floor.waiting())
    blocks: list[Block] = [Heading(_("Balance: spoken and waiting"))]
    blocks.append(
        Bullets(
            _counts(
                reader,
                (category_name(reader, turn.category) for turn in given),
                (category_name(reader, turn.category) for turn in waiting),
            ),
            title=_("By category"),
        )
    )
    levels = {"head": _("head of State or government"), "minister": _("minister")}
    blocks.append(
        Bullets(
            _counts(
                reader,
                (levels.get(turn.level, _("other level")) for turn in given),
                (levels.get(turn.level, _("other level")) for turn in waiting),
            ),
            title=_("By level"),
        )
    )
    regions = _counts(
        reader,
        (turn.region for turn in given if turn.region),
        (turn.region for turn in waiting if turn.region),
    )
    if regions:
        blocks.append(Bullets(regions[:_MAX_REGIONS], title=_("By region")))
    genders = {"f": _("women"), "m": _("men"), "x": _("other")}
    stated = _counts(
        reader,
        (genders[turn.gender] for turn in given if turn.gender in genders),
        (genders[turn.gender] for turn in waiting if turn.gender in genders),
    )
    if stated:
        blocks.append(Bullets(stated, title=_("By gender, where it was given")))
    spoken = {turn.delegation for turn in given}
    first = sum(turn.delegation is None or turn.delegation not in spoken for turn in waiting)
    text = reader.ngettext(
        "{number} of those waiting has not spoken yet.",
        "{number} of those waiting have not spoken yet.",
        first,
    )
    blocks.append(Paragraph(text.format(number=first)))
    return Reply(
        tuple(block for block in blocks if not isinstance(block, Bullets) or block.items),
        (back_row(reader, context),),
        keeps_buttons=True,
        payload=f"floor-{context.session.id}",
    )


def _counts(reader: Reader, spoken: Iterable[str], waiting: Iterable[str]) -> tuple[Phrase, ...]:
    """Return a line for each name: State 5 · 3."""
    have, want = Counter(spoken), Counter(waiting)
    names: Sequence[str] = sorted({*have, *want}, key=lambda name: (-have[name] - want[name], name))
    return tuple(
        reader.gettext("{name}: {spoken} · {waiting}").format(
            name=name, spoken=have[name], waiting=want[name]
        )
        for name in names
    )


def more_view(reader: Reader, context: FloorContext, further: tuple[Row, ...] = ()) -> Reply:
    """Show the rarer acts. `further` leads to what other topics offer to the podium."""
    _ = reader.gettext

    def screen(label: str, part: str) -> Press:
        return Press(label, go(Place(PLACE, f"{context.session.id}-{part}")))

    rows: list[Row] = [
        (screen(_("Add to the list…"), "add"), screen(_("Move…"), "move")),
        (screen(_("Last word…"), "last"), screen(_("Remove from list…"), "remove")),
        (screen(_("Call again…"), "again"), screen(_("New order…"), "order")),
        (screen(_("Screen"), "screen"), Press(_("On a laptop"), Laptop(context.session.id))),
    ]
    if context.session.phase == "ready":
        rows.append(
            (
                act(context, _("Suspend the session"), "suspend"),
                act(context, _("Close the session"), "close"),
            )
        )
    return Reply(
        (Heading(context.meeting.title), Paragraph(_("More for the podium"))),
        (*rows, *further, back_row(reader, context)),
        keeps_buttons=True,
        payload=f"floor-{context.session.id}",
    )
