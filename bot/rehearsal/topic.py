"""/rehearse: begins a roundtable to try, says who is who in it, and ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.rehearsal.invented_people import MEETING_ID, take_next_step
from bot.rehearsal.script import FOR_THE_PAGE, INVENTED, SLUG_PREFIX
from bot.worker_loop import run_worker
from content.model import Meeting, Pack
from handlers.floor.context import read_context, session_for
from handlers.floor.screen_settings import screen_address
from handlers.floor.topic import floor_place
from handlers.framework.buttons import ButtonData
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Open, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.services import Services
from handlers.framework.topic import Answer, Topic
from handlers.meetings.conversion import row_of
from handlers.wording import times
from handlers.wording.roles import floor_role_name
from storage import meetings
from storage.floor import delegations, sessions, team
from storage.floor.records import Session
from storage.floor.team import Holder

COMMAND = "rehearse"
_STEP_SECONDS = 2.0
_LENGTH = timedelta(hours=1)
_NOTICE = timedelta(seconds=30)  # until it begins, at least
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class EndRehearsal(ButtonData):
    """End the rehearsal and delete all of it."""

    tag: ClassVar[str] = "rh1"
    session: int


class Rehearsal:
    """The topic, and the worker that acts for the invented people.

    `people` are those of the chat page, by user id; whoever begins the rehearsal chairs it, the
    `clerk` is the clerk, and the others speak for delegations."""

    def __init__(self, people: Mapping[int, str], clerk: int) -> None:
        self._people = people
        self._clerk = clerk
        self._begun = asyncio.Event()

    @property
    def topic(self) -> Topic:
        return Topic(
            "rehearsal", commands={COMMAND: self.show}, buttons={EndRehearsal: self.press_end}
        )

    async def run(self, services: Services, clock: Clock) -> None:
        """Act for the invented people, until cancelled."""

        async def act() -> float | None:
            while await self._step(services, clock.now()):
                services.signals.floor_acted()
            return None

        await run_worker("rehearsal", act, self._begun, sweep_seconds=_STEP_SECONDS)

    async def _step(self, services: Services, now: datetime) -> bool:
        pack = services.packs.in_use.pack
        if pack.meeting(MEETING_ID) is None:
            return False
        async with services.database.write_transaction() as connection:
            return await take_next_step(connection, pack, now)

    async def show(self, request: Request) -> Answer:
        """Show the rehearsal; begin one if none is on."""
        async with request.services.database.write_transaction() as connection:
            if not await self._is_on(request, connection):
                await self._begin(request, connection)
        await request.services.packs.reload_calendar()
        self._begun.set()
        pack = request.services.packs.in_use.pack.in_language(request.reader.language)
        async with request.services.database.transaction() as connection:
            return await self._view(request, connection, pack)

    async def press_end(self, request: Request, button: EndRehearsal) -> Answer:
        _ = request.reader.gettext
        async with request.services.database.write_transaction() as connection:
            session = await sessions.session_of_meeting(connection, MEETING_ID)
            if session is not None and session.id == button.session:
                await _remove(connection)
        await request.services.packs.reload_calendar()
        request.services.signals.floor_acted()
        text = _("The rehearsal has ended, and all of it is deleted.")
        return Reply((Paragraph(text),), (way_back(request.reader, "home"),))

    async def _is_on(self, request: Request, connection: AsyncConnection) -> bool:
        kept = await meetings.find_meeting(connection, MEETING_ID)
        session = await sessions.session_of_meeting(connection, MEETING_ID)
        return (
            kept is not None and request.reader.now < kept.closes
            and session is not None and session.phase != "closed"
        )  # fmt: skip

    async def _begin(self, request: Request, connection: AsyncConnection) -> None:
        now, pack = request.reader.now, request.in_use.pack
        await _remove(connection)
        meeting = rehearsal_meeting(pack, request.reader.gettext("Rehearsal roundtable"), now)
        await meetings.change_meeting(connection, row_of(meeting), now)
        await session_for(connection, pack, meeting, now)
        await delegations.save(connection, (*FOR_THE_PAGE, *INVENTED))
        others = [person for person in self._people if person != self._clerk]
        chair = request.user_id if request.user_id in others else others[0]
        await team.add_holder(
            connection, Holder(chair, MEETING_ID, "chair", self._people[chair]), now
        )
        await team.add_holder(
            connection, Holder(self._clerk, MEETING_ID, "clerk", self._people[self._clerk]), now
        )
        by_slug = {one.slug: one for one in (await _delegations(connection)).values()}
        speakers = [person for person in others if person != chair]
        for person, wanted in zip(speakers, FOR_THE_PAGE, strict=False):
            known = by_slug[wanted.slug]
            await delegations.let_speak(connection, known.id, person, self._people[person], now)

    async def _view(self, request: Request, connection: AsyncConnection, pack: Pack) -> Reply:
        """Say when it begins and who of the chat page is who."""
        reader, base = request.reader, request.services.pages_base
        _ = reader.gettext
        session = await sessions.session_of_meeting(connection, MEETING_ID)
        context = None if session is None else await read_context(connection, pack, session.id)
        if session is None or context is None:
            return Reply((Paragraph(_("The rehearsal has ended, and all of it is deleted.")),))
        begins = times.moment(reader, context.meeting.opens)
        who = [
            f"{holder.name} · {floor_role_name(reader, holder.role)}"
            for holder in await team.holders(connection, MEETING_ID)
        ]
        for one in (await _delegations(connection)).values():
            people = await delegations.people_of(connection, one.id)
            who += [f"{name} · {one.name(reader.language)}" for _chat, name in people]
        invented = _(
            "All delegations and speakers are invented. Some ask for the floor by themselves."
        )
        return Reply(
            (
                Heading(context.meeting.title),
                Paragraph(_("It begins: {moment}.").format(moment=begins)),
                Paragraph(invented),
                Bullets(tuple(who), title=_("Who is who on this page")),
                Paragraph(_("Choose one of them on the page and write /floor.")),
            ),
            (
                (Press(_("Open the list of speakers"), go(floor_place(MEETING_ID))),),
                *([] if base is None else [_screen_row(reader, base, session)]),
                (Press(_("End the rehearsal"), EndRehearsal(session.id)),),
                way_back(reader, "home"),
            ),
        )  # fmt: skip


def _screen_row(reader: Reader, base: str, session: Session) -> Row:
    return (Open(reader.gettext("Screen of the room"), screen_address(base, session)),)


def rehearsal_meeting(pack: Pack, title: str, now: datetime) -> Meeting:
    """Return a meeting of one hour with a list of speakers, which begins at the next full minute
    that is at least half a minute away."""
    event = pack.event
    begins = (now + _NOTICE + _MINUTE - timedelta(microseconds=1)).replace(second=0, microsecond=0)
    start = begins.astimezone(event.zone).replace(tzinfo=None)
    main = None if event.meeting is None else pack.meeting(event.meeting)
    kinds = [kind for kind in pack.kinds if kind not in pack.deadlines]
    return Meeting(
        id=MEETING_ID, title=title, kind=main.kind if main else kinds[0],
        region=main.region if main else next(iter(pack.regions), None),
        time_zone=event.time_zone, start=start, end=start + _LENGTH, floor=True,
        source="the preview's rehearsal",
    )  # fmt: skip


async def _delegations(connection: AsyncConnection) -> dict[int, delegations.Delegation]:
    found = await delegations.all_delegations(connection)
    return {number: one for number, one in found.items() if one.slug.startswith(SLUG_PREFIX)}


async def _remove(connection: AsyncConnection) -> None:
    """Delete the meeting, its session and its team, and take the delegations off the list."""
    await sessions.remove_session(connection, MEETING_ID)
    await meetings.remove_meeting(connection, MEETING_ID)
    for number in await _delegations(connection):
        await delegations.remove(connection, number)
