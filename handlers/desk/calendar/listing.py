"""The meetings as the desk lists them, and each as it is now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import ONE, PLACE, Begin, MoveBack
from handlers.desk.calendar.history import Change, changed_by
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


def list_view(reader: Reader, pack: Pack, here: Place, begun: bool) -> Reply:
    """Meetings to come, the nearest first, or those that are over; `begun` says that a form
    waits for its answer."""
    _ = reader.gettext
    over = here.part == "past"
    listed = past(pack, reader.now) if over else not_over(pack, reader.now)
    some, page, pages = page_of(listed, here.page)
    rows: list[Row] = []
    if begun:
        rows.append((Press(_("Go on with what you began"), go(f"{PLACE}.form")),))
    if not over and pack.kinds and pack.regions:
        rows.append((Press(_("Add a meeting"), Begin("add", "")),))
    rows += [
        (Press(labels.clipped(labels.meeting_label(reader, each)), go(place_of(each.id))),)
        for each in some
    ]
    rows += paging(reader, Place(PLACE, here.part, page), pages)
    if not over:
        files = Press(_("Calendar files"), go("desk-exchange"))
        passed = Press(_("Those that are over"), go(f"{PLACE}.past"))
        rows.append((passed, files) if past(pack, reader.now) else (files,))
    said = _("Choose a meeting to change it.") if some else _("There is no meeting here yet.")
    return Reply(
        (Heading(_("Calendar")), Paragraph(said)),
        (*rows, way_back(reader, PLACE if over else "desk")),
        payload="desk",
    )


def place_of(meeting_id: str) -> str:
    return f"{ONE}.{meeting_id}"


def rows_of(reader: Reader, pack: Pack, meeting: Meeting) -> Rows:
    """All that can be changed of a meeting, a row for each."""
    _ = reader.gettext
    rows: Rows = [
        (_("Title"), meeting.title),
        (times.time_label(reader, meeting), _days(reader, meeting)),
        (_("Time zone"), times.zone_name(reader, meeting.zone)),
    ]
    if place := location(reader, meeting):
        rows.append((_("Where"), place))
    if meeting.theme:
        rows.append((_("Theme"), meeting.theme))
    if meeting.roundtables:
        rows.append((_("Roundtables"), reader.listed(map(str, meeting.roundtables))))
    rows.append((_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)))
    rows.append((_("Region"), pack.regions.get(meeting.region, meeting.region)))
    return rows


def _days(reader: Reader, meeting: Meeting) -> str:
    """Its time at the venue, with the hour of its end where there is one."""
    _ = reader.gettext
    said = times.venue_time(reader, meeting)
    if meeting.deadline or not isinstance(meeting.end, datetime):
        return said
    return _("{time}, until {hour}").format(time=said, hour=times.hour(reader, meeting.end))


def facts_of(reader: Reader, pack: Pack, meeting: Meeting) -> Facts:
    return labels.facts(reader, rows_of(reader, pack, meeting))


def one_view(
    reader: Reader,
    pack: Pack,
    meeting: Meeting,
    last: Change | None,
    chats: int,
    notice: str | None = None,
) -> Reply:
    """What a meeting is now, who changed it last, how many chats are subscribed to it, and what can
    be done to it."""
    _ = reader.gettext
    title: Phrase = meeting.title
    if meeting.cancelled:
        title = (_("Cancelled:"), " ", Struck(meeting.title))
    blocks: list[Block] = [Heading(title), facts_of(reader, pack, meeting)]
    blocks.append(labels.facts(reader, _known(reader, last, chats)))
    move = Press(_("Move"), Begin("move", meeting.id))
    change = Press(_("Change"), Begin("change", meeting.id))
    rows: list[Row] = [(change,) if meeting.cancelled else (move, change)]
    if last and last.step and last.step.act == "meeting-moved" and not meeting.cancelled:
        rows.append((Press(_("Move it back"), MoveBack(meeting.id, last.revision)),))
    if meeting.closes > reader.now:
        rows.append(
            (Press(_("Restore it"), Begin("restore", meeting.id)),)
            if meeting.cancelled
            else (Press(_("Cancel it"), Begin("cancel", meeting.id), danger=True),)
        )
    rows.append(
        (Press(_("What delegates see"), go(f"meeting-{meeting.id}", place_of(meeting.id))),)
    )
    shown = Reply(tuple(blocks), (*rows, way_back(reader, PLACE)), payload="desk")
    if notice is None:
        return shown
    return replace(shown, blocks=(Paragraph(notice), *shown.blocks))


def _known(reader: Reader, last: Change | None, chats: int) -> Rows:
    """What only the team sees."""
    _ = reader.gettext
    rows: Rows = []
    if last is not None and last.at is not None:
        said = f"{times.moment(reader, last.at)} · {changed_by(reader, last)}"
        rows.append((_("Last changed"), said))
    number = reader.ngettext("{number} chat", "{number} chats", chats).format(number=chats)
    rows.append((_("Subscribed"), number))
    return rows
