"""Reminders of one meeting: lead times of its own, in the place of the usual ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Notice, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings import entry_id_of
from handlers.meetings.subscribe_buttons import Subscribe
from handlers.wording import labels
from handlers.wording.durations import (
    MAX_LEAD_SECONDS,
    MAX_LEAD_TIMES,
    MIN_LEAD_SECONDS,
    InvalidLeadTimes,
    format_lead_time,
    format_lead_times,
    parse_lead_times,
)
from storage import chats, reminder_settings, subscriptions

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_WITH_HOUR = (7 * _DAY, 2 * _DAY, _DAY, 2 * _HOUR, _HOUR, 15 * _MINUTE)
# A meeting of days reminds in the morning; less than a day before is the morning of its first.
_OF_DAYS = (7 * _DAY, 2 * _DAY, _DAY, _HOUR)
_AS_ALWAYS = ("as always", "always", "as usual", "usual", "default")
_BUTTONS = 6


@dataclass(frozen=True)
class OwnLead(ButtonData):
    """One lead time of one meeting, in minutes, is to be there (1) or not (0)."""

    tag: ClassVar[str] = "o1"
    meeting: str
    minutes: int
    on: int


@dataclass(frozen=True)
class AsAlways(ButtonData):
    """One meeting reminds as all others do."""

    tag: ClassVar[str] = "o2"
    meeting: str


@dataclass(frozen=True)
class Standing:
    """How a chat stands to one meeting; lead times in seconds, `own` where it chose some."""

    subscribed: bool
    usual: tuple[int, ...]
    own: tuple[int, ...] | None

    @property
    def held(self) -> tuple[int, ...]:
        return self.own or self.usual


def own_view(reader: Reader, meeting: Meeting, standing: Standing) -> Reply:
    """The lead times that hold for a meeting, and others to switch on and off."""
    _ = reader.gettext
    heading = Heading(_("Reminders for this meeting"))
    held = _said(reader, meeting, standing.held)
    if standing.own is None:
        held = _("{leads}, as always").format(leads=held)
    facts = labels.facts(reader, ((_("Meeting"), meeting.title), (_("Before it"), held)))
    blocks: list[Block] = [heading, facts]
    rows: list[Row] = []
    if not standing.subscribed:
        blocks.append(Paragraph(_("You are not subscribed to this meeting.")))
        rows.append((Press(_("Subscribe"), Subscribe("meeting", meeting.id)),))
    else:
        offered = _OF_DAYS if meeting.begins is None else _WITH_HOUR
        others = [each for each in standing.held if each not in offered]
        presses = [
            _toggle(reader, meeting, each, each in standing.held)
            for each in sorted((*others, *offered[: _BUTTONS - len(others)]), reverse=True)
        ]
        rows += [tuple(presses[place : place + 2]) for place in range(0, len(presses), 2)]
        if standing.own is not None:
            rows.append((Press(_("As always"), AsAlways(meeting.id)),))
        command = f"/reminders {meeting.id} 2d 3h"
        blocks.append(Paragraph(_("Write your own: {command}").format(command=command)))
    if meeting.begins is None:
        said = _("A meeting without a known hour is reminded of at 09:00, your time.")
        blocks.append(Footnote(said))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, facts),
        buttons=(*rows, way_back(reader, entry_id_of(meeting))),
        payload=entry_id_of(meeting),
    )


def _toggle(reader: Reader, meeting: Meeting, seconds: int, on: bool) -> Press:
    _ = reader.gettext
    said = _said(reader, meeting, (seconds,))
    shown = _("{lead} · on").format(lead=said) if on else said
    return Press(shown, OwnLead(meeting.id, seconds // _MINUTE, 0 if on else 1))


def _said(reader: Reader, meeting: Meeting, several: tuple[int, ...]) -> str:
    if meeting.begins is not None:
        return format_lead_times(reader, several)
    days = [format_lead_time(reader, each // _DAY * _DAY) for each in several if each >= _DAY]
    if several[-1] < _DAY:
        days.append(reader.gettext("the day itself"))
    return reader.listed(dict.fromkeys(days))


async def choose(request: Request, meeting: Meeting, words: str) -> Answer:
    """`/reminders MEETING-ID`, and what stands behind it: `2d 1h`, or `as always`."""
    _ = request.reader.gettext
    if not words:
        return await _shown(request, meeting)
    if words in _AS_ALWAYS:
        return await _keep(request, meeting, None)
    try:
        wanted = parse_lead_times(words)
    except InvalidLeadTimes as problem:
        said = Paragraph(
            _(
                "I could not read “{part}”. Write up to {most} lead times from 5 minutes to 60 "
                "days, such as: {command}"
            ).format(
                part=str(problem)[:40],
                most=MAX_LEAD_TIMES,
                command=f"/reminders {meeting.id} 1 day, 2 hours",
            )
        )
        shown = await _shown(request, meeting)
        return replace(shown, blocks=(said, *shown.blocks), brief=(said,))
    return await _keep(request, meeting, wanted)


async def press_lead(request: Request, button: OwnLead) -> Answer:
    _ = request.reader.gettext
    meeting, seconds = request.pack.meeting(button.meeting), button.minutes * _MINUTE
    if (
        meeting is None
        or not MIN_LEAD_SECONDS <= seconds <= MAX_LEAD_SECONDS
        or button.on not in (0, 1)
    ):
        return out_of_date(request.reader)
    standing = await _standing(request, meeting)
    wanted = set(standing.held) | {seconds} if button.on else set(standing.held) - {seconds}
    if not wanted:
        return Notice(_("One stays. To end its reminders, unsubscribe from the meeting."))
    if len(wanted) > MAX_LEAD_TIMES:
        said = _("At most {most} reminders for one meeting. Switch one off first.")
        return Notice(said.format(most=MAX_LEAD_TIMES))
    if wanted == set(standing.held):
        return own_view(request.reader, meeting, standing)
    return await _keep(request, meeting, tuple(wanted))


async def press_always(request: Request, button: AsAlways) -> Answer:
    meeting = request.pack.meeting(button.meeting)
    if meeting is None:
        return out_of_date(request.reader)
    return await _keep(request, meeting, None)


async def visit_own(request: Request, visit: Visit) -> Answer:
    meeting = request.pack.meeting(visit.place.part)
    if meeting is None:
        return out_of_date(request.reader)
    return await _shown(request, meeting)


async def _shown(request: Request, meeting: Meeting) -> Reply:
    return own_view(request.reader, meeting, await _standing(request, meeting))


async def _standing(request: Request, meeting: Meeting) -> Standing:
    async with request.services.database.transaction() as connection:
        chat_id = request.chat_id
        settings = await reminder_settings.settings_of(connection, chat_id)
        return Standing(
            await subscriptions.is_subscribed(connection, chat_id, meeting.id),
            settings.lead_times,
            await reminder_settings.lead_override(connection, chat_id, meeting.id),
        )


async def _keep(request: Request, meeting: Meeting, wanted: tuple[int, ...] | None) -> Reply:
    now, chat_id = request.reader.now, request.chat_id
    async with request.services.database.transaction() as connection:
        await chats.record_contact(connection, chat_id, now)
        await reminder_settings.set_lead_override(connection, chat_id, meeting.id, wanted, now)
    request.services.signals.notices_changed.set()
    shown = await _shown(request, meeting)
    return replace(shown, notice=request.reader.gettext("Kept."))


TOPIC = Topic(
    "own-reminders",
    screens={"remind": visit_own},
    buttons={OwnLead: press_lead, AsAlways: press_always},
    changes={press_lead: always, press_always: always},
)
