"""The screen of one meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from content.model import Meeting, Pack
from handlers.documents.passages import part_view
from handlers.documents.related import group_buttons
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    Inline,
    Link,
    Notice,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Share,
    Struck,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.attendance import NO, YES, Attend, asks_attendance, attendance_rows
from handlers.meetings.by_time import has_known_hours
from handlers.meetings.calendar_buttons import add_to_calendar_button
from handlers.meetings.lines import entry_id_of
from handlers.meetings.programme import (
    DESCRIPTION,
    DOCUMENTS,
    description_blocks,
    description_button,
    document_buttons,
    documents_view,
    online_buttons,
    parts_blocks,
    programme_rows,
    whole_description,
)
from handlers.meetings.subscribe_buttons import subscribe_rows
from handlers.meetings.web_links import calendar_links, map_buttons
from handlers.wording import labels, times
from handlers.wording.labels import location
from handlers.wording.offices import office_name
from handlers.wording.reminder_line import line_blocks
from storage import attendance, chats, deliveries, meetings, reminder_settings, subscriptions
from storage.floor import summaries


def meeting_view(
    reader: Reader,
    pack: Pack,
    meeting: Meeting,
    back: str = "",
    subscription_rows: tuple[Row, ...] = (),
    has_summary: bool = False,
    comes: tuple[Row, ...] = (),
) -> Reply:
    """Show all that the pack knows of a meeting, with its times at the venue and for the reader.

    `subscription_rows` are the buttons that subscribe or unsubscribe (`subscribe_rows`).
    `has_summary` says that there is an approved summary of its session. `comes` are the buttons
    that ask whether the person comes.
    """
    _ = reader.gettext
    over = meeting.closes <= reader.now
    is_planned = not (over or meeting.cancelled)
    when = times.when(reader, meeting)
    title: Phrase = meeting.title
    if meeting.cancelled:
        title = (_("Cancelled:"), " ", Struck(meeting.title))
    label = (times.past_time_label if over or meeting.cancelled else times.time_label)(
        reader, meeting
    )
    rows: list[tuple[str, Phrase]] = [(label, when)]
    until = times.time_until(reader, meeting)
    if until and not meeting.cancelled:
        rows.append((_("Time left") if meeting.deadline else _("Begins"), until))
    elif not (over or meeting.cancelled or meeting.deadline):
        # Whether it is on at night, between its days, nobody can say.
        state = _("in progress")
        if not isinstance(meeting.end, datetime):
            state = _("on these days; the sources do not give a closing time")
        elif not has_known_hours(meeting):
            state = _("on these days")
        rows.append((_("Now"), state))
    place = location(reader, meeting)
    if place:
        rows.append((_("Where"), place))
    first_rows, rows = rows, []
    if meeting.organisers:
        rows.append((_("Organized by"), reader.listed(meeting.organisers)))
    if meeting.prepares:
        rows.append((_("Prepares"), _prepared(reader, pack, meeting.prepares)))
    if meeting.roundtables:
        rows.append((_("Roundtables"), _roundtables(reader, pack, meeting)))
    rows += programme_rows(reader, pack, meeting)
    rows.append((_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)))
    if meeting.region:
        rows.append((_("Region"), pack.regions.get(meeting.region, meeting.region)))
    if meeting.document:
        rows.append((_("Document"), meeting.document))
    rows.append((_("Source"), labels.source_phrase(office_name(reader, meeting.source))))
    brief_rows = [first_rows[0], *([(_("Where"), place)] if place else [])]
    heading = Heading(title)
    blocks: list[Block] = [heading, labels.facts(reader, first_rows)]
    if is_planned:
        blocks += line_blocks(reader, pack, meeting)
    if meeting.theme:
        blocks.append(Paragraph(_("Theme: {theme}").format(theme=meeting.theme)))
    blocks += description_blocks(meeting)
    blocks.append(labels.facts(reader, rows))
    blocks += parts_blocks(reader, pack, meeting)
    if meeting.begins is None:
        blocks.append(Footnote(_("The sources give the date but not the time.")))
    if meeting.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=meeting.note)))
    if pack.is_partly_translated(meeting):
        name = labels.language_name(reader, pack.language)
        sentence = _("Not everything here is translated. Original language: {name}.")
        blocks.append(Footnote(sentence.format(name=name)))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, labels.facts(reader, brief_rows)),
        buttons=(
            *comes,
            *subscription_rows,
            *(floor_row(reader, meeting) if is_planned else ()),
            *(summary_row(reader, meeting) if has_summary else ()),
            *(online_buttons(reader, meeting) if is_planned else ()),
            *description_button(reader, meeting),
            *document_buttons(reader, pack, meeting),
            *_calendar_and_place_rows(reader, meeting, is_planned),
            *group_buttons(reader, pack, entry_id_of(meeting), back),
            way_back(reader, back or "meetings"),
        ),
        payload=entry_id_of(meeting),
    )


def floor_row(reader: Reader, meeting: Meeting) -> tuple[Row, ...]:
    """Return the button to the list of speakers of a meeting that has one."""
    if not meeting.floor:
        return ()
    place = Place("floor", f"at-{meeting.id}")
    return ((Press(reader.gettext("List of speakers"), go(place)),),)


def summary_row(reader: Reader, meeting: Meeting) -> tuple[Row, ...]:
    """Return the button to the summary of a meeting's session that the chair approved."""
    place = Place("summary", f"of-{meeting.id}")
    return ((Press(reader.gettext("Summary"), go(place)),),)


def description_view(reader: Reader, meeting: Meeting) -> Reply:
    """Show the whole description of a meeting."""
    return Reply(
        blocks=(Heading(meeting.title), *whole_description(meeting)),
        buttons=(way_back(reader, entry_id_of(meeting)),),
        payload=entry_id_of(meeting),
    )


def _calendar_and_place_rows(reader: Reader, meeting: Meeting, is_planned: bool) -> tuple[Row, ...]:
    """Return buttons that add a meeting to a calendar, show its place on a map and share it. The
    calendars on the web are left out of a meeting that is over or cancelled."""
    file = add_to_calendar_button(reader, meeting)
    share = Share(reader.gettext("Share"), entry_id_of(meeting))
    on_the_web = (calendar_links(reader, meeting),) if is_planned else ()
    return ((file,), *on_the_web, (*map_buttons(reader, meeting), share))


def _prepared(reader: Reader, pack: Pack, meeting_id: str) -> Phrase:
    prepared = pack.meeting(meeting_id)
    if prepared is None:
        return meeting_id
    return (Link(prepared.title, reader.link(entry_id_of(prepared))),)


def _roundtables(reader: Reader, pack: Pack, meeting: Meeting) -> Phrase:
    """Return the numbers of the roundtables, each a link to its screen."""
    parts: list[Inline] = []
    for number in meeting.roundtables:
        if parts:
            parts.append(reader.listed(("", "")))
        known = pack.roundtable(number)
        parts.append(Link(str(number), reader.link(known.id)) if known else str(number))
    return tuple(parts)


async def visit_meeting(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    meeting = pack.meeting(visit.place.id.removeprefix("meeting-"))
    if meeting is None:
        return out_of_date(reader)
    if visit.place.part == DESCRIPTION and meeting.description:
        return description_view(reader, meeting)
    if visit.place.part == DOCUMENTS and meeting.documents:
        return documents_view(reader, pack, meeting, visit.place.page)
    part = part_view(reader, pack, visit)
    if part is not None:
        return part
    subscription_rows: tuple[Row, ...] = ()
    comes: tuple[Row, ...] = ()
    if meeting.closes > reader.now and not meeting.cancelled:
        async with request.services.database.transaction() as connection:
            chat_id = request.chat_id
            subscribed = await subscriptions.is_subscribed(connection, chat_id, meeting.id)
            settings = await reminder_settings.settings_of(connection, chat_id)
            own = await reminder_settings.lead_override(connection, chat_id, meeting.id)
            to_come = await deliveries.leads_to_come(
                connection, meeting.id,
                own or settings.leads_for(pack.lead_times.get(meeting.kind)),
                reader.now, reader.zone.key,
            )  # fmt: skip
            answer = None
            if request.in_private and asks_attendance(reader, meeting):
                answer = await attendance.answer_of(connection, chat_id, meeting.id)
        if request.in_private:
            comes = attendance_rows(reader, meeting, answer)
        subscription_rows = subscribe_rows(reader, meeting, subscribed, to_come)
    has_summary = False
    if meeting.opens <= reader.now:
        async with request.services.database.transaction() as connection:
            has_summary = await summaries.approved_of(connection, meeting.id) is not None
    return meeting_view(reader, pack, meeting, visit.back, subscription_rows, has_summary, comes)


async def press_attend(request: Request, button: Attend) -> Answer:
    """Store whether the person comes. It is checked by what holds now: the meeting may have been
    cancelled since the button was sent."""
    reader, _ = request.reader, request.reader.gettext
    meeting = request.pack.meeting(button.meeting_id)
    if meeting is None or button.answer not in (YES, NO):
        return out_of_date(reader)
    if not request.in_private:
        return Notice(_("Please answer in a private chat with the bot."), alert=True)
    comes = button.answer == YES
    async with request.services.database.write_transaction() as connection:
        kept = await meetings.find_meeting(connection, meeting.id)
        if kept is None or not meeting.attendance or meeting.deadline:
            return Notice(_("This meeting no longer asks whether you come."), alert=True)
        if kept.status == "cancelled":
            return Notice(_("This meeting is cancelled."), alert=True)
        if kept.closes <= reader.now:
            return Notice(_("This meeting has ended."), alert=True)
        await chats.record_contact(connection, request.chat_id, reader.now)
        await attendance.answer(connection, request.chat_id, meeting.id, comes, reader.now)
    shown = await visit_meeting(request, Visit(Place(entry_id_of(meeting))))
    notice = _("Noted: you are coming.") if comes else _("Noted: you cannot come.")
    return replace(shown, notice=notice) if isinstance(shown, Reply) else shown
