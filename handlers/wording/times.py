"""Hours in words, in the reader's language: each is told in a time zone that is named beside it.

`when` tells when a meeting takes place, on every screen, in every notice and on posters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_timezone_location
from babel.lists import format_list

from content import zones
from content.languages import cldr_locale
from content.model import Meeting
from handlers.framework.reader import Reader
from handlers.framework.reply import Inline, LocalTime, Phrase
from handlers.wording.dates import day, day_and_month, days, month, short_day, short_days

__all__ = [
    "clock_time", "daily_hour", "day", "day_and_month", "days", "first_day", "hour",
    "hour_in_zone", "moment", "moments", "month", "past_time_label", "short_day", "short_days",
    "time_label", "time_until", "when", "when_text", "zone_name",
]  # fmt: skip


def when(reader: Reader, meeting: Meeting, short: bool = False) -> Phrase:
    """Return when a meeting takes place: by the reader's clock, and beside it by the venue's where
    that differs, each with the name of its time zone and the end if it is known.

    Where no hour is known, only the days at the venue are told. Lists have the `short` form,
    without the current year. The words hold whatever the device's time zone is; a tap on them
    shows that as well.
    """
    texts = _clock_texts(reader, meeting, short)
    at = meeting.begins
    if at is None:
        return " · ".join(texts)
    told: list[Inline] = [LocalTime(at, texts[0]), *(f" · {text}" for text in texts[1:])]
    return tuple(told)


def when_text(reader: Reader, meeting: Meeting, short: bool = False) -> str:
    """Return `when` as plain text, for buttons, inline results and posters."""
    return " · ".join(_clock_texts(reader, meeting, short))


def first_day(reader: Reader, meeting: Meeting) -> date:
    """Return the day that `when` tells first: the reader's, or the venue's if no hour is known."""
    return meeting.begins.astimezone(reader.zone).date() if meeting.begins else meeting.first_day


def hour(reader: Reader, at: datetime) -> str:
    """Return the hour of a local time. Beside it, name the time zone: see `hour_in_zone`."""
    # CLDR has a clock of 12 hours for Arabic, the United Nations and this bot one of 24.
    pattern = "HH:mm" if reader.language == "ar" else "short"
    return format_time(at, pattern, locale=cldr_locale(reader.language))


def hour_in_zone(reader: Reader, at: datetime) -> str:
    """Return the hour of an instant by the reader's clock: 15:30 (Zurich time)."""
    here = at.astimezone(reader.zone)
    return reader.gettext("{hour} ({city} time)").format(
        hour=hour(reader, here), city=zone_name(reader, reader.zone)
    )


def moment(reader: Reader, at: datetime) -> str:
    """Return an instant by the reader's clock: Wednesday, 22 May 2013, 15:30 (Zurich time)."""
    here = at.astimezone(reader.zone)
    return reader.gettext("{day}, {hour} ({city} time)").format(
        day=day(reader, here.date()), hour=hour(reader, here), city=zone_name(reader, reader.zone)
    )


def moments(reader: Reader, instants: list[datetime]) -> str:
    """Return several instants by the reader's clock in short, with one name of the time zone."""
    local = [at.astimezone(reader.zone) for at in instants]
    year = reader.today.year
    listed = [reader.listed((short_day(reader, at.date(), year), hour(reader, at))) for at in local]
    return reader.gettext("{moments} ({city} time)").format(
        moments=" · ".join(listed), city=zone_name(reader, reader.zone)
    )


def zone_name(reader: Reader, zone: ZoneInfo) -> str:
    """Return a zone's city, or its offset if it has none: New York, Addis Ababa, UTC+2."""
    return zones.zone_name(zone.key, reader.language) or get_timezone_location(
        zone, locale=cldr_locale(reader.language), return_city=True
    )


@dataclass(frozen=True)
class _Local:
    """A meeting's times by one clock. `begins` and `ends` are None where no hour is known; `open`
    says that it lasts some days and the hour of its end is not known."""

    city: str
    first: date
    last: date
    begins: datetime | None
    ends: datetime | None
    open: bool


def _clock_texts(reader: Reader, meeting: Meeting, short: bool) -> list[str]:
    """Return the reader's time and the venue's, or one text if they are the same or no hour is
    known."""
    clocks = _clocks(reader, meeting)
    year = reader.today.year if short else None
    if not clocks:
        first, last = meeting.first_day, meeting.last_day
        return [short_days(reader, first, last, year) if short else days(reader, first, last)]
    told = clocks[0]
    if short:
        texts = [_clock_text(reader, told, short_days(reader, told.first, told.last, year), year)]
    else:
        texts = [_clock_text(reader, told, days(reader, told.first, told.last), None)]
    for other in clocks[1:]:
        same = (other.first, other.last) == (told.first, told.last)
        stated = told.first.year
        text = "" if same else short_days(reader, other.first, other.last, stated)
        texts.append(_clock_text(reader, other, text, stated))
    return texts


def _clocks(reader: Reader, meeting: Meeting) -> list[_Local]:
    """Return the meeting's times by the reader's clock and by the venue's; once if both show the
    same, and none if no hour is known."""
    ends_at_hour = isinstance(meeting.end, datetime) and not meeting.deadline
    if meeting.begins is None and not ends_at_hour:
        return []
    here, there = reader.zone, meeting.zone
    names = [zone_name(reader, zone) for zone in (here, there)]
    known = (meeting.opens, meeting.closes)
    if all(at.astimezone(here).utcoffset() == at.astimezone(there).utcoffset() for at in known):
        city = format_list(list(dict.fromkeys(names)), locale=cldr_locale(reader.language))
        return [_local(meeting, there, city, True)]
    mine, venue = _local(meeting, here, names[0], False), _local(meeting, there, names[1], True)
    if venue.open and mine.first == venue.first:
        mine = replace(mine, last=venue.last)  # told once for both
    return [mine, venue]


def _local(meeting: Meeting, zone: ZoneInfo, city: str, at_venue: bool) -> _Local:
    """Return the times by the clock of a zone. A day without an hour is a day at the venue: by
    another clock it is left out."""
    begins = meeting.begins.astimezone(zone) if meeting.begins else None
    ends = None
    if isinstance(meeting.end, datetime) and not meeting.deadline:
        ends = meeting.closes.astimezone(zone)
    first = meeting.first_day if at_venue else (begins or meeting.closes.astimezone(zone)).date()
    last = ends.date() if ends else meeting.last_day if at_venue else first
    lasts_days = meeting.last_day > meeting.first_day
    return _Local(city, first, last, begins, ends, ends is None and lasts_days)


def _clock_text(reader: Reader, local: _Local, days_text: str, year: int | None) -> str:
    """Return a meeting's time by one clock. `days_text` is empty where the days are those told
    before; `year` goes without saying."""
    _ = reader.gettext
    begins, ends, city = local.begins, local.ends, local.city
    if begins is None:
        if ends is None:
            return days_text
        last = days_text or short_days(reader, local.first, local.last, year)
        return _("{days}, until {hour} ({city} time)").format(
            days=last, hour=hour(reader, ends), city=city
        )
    if ends is not None and local.first != local.last:
        begin, end = (
            reader.listed((short_day(reader, at.date(), year), hour(reader, at)))
            for at in (begins, ends)
        )
        return _("{begin} – {end} ({city} time)").format(begin=begin, end=end, city=city)
    hours = hour(reader, begins)
    if ends is not None:
        hours = _("{begin}–{end}").format(begin=hours, end=hour(reader, ends))
    if local.open:
        sentence = (
            _("{days}, from {hour} ({city} time)") if days_text else _("from {hour} ({city} time)")
        )
        return sentence.format(days=days_text, hour=hours, city=city)
    sentence = _("{day}, {hour} ({city} time)") if days_text else _("{hour} ({city} time)")
    return sentence.format(day=days_text, hour=hours, city=city)


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


def clock_time(minutes: int) -> str:
    """Return minutes after midnight as HH:MM."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def daily_hour(reader: Reader, minutes: int) -> str:
    """Return minutes after midnight on the reader's clock: 08:00 (Zurich time)."""
    return reader.gettext("{hour} ({city} time)").format(
        hour=clock_time(minutes), city=zone_name(reader, reader.zone)
    )
