"""Subscribing to a meeting, a kind, a region, a roundtable or everything; the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from content.model import Meeting, Pack
from handlers import labels, leads, times
from handlers.calendar import agenda_file
from handlers.meetings import key, line, show_one
from handlers.passages import out_of_date
from handlers.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Inline,
    Notice,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.request import Reader, Request
from handlers.settings import for_administrators, may_change
from handlers.subscribe_buttons import WHAT, Subscribe, Unsubscribe, name
from handlers.topic import Answer, Topic, Visit
from handlers.what import exists, understood
from storage import chats, deliveries, reminders, subscriptions
from storage.subscriptions import Subscription


def ways_view(reader: Reader, pack: Pack, kept: Sequence[Subscription]) -> Reply:
    """What one can subscribe to at once; what is subscribed to says so."""
    _ = reader.gettext
    has = {(each.what, each.value) for each in kept}
    choices: list[tuple[str, str]] = [("all", "")]
    choices += [("kind", kind) for kind in pack.kinds if any(m.kind == kind for m in pack.meetings)]
    choices += [("roundtable", str(each.number)) for each in pack.roundtables]
    rows: list[Row] = []
    for what, value in choices:
        title = name(reader, pack, what, value)
        on = (what, value) in has
        shown = _("{name} · subscribed").format(name=title) if on else title
        rows.append((Press(shown, (Unsubscribe if on else Subscribe)(what, value)),))
    return Reply(
        blocks=(
            Heading(_("Subscribe")),
            Paragraph(_("You are reminded of each meeting, and told when one changes.")),
            Paragraph(_("A single meeting is subscribed to on its own screen.")),
        ),
        brief=(Paragraph(_("For example: {command}").format(command="/subscribe roundtable 2")),),
        buttons=(*rows[:8], way_back(reader, "agenda")),
        payload="subscribe",
    )


def agenda_view(
    reader: Reader,
    pack: Pack,
    kept: Sequence[Subscription],
    meetings: Sequence[Meeting],
    due: dict[str, list[datetime]],
    page: int = 1,
) -> Reply:
    """What I am subscribed to, in order, with what reminds me when."""
    _ = reader.gettext
    heading = Heading(_("My agenda"))
    if not kept:
        return Reply(
            blocks=(heading, Paragraph(_("You are not subscribed to anything yet."))),
            buttons=(
                (Press(_("Subscribe"), go("subscribe")), Press(_("Meetings"), go("meetings"))),
                way_back(reader, "home"),
            ),
            payload="agenda",
        )
    shown, page, pages = page_of(meetings, page)
    here = Place("agenda", "", page)
    blocks: list[Block] = [heading]
    through = tuple(name(reader, pack, each.what, each.value) for each in kept)
    blocks.append(Bullets(through[:8], title=_("Subscribed to")))
    if not meetings:
        blocks.append(Paragraph(_("None of these meetings is still to come.")))
    for meeting in shown:
        parts: tuple[Inline, ...] = line(reader, meeting)
        blocks.append(Paragraph(parts))
        moments = [
            f"{times.short_day(reader, each.astimezone(reader.zone).date())}, "
            f"{times.hour(reader, each.astimezone(reader.zone))}"
            for each in due.get(meeting.id, [])
        ]
        if moments:
            said = _("Reminders: {moments}").format(moments=" · ".join(moments))
            blocks.append(Footnote(said))
    labelled = [(labels.label(reader, pack, key(each)), key(each)) for each in shown]
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, Bullets(tuple((Bold(each.title),) for each in meetings[:2]))),
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            (Press(_("Subscribe"), go("subscribe")), Press(_("Reminders"), go("reminders"))),
            (Press(_("In a calendar"), go("calendar")),),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )


async def show_subscribe(request: Request) -> Answer:
    """`/subscribe rcp`, `/subscribe roundtable 2`, `/subscribe all`, or a meeting's id."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await visit_subscribe(request, Visit(Place("subscribe")))
    if not await may_change(request):
        return Reply((Paragraph(for_administrators(reader)),), payload="subscribe")
    found = understood(pack, request.words)
    if found is None:
        listed = await _ways(request)
        sentence = _("I do not know “{words}”. You can subscribe to these:")
        said = Paragraph(sentence.format(words=request.words[:40]))
        return replace(listed, blocks=(said, *listed.blocks), brief=(said,))
    if _is_cancelled(request, *found):
        return await _meeting(request, found[1], "")
    return await _subscribed(request, *found)


async def show_unsubscribe(request: Request) -> Answer:
    """`/unsubscribe all` ends everything; else what is named."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await visit_agenda(request, Visit(Place("agenda")))
    if not await may_change(request):
        return Reply((Paragraph(for_administrators(reader)),), payload="subscribe")
    found = understood(pack, request.words)
    if found is None:
        sentence = _("I do not know “{words}”.").format(words=request.words[:40])
        return Reply((Paragraph(sentence),), (way_back(reader, "agenda"),), payload="agenda")
    await _end(request, *found)
    agenda = await visit_agenda(request, Visit(Place("agenda")))
    said = Paragraph(_("Unsubscribed: {name}").format(name=name(reader, pack, *found)))
    if isinstance(agenda, Reply):
        return replace(agenda, blocks=(said, *agenda.blocks), brief=(said,))
    return agenda


async def press_subscribe(request: Request, button: Subscribe) -> Answer:
    if not exists(request.pack, button.what, button.value):
        return out_of_date(request.reader)
    if not await may_change(request):
        return Notice(for_administrators(request.reader))
    if _is_cancelled(request, button.what, button.value):
        said = request.reader.gettext("This meeting is cancelled.")
        return await _meeting(request, button.value, said)
    reply = await _subscribed(request, button.what, button.value)
    if button.what == "meeting":
        return await _meeting(request, button.value, reply.notice or "")
    return replace(await _ways(request), notice=reply.notice)


async def press_unsubscribe(request: Request, button: Unsubscribe) -> Answer:
    _ = request.reader.gettext
    if button.what not in WHAT:
        return out_of_date(request.reader)
    if not await may_change(request):
        return Notice(for_administrators(request.reader))
    await _end(request, button.what, button.value)
    notice = _("Unsubscribed.")
    if button.what == "meeting" and request.pack.meeting(button.value) is not None:
        return await _meeting(request, button.value, notice)
    return replace(await _ways(request), notice=notice)


async def _subscribed(request: Request, what: str, value: str) -> Reply:
    """Subscribe, and confirm with the lead times and what already covers it."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    async with request.rooms.database.transaction() as connection:
        await chats.see_chat(connection, request.chat_id, reader.now)
        others = await subscriptions.subscriptions_of(connection, request.chat_id)
        await subscriptions.subscribe(connection, request.chat_id, what, value, reader.now)
        settings = await reminders.reminder_settings(connection, request.chat_id)
    request.rooms.changed()
    before = leads.leads(reader, settings.lead_times)
    title = name(reader, pack, what, value)
    blocks: list[Block] = [
        Heading(_("Subscribed: {name}").format(name=title)),
        Paragraph(_("Reminders before each: {leads}. To change: /reminders").format(leads=before)),
    ]
    wider = [each for each in others if (each.what, each.value) != (what, value)]
    if wider and any(each.what == "all" for each in wider):
        blocks.append(
            Footnote(_("You are also subscribed to all meetings; you get each notice once."))
        )
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(blocks[:2]),
        notice=_("Subscribed. Reminders: {leads} before.").format(leads=before),
        buttons=(
            (Press(_("My agenda"), go("agenda")), Press(_("Undo"), Unsubscribe(what, value))),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )


def _is_cancelled(request: Request, what: str, value: str) -> bool:
    meeting = request.pack.meeting(value) if what == "meeting" else None
    return meeting is not None and meeting.cancelled


async def _end(request: Request, what: str, value: str) -> None:
    chat_id = request.chat_id
    async with request.rooms.database.transaction() as connection:
        if what == "all":
            await subscriptions.forget_subscriptions(connection, chat_id)
        else:
            await subscriptions.unsubscribe(connection, chat_id, what, value)
        if what == "meeting" and await subscriptions.is_subscribed(connection, chat_id, value):
            await subscriptions.except_meeting(connection, chat_id, value)
    request.rooms.changed()


async def _ways(request: Request) -> Reply:
    async with request.rooms.database.transaction() as connection:
        kept = await subscriptions.subscriptions_of(connection, request.chat_id)
    return ways_view(request.reader, request.pack, kept)


async def _meeting(request: Request, meeting_id: str, notice: str) -> Answer:
    shown = await show_one(request, Visit(Place(f"meeting-{meeting_id}")))
    return replace(shown, notice=notice or None) if isinstance(shown, Reply) else shown


async def visit_subscribe(request: Request, visit: Visit) -> Answer:
    return await _ways(request)


async def visit_agenda(request: Request, visit: Visit) -> Answer:
    async with request.rooms.database.transaction() as connection:
        kept = await subscriptions.subscriptions_of(connection, request.chat_id)
        coming = await subscriptions.agenda(connection, request.chat_id, request.reader.now)
        due: dict[str, list[datetime]] = {}
        for meeting_id, moment in await deliveries.upcoming(
            connection, request.chat_id, request.reader.now, request.pack.event.time_zone
        ):
            due.setdefault(meeting_id, []).append(moment)
    meetings = [found for each in coming if (found := request.pack.meeting(each.id)) is not None]
    return agenda_view(request.reader, request.pack, kept, meetings, due, visit.place.page)


async def show_agenda(request: Request) -> Answer:
    """`/agenda`, or `/agenda file`."""
    if request.words.casefold() == "file":
        return await agenda_file(request)
    return await visit_agenda(request, Visit(Place("agenda")))


TOPIC = Topic(
    "subscriptions",
    commands={
        "subscribe": show_subscribe,
        "unsubscribe": show_unsubscribe,
        "agenda": show_agenda,
    },
    screens={"subscribe": visit_subscribe, "agenda": visit_agenda},
    buttons={Subscribe: press_subscribe, Unsubscribe: press_unsubscribe},
)
