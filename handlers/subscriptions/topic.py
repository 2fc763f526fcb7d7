"""/subscribe and /unsubscribe: to a meeting, a kind, a region, a roundtable or everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always, with_words
from handlers.meetings import visit_meeting
from handlers.meetings.subscribe_buttons import Subscribe, Unsubscribe
from handlers.subscriptions.agenda import show_agenda, visit_agenda
from handlers.subscriptions.overlaps import (
    Overlap,
    Replace,
    Subject,
    ended_names,
    find_overlap,
    overlap_blocks,
    overlap_buttons,
)
from handlers.wording import durations
from handlers.wording.subscribable import parse_subject, subject_exists, subject_name
from storage import chats, reminder_settings, subscriptions
from storage.subscription_coverage import SUBSCRIBABLE
from storage.subscriptions import Subscription

_MAX_SUBJECTS = 8  # rows of buttons


def subscribe_view(reader: Reader, pack: Pack, current: Sequence[Subscription]) -> Reply:
    """Offer everything, kinds and roundtables, with buttons that subscribe or unsubscribe."""
    _ = reader.gettext
    subscribed = {(item.what, item.value) for item in current}
    kinds = {meeting.kind for meeting in pack.meetings}
    subjects: list[Subject] = [("all", "")]
    subjects += [("kind", kind) for kind in pack.kinds if kind in kinds]
    subjects += [("roundtable", str(roundtable.number)) for roundtable in pack.roundtables]
    rows: list[Row] = []
    for what, value in subjects[:_MAX_SUBJECTS]:
        name = subject_name(reader, pack, what, value)
        name = name[:1].upper() + name[1:]  # a label, not part of a sentence
        if (what, value) in subscribed:
            label = _("{name} · subscribed").format(name=name)
            rows.append((Press(label, Unsubscribe(what, value)),))
        else:
            rows.append((Press(name, Subscribe(what, value)),))
    return Reply(
        blocks=(
            Heading(_("Subscribe")),
            Paragraph(_("You will be reminded of each meeting and notified of changes.")),
            Paragraph(_("To subscribe to a single meeting, open it.")),
        ),
        brief=(Paragraph(_("For example: {command}").format(command="/subscribe roundtable 2")),),
        buttons=(*rows, way_back(reader, "agenda")),
        payload="subscribe",
    )


async def show_subscribe(request: Request) -> Answer:
    """Answer `/subscribe rcp`, `/subscribe roundtable 2`, `/subscribe all`, `/subscribe ID`."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await visit_subscribe(request, Visit(Place("subscribe")))
    subject = parse_subject(pack, request.words)
    if subject is None:
        listed = await _subscribe_screen(request)
        sentence = _("I could not find “{words}”. You can subscribe to these:")
        not_understood = Paragraph(sentence.format(words=request.words[:40]))
        return replace(listed, blocks=(not_understood, *listed.blocks), brief=(not_understood,))
    if _is_cancelled(request, *subject):
        return await _meeting_screen(request, subject[1], "")
    confirmation, _overlap = await _subscribe(request, *subject)
    return confirmation


async def show_unsubscribe(request: Request) -> Answer:
    """Answer `/unsubscribe all`, `/unsubscribe rcp` and so on; without words, show the agenda."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await visit_agenda(request, Visit(Place("agenda")))
    subject = parse_subject(pack, request.words)
    if subject is None:
        sentence = _("I could not find “{words}”.").format(words=request.words[:40])
        return Reply((Paragraph(sentence),), (way_back(reader, "agenda"),), payload="agenda")
    await _unsubscribe(request, *subject)
    agenda = await visit_agenda(request, Visit(Place("agenda")))
    name = subject_name(reader, pack, *subject)
    confirmation = Paragraph(_("Unsubscribed: {name}").format(name=name))
    return replace(agenda, blocks=(confirmation, *agenda.blocks), brief=(confirmation,))


async def press_subscribe(request: Request, button: Subscribe) -> Answer:
    if not subject_exists(request.pack, button.what, button.value):
        return out_of_date(request.reader)
    if _is_cancelled(request, button.what, button.value):
        notice = request.reader.gettext("This meeting is cancelled.")
        return await _meeting_screen(request, button.value, notice)
    confirmation, overlap = await _subscribe(request, button.what, button.value)
    if overlap is not None:
        return confirmation
    return await _screen_of(request, button.what, button.value, confirmation.notice or "")


async def press_unsubscribe(request: Request, button: Unsubscribe) -> Answer:
    _ = request.reader.gettext
    if button.what not in SUBSCRIBABLE:
        return out_of_date(request.reader)
    await _unsubscribe(request, button.what, button.value)
    notice = _("Unsubscribed.")
    return await _screen_of(request, button.what, button.value, notice)


async def press_replace(request: Request, button: Replace) -> Answer:
    """End the overlapping subscriptions that were shown; ask again if they have changed since."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    chosen, chat_id = (button.what, button.value), request.chat_id
    if not subject_exists(pack, *chosen):
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, chat_id)
        subscribed = chosen in [(item.what, item.value) for item in current]
        overlap = await _find_overlap(connection, request, chosen, current)
        if overlap is not None and subscribed and overlap.fingerprint == button.fingerprint:
            for what, value in overlap.ended:
                await subscriptions.unsubscribe(connection, chat_id, what, value)
                if overlap.how == "time" and await subscriptions.is_subscribed(
                    connection, chat_id, value
                ):
                    await subscriptions.except_meeting(connection, chat_id, value)
    if overlap is None or not subscribed:
        return await _screen_of(request, *chosen, "")
    if overlap.fingerprint != button.fingerprint:
        confirmation, _overlap = await _subscribe(request, *chosen)
        return confirmation
    request.services.signals.notices_changed.set()
    notice = _("Unsubscribed: {name}").format(name=ended_names(reader, pack, overlap))
    return await _screen_of(request, *chosen, notice)


async def _subscribe(request: Request, what: str, value: str) -> tuple[Reply, Overlap | None]:
    """Subscribe; return a confirmation, and the overlap that it asks about, if any."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        await subscriptions.subscribe(connection, request.chat_id, what, value, reader.now)
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
        overlap = await _find_overlap(connection, request, (what, value), current)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    request.services.signals.notices_changed.set()
    before = durations.format_lead_times(reader, settings.lead_times)
    name = subject_name(reader, pack, what, value)
    blocks: list[Block] = [
        Heading(_("Subscribed: {name}").format(name=name)),
        Paragraph(
            _("Reminders before each meeting: {leads}. To change them: /reminders").format(
                leads=before
            )
        ),
    ]
    if overlap is not None:
        blocks += overlap_blocks(reader, pack, overlap)
    confirmation = Reply(
        blocks=tuple(blocks),
        brief=tuple(blocks[:3]),
        notice=_("Subscribed. Reminders: {leads} before.").format(leads=before),
        buttons=(
            overlap_buttons(reader, overlap) if overlap is not None else (),
            (Press(_("My schedule"), go("agenda")), Press(_("Undo"), Unsubscribe(what, value))),
            way_back(reader, "home"),
        ),
        payload="agenda",
    )
    return confirmation, overlap


async def _find_overlap(
    connection: AsyncConnection, request: Request, chosen: Subject, current: Sequence[Subscription]
) -> Overlap | None:
    agenda = (
        await subscriptions.agenda_ids(connection, request.chat_id, request.reader.now)
        if chosen[0] == "meeting"
        else ()
    )
    return find_overlap(request.pack, chosen, current, agenda)


def _is_cancelled(request: Request, what: str, value: str) -> bool:
    meeting = request.pack.meeting(value) if what == "meeting" else None
    return meeting is not None and meeting.cancelled


async def _unsubscribe(request: Request, what: str, value: str) -> None:
    chat_id = request.chat_id
    async with request.services.database.write_transaction() as connection:
        if what == "all":
            await subscriptions.forget_subscriptions(connection, chat_id)
        else:
            await subscriptions.unsubscribe(connection, chat_id, what, value)
        if what == "meeting" and await subscriptions.is_subscribed(connection, chat_id, value):
            await subscriptions.except_meeting(connection, chat_id, value)
    request.services.signals.notices_changed.set()


async def _subscribe_screen(request: Request) -> Reply:
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
    return subscribe_view(request.reader, request.pack, current)


async def _screen_of(request: Request, what: str, value: str, notice: str) -> Answer:
    """Show the meeting's screen; for anything but a meeting, the screen of /subscribe."""
    if what == "meeting" and request.pack.meeting(value) is not None:
        return await _meeting_screen(request, value, notice)
    return replace(await _subscribe_screen(request), notice=notice or None)


async def _meeting_screen(request: Request, meeting_id: str, notice: str) -> Answer:
    shown = await visit_meeting(request, Visit(Place(f"meeting-{meeting_id}")))
    return replace(shown, notice=notice or None) if isinstance(shown, Reply) else shown


async def visit_subscribe(request: Request, visit: Visit) -> Answer:
    return await _subscribe_screen(request)


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
