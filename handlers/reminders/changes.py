"""One message for all changes of meetings that a chat is told of at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.model import Meeting, Pack
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Facts,
    Folded,
    Heading,
    Inline,
    Paragraph,
    Phrase,
    Reply,
    Struck,
)
from handlers.meetings import meeting_line
from handlers.reminders.missed import meeting_buttons, more_line
from handlers.reminders.notices import (
    change_rows,
    reason_facts,
    unchanged_time,
    when_and_where,
)
from handlers.wording import labels, times
from storage.deliveries import Delivery

# One message has 4096 characters and 100 entities; the rest is for the heading, the reason and the
# marks that the renderer puts around Latin words in Arabic.
_MAX_DETAILED_CHARACTERS = 1_900
_MAX_DETAILED = 12  # meetings
_MAX_FOLDED_CHARACTERS = 1_000
_MAX_VALUE_CHARACTERS = 160  # of a place, which may have four long names
_MAX_LINE_CHARACTERS = 110
_MAX_REASON_CHARACTERS = 300


def changes_view(reader: Reader, pack: Pack, changes: Sequence[Delivery]) -> Reply:
    """List the changed and cancelled meetings of a chat, each with what was and what is now.

    As many are told in full as fit; of the others, as far as they fit, there is a folded line.
    `pack` is in the reader's language.
    """
    _ = reader.gettext
    number = len(changes)
    heading = Heading(
        reader.ngettext(
            "{number} of your meetings has changed",
            "{number} of your meetings have changed",
            number,
        ).format(number=number)
    )
    reasons = dict.fromkeys((change.reason, change.edited_by) for change in changes)
    blocks: list[Block] = [heading]
    shown: list[Meeting] = []
    used = 0
    for change in changes[:_MAX_DETAILED]:
        meeting = _meeting(pack, change)
        told = _change_blocks(reader, pack, change, meeting, with_reason=len(reasons) > 1)
        used += _length(told)
        if shown and used > _MAX_DETAILED_CHARACTERS:
            break
        blocks += told
        shown.append(meeting)
    folded = _folded_lines(reader, pack, changes[len(shown) :])
    if folded:
        blocks.append(Folded(folded))
    blocks += more_line(reader, number - len(shown) - len(folded), "/agenda")
    if len(reasons) == 1:
        blocks += _reason_blocks(reader, changes[0])
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Bullets(tuple(meeting_line(reader, meeting) for meeting in shown))),
        buttons=(*meeting_buttons(reader, pack, shown), way_back(reader, "agenda")),
        payload="agenda",
    )


def _meeting(pack: Pack, change: Delivery) -> Meeting:
    meeting = pack.translated(Meeting.model_validate_json(change.body or "{}"))
    cancelled = change.notice == "cancellation"
    return meeting.model_copy(update={"cancelled": True}) if cancelled else meeting


def _change_blocks(
    reader: Reader, pack: Pack, change: Delivery, meeting: Meeting, with_reason: bool
) -> list[Block]:
    """What changed of one meeting, below its title."""
    _ = reader.gettext
    title: Phrase = (Bold(meeting.title),)
    rows: list[tuple[str, Phrase]] = []
    if meeting.cancelled:
        title = (_("Cancelled:"), " ", Struck(meeting.title))
        rows = when_and_where(reader, meeting)
    else:
        body = change.previous_body
        before = meeting if body is None else pack.translated(Meeting.model_validate_json(body))
        rows = [row for rows in change_rows(reader, before, meeting) for row in rows]
        if change.restored:
            title = (*title, " · ", _("It will take place after all."))
            rows = rows or when_and_where(reader, meeting)
        rows = rows and [*unchanged_time(reader, before, meeting), *rows]
    blocks: list[Block] = [Paragraph(title)]
    if rows:
        short = [(label, _clipped(value)) for label, value in rows]
        blocks.append(labels.facts(reader, short))
    return [*blocks, *(_reason_blocks(reader, change) if with_reason else ())]


def _clipped(value: Phrase) -> Phrase:
    return labels.clipped(value, _MAX_VALUE_CHARACTERS) if isinstance(value, str) else value


def _reason_blocks(reader: Reader, change: Delivery) -> tuple[Block, ...]:
    reason = labels.clipped(change.reason, _MAX_REASON_CHARACTERS) if change.reason else None
    return reason_facts(reader, replace(change, reason=reason))


def _folded_lines(reader: Reader, pack: Pack, changes: Sequence[Delivery]) -> tuple[str, ...]:
    """A line for each of the first meetings, with when it is now."""
    lines: list[str] = []
    used = 0
    for change in changes:
        meeting = _meeting(pack, change)
        when = times.when_text(reader, meeting, short=True)
        if meeting.cancelled:
            when = reader.gettext("Cancelled:") + f" {when}"
        title = labels.clipped(meeting.title, max(20, _MAX_LINE_CHARACTERS - len(when)))
        used += len(f"{title} · {when}") + 1
        if used > _MAX_FOLDED_CHARACTERS:
            break
        lines.append(f"{title} · {when}")
    return tuple(lines)


def _length(blocks: Sequence[Block]) -> int:
    """Return about how many characters blocks have."""
    total = 0
    for block in blocks:
        match block:
            case Paragraph(text):
                total += _phrase_length(text) + 2
            case Facts(rows):
                total += sum(len(label) + _phrase_length(value) + 2 for label, value in rows)
    return total


def _phrase_length(phrase: Phrase) -> int:
    parts: tuple[Inline, ...] = (phrase,) if isinstance(phrase, str) else phrase
    return sum(len(part) if isinstance(part, str) else len(part.text) for part in parts)
