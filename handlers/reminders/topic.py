"""/reminders: lead times, quiet hours, the daily digest."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from content.moments.hours import read_time
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request, ascii_digits
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.reminders import digest
from handlers.reminders import one_meeting as own_leads
from handlers.reminders.snooze import Snooze, snooze
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
# Offered as buttons; any others can be written.
_OFFERED = ("1d 1h", "1w 1d 1h", "2h 15m", "1w 1d")
_QUIET_HOURS = re.compile(r"quiet\s+(?:hours\s+)?(.+?)\s*(?:-|–|to)\s*(.+)")
_QUIET = ((22 * 60, 7 * 60), (20 * 60, 8 * 60))


@dataclass(frozen=True)
class SetLeads(ButtonData):
    """`leads` as a person would write them, without spaces: `1d.1h`."""

    tag: ClassVar[str] = "r1"
    leads: str


@dataclass(frozen=True)
class SetQuiet(ButtonData):
    """Minutes after midnight; the same twice for none."""

    tag: ClassVar[str] = "q1"
    begins: int
    ends: int


def reminders_view(reader: Reader, settings: ReminderSettings) -> Reply:
    _ = reader.gettext
    rows: list[Row] = []
    offered = [
        Press(format_lead_times(reader, parse_lead_times(each)), SetLeads(each.replace(" ", ".")))
        for each in _OFFERED
        if parse_lead_times(each) != settings.lead_times
    ]
    rows += [(each,) for each in offered[:3]]
    quiets = [
        Press(
            _("Quiet {begins} to {ends}").format(begins=clock_time(begins), ends=clock_time(ends)),
            SetQuiet(begins, ends),
        )
        for begins, ends in _QUIET
        if (begins, ends) != (settings.quiet_from, settings.quiet_to)
    ]
    rows.append(tuple(quiets[:2]))
    if settings.quiet_from is not None:
        rows.append((Press(_("No quiet hours"), SetQuiet(0, 0)),))
    heading = Heading(_("Reminders"))
    facts = labels.facts(
        reader,
        (
            (_("Before each meeting"), format_lead_times(reader, settings.lead_times)),
            (_("Quiet hours"), quiet_hours(reader, settings)),
            (_("Daily digest"), digest.state(reader, settings.digest_at)),
        ),
    )
    return Reply(
        blocks=(
            heading,
            facts,
            Paragraph(_("Write your own: {command}").format(command="/reminders 7d 1d 2h")),
            Paragraph(_("Quiet hours: {command}").format(command="/reminders quiet 22-7")),
            Paragraph(_("A meeting without a known hour is reminded of at 09:00, your time.")),
        ),
        brief=(heading, facts),
        buttons=(
            *rows,
            (Press(_("Daily digest"), go("digest", PLACE)),),
            way_back(reader, "agenda"),
        ),
        payload="reminders",
    )


async def show_reminders(request: Request) -> Answer:
    """`/reminders 7d 1d 2h`, `/reminders quiet 22-7`, `/reminders quiet off`,
    `/reminders digest 08:00`, `/reminders MEETING-ID 2d 1h`."""
    reader = request.reader
    _ = reader.gettext
    if not request.words:
        return await visit_reminders(request, Visit(PLACE))
    words = ascii_digits(request.words).casefold()
    first, rest = (*words.split(maxsplit=1), "")[:2]
    if first == "digest":
        return await digest.choose(request, rest)
    meeting = request.pack.meeting(first.removeprefix("meeting-"))
    if meeting is not None:
        return await own_leads.choose(request, meeting, rest)
    quiet = _quiet_hours(words)
    if quiet is not None:
        return await _keep(request, quiet=quiet)
    if re.fullmatch(r"quiet\s+(?:hours\s+)?(off|none|no)", words):
        return await _keep(request, quiet=(0, 0))
    try:
        wanted = parse_lead_times(words)
    except InvalidLeadTimes as problem:
        sentence = _(
            "I could not read “{part}”. Write up to {most} lead times from 5 minutes to 60 days, "
            "such as: {command}"
        ).format(
            part=str(problem)[:40], most=MAX_LEAD_TIMES, command="/reminders 1 week, 1 day, 2 hours"
        )
        listed = await visit_reminders(request, Visit(PLACE))
        said = Paragraph(sentence)
        if isinstance(listed, Reply):
            return replace(listed, blocks=(said, *listed.blocks), brief=(said,))
        return listed
    return await _keep(request, lead_times=wanted)


def _quiet_hours(words: str) -> tuple[int, int] | None:
    """`quiet 22-7` as minutes after midnight, from and until; None if the words say no hours."""
    match = _QUIET_HOURS.fullmatch(words)
    if match is None:
        return None
    try:
        begins, ends = read_time(match[1]), read_time(match[2])
    except ValueError:
        return None
    return begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute


def _changes(request: Request) -> bool:
    """Whether `/reminders …` changes a setting; it only shows one where a meeting or `digest`
    stands alone."""
    first, *rest = [*request.words.casefold().split(), ""]
    names_one = first == "digest" or request.pack.meeting(first.removeprefix("meeting-"))
    return any(rest) if names_one else bool(first)


async def press_leads(request: Request, button: SetLeads) -> Answer:
    try:
        wanted = parse_lead_times(button.leads.replace(".", " "))
    except InvalidLeadTimes:
        return out_of_date(request.reader)
    return await _keep(request, lead_times=wanted)


async def press_quiet(request: Request, button: SetQuiet) -> Answer:
    if not (0 <= button.begins < 1440 and 0 <= button.ends < 1440):
        return out_of_date(request.reader)
    return await _keep(request, quiet=(button.begins, button.ends))


async def _keep(
    request: Request,
    lead_times: tuple[int, ...] | None = None,
    quiet: tuple[int, int] | None = None,
) -> Answer:
    """Keep what was chosen; the same minute twice means no quiet hours."""
    _ = request.reader.gettext
    async with request.services.database.transaction() as connection:
        await chats.record_contact(connection, request.chat_id, request.reader.now)
        if lead_times is not None:
            await reminder_settings.set_lead_times(
                connection, request.chat_id, lead_times, request.reader.now
            )
        if quiet is not None:
            begins, ends = quiet if quiet[0] != quiet[1] else (None, None)
            await reminder_settings.set_quiet_hours(connection, request.chat_id, begins, ends)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    request.services.signals.notices_changed.set()
    return replace(reminders_view(request.reader, settings), notice=_("Kept."))


async def visit_reminders(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    return reminders_view(request.reader, settings)


TOPIC = Topic(
    "reminders",
    commands={"reminders": show_reminders},
    screens={"reminders": visit_reminders},
    buttons={SetLeads: press_leads, SetQuiet: press_quiet, Snooze: snooze},
    changes={show_reminders: _changes, press_leads: always, press_quiet: always},
)
