"""Announcements: the command, the screens, the buttons and what is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from content.languages import NAMES
from handlers.desk import ORGANISERS
from handlers.desk.announcements import asking, steering
from handlers.desk.announcements.audience import audiences_view, choose_view, is_audience
from handlers.desk.announcements.buttons import (
    PLACE,
    Aim,
    AskWhen,
    Drop,
    Otherwise,
    Schedule,
    Steer,
    Write,
)
from handlers.desk.announcements.drafts import (
    draft_view,
    language_view,
    languages_view,
    list_view,
    send_view,
)
from handlers.desk.announcements.progress import progress_view, withdraw_view
from handlers.desk.announcements.reading import Seen, find_draft, see, shown_view
from handlers.framework.permissions import out_of_date, team_member
from handlers.framework.places import PAGE_SIZE, Place
from handlers.framework.reply import Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import announcements


async def show_announce(request: Request) -> Answer:
    if request.words:
        return await asking.begin_with(request)
    return await visit_announce(request, Visit(Place(PLACE)))


async def visit_announce(request: Request, visit: Visit) -> Answer:
    number, _, rest = visit.place.part.partition("-")
    if not number.isdigit():
        return await _list(request, visit.place.page)
    seen = await see(request, int(number))
    if seen is None:
        return out_of_date(request.reader)
    return await _part(request, seen, visit.place, rest)


async def _list(request: Request, page: int) -> Reply:
    async with request.services.database.transaction() as connection:
        draft = await announcements.draft_of(connection, team_member(request).user_id)
        listed, many = await announcements.list_announcements(
            connection, PAGE_SIZE, (page - 1) * PAGE_SIZE
        )
    return list_view(request.reader, request.pack, draft, listed, many, page)


async def _part(request: Request, seen: Seen, place: Place, part: str) -> Answer:
    reader, pack, it = request.reader, request.pack, seen.it
    made = it.status == "draft"
    match part.split("-"):
        case [""]:
            return overview(request, seen)
        case ["preview"] if seen.versions:
            return _preview(request, seen)
        case ["to"] if made:
            return audiences_view(reader, pack, it)
        case ["to", what] if made:
            return choose_view(reader, pack, it, place, what)
        case ["in"]:
            return languages_view(reader, it, seen.versions)
        case ["in", language] if language in seen.versions:
            return language_view(reader, it, language)
        case ["send"] if made:
            return send_view(reader, pack, it, seen.reach)
        case ["withdraw"] if it.status in ("sent", "stopped"):
            async with request.services.database.transaction() as connection:
                messages = await announcements.count_messages(
                    connection, it.id, "withdrawal", it.edition + 1
                )
            return withdraw_view(reader, it, messages)
        case _:
            return out_of_date(reader)


def overview(request: Request, seen: Seen, notice: str | None = None) -> Reply:
    """Where an announcement stands: what is decided of it, or what became of it."""
    reader, pack, it = request.reader, request.pack, seen.it
    if it.status in ("draft", "scheduled"):
        return draft_view(reader, pack, it, seen.versions, seen.reach, notice)
    return replace(progress_view(reader, pack, it, seen.tally, live=False), notice=notice)


def _preview(request: Request, seen: Seen) -> Reply:
    """Every version, as those who get it will see it, and where it stands after them."""
    after = overview(request, seen)
    order = [seen.it.fallback, *(each for each in NAMES if each != seen.it.fallback)]
    for language in reversed(order):
        if language in seen.versions:
            shown = shown_view(request, seen.versions[language], language)
            after = replace(shown, new_message=True, then=after)
    return after


async def aim(request: Request, button: Aim) -> Answer:
    if not is_audience(request.pack, button.what, button.value):
        return out_of_date(request.reader)
    async with request.services.database.transaction() as connection:
        it = await find_draft(connection, request, button.number)
        if it is None:
            return out_of_date(request.reader)
        await announcements.set_audience(connection, it.id, button.what, button.value)
    return await _overview_of(request, button.number)


async def drop(request: Request, button: Drop) -> Answer:
    async with request.services.database.transaction() as connection:
        it = await find_draft(connection, request, button.number)
        if it is None or button.language == it.fallback:
            return out_of_date(request.reader)
        await announcements.delete_version(connection, it.id, button.language, it.edition)
    return await _languages(request, it.id)


async def otherwise(request: Request, button: Otherwise) -> Answer:
    async with request.services.database.transaction() as connection:
        it = await find_draft(connection, request, button.number)
        if it is None:
            return out_of_date(request.reader)
        await announcements.set_fallback(connection, it.id, button.language)
    return await _languages(request, it.id)


async def schedule(request: Request, button: Schedule) -> Answer:
    due = datetime.fromtimestamp(button.minute * 60, UTC)
    done = await steering.schedule(request, button.number, due)
    return await _overview_of(request, button.number, done)


async def steer(request: Request, button: Steer) -> Answer:
    notice = await steering.steer(request, button)
    if notice is None:
        return out_of_date(request.reader)
    if button.wanted == "discard":
        return replace(await _list(request, 1), notice=notice)
    seen = await see(request, button.number)
    if seen is None:  # a colleague's, which is that colleague's draft again
        return replace(await _list(request, 1), notice=notice)
    if request.pressed_message_id and seen.it.progress_message_id == request.pressed_message_id:
        shown = progress_view(request.reader, request.pack, seen.it, seen.tally)
        return replace(shown, notice=notice)
    return overview(request, seen, notice)


async def _overview_of(request: Request, number: int, notice: str | None = None) -> Answer:
    seen = await see(request, number)
    return out_of_date(request.reader) if seen is None else overview(request, seen, notice)


async def _languages(request: Request, number: int) -> Answer:
    seen = await see(request, number)
    if seen is None:
        return out_of_date(request.reader)
    return languages_view(request.reader, seen.it, seen.versions)


async def answer_words(request: Request, state: str) -> Answer:
    asked = json.loads(state)
    return await asking.answer_words(request, asked["number"], asked["language"])


async def answer_when(request: Request, state: str) -> Answer:
    return await asking.answer_when(request, json.loads(state)["number"])


TOPIC = Topic(
    "announcements",
    commands={"announce": show_announce},
    screens={PLACE: visit_announce},
    buttons={
        Write: asking.write,
        AskWhen: asking.ask_when,
        Aim: aim,
        Drop: drop,
        Otherwise: otherwise,
        Schedule: schedule,
        Steer: steer,
    },
    dialogs={asking.WORDS: answer_words, asking.WHEN: answer_when},
    roles=ORGANISERS,
)
