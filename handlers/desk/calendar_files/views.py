"""The screens of calendar files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.calendars import Read
from content.calendars.cells import read_day
from content.model import Meeting, Pack
from handlers.desk.calendar_files.buttons import (
    PLACE,
    PREVIEW,
    ChooseForImport,
    ConfirmImport,
    DropImport,
    ExportCalendar,
)
from handlers.desk.calendar_files.plan import Change, Plan
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
    Struck,
)
from handlers.wording import labels, times
from handlers.wording.labels import location


@dataclass(frozen=True)
class Shown:
    """What a preview is made of: the file, what it would do, how many chats are told, and of how
    many meetings."""

    mark: str
    read: Read
    plan: Plan
    gone: bool
    chats: int
    told: int


def exchange_view(reader: Reader, meetings: int, waits: bool) -> Reply:
    _ = reader.gettext
    rows: list[Row] = []
    if waits:
        rows.append((Press(_("Go on with the import"), go(PREVIEW)),))
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
            Paragraph(_("To import, send me an .ics or a CSV file, such as Indico’s or Google’s.")),
            Paragraph(_("You see what it would change. Nothing happens before you confirm.")),
            Paragraph(all_of_it.format(number=meetings)),
        ),
        buttons=(*rows, way_back(reader, "desk")),
        payload=PLACE,
    )


def order_view(reader: Reader, mark: str, read: Read) -> Reply:
    """Which number of a date is the day."""
    _ = reader.gettext
    rows: list[Row] = []
    for value, first in (("day", True), ("month", False)):
        day = times.day(reader, read_day(read.ambiguous, first)[0])
        rows.append((Press(day, ChooseForImport(mark, "order", value)),))
    return Reply(
        blocks=(
            Heading(_("Which day is {date}?").format(date=read.ambiguous)),
            Paragraph(_("The file writes days in numbers, and either may be meant.")),
        ),
        buttons=(*rows, _drop(reader, mark), way_back(reader, PLACE)),
        payload=PLACE,
    )


def choose_view(reader: Reader, pack: Pack, mark: str, plan: Plan, what: str) -> Reply:
    """One kind or region for all new meetings."""
    _ = reader.gettext
    names = pack.kinds if what == "kind" else pack.regions
    question = _("Which kind are they?") if what == "kind" else _("Which region are they in?")
    said = reader.ngettext(
        "{number} meeting is new. The file does not say this of it.",
        "{number} meetings are new. The file does not say this of all of them.",
        len(plan.new),
    )
    rows: list[Row] = [
        (Press(labels.clipped(title), ChooseForImport(mark, what, value)),)
        for value, title in list(names.items())[:40]
    ]
    return Reply(
        blocks=(Heading(question), Paragraph(said.format(number=len(plan.new)))),
        buttons=(*rows, _drop(reader, mark), way_back(reader, PLACE)),
        payload=PLACE,
    )


def counts_said(reader: Reader, new: int, changed: int, cancelled: int) -> str:
    """`3 new, 2 changed, 1 cancelled`; empty where nothing is."""
    _ = reader.gettext
    numbers = (
        (new, _("{number} new")), (changed, _("{number} changed")),
        (cancelled, _("{number} cancelled")),
    )  # fmt: skip
    return reader.listed(said.format(number=number) for number, said in numbers if number)


def preview_view(
    reader: Reader, pack: Pack, shown: Shown, page: int, meanwhile: Sequence[str] | None = None
) -> Reply:
    """What would change, what is only told, and the button that does it. `meanwhile` are the
    meetings that somebody else changed since it was shown."""
    _ = reader.gettext
    plan, mark = shown.plan, shown.mark
    items = _items(reader, pack, shown)
    some, page, pages = page_of(items, page)
    blocks: list[Block] = [Heading(_("What the file would change"))]
    if meanwhile is not None:
        blocks.append(Paragraph(_("The calendar was changed meanwhile. Nothing was taken over.")))
        if meanwhile:
            blocks.append(Bullets(tuple(meanwhile[:8])))
    counts = _counts(reader, shown)
    blocks.append(labels.facts(reader, _facts(reader, pack, shown, counts)))
    for item in some:
        blocks.extend(item)
    if pages > 1:
        blocks.append(Footnote(_("Page {page} of {pages}").format(page=page, pages=pages)))
    rows: list[Row] = []
    if counts:
        cancels = bool(shown.gone and plan.gone) or any(each.cancels for each in plan.changed)
        confirm = ConfirmImport(mark, plan.mark(shown.gone))
        rows.append((Press(_("Take over: {counts}").format(counts=counts), confirm, cancels),))
    else:
        blocks.append(Paragraph(_("Nothing differs from the calendar.")))
    if plan.gone:
        rows.append((_gone_button(reader, shown),))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *rows,
            *paging(reader, Place(PLACE, "preview", page), pages),
            _drop(reader, mark),
            way_back(reader, PLACE),
        ),
        payload=PLACE,
    )


def done_view(reader: Reader, counts: str) -> Reply:
    _ = reader.gettext
    return Reply(
        (Heading(_("The file was taken over")), Paragraph(counts)),
        (way_back(reader, PLACE),),
        payload=PLACE,
    )


def dropped_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply((Paragraph(_("The file is dropped. Nothing has changed.")),),
                 (way_back(reader, PLACE),), payload=PLACE)  # fmt: skip


def _counts(reader: Reader, shown: Shown) -> str:
    plan = shown.plan
    cancelled = sum(each.cancels for each in plan.changed) + (len(plan.gone) if shown.gone else 0)
    changed = sum(not each.cancels for each in plan.changed)
    return counts_said(reader, len(plan.new), changed, cancelled)


def _facts(reader: Reader, pack: Pack, shown: Shown, counts: str) -> list[tuple[str, Phrase]]:
    """How the file was read, and what is only told."""
    _ = reader.gettext
    plan, read = shown.plan, shown.read
    rows: list[tuple[str, Phrase]] = [(_("Read as"), _read_as(reader, read))]
    zone = times.zone_name(reader, pack.event.zone)
    rows.append(
        (
            _("Hours without a zone"),
            _("at each meeting’s venue; of new ones, {city} time").format(city=zone),
        )
    )
    if read.unread:
        rows.append((_("Not read"), reader.listed(read.unread[:12])))
    if counts:
        rows.append((_("What changes"), counts))
        said = reader.ngettext("at most {number} chat", "at most {number} chats", shown.chats)
        of = reader.ngettext("of {number} meeting each", "of {number} meetings each", shown.told)
        parts = [said.format(number=shown.chats), of.format(number=shown.told)]
        rows.append((_("Who is told"), reader.listed(parts) if shown.chats else parts[0]))
    for label, number in (
        (_("Unchanged"), plan.unchanged),
        (_("Stay cancelled, as they are here"), plan.stay_cancelled),
        (_("Cancelled and not known here, left out"), plan.not_taken),
        (_("Older in the file than here"), plan.older),
        (_("To come, and not in the file"), len(plan.gone)),
    ):
        if number:
            rows.append((label, str(number)))
    return rows


def _read_as(reader: Reader, read: Read) -> str:
    _ = reader.gettext
    parts = [".ics" if read.form == "ics" else "CSV", read.encoding]
    if read.day_first is not None:
        parts.append(_("the day before the month") if read.day_first else
                     _("the month before the day"))  # fmt: skip
    return reader.listed(parts)


def _items(reader: Reader, pack: Pack, shown: Shown) -> list[list[Block]]:
    _ = reader.gettext
    plan = shown.plan
    items: list[list[Block]] = []
    for each in plan.new:
        rows = [row for row in _fields(reader, pack, each)[1:5] if row[1]]
        title: Phrase = (Bold(_("New: {title}").format(title=each.title)),)
        items.append([Paragraph(title), labels.facts(reader, rows)])
    items += [_changed(reader, pack, each) for each in plan.changed]
    if shown.gone:
        items += [_changed(reader, pack, each) for each in plan.gone]
    return items


def _changed(reader: Reader, pack: Pack, change: Change) -> list[Block]:
    """Only what changes, old and new."""
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    pairs = zip(
        _fields(reader, pack, change.before), _fields(reader, pack, change.after), strict=True
    )
    none = _("none")
    for (label, was), (_label, now) in pairs:
        if was != now:
            rows.append((_("{label}, was").format(label=label), was or none))
            rows.append((_("{label}, now").format(label=label), now or none))
    title: Phrase = (Bold(_("Changed: {title}").format(title=change.before.title)),)
    if change.cancels:
        when = times.short_day(reader, change.before.first_day)
        title = (_("Cancelled:"), " ", Struck(change.before.title), f" · {when}")
    return [Paragraph(title), *([labels.facts(reader, rows)] if rows else [])]


def _fields(reader: Reader, pack: Pack, meeting: Meeting) -> list[tuple[str, str]]:
    """All that a file can say of a meeting, labelled, in words."""
    _ = reader.gettext
    when = times.venue_time(reader, meeting)
    if isinstance(meeting.end, datetime) and not meeting.deadline:
        when = f"{when} – {times.hour(reader, meeting.end)}"
    return [
        (_("Title"), meeting.title),
        (_("When"), when),
        (_("Where"), location(reader, meeting)),
        (_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)),
        (_("Region"), pack.regions.get(meeting.region, meeting.region)),
        (_("Roundtables"), reader.listed(map(str, meeting.roundtables))),
        (_("Theme"), meeting.theme or ""),
        (_("Organised by"), reader.listed(meeting.organisers)),
        (_("Document"), meeting.document or ""),
        (_("Prepares"), meeting.prepares or ""),
        (_("Source"), meeting.source),
        (_("Editor’s note"), meeting.note or ""),
    ]


def _gone_button(reader: Reader, shown: Shown) -> Press:
    _ = reader.gettext
    if shown.gone:
        return Press(_("Leave those that are not in the file"),
                     ChooseForImport(shown.mark, "gone", "leave"))  # fmt: skip
    number = len(shown.plan.gone)
    label = reader.ngettext(
        "Also cancel the {number} that is not in the file",
        "Also cancel the {number} that are not in the file",
        number,
    )
    cancel = ChooseForImport(shown.mark, "gone", "cancel")
    return Press(label.format(number=number), cancel, danger=True)


def _drop(reader: Reader, mark: str) -> Row:
    return (Press(reader.gettext("Drop the file"), DropImport(mark)),)
