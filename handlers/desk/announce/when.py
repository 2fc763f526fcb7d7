"""Dates and hours as people write them, in their own zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_month_names

from handlers.request import ascii_digits

_HOUR = re.compile(
    r"(?:^|\s|(?<=\d)t)(?:(\d{1,2})[:h.](\d{2})|(\d{1,2})h|(\d{1,2})(?=\s?[ap]m))\s?([ap]m)?$"
)
_IN = re.compile(r"in (\d{1,3}) ?(minutes?|min|m|hours?|h|days?|d)$")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}))?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_LONGEST = timedelta(days=366)


class NotAMoment(ValueError):
    """Words that name no day and hour."""


class Past(ValueError):
    """A moment that is over."""


def moment(words: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """The instant (UTC) that words name: `29 May 09:00`, `2013-05-29 9:00`, `29/5 9am`,
    `tomorrow 9:00`, `18:30` (the next), `in 2 hours`. Days come before months.

    Raises NotAMoment, or Past (also beyond a year from now).
    """
    text = " ".join(ascii_digits(words).casefold().replace(",", " ").split())
    later = _IN.match(text)
    if later is not None:
        return now + timedelta(**{_UNITS[later[2][0]]: int(later[1])})
    hour = _HOUR.search(text)
    if hour is None:
        raise NotAMoment(words)
    at = _time(hour)
    here = now.astimezone(zone)
    head = text[: hour.start()].removesuffix(" at").strip()
    day = _day(head, here.date(), language)
    if day is not None:
        found = datetime.combine(day, at, zone).astimezone(UTC)
        if found <= now and not _names_year(head):
            # A day of the year that is over means the next one; today and its like do not.
            found = _next_year(day, at, zone) if re.search(r"\d", head) else found
    else:
        found = datetime.combine(here.date(), at, zone).astimezone(UTC)
        if found <= now:
            found = datetime.combine(here.date() + timedelta(days=1), at, zone).astimezone(UTC)
    if not now < found <= now + _LONGEST:
        raise Past(words)
    return found


def _time(found: re.Match[str]) -> time:
    hour = int(found[1] or found[3] or found[4])
    minute = int(found[2] or 0)
    half = found[5]
    if half and not 1 <= hour <= 12:
        raise NotAMoment(found[0])
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise NotAMoment(found[0]) from None


def _names_year(text: str) -> bool:
    return re.search(r"\d{4}", text) is not None


def _next_year(day: date, at: time, zone: ZoneInfo) -> datetime:
    try:
        return datetime.combine(day.replace(year=day.year + 1), at, zone).astimezone(UTC)
    except ValueError:
        raise NotAMoment(str(day)) from None


def _day(text: str, today: date, language: str) -> date | None:
    """The day that words name; None where there are none."""
    if not text:
        return None
    for said, days in (("today", 0), ("tomorrow", 1)):
        if text == said:
            return today + timedelta(days=days)
    try:
        if iso := _ISO.match(text):
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if plain := _DAY.match(text):
            return date(int(plain[3] or today.year), int(plain[2]), int(plain[1]))
        numbers = re.findall(r"\d+", text)
        names = re.findall(r"[^\W\d_]{3,}\.?", text)
        months = [month for name in names if (month := _month(name, language)) is not None]
        if len(months) == 1 and 1 <= len(numbers) <= 2:
            years = [int(each) for each in numbers if len(each) == 4]
            days_of = [int(each) for each in numbers if len(each) <= 2]
            if len(days_of) == 1:
                return date(years[0] if years else today.year, months[0], days_of[0])
    except ValueError:
        pass
    raise NotAMoment(text)


def _month(name: str, language: str) -> int | None:
    wanted = name.rstrip(".")
    for spoken in {language, "en"}:
        for width in ("wide", "abbreviated"):
            for number, month in get_month_names(width, locale=spoken).items():
                if month.casefold().rstrip(".") == wanted:
                    return int(number)
    return 9 if wanted == "sept" else None
