"""Lead times in words, such as `1 week, 1 day, 2 hours` or `7d 1d 2h`, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from content.model import Pack
from content.moments.durations import NotADuration, read_durations
from handlers.framework.reader import Reader

MAX_LEAD_TIMES = 5
MIN_LEAD_SECONDS, MAX_LEAD_SECONDS = 5 * 60, 60 * 86_400
_HOUR, _DAY, _WEEK = 3600, 86_400, 604_800


class InvalidLeadTimes(ValueError):
    """Text that is not a list of lead times; its argument is the first invalid part."""


def parse_lead_times(words: str) -> tuple[int, ...]:
    """Return the lead times in seconds, the longest first, without duplicates.

    Raises InvalidLeadTimes if a part is not understood or out of bounds, or if there are more than
    MAX_LEAD_TIMES.
    """
    least, most = timedelta(seconds=MIN_LEAD_SECONDS), timedelta(seconds=MAX_LEAD_SECONDS)
    try:
        lengths = read_durations(words, least, most)
    except NotADuration as problem:
        raise InvalidLeadTimes(str(problem)) from None
    found = {round(length.total_seconds()) for length in lengths}
    leads = tuple(sorted(found, reverse=True))
    if len(leads) > MAX_LEAD_TIMES:
        raise InvalidLeadTimes(words[:20])
    return leads


def format_lead_time(reader: Reader, seconds: int) -> str:
    """Return a lead time in the largest unit that divides it: 1 week, 2 hours, 90 minutes."""
    npgettext = reader.npgettext
    if seconds % _WEEK == 0:
        number = seconds // _WEEK
        text = npgettext("before a meeting", "{number} week", "{number} weeks", number)
    elif seconds % _DAY == 0:
        number = seconds // _DAY
        text = npgettext("before a meeting", "{number} day", "{number} days", number)
    elif seconds % _HOUR == 0:
        number = seconds // _HOUR
        text = npgettext("before a meeting", "{number} hour", "{number} hours", number)
    else:
        number = seconds // 60
        text = npgettext("before a meeting", "{number} minute", "{number} minutes", number)
    return text.format(number=number)


def meeting_lead_times(reader: Reader, lead_times: Iterable[int], hour_known: bool) -> str:
    """Return when reminders of a meeting come: 1 day, 1 hour before. Without a known hour they come
    in the morning, so only days count: 1 day before, on the day."""
    _ = reader.gettext
    leads = list(lead_times)
    before = leads if hour_known else [lead // _DAY * _DAY for lead in leads if lead >= _DAY]
    texts = []
    if before:
        listed = reader.listed(dict.fromkeys(format_lead_time(reader, lead) for lead in before))
        texts.append(_("{leads} before").format(leads=listed))
    if not hour_known and leads[-1] < _DAY:
        texts.append(_("on the day"))
    return reader.listed(texts)


def kinds_lead_times(reader: Reader, pack: Pack, of_kinds: Mapping[str, tuple[int, ...]]) -> str:
    """Return the lead times of kinds of meetings on one line: 10 minutes (Talk)."""
    return reader.listed(
        reader.annotated(format_lead_times(reader, leads), pack.kinds.get(kind, kind))
        for kind, leads in of_kinds.items()
    )


def format_lead_times(reader: Reader, lead_times: tuple[int, ...]) -> str:
    return reader.listed(format_lead_time(reader, seconds) for seconds in lead_times)
