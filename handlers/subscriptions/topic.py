"""/subscribe and /unsubscribe: to a meeting, a kind, a region, a roundtable or everything."""

from __future__ import annotations

from dataclasses import replace

from handlers.documents.follow_buttons import Follow, Unfollow
from handlers.documents.roundtables import visit_roundtable, visit_roundtables
from handlers.framework.permissions import out_of_date
from handlers.framework.places import (
    PAGE_SIZE,
    Place,
)
from handlers.framework.reply import Notice, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always, with_words
from handlers.meetings import list_meetings, visit_meeting
from handlers.meetings.filters import MeetingFilter
from handlers.meetings.subscribe_buttons import Subscribe, Unsubscribe
from handlers.subscriptions.agenda import show_agenda, visit_agenda
from handlers.subscriptions.changes import (
    current_overlap,
    end_subscription,
    subscribe,
    unsubscribe,
    unsubscribe_all,
)
from handlers.subscriptions.overlaps import (
    Replace,
    ended_names,
)
from handlers.subscriptions.subject_search import find_subjects
from handlers.subscriptions.subscribe_screen import place_of, subscribe_screen
from handlers.subscriptions.subscription_list import PLACE as LIST_PLACE
from handlers.subscriptions.subscription_list import subscriptions_screen
from handlers.subscriptions.views import MAX_NOTICE_CHARACTERS, choice_view, confirmation_view
from handlers.wording import labels
from handlers.wording.subscribable import subject_exists, subject_name
from storage import subscriptions
from storage.subscription_coverage import SUBSCRIBABLE


async def show_subscribe(request: Request) -> Answer:
    """Answer `/subscribe rcp`, `/subscribe roundtable 2`, `/subscribe all`, `/subscribe Lima`."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await subscribe_screen(request)
    found = await find_subjects(request, request.words)
    if not found:
        listed = await subscribe_screen(request)
        sentence = _("I could not find “{words}”. You can subscribe to these:")
        not_understood = Paragraph(sentence.format(words=request.words[:40]))
        return replace(listed, blocks=(not_understood, *listed.blocks), brief=(not_understood,))
    if len(found) > 1:
        return choice_view(reader, pack, request.words, found)
    chosen = found[0]
    if _is_cancelled(request, *chosen):
        return await _meeting(request, chosen[1])
    return confirmation_view(reader, pack, chosen, await subscribe(request, *chosen))


async def show_unsubscribe(request: Request) -> Answer:
    """Answer `/unsubscribe all`, `/unsubscribe rcp` and so on; without words, list what can be
    ended."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words:
        return await subscriptions_screen(request)
    found = await find_subjects(request, request.words)
    if len(found) != 1:
        sentence = Paragraph(_("I could not find “{words}”.").format(words=request.words[:40]))
        listed = await subscriptions_screen(request)
        return replace(listed, blocks=(sentence, *listed.blocks), brief=(sentence,))
    if found[0][0] == "all":
        await unsubscribe_all(request)
    else:
        await unsubscribe(request, *found[0])
    agenda = await visit_agenda(request, Visit(Place("agenda")))
    name = subject_name(reader, pack, *found[0])
    confirmation = Paragraph(_("Unsubscribed: {name}").format(name=name))
    return replace(agenda, blocks=(confirmation, *agenda.blocks), brief=(confirmation,))


async def press_follow(request: Request, button: Follow) -> Answer:
    chosen = (button.what, button.value)
    if not subject_exists(request.pack, *chosen):
        return out_of_date(request.reader)
    subscribed = await subscribe(request, *chosen)
    confirmation = confirmation_view(request.reader, request.pack, chosen, subscribed)
    if subscribed.through:
        return Notice(confirmation.notice or "", alert=True)
    return await _screen(request, *chosen, button.screen, confirmation.notice or "")


async def press_unfollow(request: Request, button: Unfollow) -> Answer:
    if button.what not in SUBSCRIBABLE:
        return out_of_date(request.reader)
    page = await _page_of(request, button.what, button.value) if button.screen == "list" else 1
    await unsubscribe(request, button.what, button.value)
    name = subject_name(request.reader, request.pack, button.what, button.value)
    notice = request.reader.gettext("Unsubscribed: {name}").format(name=name)
    return await _screen(
        request,
        button.what,
        button.value,
        button.screen,
        labels.clipped(notice, MAX_NOTICE_CHARACTERS),
        page,
    )


async def press_subscribe(request: Request, button: Subscribe) -> Answer:
    chosen = (button.what, button.value)
    if not subject_exists(request.pack, *chosen):
        return out_of_date(request.reader)
    if _is_cancelled(request, *chosen):
        notice = request.reader.gettext("This meeting is cancelled.")
        return await _screen(request, *chosen, "own", notice)
    subscribed = await subscribe(request, *chosen)
    confirmation = confirmation_view(request.reader, request.pack, chosen, subscribed)
    if subscribed.overlap is not None:
        return confirmation
    return await _screen(request, *chosen, "subscribe", confirmation.notice or "")


async def press_unsubscribe(request: Request, button: Unsubscribe) -> Answer:
    _ = request.reader.gettext
    if button.what not in SUBSCRIBABLE:
        return out_of_date(request.reader)
    if button.what == "all":
        await unsubscribe_all(request)
        return replace(await subscriptions_screen(request), notice=_("All reminders are stopped."))
    await unsubscribe(request, button.what, button.value)
    notice = _("Reminders stopped.")
    return await _screen(request, button.what, button.value, "subscribe", notice)


async def press_replace(request: Request, button: Replace) -> Answer:
    """End the reminders of the meetings that were shown to be at the same time; ask again if they
    have changed since."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    chosen, chat_id = (button.what, button.value), request.chat_id
    if not subject_exists(pack, *chosen):
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        subscribed = chosen[0] == "meeting" and await subscriptions.is_subscribed(
            connection, chat_id, button.value
        )
        overlap = await current_overlap(connection, request, chosen) if subscribed else None
        if overlap is not None and overlap.fingerprint == button.fingerprint:
            for what, value in overlap.others:
                await end_subscription(connection, chat_id, what, value)
    if overlap is None:
        return await _screen(request, *chosen, "subscribe", "")
    if overlap.fingerprint != button.fingerprint:
        return confirmation_view(reader, pack, chosen, await subscribe(request, *chosen))
    request.services.signals.notices_changed.set()
    notice = _("Unsubscribed: {name}").format(name=ended_names(reader, pack, overlap))
    return await _screen(request, *chosen, "subscribe", notice)


def _is_cancelled(request: Request, what: str, value: str) -> bool:
    meeting = request.pack.meeting(value) if what == "meeting" else None
    return meeting is not None and meeting.cancelled


async def _page_of(request: Request, what: str, value: str) -> int:
    """Return the page of the list of subscriptions that has one."""
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
    subjects = [(item.what, item.value) for item in current]
    return subjects.index((what, value)) // PAGE_SIZE + 1 if (what, value) in subjects else 1


async def _screen(
    request: Request, what: str, value: str, screen: str, notice: str, page: int = 1
) -> Answer:
    """Show the screen where a button stands, as it is now (see Follow)."""
    shown: Answer
    # What was read before the change no longer holds.
    request = replace(request, may_follow_roundtables=True)
    roundtable = request.pack.roundtable(int(value)) if what == "roundtable" else None
    if screen == "list":
        shown = await subscriptions_screen(request, page)
    elif what == "meeting":
        known = request.pack.meeting(value) is not None
        shown = await _meeting(request, value) if known else await subscribe_screen(request)
    elif screen == "own" and roundtable is not None:
        shown = await visit_roundtable(request, Visit(Place(roundtable.id)))
    elif screen == "roundtables":
        shown = await visit_roundtables(request, Visit(Place("roundtables")))
    elif screen in ("own", "meetings") and what != "all":
        shown = await list_meetings(request, MeetingFilter(False, what, value))
    else:
        shown = await subscribe_screen(request, place_of(request.pack, what, value))
    return replace(shown, notice=notice or None) if isinstance(shown, Reply) else shown


async def _meeting(request: Request, meeting_id: str) -> Answer:
    return await visit_meeting(request, Visit(Place(f"meeting-{meeting_id}")))


async def visit_subscribe(request: Request, visit: Visit) -> Answer:
    return await subscribe_screen(request, visit.place)


async def visit_found(request: Request, visit: Visit) -> Answer:
    """Show a page of what the replied-to message may mean."""
    found = await find_subjects(request, request.question) if request.question else []
    if not found or request.question is None:
        return out_of_date(request.reader)
    return choice_view(request.reader, request.pack, request.question, found, visit.place.page)


async def visit_subscriptions(request: Request, visit: Visit) -> Answer:
    return await subscriptions_screen(request, visit.place.page)


TOPIC = Topic(
    "subscriptions",
    commands={
        "subscribe": show_subscribe,
        "unsubscribe": show_unsubscribe,
        "agenda": show_agenda,
    },
    screens={
        "subscribe": visit_subscribe,
        "subscribe-found": visit_found,
        LIST_PLACE.id: visit_subscriptions,
        "agenda": visit_agenda,
    },
    buttons={
        Follow: press_follow,
        Unfollow: press_unfollow,
        Subscribe: press_subscribe,
        Unsubscribe: press_unsubscribe,
        Replace: press_replace,
    },
    changes={
        show_subscribe: with_words,
        show_unsubscribe: with_words,
        press_follow: always,
        press_unfollow: always,
        press_subscribe: always,
        press_unsubscribe: always,
        press_replace: always,
    },
)
