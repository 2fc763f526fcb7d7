"""The screens of calendar files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from content.calendars import Complaint, Read
from content.model import Pack
from handlers.desk.calendar_files.buttons import (
    PLACE,
    PREVIEW_PLACE,
    ChooseForImport,
    ConfirmImport,
    ExportCalendar,
)
from handlers.desk.calendar_files.complaints import complaint_text
from handlers.desk.calendar_files.file_questions import drop_row
from handlers.desk.calendar_files.import_plan import Plan
from handlers.desk.calendar_files.preview_items import (
    double_booking_rows,
    import_items,
    more_double_bookings,
)
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.wording import labels, times

_MAX_CHOICES = 40  # buttons
_MAX_MEANWHILE = 8  # titles
_MAX_LEFT_OUT = 8  # reasons
_MAX_ENDLESS = 8  # titles
_MAX_UNREAD = 12  # names of columns or properties


@dataclass(frozen=True)
class Preview:
    """What a preview shows of an import. At most `chats` chats get a notice, of
    `notified_meetings` meetings each. `zones` are those that were chosen for names in the file."""

    file_hash: str
    read: Read
    plan: Plan
    cancel_missing: bool
    chats: int
    notified_meetings: int
    take_older: bool = False
    zones: Mapping[str, str] = field(default_factory=dict)

    @property
    def left_out(self) -> tuple[Complaint, ...]:
        """Why entries of the file cannot be taken."""
        return (*self.read.skipped, *self.plan.complaints)

    @property
    def more_left_out(self) -> int:
        return self.read.more_skipped + self.plan.more_complaints


def files_view(reader: Reader, meetings: int, has_import: bool) -> Reply:
    _ = reader.gettext
    rows: list[Row] = []
    if has_import:
        rows.append((Press(_("Continue the import"), go(PREVIEW_PLACE)),))
    rows.append(
        (Press(_("As .ics"), ExportCalendar("ics")), Press(_("As CSV"), ExportCalendar("csv")))
    )
    all_of_it = reader.ngettext(
        "{number} meeting can be exported, as a calendar file or as a table.",
        "{number} meetings can be exported, as a calendar file or as a table.",
        meetings,
    )
    return Reply(
        blocks=(
            Heading(_("Calendar files")),
            Paragraph(
                _(
                    "To import, send a file: .ics, CSV or .xlsx, the JSON of Indico, or "
                    "schedule.json of pretalx."
                )
            ),
            Paragraph(_("You will see what would change. Nothing happens until you confirm.")),
            Paragraph(all_of_it.format(number=meetings)),
        ),
        buttons=(*rows, way_back(reader, "desk")),
        payload=PLACE,
    )


def choose_view(reader: Reader, pack: Pack, file_hash: str, plan: Plan, what: str) -> Reply:
    """Ask for one kind or region for the new meetings of which the file names none."""
    _ = reader.gettext
    titles = pack.kinds if what == "kind" else pack.regions
    if what == "kind":
        question = _("What kind of meetings are they?")
        sentence = reader.ngettext(
            "The file does not give the kind of {number} new meeting.",
            "The file does not give the kind of some of the {number} new meetings.",
            len(plan.new),
        )
    else:
        question = _("Which region are they in?")
        sentence = reader.ngettext(
            "The file does not give the region of {number} new meeting.",
            "The file does not give the region of some of the {number} new meetings.",
            len(plan.new),
        )
    rows: list[Row] = [
        (Press(labels.clipped(title), ChooseForImport(file_hash, what, value)),)
        for value, title in list(titles.items())[:_MAX_CHOICES]
    ]
    return Reply(
        blocks=(Heading(question), Paragraph(sentence.format(number=len(plan.new)))),
        buttons=(*rows, drop_row(reader, file_hash), way_back(reader, PLACE)),
        payload=PLACE,
    )


def counts_text(reader: Reader, new: int, changed: int, cancelled: int) -> str:
    """Return `3 new, 2 changed, 1 cancelled`, without what is none."""
    ngettext = reader.ngettext
    counts = (
        (new, ngettext("{number} new", "{number} new", new)),
        (changed, ngettext("{number} changed", "{number} changed", changed)),
        (cancelled, ngettext("{number} cancelled", "{number} cancelled", cancelled)),
    )
    return reader.listed(text.format(number=number) for number, text in counts if number)


def preview_view(
    reader: Reader, pack: Pack, preview: Preview, page: int, meanwhile: Sequence[str] | None = None
) -> Reply:
    """What an import would change, with the button that carries it out. `meanwhile` are the titles
    of meetings that somebody else changed since it was shown; None if the plan is as shown."""
    _ = reader.gettext
    plan, file_hash = preview.plan, preview.file_hash
    items, page, pages = page_of(import_items(reader, pack, plan, preview.cancel_missing), page)
    blocks: list[Block] = [Heading(_("What the file would change"))]
    if meanwhile is not None:
        blocks.append(
            Paragraph(_("The calendar was changed in the meantime. Nothing was imported."))
        )
        if meanwhile:
            blocks.append(Bullets(tuple(meanwhile[:_MAX_MEANWHILE])))
    counts = _counts(reader, preview)
    blocks.append(labels.facts(reader, _facts(reader, pack, preview, counts)))
    if more := more_double_bookings(plan):
        left = reader.ngettext("And {number} more.", "And {number} more.", more)
        blocks.append(Footnote(left.format(number=more)))
    if page == 1:
        blocks.extend(_left_out_blocks(reader, preview))
    for item in items:
        blocks.extend(item)
    if pages > 1:
        blocks.append(Footnote(_("Page {page} of {pages}").format(page=page, pages=pages)))
    rows: list[Row] = []
    if counts:
        cancels = any(change.cancels for change in plan.changes(preview.cancel_missing))
        confirm = ConfirmImport(file_hash, plan.fingerprint(preview.cancel_missing))
        label = _("Import: {counts}")
        if preview.left_out:
            label = _("Import the rest: {counts}")
        rows.append((Press(label.format(counts=counts), confirm, cancels),))
    elif preview.left_out or plan.older:
        blocks.append(Paragraph(_("There is nothing else to import.")))
    else:
        blocks.append(Paragraph(_("The file matches the calendar. There is nothing to import.")))
    if plan.missing:
        rows.append((_missing_button(reader, preview),))
    if plan.older:
        rows.append((_older_button(reader, preview),))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *rows,
            *paging(reader, Place(PLACE, "preview", page), pages),
            drop_row(reader, file_hash),
            way_back(reader, PLACE),
        ),
        payload=PLACE,
    )


def _left_out_blocks(reader: Reader, preview: Preview) -> list[Block]:
    """The entries that cannot be taken, with the reasons, and what becomes of them."""
    _ = reader.gettext
    if not preview.left_out:
        return []
    shown = preview.left_out[:_MAX_LEFT_OUT]
    blocks: list[Block] = [
        Paragraph((Bold(_("Cannot be read, and is left out")),)),
        Bullets(tuple(complaint_text(reader, complaint) for complaint in shown)),
    ]
    if more := len(preview.left_out) - len(shown) + preview.more_left_out:
        left = reader.ngettext("And {number} more.", "And {number} more.", more)
        blocks.append(Footnote(left.format(number=more)))
    blocks.append(
        Footnote(
            _(
                "These meetings stay in this calendar as they are. Nothing is cancelled because "
                "the file does not have it."
            )
        )
    )
    return blocks


def done_view(reader: Reader, counts: str) -> Reply:
    _ = reader.gettext
    return Reply(
        (Heading(_("The file has been imported")), Paragraph(counts)),
        (way_back(reader, PLACE),),
        payload=PLACE,
    )


def dropped_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply((Paragraph(_("The file has been discarded. Nothing has changed.")),),
                 (way_back(reader, PLACE),), payload=PLACE)  # fmt: skip


def _counts(reader: Reader, preview: Preview) -> str:
    plan = preview.plan
    changes = plan.changes(preview.cancel_missing)
    cancelled = sum(change.cancels for change in changes)
    return counts_text(reader, len(plan.new), len(changes) - cancelled, cancelled)


def _facts(reader: Reader, pack: Pack, preview: Preview, counts: str) -> list[tuple[str, Phrase]]:
    """How the file was read, and the numbers of what it would do."""
    _ = reader.gettext
    plan, read = preview.plan, preview.read
    rows: list[tuple[str, Phrase]] = [(_("Read as"), _read_as(reader, read))]
    zone = times.zone_name(reader, pack.event.zone)
    clocks = _("local time at each venue; {city} time for new meetings").format(city=zone)
    if read.clocks is not None:
        clocks = _("{city} time, as the file says").format(
            city=times.zone_name(reader, ZoneInfo(read.clocks))
        )
    rows.append((_("Times without a zone"), clocks))
    if read.own_zones:
        rows.append((_("Time zones by the file’s own rules"), reader.listed(read.own_zones)))
    for name, chosen in preview.zones.items():
        city = times.zone_name(reader, ZoneInfo(chosen))
        rows.append((reader.annotated(_("Time zone"), name), city))
    if read.endless and read.last_day is not None:
        label = _("Repeats without end, read until {day}")
        day = times.day(reader, read.last_day)
        rows.append((label.format(day=day), reader.listed(read.endless[:_MAX_ENDLESS])))
    if read.shortened:
        long = reader.listed(text.words for text in read.shortened)
        rows.append((_("Too long, shortened"), long))
    if read.unread:
        rows.append((_("Ignored"), reader.listed(read.unread[:_MAX_UNREAD])))
    if counts:
        rows.append((_("What changes"), counts))
        chats, notified = preview.chats, preview.notified_meetings
        whom = reader.ngettext("at most {number} chat", "at most {number} chats", chats)
        of = reader.ngettext(
            "about {number} meeting each", "about {number} meetings each", notified
        )
        parts = [whom.format(number=chats), of.format(number=notified)]
        rows.append((_("Notified"), reader.listed(parts) if chats else parts[0]))
    for label, number in (
        (_("Unchanged"), plan.unchanged),
        (_("Still cancelled, as in this calendar"), plan.stay_cancelled),
        (_("Cancelled in the file, not in this calendar (skipped)"), plan.unknown_cancelled),
        (
            _("Older in the file than in this calendar (skipped)"),
            0 if preview.take_older else plan.older,
        ),
        (_("Upcoming, not in the file"), len(plan.missing)),
        (_("Without a time in the file (skipped)"), read.undated),
    ):
        if number:
            rows.append((label, str(number)))
    return [*rows, *double_booking_rows(reader, plan)]


def _read_as(reader: Reader, read: Read) -> str:
    _ = reader.gettext
    forms = {
        "ics": ".ics", "csv": "CSV", "xlsx": ".xlsx", "schedule": "schedule", "indico": "Indico",
    }  # fmt: skip
    parts = [part for part in (forms[read.form], read.encoding) if part]
    if read.day_first is not None:
        parts.append(_("the day before the month") if read.day_first else
                     _("the month before the day"))  # fmt: skip
    return reader.listed(parts)


def _missing_button(reader: Reader, preview: Preview) -> Press:
    _ = reader.gettext
    if preview.cancel_missing:
        return Press(_("Keep the meetings that are not in the file"),
                     ChooseForImport(preview.file_hash, "gone", "leave"))  # fmt: skip
    number = len(preview.plan.missing)
    label = reader.ngettext(
        "Also cancel the {number} that is not in the file",
        "Also cancel the {number} that are not in the file",
        number,
    )
    cancel = ChooseForImport(preview.file_hash, "gone", "cancel")
    return Press(label.format(number=number), cancel, danger=True)


def _older_button(reader: Reader, preview: Preview) -> Press:
    _ = reader.gettext
    if preview.take_older:
        return Press(_("Leave the older versions out"),
                     ChooseForImport(preview.file_hash, "older", "leave"))  # fmt: skip
    number = preview.plan.older
    label = reader.ngettext(
        "Go back to {number} older version", "Go back to {number} older versions", number
    )
    take = ChooseForImport(preview.file_hash, "older", "take")
    return Press(label.format(number=number), take, danger=True)
