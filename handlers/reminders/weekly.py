"""The weekly digest: the meetings of the seven days to come, on the weekday that the chat chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from content.model import Meeting, Pack
from content.moments.hours import read_time
from content.moments.weekdays import weekday_in
from content.typed_words import means
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings import meeting_line
from handlers.reminders.missed import meeting_buttons, more_line
from handlers.wording import dates, labels, times
from handlers.wording.reminder_line import with_line
from storage import chats, reminder_settings
from storage.deliveries import Delivery
from storage.deliveries.subjects import day_of

PLACE = Place("weekly")
_OFF = -1
_DAY_MINUTES = 24 * 60
_WEEK_DAYS = 7
_USUAL_MINUTE = 8 * 60  # after midnight, where only a weekday was chosen
_OFFERED = (8 * 60, 18 * 60)
_MAX_LISTED = 15  # meetings


@dataclass(frozen=True)
class SetWeekly(ButtonData):
    """Sets the time of the weekly digest: `minute` after the beginning of Monday in the chat's time
    zone, or -1 for none."""

    tag: ClassVar[str] = "wd1"
    minute: int


def weekly_setting(reader: Reader, weekly_at: int | None) -> str:
    """Return the setting in words; `weekly_at` is in minutes after the beginning of Monday."""
    if weekly_at is None:
        return reader.pgettext("weekly digest", "off")
    weekday, minute = divmod(weekly_at, _DAY_MINUTES)
    return reader.listed((dates.weekday(reader, weekday), times.daily_hour(reader, minute)))


def weekly_view(reader: Reader, pack: Pack, delivery: Delivery) -> Reply | None:
    """Return the message of a weekly digest, or None if no meeting of the week is left."""
    _ = reader.gettext
    meetings = [
        pack.translated(Meeting.model_validate_json(body)) for body in delivery.meeting_bodies
    ]
    if not meetings:
        return None
    first = day_of(delivery.subject)
    week = dates.short_days(reader, first, first + timedelta(days=_WEEK_DAYS - 1))
    heading = Heading(_("Your week: {days}").format(days=week))
    late = (Paragraph(_("This digest is late.")),) if delivery.late else ()
    items = tuple(
        with_line(reader, pack, meeting, meeting_line(reader, meeting))
        for meeting in meetings[:_MAX_LISTED]
    )
    return Reply(
        blocks=(
            heading,
            *late,
            Bullets(items),
            *more_line(reader, len(meetings) - _MAX_LISTED, "/agenda"),
        ),
        brief=(heading, Bullets(items)),
        buttons=(
            *meeting_buttons(reader, pack, meetings),
            (Press(_("My schedule"), go("agenda")), Press(_("No weekly digest"), SetWeekly(_OFF))),
            way_back(reader, None),
        ),
        payload="agenda",
    )


def settings_view(reader: Reader, weekly_at: int | None) -> Reply:
    """Show the setting, and buttons that change it."""
    _ = reader.gettext
    chosen = None if weekly_at is None else divmod(weekly_at, _DAY_MINUTES)
    heading = Heading(_("Weekly digest"))
    facts = labels.facts(
        reader,
        (
            (_("Weekly digest"), weekly_setting(reader, weekly_at)),
            (_("Your time zone"), times.zone_name(reader, reader.zone)),
        ),
    )
    minute = chosen[1] if chosen else _USUAL_MINUTE
    weekdays = [
        Press(dates.weekday(reader, day), SetWeekly(day * _DAY_MINUTES + minute))
        for day in range(_WEEK_DAYS)
        if chosen is None or day != chosen[0]
    ]
    rows: list[Row] = two_columns(weekdays)
    if chosen is not None:
        hours = [
            Press(times.clock_time(other), SetWeekly(chosen[0] * _DAY_MINUTES + other))
            for other in _OFFERED
            if other != chosen[1]
        ]
        rows += [tuple(hours), (Press(_("No weekly digest"), SetWeekly(_OFF)),)]
    example = f"/reminders weekly {dates.weekday(reader, 0)} 07:30"
    return Reply(
        blocks=(
            heading,
            facts,
            Paragraph(
                _(
                    "It lists your meetings of the next seven days. If you have none, it is not "
                    "sent."
                )
            ),
            Paragraph(_("Another time: {command}").format(command=example)),
        ),
        brief=(heading, facts),
        buttons=(*rows, way_back(reader, "digest")),
        payload=PLACE.id,
    )


async def show_weekly(request: Request, words: str) -> Answer:
    """Answer `/reminders weekly`; `words` follow it: `monday`, `sunday 18:00`, `off`, or
    nothing."""
    _ = request.reader.gettext
    words = words.strip()
    if not words:
        return await visit_weekly(request, Visit(PLACE))
    minute = parse_weekly(words)
    if minute is None:
        example = f"/reminders weekly {dates.weekday(request.reader, 0)} 08:00"
        not_understood = Paragraph(
            _("I could not read “{words}” as a weekday and a time. Try: {command}").format(
                words=words[:40], command=example
            )
        )
        shown = await visit_weekly(request, Visit(PLACE))
        return replace(shown, blocks=(not_understood, *shown.blocks), brief=(not_understood,))
    return await _save(request, minute)


def parse_weekly(words: str) -> int | None:
    """Return minutes after the beginning of Monday, -1 for "off", or None if the words are neither
    a weekday nor one with an hour."""
    if means(words, "off"):
        return _OFF
    found = weekday_in(words)
    if found is None:
        return None
    weekday, rest = found
    if not rest:
        return weekday * _DAY_MINUTES + _USUAL_MINUTE
    try:
        at = read_time(rest)
    except ValueError:
        return None
    return weekday * _DAY_MINUTES + at.hour * 60 + at.minute


async def press_weekly(request: Request, button: SetWeekly) -> Answer:
    if not (button.minute == _OFF or 0 <= button.minute < _WEEK_DAYS * _DAY_MINUTES):
        return out_of_date(request.reader)
    return await _save(request, button.minute)


async def _save(request: Request, minute: int) -> Reply:
    now, chat_id = request.reader.now, request.chat_id
    weekly_at = None if minute == _OFF else minute
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, chat_id, now)
        await reminder_settings.set_weekly_digest(connection, chat_id, weekly_at, now)
    request.services.signals.notices_changed.set()
    view = settings_view(request.reader, weekly_at)
    return replace(view, notice=request.reader.gettext("Saved."))


async def visit_weekly(request: Request, visit: Visit) -> Reply:
    async with request.services.database.transaction() as connection:
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    return settings_view(request.reader, settings.weekly_at)


TOPIC = Topic(
    "weekly digest",
    screens={PLACE.id: visit_weekly},
    buttons={SetWeekly: press_weekly},
    changes={press_weekly: always},
)
