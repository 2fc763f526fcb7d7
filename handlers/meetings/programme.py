"""What a programme says of a meeting: people, track, documents, pages to join, its parts."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.documents.files import attached_buttons
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Heading,
    Inline,
    Link,
    Open,
    Paragraph,
    Phrase,
    Press,
    Reply,
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
_MAX_DOCUMENT_BUTTONS = 4  # of more, the screen has one button for all
_DOCUMENTS_PER_PAGE = 8
# The parts of a meeting's place that have its whole description, and its documents.
DESCRIPTION = "about"
DOCUMENTS = "documents"


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


def document_buttons(reader: Reader, pack: Pack, meeting: Meeting) -> tuple[Row, ...]:
    """Return a button for each document, which opens it on the web or sends it; where there are
    many, one button for the list of them."""
    if len(meeting.documents) <= _MAX_DOCUMENT_BUTTONS:
        return attached_buttons(pack, meeting.documents)
    return ((Press(reader.gettext("Documents"), go(f"{entry_id_of(meeting)}.{DOCUMENTS}")),),)


def documents_view(reader: Reader, pack: Pack, meeting: Meeting, page: int = 1) -> Reply:
    """Show a page of the documents of a meeting, each with a button."""
    shown, page, pages = page_of(meeting.documents, page, _DOCUMENTS_PER_PAGE)
    here = Place(entry_id_of(meeting), DOCUMENTS, page)
    return Reply(
        blocks=(Heading(meeting.title), Paragraph(reader.gettext("Documents"))),
        buttons=(
            *attached_buttons(pack, shown),
            *paging(reader, here, pages),
            way_back(reader, entry_id_of(meeting)),
        ),
        payload=entry_id_of(meeting),
    )


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
