"""What a draft would do, before it is saved, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.desk.calendar.buttons import PLACE as CALENDAR
from handlers.desk.calendar.moves.buttons import PLACE, DraftCommand, SaveDraft, UndoAct
from handlers.desk.calendar.moves.draft import Draft
from handlers.desk.calendar.moves.plan import Plan
from handlers.desk.calendar.moves.saving import SavedMoves
from handlers.desk.move_sentences import change_text
from handlers.desk.notified import notified_text
from handlers.framework.places import Place, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.reminders.notices import change_rows
from handlers.wording import labels

_MOVES_PER_PAGE = 4
# So that all fits one message.
_MAX_CLASHES = 3  # of each kind
_MAX_NAME_CHARACTERS = 40  # in a clash
_MAX_TITLE_CHARACTERS = 80
_MAX_VALUE_CHARACTERS = 100  # of a place
_MAX_REASON_CHARACTERS = 150


def preview_view(
    reader: Reader, draft: Draft, plan: Plan, chats: int, page: int, changed: bool = False
) -> Reply:
    """Show each meeting before and after, and what is to be minded. `changed` says that the plan
    is another one than was shown before."""
    _ = reader.gettext
    number = len(plan.moves)
    blocks: list[Block] = [Heading(_heading(reader, draft))]
    if changed:
        blocks.append(Paragraph(_("The calendar was changed in the meantime. Nothing was saved.")))
    shown, page, pages = page_of(plan.moves, page, _MOVES_PER_PAGE)
    for move in shown:
        rows = [row for rows in change_rows(reader, move.before, move.after) for row in rows]
        short = [(label, _clipped(value)) for label, value in rows]
        blocks += [
            Paragraph((Bold(labels.clipped(move.after.title, _MAX_TITLE_CHARACTERS)),)),
            labels.facts(reader, short),
        ]
    if pages > 1:
        blocks.append(Footnote(_("Page {page} of {pages}").format(page=page, pages=pages)))
    facts = _facts(reader, draft, plan)
    if facts:
        blocks.append(labels.facts(reader, facts))
    rows_below: list[Row] = []
    if not number:
        blocks.append(Paragraph(_("There is nothing to save.")))
    else:
        blocks.append(Footnote(_notified(reader, chats)))
        rows_below.append((_save_button(reader, draft, plan, chats),))
        label = _("Change the reason") if draft.reason else _("Add a reason")
        rows_below.append((Press(label, DraftCommand(draft.nonce, "reason")),))
    rows_below += paging(reader, Place(PLACE, "draft", page), pages)
    leave = Press(_("Quit"), DraftCommand(draft.nonce, "drop"))
    back = {"swap": "what", "shift": "change"}.get(draft.action)
    last: Row = (leave,)
    if back:
        last = (Press(_("‹ Back"), DraftCommand(draft.nonce, back)), leave)
    return Reply(tuple(blocks), (*rows_below, last), payload="desk")


def _heading(reader: Reader, draft: Draft) -> str:
    _ = reader.gettext
    return {
        "swap": _("Swap two meetings"),
        "shift": _("Move several meetings"),
        "undo": _("Undo the last swap or move"),
    }[draft.action]


def _facts(reader: Reader, draft: Draft, plan: Plan) -> list[tuple[str, Phrase]]:
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    if draft.what:
        rows.append((_("What changes"), change_text(reader, draft.what, draft.value)))
    rows.append((_("Meetings"), str(len(plan.moves))))
    if plan.begun:
        rows.append((_("Already begun"), str(len(plan.begun))))
    rows += _left_out_rows(reader, plan.left_out)
    pairs = [
        reader.annotated(_names(reader, one.title, other.title), _short(one.room or ""))
        for one, other in plan.rooms
    ]
    rows += _clash_rows(reader, _("In one room at one time"), pairs)
    people = [
        reader.annotated(_short(name), _names(reader, one.title, other.title))
        for one, other, name in plan.people
    ]
    rows += _clash_rows(reader, _("One person at two places"), people)
    if draft.reason:
        rows.append((_("Reason"), labels.clipped(draft.reason, _MAX_REASON_CHARACTERS)))
    return rows


def _left_out_rows(
    reader: Reader, left_out: Mapping[str, Sequence[str]]
) -> list[tuple[str, Phrase]]:
    """Return why meetings are left out, each reason with their number."""
    _ = reader.gettext
    reasons = {
        "no-hour": _("Only the day is known (left out)"),
        "deadline": _("Deadlines, which have no room (left out)"),
        "over": _("Would be over by now (left out)"),
        "same": _("Unchanged"),
        "changed": _("Changed again since then (left out)"),
        "gone": _("Cancelled or removed (left out)"),
        "invalid": _("Would end before they begin (left out)"),
    }
    return [(reasons[reason], str(len(titles))) for reason, titles in left_out.items() if titles]


def _names(reader: Reader, one: str, other: str) -> str:
    return reader.listed(map(_short, (other, one)))


def _short(name: str) -> str:
    return labels.clipped(name, _MAX_NAME_CHARACTERS)


def _clash_rows(reader: Reader, label: str, clashes: Sequence[str]) -> list[tuple[str, Phrase]]:
    rows: list[tuple[str, Phrase]] = [(label, clash) for clash in clashes[:_MAX_CLASHES]]
    more = len(clashes) - _MAX_CLASHES
    if more > 0:
        sentence = reader.ngettext("And {number} more.", "And {number} more.", more)
        rows.append((label, sentence.format(number=more)))
    return rows


def _clipped(value: Phrase) -> Phrase:
    return labels.clipped(value, _MAX_VALUE_CHARACTERS) if isinstance(value, str) else value


def _notified(reader: Reader, chats: int) -> str:
    if not chats:
        return reader.gettext("Nobody will be notified.")
    sentence = reader.ngettext(
        "{number} chat will be notified, by one message.",
        "{number} chats will be notified, each by one message.",
        chats,
    )
    return sentence.format(number=chats)


def _save_button(reader: Reader, draft: Draft, plan: Plan, chats: int) -> Press:
    label = reader.gettext("Save without notifying")
    if chats:
        label = reader.ngettext(
            "Save and notify {number} chat", "Save and notify {number} chats", chats
        ).format(number=chats)
    return Press(label, SaveDraft(draft.nonce, plan.fingerprint))


def done_view(reader: Reader, saved: SavedMoves) -> Reply:
    """Say how many meetings were changed, and how many chats are notified when."""
    _ = reader.gettext
    number, entry = saved.number, saved.entry
    sentence = reader.ngettext("{number} meeting changed.", "{number} meetings changed.", number)
    rows: list[Row] = [(Press(_("Undo"), UndoAct(entry)),)] if entry else []
    return Reply(
        (
            Paragraph(_("Saved.") + " " + sentence.format(number=number)),
            Paragraph(notified_text(reader, saved.chats, saved.due)),
        ),
        (*rows, way_back(reader, CALENDAR)),
        payload="desk",
    )


def nothing_to_undo_view(reader: Reader) -> Reply:
    return Reply(
        (Paragraph(reader.gettext("There is no swap or move to undo.")),),
        (way_back(reader, CALENDAR),),
        payload="desk",
    )
