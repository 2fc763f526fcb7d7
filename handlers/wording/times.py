"""Dates and times in words, in the reader's language."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_timezone_location,
)

from content import zones
from content.languages import cldr_locale
from content.model import Meeting
from handlers.framework.reader import Reader
from handlers.framework.reply import Inline, LocalTime, Phrase


def day(reader: Reader, moment: date) -> str:
    """Return a day with its weekday: Wednesday, 22 May 2013."""
    return format_date(moment, "full", locale=_locale(reader))


def short_day(reader: Reader, moment: date) -> str:
    """Return a day for a list: Wed, 22 May 2013."""
    return format_skeleton("yMMMEd", moment, locale=_locale(reader))


def day_and_month(reader: Reader, moment: date) -> str:
    return format_skeleton("MMMd", moment, locale=_locale(reader))


def month(reader: Reader, moment: date) -> str:
    return format_skeleton("yMMMM", moment, locale=_locale(reader))


def days(reader: Reader, first: date, last: date) -> str:
    """Return a day, or the interval from the first to the last day."""
    if first == last:
        return day(reader, first)
    return format_interval(first, last, "yMMMMEEEEd", locale=_locale(reader))


def short_days(reader: Reader, first: date, last: date) -> str:
    if first == last:
        return short_day(reader, first)
    return format_interval(first, last, "yMMMEd", locale=_locale(reader))


def hour(reader: Reader, moment: datetime) -> str:
    return format_time(moment, "short", locale=_locale(reader))


def moment(reader: Reader, at: datetime) -> str:
    """Return an instant in the reader's time zone, which is named."""
    here = at.astimezone(reader.zone)
    return reader.gettext("{day}, {hour} ({city} time)").format(
        day=day(reader, here.date()), hour=hour(reader, here), city=zone_name(reader, reader.zone)
    )


def zone_name(reader: Reader, zone: ZoneInfo) -> str:
    """Return a zone's city, or its offset if it has none: New York, Addis Ababa, UTC+2."""
    return zones.zone_name(zone.key, reader.language) or get_timezone_location(
        zone, locale=_locale(reader), return_city=True
    )


def venue_time(reader: Reader, meeting: Meeting) -> str:
    """Return when a meeting takes place, in its venue's time; without an hour if none is known."""
    _ = reader.gettext
    when = days(reader, meeting.first_day, meeting.last_day)
    if not isinstance(meeting.start, datetime):
        return when
    if meeting.deadline:
        return _("{day}, {hour} ({city} time)").format(
            day=when, hour=hour(reader, meeting.start), city=zone_name(reader, meeting.zone)
        )
    return _("{days}, from {hour} ({city} time)").format(
        days=when, hour=hour(reader, meeting.start), city=zone_name(reader, meeting.zone)
    )


def reader_time(reader: Reader, meeting: Meeting) -> Phrase | None:
    """Return when a meeting begins in the reader's time, or None if no hour is known or the
    reader's clock shows the same as the venue's. Telegram shows it in the phone's time zone."""
    begins = meeting.begins
    if begins is None:
        return None
    there, here = begins.astimezone(meeting.zone), begins.astimezone(reader.zone)
    # Without a chosen zone, the reader may be anywhere: the phone's zone may differ.
    if reader.zone_chosen and there.utcoffset() == here.utcoffset():
        return None
    text = reader.gettext("{day}, {hour} ({city} time)").format(
        day=day(reader, here.date()), hour=hour(reader, here), city=zone_name(reader, reader.zone)
    )
    own: tuple[Inline, ...] = (LocalTime(begins, text),)
    return own


def time_label(reader: Reader, meeting: Meeting) -> str:
    """Return the label of a meeting's time: When, or Due, Opens, Closes for a deadline."""
    _ = reader.gettext
    match meeting.deadline:
        case "due":
            return _("Due")
        case "opens":
            return _("Opens")
        case "closes":
            return _("Closes")
        case None:
            return _("When")


def past_time_label(reader: Reader, meeting: Meeting) -> str:
    """Return the label of a time that is past, or of a cancelled meeting."""
    _ = reader.gettext
    if meeting.cancelled:
        return _("Was scheduled for")
    match meeting.deadline:
        case "due":
            return _("Was due")
        case "opens":
            return _("Opened")
        case "closes":
            return _("Closed")
        case None:
            return _("Took place on")


def time_until(reader: Reader, meeting: Meeting) -> str | None:
    """Return how long it is until a meeting begins, or None once it has begun: in hours or minutes
    during the last 24 hours, before in days by the reader's calendar. A deadline without an hour is
    "today" until its day is over."""
    whole_day = meeting.deadline is not None and meeting.begins is None
    if reader.now >= (meeting.closes if whole_day else meeting.opens):
        return None
    ngettext = reader.ngettext
    if meeting.begins is not None and meeting.begins - reader.now < timedelta(hours=24):
        minutes = math.ceil((meeting.begins - reader.now).total_seconds() / 60)
        if minutes >= 60:
            number = minutes // 60
            return ngettext("in {number} hour", "in {number} hours", number).format(number=number)
        return ngettext("in {number} minute", "in {number} minutes", minutes).format(number=minutes)
    first = meeting.begins.astimezone(reader.zone).date() if meeting.begins else meeting.first_day
    number = (first - reader.today).days
    if number < 1:
        return reader.gettext("today") if whole_day else None
    return ngettext("in {number} day", "in {number} days", number).format(number=number)


def _locale(reader: Reader) -> str:
    return cldr_locale(reader.language)


def clock_time(minutes: int) -> str:
    """Return minutes after midnight as HH:MM."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
