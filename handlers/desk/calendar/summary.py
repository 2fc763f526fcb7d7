"""The summary before anything is saved: what was, what will be, and how many hear of it."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers import labels
from handlers.desk.calendar.buttons import Turn
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.listing import facts_of, rows_of
from handlers.desk.calendar.questions import heading, last_row
from handlers.reply import Block, Footnote, Paragraph, Phrase, Press, Reply, Row, Struck
from handlers.request import Reader


def differences(reader: Reader, pack: Pack, before: Meeting, after: Meeting) -> list[Block]:
    """Was and Now of every row that differs."""
    _ = reader.gettext
    old, new = dict(rows_of(reader, pack, before)), dict(rows_of(reader, pack, after))
    blocks: list[Block] = []
    for label in dict.fromkeys([*new, *old]):
        was, now = old.get(label), new.get(label)
        if was != now:
            rows: list[tuple[str, Phrase]] = [
                (_("{label}, was").format(label=label), was or _("nothing")),
                (_("{label}, now").format(label=label), now or _("nothing")),
            ]
            blocks.append(labels.facts(reader, rows))
    return blocks


def summary_view(
    reader: Reader,
    pack: Pack,
    form: Form,
    before: Meeting | None,
    after: Meeting,
    chats: int,
    meanwhile: bool = False,
) -> Reply:
    """All that would be saved. `meanwhile` says that somebody else changed it since the form
    began: then what it is now stands above."""
    _ = reader.gettext
    blocks: list[Block] = [heading(reader, form, before)]
    if before is not None and meanwhile:
        said = _("It was changed meanwhile. This is what it is now; your answers are kept.")
        blocks += [Paragraph(said), facts_of(reader, pack, before)]
        if before.cancelled:
            blocks.append(Paragraph((_("Cancelled:"), " ", Struck(before.title))))
    if before is None:
        blocks.append(facts_of(reader, pack, after))
    else:
        blocks += differences(reader, pack, before, after)
    pointless = before is not None and form.what in ("move", "change") and before == after
    if pointless:
        blocks.append(Paragraph(_("Nothing differs from what it is now.")))
    elif form.answers.get("reason"):
        blocks.append(labels.facts(reader, ((_("Reason"), form.answers["reason"]),)))
    if not pointless:
        blocks.append(Footnote(told(reader, chats)))
    rows: list[Row] = [] if pointless else [(_save(reader, form, chats),)]
    if form.what == "change":
        rows.append((Press(_("Change something else"), Turn(form.mark, "more")),))
    return Reply(tuple(blocks), (*rows, last_row(reader, form)), payload="desk")


def told(reader: Reader, chats: int) -> str:
    """How many hear of it."""
    if not chats:
        return reader.gettext("Nobody is told of it.")
    sentence = reader.ngettext(
        "{number} chat is told of it.", "{number} chats are told of it.", chats
    )
    return sentence.format(number=chats)


def _save(reader: Reader, form: Form, chats: int) -> Press:
    _ = reader.gettext
    cancels = form.what == "cancel"
    if not chats:
        label = _("Cancel it and tell nobody") if cancels else _("Save and tell nobody")
    elif cancels:
        label = reader.ngettext(
            "Cancel it and tell {number} chat", "Cancel it and tell {number} chats", chats
        )
    else:
        label = reader.ngettext(
            "Save and tell {number} chat", "Save and tell {number} chats", chats
        )
    return Press(label.format(number=chats), Turn(form.mark, "save"), danger=cancels)
