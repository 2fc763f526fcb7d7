"""Inline mode: passages, meetings and practical pages for `@bot words` in any chat."""

from __future__ import annotations

from textwrap import shorten

from content.model import Meeting, Pack, Page, Passage
from handlers.documents.quotations import quotation, shared_passage
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    InlineAnswer,
    InlineResult,
    Open,
    Paragraph,
    Reply,
)
from handlers.framework.request import Request
from handlers.wording import labels, times
from handlers.wording.labels import location

_RESULTS_PER_PAGE = 20  # Telegram allows 50; a phone shows about six
_MAX_RESULTS = 200
QUOTABLE = (Passage, Meeting, Page)


def inline_result(reader: Reader, pack: Pack, name: str) -> InlineResult:
    """Return a passage, meeting or page as an inline result. `name` is its id, or as for
    `shared_passage`. It depends only on the pack and the reader's language; that of a meeting on
    the reader's time zone, too."""
    _ = reader.gettext
    entry_id = name.partition(".")[0]
    entry = shared_passage(pack, name) or pack.entries[entry_id]
    blocks: list[Block] = [Heading(labels.heading(reader, pack, entry_id))]
    if isinstance(entry, Passage):
        description = shorten(entry.text, 120, placeholder="…")
        blocks.append(quotation(reader, pack, entry))
        if entry.note:
            blocks.append(Footnote(_("Editor’s note: {note}").format(note=entry.note)))
    elif isinstance(entry, Page):
        description = shorten(entry.text or "", 120, placeholder="…")
        blocks += [Paragraph(part) for part in (entry.text or "").split("\n\n") if part]
    else:
        if not isinstance(entry, Meeting):
            raise TypeError(f"{entry_id} is not shown in inline mode")
        description = times.when_text(reader, entry)
        # The message is also read later, so it does not say how long it is until then.
        if entry.cancelled:
            blocks.append(Paragraph(_("This meeting is cancelled.")))
        rows = [(times.time_label(reader, entry), times.when(reader, entry))]
        if place := location(reader, entry):
            rows.append((_("Where"), place))
        blocks.append(labels.facts(reader, rows))
    button = Open(_("Open in the bot"), reader.link(entry_id))
    reply = Reply(blocks=tuple(blocks), buttons=((button,),), payload=entry_id)
    return InlineResult(labels.label(reader, pack, entry_id), description, reply)


async def answer_inline(request: Request, offset: str) -> InlineAnswer:
    """Return the entries for the words typed; without words the roundtables, or else what comes
    first in the pack, which is not the same at every event.

    `offset` is the `next_offset` of the page before."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    hint = None
    if words in pack.entries or shared_passage(pack, words):
        ids = [words]
    elif words:
        found = await request.find(words, limit=_MAX_RESULTS, typing=True)
        ids = [hit.id for hit in found.hits]
    else:
        ids = [roundtable.id for roundtable in pack.roundtables if roundtable.theme]
        ids = (
            ids
            or [*pack.passages]
            or [f"meeting-{meeting.id}" for meeting in pack.timeline.not_over(reader.now)]
        )
    start = int(offset) if offset.isascii() and offset.isdigit() and len(offset) < 5 else 0
    ids = [id for id in ids if isinstance(pack.entries.get(id.partition(".")[0]), QUOTABLE)]
    if not ids:
        hint = _("Nothing found. Open the bot to browse")
    elif not words:
        hint = _("Type words to search, or open the bot")
    more = start + _RESULTS_PER_PAGE < len(ids)
    return InlineAnswer(
        entries=tuple(ids[start : start + _RESULTS_PER_PAGE]),
        next_offset=str(start + _RESULTS_PER_PAGE) if more else "",
        hint=hint,
    )
