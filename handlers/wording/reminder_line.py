"""The secretariat's own line in the reminders of a meeting."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Inline
from handlers.wording import labels


def line_blocks(reader: Reader, pack: Pack, meeting: Meeting) -> tuple[Block, ...]:
    """Return the line with whose it is; empty if there is none. `pack` is in the reader's
    language."""
    line = _line(reader, pack, meeting)
    if not line:
        return ()
    return (labels.facts(reader, ((reader.gettext("From the secretariat"), line),)),)


def with_line(
    reader: Reader, pack: Pack, meeting: Meeting, item: tuple[Inline, ...]
) -> tuple[Inline, ...]:
    """Return a meeting's item of a digest with the line after it, if there is one."""
    line = _line(reader, pack, meeting)
    if not line:
        return item
    return (*item, " · ", reader.gettext("From the secretariat: {line}").format(line=line))


def _line(reader: Reader, pack: Pack, meeting: Meeting) -> str | None:
    """Return the line. It may be in another language than the reader's, and so in another
    direction: its first letter decides."""
    line = pack.reminder_line(meeting)
    return f"\u2068{line}\u2069" if line and reader.right_to_left else line
