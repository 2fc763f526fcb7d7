"""/reminders: lead times and quiet hours; with words also the digests and single meetings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from content.intents import ReminderWish
from content.model import Meeting, Pack
from content.moments import NotADate
from content.moments.hours import read_hours
from content.typed_words import folded, means, without
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings import not_over
from handlers.reminders import digest, one_meeting, weekly
from handlers.reminders.snooze import Snooze, press_snooze
from handlers.wording import labels
from handlers.wording.durations import (
    MAX_LEAD_TIMES,
    InvalidLeadTimes,
    format_lead_times,
    parse_lead_times,
)
from handlers.wording.quiet_hours import quiet_hours
from handlers.wording.times import clock_time
from storage import chats, reminder_settings
from storage.reminder_settings import ReminderSettings

PLACE = Place("reminders")
_USUAL = ""  # the lead times of each kind of meeting, or the defaults
# Offered as buttons; others can be written.
_OFFERED_LEAD_TIMES = ("1d 1h", "1w 1d 1h", "2h 15m", "1w 1d")
_MAX_OFFERED_LEAD_TIMES = 3  # rows
_OFFERED_QUIET_HOURS = ((22 * 60, 7 * 60), (20 * 60, 8 * 60))  # minutes after midnight
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class SetLeadTimes(ButtonData):
    """Sets the lead times; `leads` are as people write them, with dots for spaces: `1d.1h`, or
    empty for those of each kind of meeting."""

    tag: ClassVar[str] = "r1"
    leads: str


@dataclass(frozen=True)
class SetQuietHours(ButtonData):
    """Sets the quiet hours, in minutes after midnight; the same minute twice for none."""

    tag: ClassVar[str] = "q1"
    begins: int
    ends: int


def reminders_view(reader: Reader, pack: Pack, settings: ReminderSettings) -> Reply:
    _ = reader.gettext
    rows: list[Row] = []
    for words in _OFFERED_LEAD_TIMES:
        lead_times = parse_lead_times(words)
        if lead_times != settings.lead_times and len(rows) < _MAX_OFFERED_LEAD_TIMES:
            label = format_lead_times(reader, lead_times)
            rows.append((Press(label, SetLeadTimes(words.replace(" ", "."))),))
    if settings.leads_chosen and pack.lead_times:
        rows.append((Press(_("Usual times of each kind"), SetLeadTimes(_USUAL)),))
    of_kinds = {} if settings.leads_chosen else pack.lead_times
    quiet_hour_buttons = [
        Press(
            _("Quiet {begins} to {ends}").format(begins=clock_time(begins), ends=clock_time(ends)),
            SetQuietHours(begins, ends),
        )
        for begins, ends in _OFFERED_QUIET_HOURS
        if (begins, ends) != (settings.quiet_from, settings.quiet_to)
    ]
    rows.append(tuple(quiet_hour_buttons[:2]))
    if settings.quiet_from is not None:
        rows.append((Press(_("No quiet hours"), SetQuietHours(0, 0)),))
    heading = Heading(_("Reminders"))
    facts = labels.facts(
        reader,
        (
            (_("Before each meeting"), format_lead_times(reader, settings.lead_times)),
            *(
                (pack.kinds.get(kind, kind), format_lead_times(reader, leads))
                for kind, leads in of_kinds.items()
            ),
            (_("Quiet hours"), quiet_hours(reader, settings)),
            (_("Daily digest"), digest.digest_setting(reader, settings.digest_at)),
            (_("Weekly digest"), weekly.weekly_setting(reader, settings.weekly_at)),
        ),
    )
    return Reply(
        blocks=(
            heading,
            facts,
            Paragraph(_("Write your own: {command}").format(command="/reminders 7d 1d 2h")),
            Paragraph(_("Quiet hours: {command}").format(command="/reminders quiet 22-7")),
            Paragraph(
                _(
                    "If the time of a meeting is not known, the reminder comes at 09:00 at the "
                    "venue or in your time zone, whichever is earlier."
                )
            ),
        ),
        brief=(heading, facts),
        buttons=(
            *rows,
            (
                Press(_("Daily digest"), go("digest", PLACE)),
                Press(_("Weekly digest"), go(weekly.PLACE, PLACE)),
            ),
            way_back(reader, "agenda"),
        ),
        payload="reminders",
    )


async def answer_wish(request: Request, wish: ReminderWish) -> Answer | None:
    """Offer the lead times of `remind me 15 minutes before`; a press sets them."""
    try:
        lead_times = parse_lead_times(wish.lead_times)
    except InvalidLeadTimes:
        return await show_reminders(replace(request, words=wish.lead_times))
    reader = request.reader
    async with request.services.database.transaction() as connection:
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    shown = reminders_view(reader, request.pack, settings)
    words = format_lead_times(reader, lead_times)
    sentence = reader.gettext("Before each meeting you subscribe to: {leads}?").format(leads=words)
    minutes = ".".join(f"{seconds // 60}m" for seconds in lead_times)
    yes = Press(reader.gettext("Yes, remind me then"), SetLeadTimes(minutes))
    asked = Paragraph(sentence)
    return replace(
        shown, blocks=(asked, *shown.blocks), brief=(asked, *(shown.brief or ())),
        buttons=((yes,), *shown.buttons),
    )  # fmt: skip


async def show_reminders(request: Request) -> Answer:
    """Answer `/reminders 7d 1d 2h`, `/reminders quiet 22-7`, `/reminders quiet off`,
    `/reminders digest 08:00`, `/reminders weekly monday 08:00` and `/reminders Lima 2d 1h`."""
    reader = request.reader
    _ = reader.gettext
    if not request.words:
        return await visit_reminders(request, Visit(PLACE))
    words = folded(request.words)
    weekly_words = without(words, "weekly")
    if weekly_words is not None:
        return await weekly.show_weekly(request, weekly_words)
    digest_words = without(words, "digest")
    if digest_words is not None:
        return await digest.show_digest(request, digest_words)
    named = _named_meeting(request, words)
    if named is not None:
        return await one_meeting.show_meeting_reminders(request, *named)
    quiet_words = without(words, "quiet")
    quiet = parse_quiet_hours(words if quiet_words is None else quiet_words)
    if quiet is not None:
        return await _save(request, quiet=quiet)
    if quiet_words is not None:
        return await _refuse_quiet_hours(request, quiet_words)
    if means(words, "usual"):
        return await _save(request, lead_times=())
    try:
        wanted = parse_lead_times(words)
    except InvalidLeadTimes as problem:
        sentence = _(
            "I could not read “{part}”. Write up to {most} lead times, from 5 minutes to 60 "
            "days. For example: {command}"
        ).format(
            part=str(problem)[:40], most=MAX_LEAD_TIMES, command="/reminders 1 week, 1 day, 2 hours"
        )
        screen = await visit_reminders(request, Visit(PLACE))
        not_understood = Paragraph(sentence)
        return replace(screen, blocks=(not_understood, *screen.blocks), brief=(not_understood,))
    return await _save(request, lead_times=wanted)


def parse_quiet_hours(words: str) -> tuple[int, int] | None:
    """Return the minutes after midnight that `22-7` names, the same twice for `off`, or None for
    other words."""
    if means(words, "off"):
        return 0, 0
    try:
        begins, ends = read_hours(words)
    except NotADate:
        return None
    return begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute


async def _refuse_quiet_hours(request: Request, words: str) -> Answer:
    screen = await visit_reminders(request, Visit(PLACE))
    if not words:
        return screen
    sentence = request.reader.gettext("I could not read “{words}” as a time. Try: {command}")
    not_understood = Paragraph(sentence.format(words=words[:40], command="/reminders quiet 22-7"))
    return replace(screen, blocks=(not_understood, *screen.blocks), brief=(not_understood,))


def _named_meeting(request: Request, words: str) -> tuple[Meeting, str] | None:
    """Return the meeting that folded words begin with, by its id or its city, and the words after
    it. A city names the only meeting there that is not over."""
    first, rest = (*words.split(maxsplit=1), "", "")[:2]
    meeting = request.pack.meeting(first.removeprefix("meeting-"))
    if meeting is not None:
        return meeting, rest
    there = [
        (meeting, words.removeprefix(city).strip())
        for meeting in not_over(request.pack, request.reader.now)
        if (city := folded(meeting.city or "")) and f"{words} ".startswith(f"{city} ")
    ]
    return there[0] if len(there) == 1 else None


def _changes_settings(request: Request) -> bool:
    """Return whether `/reminders` changes a setting. Alone, or with only a meeting, `digest` or
    `weekly`, it
    shows one."""
    words = folded(request.words)
    for subject in ("weekly", "digest", "quiet"):
        subject_words = without(words, subject)
        if subject_words is not None:
            return bool(subject_words)
    named = _named_meeting(request, words)
    return bool(named[1]) if named is not None else bool(words)


async def press_lead_times(request: Request, button: SetLeadTimes) -> Answer:
    if button.leads == _USUAL:
        return await _save(request, lead_times=())
    try:
        wanted = parse_lead_times(button.leads.replace(".", " "))
    except InvalidLeadTimes:
        return out_of_date(request.reader)
    return await _save(request, lead_times=wanted)


async def press_quiet_hours(request: Request, button: SetQuietHours) -> Answer:
    if not (0 <= button.begins < _DAY_MINUTES and 0 <= button.ends < _DAY_MINUTES):
        return out_of_date(request.reader)
    return await _save(request, quiet=(button.begins, button.ends))


async def _save(
    request: Request,
    lead_times: tuple[int, ...] | None = None,
    quiet: tuple[int, int] | None = None,
) -> Answer:
    """Save the settings that are given. No lead times mean the usual ones, and quiet hours from
    and to the same minute none."""
    _ = request.reader.gettext
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, request.chat_id, request.reader.now)
        if lead_times is not None:
            await reminder_settings.set_lead_times(
                connection, request.chat_id, lead_times or None, request.reader.now
            )
        if quiet is not None:
            begins, ends = quiet if quiet[0] != quiet[1] else (None, None)
            await reminder_settings.set_quiet_hours(connection, request.chat_id, begins, ends)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    request.services.signals.notices_changed.set()
    return replace(reminders_view(request.reader, request.pack, settings), notice=_("Saved."))


async def visit_reminders(request: Request, visit: Visit) -> Reply:
    async with request.services.database.transaction() as connection:
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    return reminders_view(request.reader, request.pack, settings)


TOPIC = Topic(
    "reminders",
    commands={"reminders": show_reminders},
    screens={"reminders": visit_reminders},
    buttons={
        SetLeadTimes: press_lead_times,
        SetQuietHours: press_quiet_hours,
        Snooze: press_snooze,
    },
    questions={ReminderWish: answer_wish},
    changes={
        show_reminders: _changes_settings,
        press_lead_times: always,
        press_quiet_hours: always,
    },
)
