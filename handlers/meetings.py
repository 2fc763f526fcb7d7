"""Meetings: what is coming, what took place, and what is on now."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from content.model import Meeting, Pack
from handlers import labels, times
from handlers.calendar_buttons import add_button
from handlers.passages import group_buttons, part_view
from handlers.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Inline,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Share,
)
from handlers.request import Reader, Request
from handlers.subscribe_buttons import subscribe_row
from handlers.topic import Answer, Topic, Visit
from storage import reminders, subscriptions

_NEXT = 3
_LISTED = 6


def in_order(pack: Pack) -> list[Meeting]:
    return sorted(pack.meetings, key=lambda meeting: (meeting.opens, meeting.id))


def coming(pack: Pack, now: datetime) -> list[Meeting]:
    """Meetings that are not over at an instant, the nearest first."""
    return [meeting for meeting in in_order(pack) if meeting.closes > now]


def past(pack: Pack, now: datetime) -> list[Meeting]:
    """Meetings that are over, the latest first."""
    return [meeting for meeting in reversed(in_order(pack)) if meeting.closes <= now]


def on_now(pack: Pack, now: datetime) -> list[Meeting]:
    return [meeting for meeting in in_order(pack) if meeting.opens <= now < meeting.closes]


def on_today(reader: Reader, pack: Pack) -> list[Meeting]:
    """Meetings that share any moment with the reader's own day, from midnight to midnight."""
    begins = datetime.combine(reader.today, time(), reader.zone)
    ends = datetime.combine(reader.today + timedelta(days=1), time(), reader.zone)
    return [each for each in in_order(pack) if each.opens < ends and each.closes > begins]


def line(reader: Reader, meeting: Meeting) -> tuple[Inline, ...]:
    """A meeting in a list: title, place, days, and how long until it begins."""
    when = times.short_days(reader, meeting.first_day, meeting.last_day)
    if isinstance(meeting.start, datetime):
        when = reader.listed((when, times.hour(reader, meeting.start)))
    parts: list[Inline] = [Bold(meeting.title), f" · {meeting.city} · {when}"]
    until = times.until(reader, meeting)
    if until:
        parts.append(reader.gettext(" ({until})").format(until=until))
    return tuple(parts)


def where(reader: Reader, meeting: Meeting) -> str:
    """Venue, city and country, as far as they are known."""
    return reader.listed(part for part in (meeting.venue, meeting.city, meeting.country) if part)


def key(meeting: Meeting) -> str:
    return f"meeting-{meeting.id}"


def meetings_view(reader: Reader, pack: Pack, here: Place) -> Reply:
    """Coming meetings, or past ones, by month."""
    _ = reader.gettext
    over = past(pack, reader.now)
    ahead = coming(pack, reader.now)
    show_past = here.part == "past" or not ahead
    here = Place("meetings", "past" if show_past else "", here.page)
    shown, page, pages = page_of(over if show_past else ahead, here.page)
    here = Place(here.id, here.part, page)
    heading = Heading(_("Meetings that took place") if show_past else _("Meetings to come"))
    blocks: list[Block] = [heading]
    if not over and not ahead:
        blocks.append(Paragraph(_("This event’s pack has no meetings.")))
    if show_past and not ahead and over and here.part == "past":
        blocks.append(Paragraph(_("All of this event’s meetings are over.")))
    months: dict[str, list[Phrase]] = {}
    for meeting in shown:
        months.setdefault(times.month(reader, meeting.first_day), []).append(line(reader, meeting))
    blocks.extend(Bullets(tuple(items), title=month) for month, items in months.items())
    other = []
    if show_past and ahead:
        other = [Press(_("Meetings to come"), go("meetings"))]
    elif not show_past and over:
        other = [Press(_("Meetings that took place"), go("meetings.past"))]
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, *(Paragraph(line(reader, each)) for each in shown[:2])),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, key(each)), key(each)) for each in shown], here
            ),
            *paging(reader, here, pages),
            tuple(other),
            way_back(reader, "home"),
        ),
        payload="meetings",
    )


def meeting_view(
    reader: Reader, pack: Pack, meeting: Meeting, back: str = "", standing: Row = ()
) -> Reply:
    """One meeting: when (venue's and own time), where, by whom, what it prepares. `standing` is
    the button that says whether one is subscribed."""
    _ = reader.gettext
    over = meeting.closes <= reader.now
    when = times.venue_time(reader, meeting)
    rows: list[tuple[str, Phrase]] = [(_("Took place on") if over else _("When"), when)]
    own = times.own_time(reader, meeting)
    if own is not None:
        rows.append((_("Your time"), own))
    until = times.until(reader, meeting)
    if until:
        rows.append((_("Begins"), until))
    elif not over:
        closing_known = isinstance(meeting.end, datetime)
        rows.append(
            (
                _("Now"),
                _("it is on")
                if closing_known
                else _("on these days; the sources give no closing hour"),
            )
        )
    place = where(reader, meeting)
    rows.append((_("Where"), place))
    if meeting.organisers:
        rows.append((_("Organised by"), reader.listed(meeting.organisers)))
    rows.append((_("Kind"), pack.kinds.get(meeting.kind, meeting.kind)))
    rows.append((_("Region"), pack.regions.get(meeting.region, meeting.region)))
    if meeting.document:
        rows.append((_("Document"), meeting.document))
    rows.append((_("Source"), meeting.source))
    heading = Heading(meeting.title)
    blocks: list[Block] = [heading]
    if meeting.theme:
        blocks.append(Paragraph(_("Theme: {theme}").format(theme=meeting.theme)))
    blocks.append(labels.facts(reader, rows))
    if meeting.begins is None:
        blocks.append(Footnote(_("The sources give the day but no hour.")))
    if meeting.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=meeting.note)))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, labels.facts(reader, (rows[0], (_("Where"), place)))),
        buttons=(
            *group_buttons(reader, pack, key(meeting), back),
            standing,
            (add_button(reader, meeting), Share(_("Share"), key(meeting))),
            way_back(reader, back or "meetings"),
        ),
        payload=key(meeting),
    )


def event_line(reader: Reader, pack: Pack) -> Paragraph:
    """When the event takes place, or took place."""
    _ = reader.gettext
    event = pack.event
    sentence = (
        _("{event} took place on {days}. Place: {place}.")
        if event.end < reader.now.astimezone(event.zone).date()
        else _("{event} takes place on {days}. Place: {place}.")
    )
    return Paragraph(
        sentence.format(
            event=event.short, days=times.days(reader, event.start, event.end), place=event.place
        )
    )


def listed_view(
    reader: Reader, pack: Pack, title: str, meetings: list[Meeting], payload: str, otherwise: str
) -> Reply:
    """Some meetings under a title; where there are none, `otherwise`, what comes next and, for
    an event that is over, when it took place."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(title)]
    shown = meetings
    if meetings:
        blocks.append(Bullets(tuple(line(reader, each) for each in meetings)))
    else:
        blocks.append(Paragraph(otherwise))
        shown = [each for each in coming(pack, reader.now) if each.opens > reader.now][:1]
        if shown:
            blocks.append(Paragraph((_("Next:"), " ", *line(reader, shown[0]))))
    brief = blocks[:3]
    if pack.event.end < reader.now.astimezone(pack.event.zone).date():
        brief = [blocks[0], event_line(reader, pack)]
        blocks.append(event_line(reader, pack))
        if pack.event.later:
            blocks.append(Paragraph(pack.event.later))
    blocks.append(
        Footnote(
            _("Your day and time: {zone}. To change it: /timezone").format(
                zone=times.zone_name(reader, reader.zone)
            )
        )
    )
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(brief),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, key(each)), key(each)) for each in shown[:_LISTED]],
                payload,
            ),
            tuple(
                Press(label, go(place))
                for label, place in ((_("Now"), "now"), (_("Today"), "today"), (_("Next"), "next"))
                if place != payload
            ),
            (Press(_("All meetings"), go("meetings")),),
            way_back(reader, "home"),
        ),
        payload=payload,
    )


def now_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    return listed_view(
        reader, pack, _("On now"), on_now(pack, reader.now), "now",
        _("Nothing is on at this moment."),
    )  # fmt: skip


def next_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    ahead = [each for each in coming(pack, reader.now) if each.opens > reader.now][:_NEXT]
    return listed_view(
        reader, pack, _("What comes next"), ahead, "next", _("No meeting is to come.")
    )


def today_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    title = _("Today, {day}").format(day=times.day(reader, reader.today))
    return listed_view(
        reader, pack, title, on_today(reader, pack), "today", _("Nothing is on today.")
    )


async def show_meetings(request: Request) -> Answer:
    return meetings_view(request.reader, request.pack, Place("meetings"))


async def show_meeting(request: Request) -> Answer:
    """`/meeting ID`, or words that find one."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return meetings_view(reader, pack, Place("meetings"))
    meeting = pack.meeting(words.casefold().removeprefix("meeting-"))
    if meeting is not None:
        return await show_one(request, Visit(Place(key(meeting))))
    found = request.rooms.search.find(words, limit=_LISTED, kinds=frozenset({"meeting"}))
    several = [
        each for hit in found.hits if (each := pack.meeting(hit.id.removeprefix("meeting-")))
    ]
    if len(several) == 1:
        return await show_one(request, Visit(Place(key(several[0]))))
    if several:
        title = _("Meetings for “{words}”").format(words=words[:60])
        several.sort(key=lambda each: each.opens)
        labelled = [(labels.label(reader, pack, key(each)), key(each)) for each in several]
        return Reply(
            blocks=(Heading(title), Bullets(tuple(line(reader, each) for each in several))),
            buttons=(*open_buttons(labelled, "meetings"), way_back(reader, "meetings")),
            payload="meetings",
        )
    sentence = _("I found no meeting for “{words}”.").format(words=words[:60])
    listed = meetings_view(reader, pack, Place("meetings"))
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload="meetings")


async def show_now(request: Request) -> Answer:
    return now_view(request.reader, request.pack)


async def show_next(request: Request) -> Answer:
    return next_view(request.reader, request.pack)


async def show_today(request: Request) -> Answer:
    return today_view(request.reader, request.pack)


async def visit_meetings(request: Request, visit: Visit) -> Answer:
    return meetings_view(request.reader, request.pack, visit.place)


async def show_one(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    meeting = next(each for each in pack.meetings if key(each) == visit.place.id)
    part = part_view(reader, pack, visit)
    if part is not None:
        return part
    standing: Row = ()
    if meeting.closes > reader.now:
        async with request.rooms.database.transaction() as connection:
            chat_id = request.chat_id
            on = await subscriptions.is_subscribed(connection, chat_id, meeting.id)
            settings = await reminders.reminder_settings(connection, chat_id)
        standing = subscribe_row(reader, meeting, on, settings.lead_times)
    return meeting_view(reader, pack, meeting, visit.back, standing)


async def visit_now(request: Request, visit: Visit) -> Answer:
    return now_view(request.reader, request.pack)


async def visit_next(request: Request, visit: Visit) -> Answer:
    return next_view(request.reader, request.pack)


async def visit_today(request: Request, visit: Visit) -> Answer:
    return today_view(request.reader, request.pack)


TOPIC = Topic(
    "meetings",
    commands={
        "meetings": show_meetings,
        "meeting": show_meeting,
        "now": show_now,
        "next": show_next,
        "today": show_today,
    },
    screens={
        "meetings": visit_meetings,
        "now": visit_now,
        "next": visit_next,
        "today": visit_today,
    },
    entries={"meeting": show_one},
)
