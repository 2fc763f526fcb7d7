"""Days and months in words, in the reader's language."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton

from content.languages import cldr_locale
from handlers.framework.reader import Reader

# "г." (year) after a year in Russian, not that of "авг.": before a full stop it would make "г..".
_RUSSIAN_YEAR = re.compile(r"(?<=\d)\s*г\.")


def day(reader: Reader, moment: date) -> str:
    """Return a day with its weekday: Wednesday, 22 May 2013."""
    return _in_words(reader, format_date(moment, "full", locale=_locale(reader)), " года")


def weekday(reader: Reader, number: int) -> str:
    """Return the name of a weekday, from 0 (Monday), as it stands alone."""
    return str(Locale.parse(_locale(reader)).days["stand-alone"]["wide"][number])


def short_day(reader: Reader, moment: date, year: int | None = None) -> str:
    """Return a day for a list: Wed, 22 May 2013. `year` is the one that goes without saying."""
    skeleton = "MMMEd" if moment.year == year else "yMMMEd"
    return _in_words(reader, format_skeleton(skeleton, moment, locale=_locale(reader)))


def day_and_month(reader: Reader, moment: date) -> str:
    return _in_words(reader, format_skeleton("MMMd", moment, locale=_locale(reader)))


def month(reader: Reader, moment: date) -> str:
    """Return a month as a heading: Mayo de 2013."""
    text = _in_words(reader, format_skeleton("yMMMM", moment, locale=_locale(reader)))
    return text[:1].upper() + text[1:]


def days(reader: Reader, first: date, last: date) -> str:
    """Return a day, or the interval from the first to the last day."""
    if first == last:
        return day(reader, first)
    interval = format_interval(first, last, "yMMMMEEEEd", locale=_locale(reader))
    return _in_words(reader, interval, " года")


def short_days(reader: Reader, first: date, last: date, year: int | None = None) -> str:
    """Return a day or an interval for a list. `year` is the one that goes without saying."""
    if first == last:
        return short_day(reader, first, year)
    skeleton = "MMMEd" if first.year == last.year == year else "yMMMEd"
    return _in_words(reader, format_interval(first, last, skeleton, locale=_locale(reader)))


def _locale(reader: Reader) -> str:
    return cldr_locale(reader.language)


def _in_words(reader: Reader, text: str, russian_year: str = "") -> str:
    """Return a date of Babel's as the United Nations write it: in Arabic with both names of a
    month, أيار/مايو."""
    match reader.language:
        case "ar":
            names = _arabic_months()
            return re.sub("|".join(names), lambda match: names[match[0]], text)
        case "ru":
            return _RUSSIAN_YEAR.sub(russian_year, text)
    return text


@cache
def _arabic_months() -> dict[str, str]:
    """Return the Levantine and the international name of each month by the latter."""
    levantine = Locale.parse("ar_LB").months["format"]["wide"]
    international = Locale.parse("ar").months["format"]["wide"]
    return {name: f"{levantine[number]}/{name}" for number, name in international.items()}
