"""The summary before anything is saved: what was, what will be, and how many hear of it."""

from __future__ import annotations

from datetime import date

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import Turn
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.history import Since, change_line
from handlers.desk.calendar.listing import facts_of, rows_of
from handlers.desk.calendar.questions import heading, last_row
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Paragraph, Phrase, Press, Reply, Row, Struck
from handlers.wording import labels

_MOST_CHANGES, _MOST_CHARACTERS = 3, 100  # of a colleague's, so that all fits one message
_FAR_YEARS, _OLD_YEARS = 10, 2


def differences(
    reader: Reader, pack: Pack, before: Meeting, after: Meeting, most: int | None = None
) -> list[Block]:
    """Was and Now of every row that differs, with at most so many characters of each."""
    _ = reader.gettext
    old, new = dict(rows_of(reader, pack, before)), dict(rows_of(reader, pack, after))
    blocks: list[Block] = []
    for label in dict.fromkeys([*new, *old]):
        was, now = old.get(label), new.get(label)
        if was != now:
            rows: list[tuple[str, Phrase]] = [
                (_("{label}, was").format(label=label), _short(was, most) or _("nothing")),
                (_("{label}, now").format(label=label), _short(now, most) or _("nothing")),
            ]
            blocks.append(labels.facts(reader, rows))
    return blocks


def _short(value: Phrase | None, most: int | None) -> Phrase | None:
    return labels.clipped(value, most) if isinstance(value, str) and most else value


def summary_view(
    reader: Reader,
    pack: Pack,
    form: Form,
    before: Meeting | None,
    after: Meeting,
    chats: int,
    meanwhile: Since | None = None,
) -> Reply:
    """All that would be saved. `meanwhile` is what somebody else did to it since the form began:
    that stands above."""
    _ = reader.gettext
    blocks: list[Block] = [heading(reader, form, before)]
    if before is not None and meanwhile is not None:
        blocks += _meanwhile(reader, pack, meanwhile, before)
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
        blocks += [Paragraph(each) for each in doubts(reader, pack, form, after)]
        blocks.append(Footnote(told(reader, chats)))
    rows: list[Row] = [] if pointless else [(_save(reader, form, chats),)]
    if form.what == "change":
        rows.append((Press(_("Change something else"), Turn(form.mark, "more")),))
    return Reply(tuple(blocks), (*rows, last_row(reader, form)), payload="desk")


def doubts(reader: Reader, pack: Pack, form: Form, after: Meeting) -> list[str]:
    """What may be a slip and is saved all the same: a year far away, a meeting that is there
    already."""
    _ = reader.gettext
    if form.what not in ("add", "move", "change"):
        return []
    said: list[str] = []
    today = reader.now.astimezone(after.zone).date()
    if "when" in form.answers and _later(after.last_day, today, _FAR_YEARS):
        said.append(_("That is more than ten years ahead. Is the year right?"))
    if "when" in form.answers and _later(today, after.first_day, _OLD_YEARS):
        said.append(_("That is more than two years ago. Is the year right?"))
    renamed = "title" in form.answers or "when" in form.answers
    if renamed and any(_alike(each, after) for each in pack.meetings):
        said.append(_("There is a meeting of this title on that day already."))
    return said


def _later(day: date, than: date, years: int) -> bool:
    """Whether a day is more than so many years after another."""
    return (day.year - years, day.month, day.day) > (than.year, than.month, than.day)


def _alike(one: Meeting, other: Meeting) -> bool:
    return (
        one.id != other.id
        and one.title.casefold() == other.title.casefold()
        and one.first_day <= other.last_day
        and other.first_day <= one.last_day
    )


def _meanwhile(reader: Reader, pack: Pack, since: Since, now: Meeting) -> list[Block]:
    """What a colleague changed, who and when; the answers below are upon that."""
    _ = reader.gettext
    blocks: list[Block] = [
        Paragraph(_("It was changed meanwhile. Your answers are kept. This is what changed:"))
    ]
    # A file that changes and cancels a meeting makes two revisions in one act.
    lines = dict.fromkeys(change_line(reader, each) for each in since.changes)
    blocks += [*lines][-_MOST_CHANGES:]
    reason = next((each.reason for each in reversed(since.changes) if each.reason), "")
    if reason:
        short = labels.clipped(reason, _MOST_CHARACTERS)
        blocks.append(labels.facts(reader, ((_("Reason"), short),)))
    if now.cancelled:
        blocks.append(Paragraph((_("Cancelled:"), " ", Struck(now.title))))
    elif since.before.cancelled:
        blocks.append(Paragraph(_("It takes place after all.")))
    blocks += differences(reader, pack, since.before, now, _MOST_CHARACTERS)
    return [*blocks, Paragraph(_("This is what you would save on top of it:"))]


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
