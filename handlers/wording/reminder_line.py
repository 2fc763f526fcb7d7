"""The secretariat's own line in the reminders of a meeting."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Inline
from handlers.wording import labels


def line_blocks(reader: Reader, pack: Pack, meeting: Meeting) -> tuple[Block, ...]:
    """Return the line with whose it is; empty if there is none. `pack` is in the reader's
    language."""
    line = pack.reminder_line(meeting)
    if not line:
        return ()
    return (labels.facts(reader, ((reader.gettext("From the secretariat"), line),)),)


def with_line(
    reader: Reader, pack: Pack, meeting: Meeting, item: tuple[Inline, ...]
) -> tuple[Inline, ...]:
    """Return a meeting's item of a digest with the line after it, if there is one."""
    line = pack.reminder_line(meeting)
    if not line:
        return item
    return (*item, " · ", reader.gettext("From the secretariat: {line}").format(line=line))
