"""What the preview of an import says of each meeting."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.desk.calendar_files.import_plan import MeetingChange, Plan
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Paragraph, Phrase, Struck
from handlers.wording import labels, times
from handlers.wording.labels import location

_MAX_DOUBLE_BOOKINGS = 4  # pairs
_MAX_PEOPLE = 12
_MAX_DESCRIPTION_CHARACTERS = 160
_FIRST_OF_PROGRAMME = 12  # among `_fields`


def import_items(reader: Reader, pack: Pack, plan: Plan, cancel_missing: bool) -> list[list[Block]]:
    """Return the blocks of each new or changed meeting."""
    _ = reader.gettext
    items: list[list[Block]] = []
    for meeting in plan.new:
        fields = _fields(reader, pack, meeting)
        rows = [row for row in (*fields[1:5], *fields[_FIRST_OF_PROGRAMME:]) if row[1]]
        title: Phrase = (Bold(_("New: {title}").format(title=meeting.title)),)
        items.append([Paragraph(title), labels.facts(reader, rows)])
    changes = plan.changes(cancel_missing)
    return [*items, *(_change_blocks(reader, pack, change) for change in changes)]


def _change_blocks(reader: Reader, pack: Pack, change: MeetingChange) -> list[Block]:
    """The old and the new value of each field that changes."""
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    pairs = zip(
        _fields(reader, pack, change.before), _fields(reader, pack, change.after), strict=True
    )
    none = reader.pgettext("a field of a meeting", "none")
    for (label, was), (_label, now) in pairs:
        if was != now:
            rows.append((_("{label} (before)").format(label=label), was or none))
            rows.append((_("{label} (now)").format(label=label), now or none))
    title: Phrase = (Bold(_("Changed: {title}").format(title=change.before.title)),)
    if change.cancels:
        when = times.short_day(reader, change.before.first_day)
        title = (_("Cancelled:"), " ", Struck(change.before.title), f" · {when}")
    return [Paragraph(title), *([labels.facts(reader, rows)] if rows else [])]


def _fields(reader: Reader, pack: Pack, meeting: Meeting) -> list[tuple[str, str]]:
    """The label and the value of all that a file can say of a meeting."""
    _ = reader.gettext
    return [
        (_("Title"), meeting.title),
        (_("When"), times.when_text(reader, meeting)),
        (_("Where"), location(reader, meeting)),
        (_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)),
        (_("Region"), pack.regions.get(meeting.region or "", "")),
        (_("Roundtables"), reader.listed(map(str, meeting.roundtables))),
        (_("Theme"), meeting.theme or ""),
        (_("Organized by"), reader.listed(meeting.organisers)),
        (_("Document"), meeting.document or ""),
        (_("Prepares"), meeting.prepares or ""),
        (_("Source"), meeting.source),
        (_("Editor’s note"), meeting.note or ""),
        (_("Track"), meeting.track or ""),
        (_("People"), reader.listed(person.name for person in meeting.people[:_MAX_PEOPLE])),
        (_("Description"), labels.clipped(meeting.description or "", _MAX_DESCRIPTION_CHARACTERS)),
        (_("Documents"), reader.listed(document.title for document in meeting.documents)),
        (_("Interpretation"), reader.listed(spoken.language for spoken in meeting.interpretation)),
        (_("Webcast"), meeting.webcast or ""),
        (_("Online"), meeting.join or ""),
        (_("Seats"), str(meeting.capacity or "")),
        (_("Part of"), meeting.parent or ""),
    ]


def double_booking_rows(reader: Reader, plan: Plan) -> list[tuple[str, Phrase]]:
    """Return the first pairs of meetings that have the same room at the same time."""
    label = reader.gettext("In one room at one time")
    return [
        (label, reader.annotated(reader.listed((other.title, one.title)), one.room or ""))
        for one, other in plan.double_bookings[:_MAX_DOUBLE_BOOKINGS]
    ]


def more_double_bookings(plan: Plan) -> int:
    """Return the number of pairs that `double_booking_rows` leaves out."""
    return max(0, len(plan.double_bookings) - _MAX_DOUBLE_BOOKINGS)
