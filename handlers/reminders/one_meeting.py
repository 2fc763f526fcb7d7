"""Lead times for one meeting, in place of the chat's usual ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from content.model import Meeting
from content.typed_words import means
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Notice, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings import entry_id_of, not_over
from handlers.meetings.subscribe_buttons import Subscribe, Unsubscribe
from handlers.wording import labels
from handlers.wording.durations import (
    MAX_LEAD_SECONDS,
    MAX_LEAD_TIMES,
    MIN_LEAD_SECONDS,
    InvalidLeadTimes,
    meeting_lead_times,
    parse_lead_times,
)
from storage import chats, reminder_settings, subscriptions

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# Lead times that are offered, in seconds.
_OFFERED = (7 * _DAY, 2 * _DAY, _DAY, 2 * _HOUR, _HOUR, 15 * _MINUTE)
# Without a known hour, reminders go out in the morning; less than a day means the first day's.
_OFFERED_WITHOUT_HOUR = (7 * _DAY, 2 * _DAY, _DAY, _HOUR)
_MAX_BUTTONS = 6


@dataclass(frozen=True)
class ToggleLeadTime(ButtonData):
    """Switches one lead time of a meeting, in minutes, on (1) or off (0)."""

    tag: ClassVar[str] = "o1"
    meeting: str
    minutes: int
    on: int


@dataclass(frozen=True)
class UseUsual(ButtonData):
    """Makes the chat's usual lead times hold for a meeting again."""

    tag: ClassVar[str] = "o2"
    meeting: str


@dataclass(frozen=True)
class MeetingReminders:
    """What reminds a chat of one meeting.

    Lead times are in seconds; `own` is None if the chat chose none for this meeting.
    """

    subscribed: bool
    usual: tuple[int, ...]
    own: tuple[int, ...] | None

    @property
    def lead_times(self) -> tuple[int, ...]:
        return self.own or self.usual


def meeting_reminders_view(
    reader: Reader, meeting: Meeting, reminders: MeetingReminders, example: str
) -> Reply:
    """Show the lead times for a meeting, with buttons that switch lead times on and off.

    `example` is what people write after /reminders to name the meeting.
    """
    _ = reader.gettext
    heading = Heading(_("Reminders for this meeting"))
    lead_times = _lead_times_text(reader, meeting, reminders.lead_times)
    if reminders.own is None:
        lead_times = _("{leads} (your usual times)").format(leads=lead_times)
    facts = labels.facts(reader, ((_("Meeting"), meeting.title), (_("Reminders"), lead_times)))
    blocks: list[Block] = [heading, facts]
    rows: list[Row] = []
    if not reminders.subscribed:
        blocks.append(Paragraph(_("You are not subscribed to this meeting.")))
        rows.append((Press(_("Remind me"), Subscribe("meeting", meeting.id)),))
    else:
        offered = _OFFERED_WITHOUT_HOUR if meeting.begins is None else _OFFERED
        others = [lead for lead in reminders.lead_times if lead not in offered]
        toggles = [
            _toggle(reader, meeting, lead, lead in reminders.lead_times)
            for lead in sorted((*others, *offered[: _MAX_BUTTONS - len(others)]), reverse=True)
        ]
        rows += [tuple(toggles[first : first + 2]) for first in range(0, len(toggles), 2)]
        if reminders.own is not None:
            rows.append((Press(_("Use my usual times"), UseUsual(meeting.id)),))
        rows.append((Press(_("Stop reminders"), Unsubscribe("meeting", meeting.id)),))
        command = f"/reminders {example} 2d 3h"
        blocks.append(Paragraph(_("Write your own: {command}").format(command=command)))
    if meeting.begins is None:
        sentence = _(
            "If the time of a meeting is not known, the reminder comes at 09:00 at the venue "
            "or in your time zone, whichever is earlier."
        )
        blocks.append(Footnote(sentence))
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, facts),
        buttons=(*rows, way_back(reader, entry_id_of(meeting))),
        payload=entry_id_of(meeting),
    )


def _toggle(reader: Reader, meeting: Meeting, seconds: int, on: bool) -> Press:
    _ = reader.gettext
    text = _lead_times_text(reader, meeting, (seconds,))
    label = _("{lead} · on").format(lead=text) if on else text
    return Press(label, ToggleLeadTime(meeting.id, seconds // _MINUTE, 0 if on else 1))


def _lead_times_text(reader: Reader, meeting: Meeting, lead_times: tuple[int, ...]) -> str:
    return meeting_lead_times(reader, lead_times, meeting.begins is not None)


async def show_meeting_reminders(request: Request, meeting: Meeting, words: str) -> Answer:
    """Answer `/reminders` with a meeting; `words` follow it: `2d 1h`, `as usual`, or nothing."""
    _ = request.reader.gettext
    if not words:
        return await _screen(request, meeting)
    if means(words, "usual"):
        return await _save(request, meeting, None)
    try:
        wanted = parse_lead_times(words)
    except InvalidLeadTimes as problem:
        not_understood = Paragraph(
            _(
                "I could not read “{part}”. Write up to {most} lead times, from 5 minutes to "
                "60 days. For example: {command}"
            ).format(
                part=str(problem)[:40],
                most=MAX_LEAD_TIMES,
                command=f"/reminders {_name(request, meeting)} 1 day, 2 hours",
            )
        )
        screen = await _screen(request, meeting)
        return replace(screen, blocks=(not_understood, *screen.blocks), brief=(not_understood,))
    return await _save(request, meeting, wanted)


async def press_lead_time(request: Request, button: ToggleLeadTime) -> Answer:
    _ = request.reader.gettext
    meeting, seconds = request.pack.meeting(button.meeting), button.minutes * _MINUTE
    if (
        meeting is None
        or not MIN_LEAD_SECONDS <= seconds <= MAX_LEAD_SECONDS
        or button.on not in (0, 1)
    ):
        return out_of_date(request.reader)
    reminders = await _read(request, meeting)
    current = set(reminders.lead_times)
    wanted = current | {seconds} if button.on else current - {seconds}
    if not wanted:
        return Notice(
            _("At least one reminder must stay. To stop them all, unsubscribe from the meeting.")
        )
    if len(wanted) > MAX_LEAD_TIMES:
        sentence = _("A meeting can have up to {most} reminders. Switch one off first.")
        return Notice(sentence.format(most=MAX_LEAD_TIMES))
    if wanted == current:
        return _view(request, meeting, reminders)
    return await _save(request, meeting, tuple(wanted))


async def press_usual(request: Request, button: UseUsual) -> Answer:
    meeting = request.pack.meeting(button.meeting)
    if meeting is None:
        return out_of_date(request.reader)
    return await _save(request, meeting, None)


async def visit_meeting_reminders(request: Request, visit: Visit) -> Answer:
    meeting = request.pack.meeting(visit.place.part)
    if meeting is None:
        return out_of_date(request.reader)
    return await _screen(request, meeting)


async def _screen(request: Request, meeting: Meeting) -> Reply:
    return _view(request, meeting, await _read(request, meeting))


def _view(request: Request, meeting: Meeting, reminders: MeetingReminders) -> Reply:
    return meeting_reminders_view(request.reader, meeting, reminders, _name(request, meeting))


def _name(request: Request, meeting: Meeting) -> str:
    """Return the meeting's city, or its id if another meeting to come is there."""
    city, now = meeting.city, request.reader.now
    there = [other for other in not_over(request.pack, now) if other.city == city]
    return city if city and there == [meeting] else meeting.id


async def _read(request: Request, meeting: Meeting) -> MeetingReminders:
    async with request.services.database.transaction() as connection:
        chat_id = request.chat_id
        settings = await reminder_settings.settings_of(connection, chat_id)
        return MeetingReminders(
            await subscriptions.is_subscribed(connection, chat_id, meeting.id),
            settings.leads_for(request.pack.lead_times.get(meeting.kind)),
            await reminder_settings.lead_override(connection, chat_id, meeting.id),
        )


async def _save(request: Request, meeting: Meeting, wanted: tuple[int, ...] | None) -> Reply:
    now, chat_id = request.reader.now, request.chat_id
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, chat_id, now)
        await reminder_settings.set_lead_override(connection, chat_id, meeting.id, wanted, now)
    request.services.signals.notices_changed.set()
    screen = await _screen(request, meeting)
    return replace(screen, notice=request.reader.gettext("Saved."))


TOPIC = Topic(
    "own-reminders",
    screens={"remind": visit_meeting_reminders},
    buttons={ToggleLeadTime: press_lead_time, UseUsual: press_usual},
    changes={press_lead_time: always, press_usual: always},
)
