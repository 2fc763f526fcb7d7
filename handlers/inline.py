"""Inline mode: `@bot words` in any chat answers with quotable passages, best first."""

from __future__ import annotations

from textwrap import shorten

from content.model import Meeting, Pack, Passage
from handlers import labels, times
from handlers.meetings import where
from handlers.passages import quotation
from handlers.reply import (
    Block,
    Footnote,
    Heading,
    InlineAnswer,
    InlineResult,
    Open,
    Paragraph,
    Reply,
)
from handlers.request import Reader, Request

# https://core.telegram.org/bots/api#answerinlinequery allows 50; a phone shows about six.
_RESULTS = 20
_MOST = 200


def result(reader: Reader, pack: Pack, entry_id: str) -> InlineResult | None:
    """A passage or meeting as a choice in the list, and the whole message that it becomes."""
    _ = reader.gettext
    entry = pack.entries[entry_id]
    blocks: list[Block] = [Heading(labels.heading(reader, pack, entry_id))]
    if isinstance(entry, Passage):
        description = shorten(entry.text, 120, placeholder="…")
        blocks.append(quotation(reader, pack, entry))
        if entry.note:
            blocks.append(Footnote(_("Editor’s note: {note}").format(note=entry.note)))
    elif isinstance(entry, Meeting):
        description = times.short_days(reader, entry.first_day, entry.last_day)
        # Read later and by others, so it does not say how long until then.
        if entry.cancelled:
            blocks.append(Paragraph(_("This meeting is cancelled.")))
        rows = [(times.happens(reader, entry), times.venue_time(reader, entry))]
        if place := where(reader, entry):
            rows.append((_("Where"), place))
        blocks.append(labels.facts(reader, rows))
    else:
        return None
    button = Open(_("Open in the bot"), reader.link(entry_id))
    reply = Reply(blocks=tuple(blocks), buttons=((button,),), payload=entry_id)
    return InlineResult(entry_id, labels.label(reader, pack, entry_id), description, reply)


async def answer_inline(request: Request, offset: str) -> InlineAnswer:
    """Whole passages for the words typed; without words, the roundtables' themes."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    hint = None
    if words in pack.entries:
        ids = [words]
    elif words:
        found = request.rooms.search.find(words, limit=_MOST, typing=True)
        ids = [hit.id for hit in found.hits]
    else:
        ids = [roundtable.id for roundtable in pack.roundtables]
    start = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 5 else 0
    results = [each for entry_id in ids if (each := result(reader, pack, entry_id)) is not None]
    if not results:
        hint = _("Nothing on this. Open the bot to look around")
    elif not words:
        hint = _("Type words to search, or open the bot")
    shown = tuple(results[start : start + _RESULTS])
    more = start + _RESULTS < len(results)
    return InlineAnswer(results=shown, next_offset=str(start + _RESULTS) if more else "", hint=hint)
