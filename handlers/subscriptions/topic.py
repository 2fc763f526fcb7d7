"""Subscribing to a meeting, a kind, a region, a roundtable or everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content.model import Pack
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always, with_words
from handlers.meetings import visit_meeting
from handlers.meetings.subscribe_buttons import SUBSCRIBABLE, Subscribe, Unsubscribe
from handlers.subscriptions.agenda import show_agenda, visit_agenda
from handlers.subscriptions.overlaps import (
    Overlap,
    Replace,
    ended_names,
    overlap,
    question,
    question_row,
)
from handlers.wording import durations
from handlers.wording.subscribable import parse_subject, subject_exists, subject_name
from storage import chats, reminder_settings, subscriptions
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
        title = subject_name(reader, pack, what, value)
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


async def show_subscribe(request: Request) -> Answer:
    """`/subscribe rcp`, `/subscribe roundtable 2`, `/subscribe all`, or a meeting's id."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await visit_subscribe(request, Visit(Place("subscribe")))
    found = parse_subject(pack, request.words)
    if found is None:
        listed = await _ways(request)
        sentence = _("I do not know “{words}”. You can subscribe to these:")
        said = Paragraph(sentence.format(words=request.words[:40]))
        return replace(listed, blocks=(said, *listed.blocks), brief=(said,))
    if _is_cancelled(request, *found):
        return await _meeting(request, found[1], "")
    reply, _found = await _subscribed(request, *found)
    return reply


async def show_unsubscribe(request: Request) -> Answer:
    """`/unsubscribe all` ends everything; else what is named."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await visit_agenda(request, Visit(Place("agenda")))
    found = parse_subject(pack, request.words)
    if found is None:
        sentence = _("I do not know “{words}”.").format(words=request.words[:40])
        return Reply((Paragraph(sentence),), (way_back(reader, "agenda"),), payload="agenda")
    await _end(request, *found)
    agenda = await visit_agenda(request, Visit(Place("agenda")))
    said = Paragraph(_("Unsubscribed: {name}").format(name=subject_name(reader, pack, *found)))
    if isinstance(agenda, Reply):
        return replace(agenda, blocks=(said, *agenda.blocks), brief=(said,))
    return agenda


async def press_subscribe(request: Request, button: Subscribe) -> Answer:
    if not subject_exists(request.pack, button.what, button.value):
        return out_of_date(request.reader)
    if _is_cancelled(request, button.what, button.value):
        said = request.reader.gettext("This meeting is cancelled.")
        return await _meeting(request, button.value, said)
    reply, found = await _subscribed(request, button.what, button.value)
    if found is not None:
        return reply
    return await _screen_of(request, button.what, button.value, reply.notice or "")


async def press_unsubscribe(request: Request, button: Unsubscribe) -> Answer:
    _ = request.reader.gettext
    if button.what not in SUBSCRIBABLE:
        return out_of_date(request.reader)
    await _end(request, button.what, button.value)
    notice = _("Unsubscribed.")
    return await _screen_of(request, button.what, button.value, notice)


async def press_replace(request: Request, button: Replace) -> Answer:
    """End what overlaps, if it is what was told; what overlaps otherwise by now is asked anew."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    chosen, chat_id = (button.what, button.value), request.chat_id
    if not subject_exists(pack, *chosen):
        return out_of_date(reader)
    async with request.services.database.transaction() as connection:
        kept = await subscriptions.subscriptions_of(connection, chat_id)
        coming = (
            await subscriptions.agenda(connection, chat_id, reader.now)
            if button.what == "meeting"
            else ()
        )
        found = overlap(pack, chosen, kept, coming)
        held = chosen in [(each.what, each.value) for each in kept]
        if found is not None and held and found.mark == button.told:
            for what, value in found.ended:
                await subscriptions.unsubscribe(connection, chat_id, what, value)
                if found.how == "time" and await subscriptions.is_subscribed(
                    connection, chat_id, value
                ):
                    await subscriptions.except_meeting(connection, chat_id, value)
    if found is None or not held:
        return await _screen_of(request, *chosen, "")
    if found.mark != button.told:
        reply, _found = await _subscribed(request, *chosen)
        return reply
    request.services.signals.notices_changed.set()
    notice = _("Unsubscribed: {name}").format(name=ended_names(reader, pack, found))
    return await _screen_of(request, *chosen, notice)


async def _subscribed(request: Request, what: str, value: str) -> tuple[Reply, Overlap | None]:
    """Subscribe, and confirm with the lead times and how it overlaps with other subscriptions."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    async with request.services.database.transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        await subscriptions.subscribe(connection, request.chat_id, what, value, reader.now)
        kept = await subscriptions.subscriptions_of(connection, request.chat_id)
        coming = (
            await subscriptions.agenda(connection, request.chat_id, reader.now)
            if what == "meeting"
            else ()
        )
        found = overlap(pack, (what, value), kept, coming)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    request.services.signals.notices_changed.set()
    before = durations.format_lead_times(reader, settings.lead_times)
    title = subject_name(reader, pack, what, value)
    blocks: list[Block] = [
        Heading(_("Subscribed: {name}").format(name=title)),
        Paragraph(_("Reminders before each: {leads}. To change: /reminders").format(leads=before)),
    ]
    if found is not None:
        blocks += question(reader, pack, found)
    reply = Reply(
        blocks=tuple(blocks),
        brief=tuple(blocks[:3]),
        notice=_("Subscribed. Reminders: {leads} before.").format(leads=before),
        buttons=(
            question_row(reader, found) if found is not None else (),
            (Press(_("My agenda"), go("agenda")), Press(_("Undo"), Unsubscribe(what, value))),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )
    return reply, found


def _is_cancelled(request: Request, what: str, value: str) -> bool:
    meeting = request.pack.meeting(value) if what == "meeting" else None
    return meeting is not None and meeting.cancelled


async def _end(request: Request, what: str, value: str) -> None:
    chat_id = request.chat_id
    async with request.services.database.transaction() as connection:
        if what == "all":
            await subscriptions.forget_subscriptions(connection, chat_id)
        else:
            await subscriptions.unsubscribe(connection, chat_id, what, value)
        if what == "meeting" and await subscriptions.is_subscribed(connection, chat_id, value):
            await subscriptions.except_meeting(connection, chat_id, value)
    request.services.signals.notices_changed.set()


async def _ways(request: Request) -> Reply:
    async with request.services.database.transaction() as connection:
        kept = await subscriptions.subscriptions_of(connection, request.chat_id)
    return ways_view(request.reader, request.pack, kept)


async def _screen_of(request: Request, what: str, value: str, notice: str) -> Answer:
    """The meeting's own screen, or all that one can subscribe to."""
    if what == "meeting" and request.pack.meeting(value) is not None:
        return await _meeting(request, value, notice)
    return replace(await _ways(request), notice=notice or None)


async def _meeting(request: Request, meeting_id: str, notice: str) -> Answer:
    shown = await visit_meeting(request, Visit(Place(f"meeting-{meeting_id}")))
    return replace(shown, notice=notice or None) if isinstance(shown, Reply) else shown


async def visit_subscribe(request: Request, visit: Visit) -> Answer:
    return await _ways(request)


TOPIC = Topic(
    "subscriptions",
    commands={
        "subscribe": show_subscribe,
        "unsubscribe": show_unsubscribe,
        "agenda": show_agenda,
    },
    screens={"subscribe": visit_subscribe, "agenda": visit_agenda},
    buttons={
        Subscribe: press_subscribe,
        Unsubscribe: press_unsubscribe,
        Replace: press_replace,
    },
    changes={
        show_subscribe: with_words,
        show_unsubscribe: with_words,
        press_subscribe: always,
        press_unsubscribe: always,
        press_replace: always,
    },
)
