"""The summary of a form before it is saved: what changes, and how many chats are notified."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content.double_bookings import double_bookings
from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import PLACE, FormCommand
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.form_questions import (
    answer_text,
    form_heading,
    navigation_row,
    question_names,
)
from handlers.desk.calendar.meeting_history import ChangesSince, change_line
from handlers.desk.calendar.views import meeting_facts, meeting_rows
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Struck,
)
from handlers.wording import labels

# Of a colleague's changes, so that all fits one message.
_MAX_CHANGES = 3
_MAX_VALUE_CHARACTERS = 100
_MAX_OWN_CHARACTERS = 400  # of a value that the form changes; a place has four names
# Days further ahead or past may be a slip.
_MAX_YEARS_AHEAD = 10
_MAX_YEARS_AGO = 2


def difference_blocks(
    reader: Reader,
    pack: Pack,
    before: Meeting,
    after: Meeting,
    max_characters: int | None = None,
) -> list[Block]:
    """The old and the new value of every row that differs, each cut to `max_characters`."""
    _ = reader.gettext
    old = dict(meeting_rows(reader, pack, before))
    new = dict(meeting_rows(reader, pack, after))
    blocks: list[Block] = []
    for label in dict.fromkeys([*new, *old]):
        was, now = old.get(label), new.get(label)
        if was != now:
            rows: list[tuple[str, Phrase]] = [
                (
                    _("{label} (before)").format(label=label),
                    _cut(was, max_characters) or _("nothing"),
                ),
                (_("{label} (now)").format(label=label), _cut(now, max_characters) or _("nothing")),
            ]
            blocks.append(labels.facts(reader, rows))
    return blocks


def _cut(value: Phrase | None, max_characters: int | None) -> Phrase | None:
    if max_characters is None or not isinstance(value, str):
        return value
    return labels.clipped(value, max_characters)


def summary_view(
    reader: Reader,
    pack: Pack,
    form: Form,
    before: Meeting | None,
    after: Meeting,
    chats: int,
    meanwhile: ChangesSince | None = None,
) -> Reply:
    """What would be saved. `meanwhile` are somebody else's changes since the form was begun, shown
    above it."""
    _ = reader.gettext
    blocks: list[Block] = [form_heading(reader, form, before)]
    if before is not None and meanwhile is not None:
        blocks += _changes_meanwhile(reader, pack, meanwhile, before)
    if before is None:
        blocks.append(meeting_facts(reader, pack, after))
    else:
        blocks += difference_blocks(reader, pack, before, after, _MAX_OWN_CHARACTERS)
    unchanged = before is not None and form.action in ("move", "change") and before == after
    if unchanged:
        blocks.append(Paragraph(_("There are no changes.")))
    elif form.answers.get("reason"):
        blocks.append(labels.facts(reader, ((_("Reason"), form.answers["reason"]),)))
    if not unchanged:
        blocks += [Paragraph(warning) for warning in _warnings(reader, pack, form, after)]
        blocks.append(Paragraph(_notified_text(reader, chats)))
        if may_give_reason(form) and not form.answers.get("reason"):
            blocks.append(Footnote(_("To give a reason, write it now.")))
    rows: list[Row] = [] if unchanged else [(_save_button(reader, form, chats),)]
    if form.can_change_more:
        rows.append((Press(_("Change something else"), FormCommand(form.nonce, "more")),))
    if form.answers.get("reason"):
        rows.append((Press(_("Remove the reason"), FormCommand(form.nonce, "no-reason")),))
    return Reply(tuple(blocks), (*rows, navigation_row(reader, form)), payload="desk")


def may_give_reason(form: Form) -> bool:
    """Return whether the notices of a form say why. Those of a new meeting do not."""
    return form.action != "add"


def _warnings(reader: Reader, pack: Pack, form: Form, after: Meeting) -> list[str]:
    """Name what may be a slip but can be saved: a year far away, a meeting that exists already,
    or that is in the same room."""
    _ = reader.gettext
    if form.action not in ("add", "move", "change"):
        return []
    warnings: list[str] = []
    today = reader.now.astimezone(after.zone).date()
    if "when" in form.answers and _is_later(after.last_day, today, _MAX_YEARS_AHEAD):
        warnings.append(_("That is more than ten years ahead. Is the year right?"))
    if "when" in form.answers and _is_later(today, after.first_day, _MAX_YEARS_AGO):
        warnings.append(_("That is more than two years ago. Is the year right?"))
    may_be_double = "title" in form.answers or "when" in form.answers
    if may_be_double and any(
        _same_title_and_day(meeting, after) for meeting in pack.original.meetings
    ):
        warnings.append(_("There is already a meeting with this title on that day."))
    other = _in_same_room(pack.original.meetings, after)
    if other is not None:
        sentence = _("“{title}” is in the same room at that time.")
        warnings.append(sentence.format(title=labels.clipped(other.title)))
    return warnings


def _in_same_room(meetings: Iterable[Meeting], after: Meeting) -> Meeting | None:
    """Return the first meeting that has the room of another at its time."""
    others = [meeting for meeting in meetings if meeting.room and meeting.id != after.id]
    for one, other in double_bookings([*others, after]):
        if one.id == after.id:
            return other
        if other.id == after.id:
            return one
    return None


def _is_later(day: date, than: date, years: int) -> bool:
    """Return whether a day is more than so many years after another."""
    return (day.year - years, day.month, day.day) > (than.year, than.month, than.day)


def _same_title_and_day(one: Meeting, other: Meeting) -> bool:
    return (
        one.id != other.id
        and one.title.casefold() == other.title.casefold()
        and one.first_day <= other.last_day
        and other.first_day <= one.last_day
    )


def _changes_meanwhile(
    reader: Reader, pack: Pack, since: ChangesSince, now: Meeting
) -> list[Block]:
    """What a colleague changed, with who and when."""
    _ = reader.gettext
    blocks: list[Block] = [
        Paragraph(
            _(
                "Someone else has changed it in the meantime. Your answers are not lost. This is "
                "what changed:"
            )
        )
    ]
    # An import that changes and cancels a meeting makes two revisions, but one entry in the trace.
    lines = dict.fromkeys(change_line(reader, change) for change in since.changes)
    blocks += [*lines][-_MAX_CHANGES:]
    reason = next((change.reason for change in reversed(since.changes) if change.reason), "")
    if reason:
        short = labels.clipped(reason, _MAX_VALUE_CHARACTERS)
        blocks.append(labels.facts(reader, ((_("Reason"), short),)))
    if now.cancelled:
        blocks.append(Paragraph((_("Cancelled:"), " ", Struck(now.title))))
    elif since.before.cancelled:
        blocks.append(Paragraph(_("It will take place after all.")))
    blocks += difference_blocks(reader, pack, since.before, now, _MAX_VALUE_CHARACTERS)
    return [*blocks, Paragraph(_("This is what you would now save:"))]


def _notified_text(reader: Reader, chats: int) -> str:
    if not chats:
        return reader.gettext("Nobody will be notified.")
    sentence = reader.ngettext(
        "{number} chat will be notified.", "{number} chats will be notified.", chats
    )
    return sentence.format(number=chats)


def _save_button(reader: Reader, form: Form, chats: int) -> Press:
    _ = reader.gettext
    cancels = form.action == "cancel"
    if not chats:
        label = _("Cancel without notifying") if cancels else _("Save without notifying")
    elif cancels:
        label = reader.ngettext(
            "Cancel and notify {number} chat", "Cancel and notify {number} chats", chats
        )
    else:
        label = reader.ngettext(
            "Save and notify {number} chat", "Save and notify {number} chats", chats
        )
    return Press(label.format(number=chats), FormCommand(form.nonce, "save"), danger=cancels)


def meeting_gone_view(reader: Reader, pack: Pack, form: Form) -> Reply:
    """The answers of a form whose meeting is not in the calendar any more. They are kept in case
    the meeting comes back."""
    _ = reader.gettext
    names = question_names(reader)
    answers = [
        (names[step], answer_text(reader, pack, step, answer))
        for step, answer in form.answers.items()
        if answer and step in names
    ]
    blocks: list[Block] = [Heading(_("This meeting is no longer in the calendar."))]
    if answers:
        blocks.append(Paragraph(_("It cannot be saved for now. Your answers are not lost:")))
        blocks.append(labels.facts(reader, answers))
    else:
        blocks.append(Paragraph(_("It cannot be saved for now.")))
    return Reply(
        tuple(blocks),
        (
            (Press(_("Refresh"), go(f"{PLACE}.form")),),
            (Press(_("Quit"), FormCommand(form.nonce, "drop")),),
            way_back(reader, PLACE),
        ),
        payload="desk",
    )
