"""The list of meetings at the desk, and the screen of one meeting."""

from __future__ import annotations

from dataclasses import replace

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import MEETING_PLACE, PLACE, BeginForm, MoveBack, SwitchFloor
from handlers.desk.calendar.meeting_history import Change, changed_by
from handlers.desk.calendar.moves.buttons import PLACE as MOVES_PLACE
from handlers.desk.calendar.moves.buttons import SwapWith
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Facts,
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

Rows = list[tuple[str, Phrase]]


def list_view(
    reader: Reader,
    pack: Pack,
    here: Place,
    unfinished: str | None,
    has_addresses: bool = False,
) -> Reply:
    """Meetings to come, the nearest first, or those that are over. `unfinished` is the place of
    what was begun and not saved; `has_addresses` says that the calendar is fetched from some."""
    _ = reader.gettext
    over = here.part == "past"
    meetings = past(pack, reader.now) if over else not_over(pack, reader.now)
    shown, page, pages = page_of(meetings, here.page)
    rows: list[Row] = []
    if unfinished:
        rows.append((Press(_("Continue where you left off"), go(unfinished)),))
    if not over and pack.kinds:
        rows.append((Press(_("Add a meeting"), BeginForm("add", "")),))
    rows += [
        (
            Press(
                labels.clipped(labels.meeting_label(reader, pack, meeting, reader.today.year)),
                go(meeting_place(meeting.id)),
            ),
        )
        for meeting in shown
    ]
    rows += paging(reader, Place(PLACE, here.part, page), pages)
    if not over:
        if meetings:
            rows.append((Press(_("Move several…"), go(MOVES_PLACE)),))
        files = Press(_("Calendar files"), go("desk-exchange"))
        passed = Press(_("Past meetings"), go(f"{PLACE}.past"))
        rows.append((passed, files) if past(pack, reader.now) else (files,))
        if has_addresses:
            rows.append((Press(_("Addresses"), go("desk-addresses")),))
    sentence = (
        _("Choose a meeting to change it.") if shown else _("There are no meetings here yet.")
    )
    return Reply(
        (Heading(_("Calendar")), Paragraph(sentence)),
        (*rows, way_back(reader, PLACE if over else "desk")),
        payload="desk",
    )


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
    if meeting.roundtables:
        rows.append((_("Roundtables"), reader.listed(map(str, meeting.roundtables))))
    rows.append((_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)))
    if meeting.region:
        rows.append((_("Region"), pack.regions.get(meeting.region, meeting.region)))
    return rows


def meeting_facts(reader: Reader, pack: Pack, meeting: Meeting) -> Facts:
    return labels.facts(reader, meeting_rows(reader, pack, meeting))


def meeting_view(
    reader: Reader,
    pack: Pack,
    meeting: Meeting,
    last: Change | None,
    chats: int,
    notice: str | None = None,
    floor: bool = False,
) -> Reply:
    """A meeting with its last change, the number of chats subscribed to it, and the buttons to
    change it. `floor` says whether it has a list of speakers."""
    _ = reader.gettext
    title: Phrase = meeting.title
    if meeting.cancelled:
        title = (_("Cancelled:"), " ", Struck(meeting.title))
    blocks: list[Block] = [Heading(title), meeting_facts(reader, pack, meeting)]
    blocks.append(labels.facts(reader, _team_rows(reader, last, chats)))
    move = Press(_("Move"), BeginForm("move", meeting.id))
    change = Press(_("Change"), BeginForm("change", meeting.id))
    rows: list[Row] = [(change,) if meeting.cancelled else (move, change)]
    if not (meeting.cancelled or meeting.deadline):
        rows.append((Press(_("Swap with…"), SwapWith(meeting.id)),))
    if last and last.entry and last.entry.act == "meeting-moved" and not meeting.cancelled:
        rows.append((Press(_("Restore the previous date"), MoveBack(meeting.id, last.revision)),))
    if meeting.closes > reader.now:
        rows.append(
            (Press(_("Restore the meeting"), BeginForm("restore", meeting.id)),)
            if meeting.cancelled
            else (Press(_("Cancel the meeting"), BeginForm("cancel", meeting.id), danger=True),)
        )
    if not meeting.deadline:
        rows.append(floor_row(reader, meeting, floor))
    rows.append(
        (Press(_("What delegates see"), go(f"meeting-{meeting.id}", meeting_place(meeting.id))),)
    )
    reply = Reply(tuple(blocks), (*rows, way_back(reader, PLACE)), payload="desk")
    if notice is None:
        return reply
    return replace(reply, blocks=(Paragraph(notice), *reply.blocks))


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
