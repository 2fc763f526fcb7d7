"""The list of meetings at the desk, and the screen of one meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import (
    MEETING_PLACE,
    PLACE,
    BeginForm,
    MoveBack,
    RemoveMeeting,
    SwitchFloor,
)
from handlers.desk.calendar.field_lists import document_lines
from handlers.desk.calendar.meeting_history import Change, changed_by
from handlers.desk.calendar.moves.buttons import PLACE as MOVES_PLACE
from handlers.desk.calendar.moves.buttons import SwapWith
from handlers.desk.meeting_choice import DAYS_PER_PAGE, days_of, is_large, names_of, on_day
from handlers.desk.notified import progress_rows
from handlers.framework.places import Place, go, page_of, paging, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Facts,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Struck,
)
from handlers.meetings import not_over, past
from handlers.wording import labels, times
from handlers.wording.labels import location
from storage.deliveries.change_progress import NO_NOTICES, ChangeProgress

_FOUND_PER_PAGE = 8
Rows = list[tuple[str, Phrase]]
# Of a value on the screen of a meeting; a description may be longer, a place has four names.
_MAX_VALUE_CHARACTERS = 520


def list_view(
    reader: Reader,
    pack: Pack,
    here: Place,
    unfinished: str | None,
    has_addresses: bool = False,
) -> Reply:
    """Meetings to come, the nearest first, or those that are over, or those of a day (the key of
    one). `unfinished` is the place of what was begun and not saved; `has_addresses` says that the
    calendar is fetched from some."""
    _ = reader.gettext
    if here.part == "days":
        return _days_view(reader, pack, here.page)
    over = here.part == "past"
    if here.part.isdigit():
        return found_view(reader, pack, on_day(pack.meetings, here.part), here)
    meetings = past(pack, reader.now) if over else not_over(pack, reader.now)
    shown, page, pages = page_of(meetings, here.page)
    rows: list[Row] = []
    if unfinished:
        rows.append((Press(_("Continue where you left off"), go(unfinished)),))
    if not over and pack.kinds:
        add = Press(_("Add a meeting"), BeginForm("add", ""))
        by_day = Press(_("By day"), go(f"{PLACE}.days"))
        rows.append((add, by_day) if is_large(meetings) else (add,))
    rows += _meeting_buttons(reader, pack, shown)
    rows += paging(reader, Place(PLACE, here.part, page), pages)
    if not over:
        if meetings:
            rows.append((Press(_("Move several…"), go(MOVES_PLACE)),))
        files = Press(_("Calendar files"), go("desk-exchange"))
        passed = Press(_("Past meetings"), go(f"{PLACE}.past"))
        rows.append((passed, files) if past(pack, reader.now) else (files,))
        if has_addresses:
            rows.append((Press(_("Addresses"), go("desk-addresses")),))
    blocks: list[Block] = [Heading(_("Calendar"))]
    if not shown:
        blocks.append(Paragraph(_("There are no meetings here yet.")))
    else:
        blocks.append(Paragraph(_("Choose a meeting to change it.")))
        words = _("To find one: {command} and words of its title, its room or its track.")
        blocks.append(Footnote(words.format(command="/calendar")))
    return Reply(
        tuple(blocks), (*rows, way_back(reader, PLACE if over else "desk")), payload="desk"
    )


def _meeting_buttons(reader: Reader, pack: Pack, meetings: Sequence[Meeting]) -> list[Row]:
    names = names_of(reader, pack, meetings)
    return [
        (Press(name, go(meeting_place(meeting.id))),)
        for name, meeting in zip(names, meetings, strict=True)
    ]


def _days_view(reader: Reader, pack: Pack, page: int) -> Reply:
    """The days of the meetings to come."""
    _ = reader.gettext
    days = days_of(reader, not_over(pack, reader.now))
    shown, page, pages = page_of(days, page, DAYS_PER_PAGE)
    rows = two_columns(Press(label, go(f"{PLACE}.{key}")) for label, key in shown)
    return Reply(
        (Heading(_("Calendar")), Paragraph(_("Which day?"))),
        (*rows, *paging(reader, Place(PLACE, "days", page), pages), way_back(reader, PLACE)),
        payload="desk",
    )


def found_view(
    reader: Reader, pack: Pack, found: Sequence[Meeting], here: Place, words: str = ""
) -> Reply:
    """The meetings of a day, or those that `words` found."""
    _ = reader.gettext
    shown, page, pages = page_of(found, here.page, _FOUND_PER_PAGE)
    blocks: list[Block] = [Heading(_("Calendar"))]
    if words and not found:
        sentence = _("No meeting has these words: {words}")
        blocks.append(Paragraph(sentence.format(words=labels.clipped(words))))
    elif words and pages > 1:
        blocks.append(Paragraph(_("More meetings have these words. Please write one more word.")))
    elif not words and found:
        blocks.append(Paragraph(times.day(reader, found[0].first_day)))
    rows = _meeting_buttons(reader, pack, shown)
    if not words:
        rows += paging(reader, Place(PLACE, here.part, page), pages)
    return Reply(
        tuple(blocks), (*rows, way_back(reader, PLACE if words else f"{PLACE}.days")),
        payload="desk",
    )  # fmt: skip


def meeting_place(meeting_id: str) -> str:
    return f"{MEETING_PLACE}.{meeting_id}"


def meeting_rows(reader: Reader, pack: Pack, meeting: Meeting) -> Rows:
    """The label and the value of all that can be changed of a meeting."""
    _ = reader.gettext
    rows: Rows = [
        (_("Title"), meeting.title),
        (times.time_label(reader, meeting), times.when_text(reader, meeting)),
        (_("Time zone"), times.zone_name(reader, meeting.zone)),
    ]
    if place := location(reader, meeting):
        rows.append((_("Where"), place))
    if meeting.theme:
        rows.append((_("Theme"), meeting.theme))
    if meeting.organisers:
        rows.append((_("Organizers"), reader.listed(meeting.organisers)))
    if meeting.description:
        rows.append((_("Description"), meeting.description))
    if meeting.documents:
        rows.append((_("Documents"), reader.listed(document_lines(meeting))))
    if meeting.roundtables:
        rows.append((_("Roundtables"), reader.listed(map(str, meeting.roundtables))))
    rows.append((_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)))
    if meeting.region:
        rows.append((_("Region"), pack.regions.get(meeting.region, meeting.region)))
    return rows


def meeting_facts(reader: Reader, pack: Pack, meeting: Meeting) -> Facts:
    return labels.facts(
        reader,
        (
            (
                label,
                labels.clipped(value, _MAX_VALUE_CHARACTERS) if isinstance(value, str) else value,
            )
            for label, value in meeting_rows(reader, pack, meeting)
        ),
    )


def meeting_view(
    reader: Reader,
    pack: Pack,
    meeting: Meeting,
    last: Change | None,
    chats: int,
    notice: str | None = None,
    floor: bool = False,
    progress: ChangeProgress = NO_NOTICES,
    removable: bool = False,
    options: tuple[Rows, list[Row]] = ([], []),
) -> Reply:
    """A meeting with its last change, the number of chats subscribed to it, and the buttons to
    change it. `floor` says whether it has a list of speakers, `removable` that nobody knows of it
    yet; `progress` is that of the notices of its last change. `options` are further rows for the
    team, and buttons."""
    _ = reader.gettext
    title: Phrase = meeting.title
    if meeting.cancelled:
        title = (_("Cancelled:"), " ", Struck(meeting.title))
    blocks: list[Block] = [Heading(title), meeting_facts(reader, pack, meeting)]
    team_rows = [*_team_rows(reader, last, chats), *progress_rows(reader, progress), *options[0]]
    blocks.append(labels.facts(reader, team_rows))
    move = Press(_("Move"), BeginForm("move", meeting.id))
    change = Press(_("Change"), BeginForm("change", meeting.id))
    room = Press(_("Another room"), BeginForm("room", meeting.id))
    swap = Press(_("Swap with…"), SwapWith(meeting.id))
    rows: list[Row] = [(change,)]
    if meeting.deadline and not meeting.cancelled:
        rows = [(move, change)]
    elif not meeting.cancelled:
        rows = [(move, room), (change, swap)]
    if last and last.entry and last.entry.act == "meeting-moved" and not meeting.cancelled:
        rows.append((Press(_("Restore the previous date"), MoveBack(meeting.id, last.revision)),))
    if meeting.closes > reader.now:
        rows.append(
            (Press(_("Restore the meeting"), BeginForm("restore", meeting.id)),)
            if meeting.cancelled
            else (Press(_("Cancel the meeting"), BeginForm("cancel", meeting.id), danger=True),)
        )
    if removable:
        rows.append((Press(_("Remove the meeting"), RemoveMeeting(meeting.id, 0), danger=True),))
    if not meeting.deadline:
        rows.append(floor_row(reader, meeting, floor))
    rows += options[1]
    see = Press(_("What delegates see"), go(f"meeting-{meeting.id}", meeting_place(meeting.id)))
    again = Press(_("Refresh"), go(meeting_place(meeting.id)))
    rows.append((see, again) if progress.due is not None else (see,))
    reply = Reply(tuple(blocks), (*rows, way_back(reader, PLACE)), payload="desk")
    if notice is None:
        return reply
    return replace(reply, blocks=(Paragraph(notice), *reply.blocks))


def remove_view(reader: Reader, meeting: Meeting) -> Reply:
    """Ask whether a meeting that nobody knows of is to be removed."""
    _ = reader.gettext
    return Reply(
        (
            Heading(_("Remove “{title}”?").format(title=meeting.title)),
            Paragraph(
                _("Nobody has been notified of it. It disappears; the change log keeps its title.")
            ),
        ),
        (
            (Press(_("Remove the meeting"), RemoveMeeting(meeting.id, 1), danger=True),),
            way_back(reader, meeting_place(meeting.id)),
        ),
        payload="desk",
    )


def floor_row(reader: Reader, meeting: Meeting, on: bool) -> Row:
    """Return the switch of the list of speakers; while it is on, also the way to its team."""
    _ = reader.gettext
    if not on:
        return (Press(_("List of speakers: off"), SwitchFloor(meeting.id, 1)),)
    return (
        Press(_("List of speakers: on"), SwitchFloor(meeting.id, 0)),
        Press(_("Team of this session"), go(f"floor-team.at-{meeting.id}")),
    )


def _team_rows(reader: Reader, last: Change | None, chats: int) -> Rows:
    """What only the team sees."""
    _ = reader.gettext
    rows: Rows = []
    if last is not None and last.at is not None:
        changed = f"{times.moment(reader, last.at)} · {changed_by(reader, last)}"
        rows.append((_("Last changed"), changed))
    number = reader.ngettext("{number} chat", "{number} chats", chats).format(number=chats)
    rows.append((_("Subscribed"), number))
    return rows
