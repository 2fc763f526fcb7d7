"""What a programme says of a meeting: people, track, documents, pages to join, its parts."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.documents.files import attached_buttons
from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Inline,
    Link,
    Open,
    Paragraph,
    Phrase,
    Press,
    Row,
)
from handlers.meetings.lines import entry_id_of
from handlers.wording import labels, times
from handlers.wording.people import people_rows

# The screen of a meeting has the description whole up to this length, and otherwise its beginning
# with a button for all of it, so that it stays one message.
_MAX_DESCRIPTION_CHARACTERS = 1_500
_MAX_BEGINNING_CHARACTERS = 600
_MAX_PARTS = 12  # sittings or sessions that are listed
_MAX_DOCUMENT_BUTTONS = 3
DESCRIPTION = "about"  # the part of a meeting's place that has its whole description


def programme_rows(reader: Reader, pack: Pack, meeting: Meeting) -> list[tuple[str, Phrase]]:
    """Return the labelled facts that a programme has and other meetings do not."""
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = [*people_rows(reader, meeting.people)]
    parent = pack.meeting(meeting.parent) if meeting.parent else None
    if parent is not None:
        rows.append((_("Part of"), (Link(parent.title, reader.link(entry_id_of(parent))),)))
    if meeting.track:
        rows.append((_("Track"), meeting.track))
    if meeting.interpretation:
        rows.append((_("Interpretation"), _interpretation(reader, meeting)))
    if meeting.capacity:
        rows.append((_("Seats"), str(meeting.capacity)))
    if meeting.documents:
        rows.append((_("Documents"), _documents(reader, meeting)))
    return rows


def _interpretation(reader: Reader, meeting: Meeting) -> str:
    _ = reader.gettext
    return reader.listed(
        reader.annotated(name, _("channel {number}").format(number=spoken.channel))
        if spoken.channel
        else name
        for spoken in meeting.interpretation
        for name in (labels.language_name(reader, spoken.language),)
    )


def _documents(reader: Reader, meeting: Meeting) -> Phrase:
    parts: list[Inline] = []
    for document in meeting.documents:
        if parts:
            parts.append(reader.listed(("", "")))
        name = document.title
        parts.append(Link(name, document.link) if document.link else name)
    return tuple(parts)


def description_blocks(meeting: Meeting) -> list[Block]:
    """Return the description, or the beginning of a long one."""
    text = meeting.description or ""
    if len(text) > _MAX_DESCRIPTION_CHARACTERS:
        text = labels.clipped(text, _MAX_BEGINNING_CHARACTERS)
    return _paragraphs(text)


def whole_description(meeting: Meeting) -> list[Block]:
    return _paragraphs(meeting.description or "")


def _paragraphs(text: str) -> list[Block]:
    return [Paragraph(part) for part in text.split("\n\n") if part]


def description_button(reader: Reader, meeting: Meeting) -> tuple[Row, ...]:
    """Return the button that shows a description which is too long for the meeting's screen."""
    if len(meeting.description or "") <= _MAX_DESCRIPTION_CHARACTERS:
        return ()
    place = f"{entry_id_of(meeting)}.{DESCRIPTION}"
    return ((Press(reader.gettext("Whole description"), go(place)),),)


def online_buttons(reader: Reader, meeting: Meeting) -> tuple[Row, ...]:
    """Return buttons to join the meeting and to watch it."""
    _ = reader.gettext
    pages = ((_("Join online"), meeting.join), (_("Watch the webcast"), meeting.webcast))
    row = tuple(Open(label, address) for label, address in pages if address)
    return (row,) if row else ()


def document_buttons(pack: Pack, meeting: Meeting) -> tuple[Row, ...]:
    """Return buttons that open the first documents on the web, and send those that are files of the
    pack. The screen has links to all on the web."""
    on_the_web = [document for document in meeting.documents if document.link]
    files = [document for document in meeting.documents if document.file]
    return attached_buttons(pack, [*on_the_web[:_MAX_DOCUMENT_BUTTONS], *files])


def parts_of(pack: Pack, meeting: Meeting) -> list[Meeting]:
    """Return the sittings or sessions of a meeting, in the order in which they begin."""
    return list(pack.timeline.narrowed("parent", meeting.id).meetings)


def parts_blocks(reader: Reader, pack: Pack, meeting: Meeting) -> list[Block]:
    """Return a list of the sittings or sessions of a meeting, each a link."""
    parts = parts_of(pack, meeting)[:_MAX_PARTS]
    if not parts:
        return []
    lines: list[Phrase] = []
    for part in parts:
        when = times.when(reader, part, short=True)
        told = (when,) if isinstance(when, str) else when
        room: tuple[Inline, ...] = (" · ", part.room) if part.room else ()
        lines.append((Link(part.title, reader.link(entry_id_of(part))), " · ", *told, *room))
    return [Bullets(tuple(lines), title=reader.gettext("Sessions"))]
