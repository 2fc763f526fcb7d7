"""The words of the `questions.yaml` beside each catalogue, and what a text means by them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from content.intents import Command, Days, Intent, MeetingQuestion, ReminderWish, Thanks
from content.languages import data_files
from content.moments import AmbiguousDate, NotADate, read_when
from content.moments.durations import NotADuration, read_durations
from content.search.languages import rules_of
from content.search.words import fold

_WEEK = timedelta(days=7)
_LETTERS = re.compile(r"[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")
_CHINESE_MONTH = re.compile("(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?")
_MAX_DURATION_CHARACTERS = 60
_CHINESE_DIGITS = "一二三四五六七八九十"


class Phrases:
    """The words of one language, folded."""

    def __init__(self, language: str, written: Mapping[str, Any]) -> None:
        self._chinese = language == "zh"
        words = {
            name: frozenset(map(fold, written.get(name, "").split()))
            for name in ("fillers", "meetings", "when", "times-of", "weekdays", "remind")
        }
        self._fillers, self._meetings = words["fillers"], words["meetings"]
        self._times_of = words["times-of"]
        self._weekdays = words["weekdays"]
        self._when, self._remind = words["when"], words["remind"]
        self._commands = self._table(written.get("commands", {}))
        self._times = self._table(written.get("times", {}))
        self._thanks = {self._key(phrase) for phrase in written.get("thanks", ())}
        self._event = {self._key(phrase) for phrase in written.get("event", ())}
        self._months = {
            fold(name): number
            for number, names in enumerate(rules_of(language).months, 1)
            for name in names.split()
        }

    def _table(self, written: Mapping[str, list[str]]) -> dict[str, str]:
        """Each phrase with its meaning, as it stands and without words that add nothing."""
        pairs = [(phrase, meaning) for meaning, phrases in written.items() for phrase in phrases]
        table = {self._key(phrase, self._fillers): meaning for phrase, meaning in pairs}
        return table | {self._key(phrase): meaning for phrase, meaning in pairs}

    def _words(self, text: str) -> list[str]:
        return _LETTERS.findall(fold(text))

    def _key(self, text: str, without: frozenset[str] = frozenset()) -> str:
        """A text for comparison, without some words."""
        if not self._chinese:
            return " ".join(word for word in self._words(text) if word not in without)
        text = "".join(self._words(text))
        for word in sorted(without, key=len, reverse=True):
            text = text.replace(word, "")
        return text

    def _has(self, text: str, words: frozenset[str]) -> bool:
        if self._chinese:
            return any(word in text for word in words)
        found = self._words(text)
        # French "ou" is "or", unless the question begins with it.
        return any(
            word in words and (word != "ou" or place == 0) for place, word in enumerate(found)
        )

    def recognize(self, text: str, zone: ZoneInfo, today: date) -> Intent | None:
        if self._chinese and not _HAN.search(text):
            return None
        whole = self._key(text)
        short = self._key(text, self._fillers)
        bare = self._key(text, self._fillers | self._meetings)
        if whole in self._thanks or short in self._thanks:
            return Thanks()
        for key in (whole, short, bare):
            if key and (command := self._commands.get(key)):
                return Command(command)
            if key and (days := self._times.get(key)):
                return _days(days, today)
        if self._has(text, self._remind) and (leads := self._lead_times(text)):
            return ReminderWish(leads)
        says_meeting = self._has(text, self._meetings) or self._has(text, self._remind)
        asks = self._has(text, self._when) or (says_meeting and self._has(text, self._times_of))
        asking = self._fillers | self._meetings | self._when | self._times_of
        rest = self._key(text, asking)
        if rest and (found := self._commands.get(rest)) in ("next", "today", "now"):
            return Command(found)
        if rest and (days := self._times.get(rest)) is not None:
            return _days(days, today)
        if month := self._month(rest):
            return Days(today, today, month)
        if asks or says_meeting or self._names_month(text) or self._has(text, self._weekdays):
            try:
                when = read_when(rest, zone, today)
            except AmbiguousDate as several:
                # "Next Friday": the days from the one to the other.
                first, last = several.readings[0].start, several.readings[-1].start
                if type(first) is date and first + _WEEK >= last:
                    return Days(first, last)
            except NotADate:
                pass
            else:
                if type(when.start) is date:
                    return Days(when.start, when.end or when.start)
        if (asks or self._has(text, self._times_of)) and rest in self._event:
            return MeetingQuestion("")
        if asks or self._has(text, self._remind):
            named = self._key(text, asking | self._remind)
            return MeetingQuestion(named, says_meeting) if named else None
        return None

    def _lead_times(self, text: str) -> str:
        """The lead times in words that ask to be reminded: `15 minutes before`. Empty if something
        else is asked for."""
        others = self._fillers | self._meetings | self._remind | self._event
        if self._chinese:
            rest = fold(text)
            for word in sorted(others, key=len, reverse=True):
                rest = rest.replace(word, " ")
            return rest.strip() if _is_duration(rest) else ""
        words = fold(text).replace("-", " ").split()
        names = [word.strip(" ,.;:!?¿¡") for word in words]
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                outside = (*names[:start], *names[start + length :])
                part = " ".join(words[start : start + length])
                if all(word in others for word in outside) and _is_duration(part):
                    return part
        return ""

    def _month(self, rest: str) -> int | None:
        if self._chinese:
            match = _CHINESE_MONTH.fullmatch(rest)
            return _chinese_number(match[1]) if match else None
        # Arabic names of months have two words.
        return self._months.get(rest) or self._months.get(rest.split(" ")[0] if _two(rest) else "")

    def _names_month(self, text: str) -> bool:
        if self._chinese:
            return _CHINESE_MONTH.search(text) is not None
        return any(word in self._months for word in self._words(text))


def _is_duration(words: str) -> bool:
    if len(words) > _MAX_DURATION_CHARACTERS:
        return False
    try:
        return bool(read_durations(words.strip(" ,.;:!?¿¡")))
    except NotADuration:
        return False


def _two(rest: str) -> bool:
    return rest.count(" ") == 1 and rest.split(" ")[0] in ("كانون", "تشرين")


def _chinese_number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written[0] == "十":
        return 10 if len(written) == 1 else 11 + _CHINESE_DIGITS.index(written[1])
    return 1 + _CHINESE_DIGITS.index(written)


def _days(name: str, today: date) -> Days:
    """The days of one of `times`. Weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    match name:
        case "tomorrow":
            return Days(today + timedelta(days=1), today + timedelta(days=1))
        case "this-week":
            return Days(monday, monday + _WEEK - timedelta(days=1))
        case "next-week":
            return Days(monday + _WEEK, monday + 2 * _WEEK - timedelta(days=1))
        case "this-month":
            return Days(month, following - timedelta(days=1))
        case _:
            after = (following + timedelta(days=32)).replace(day=1)
            return Days(following, after - timedelta(days=1))


@cache
def all_phrases() -> tuple[Phrases, ...]:
    """Read once, for the first text; takes 0.03 s."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    written = {
        language: yaml.load(file.read_text("utf-8"), loader)
        for language, file in data_files("questions.yaml").items()
    }
    return tuple(Phrases(language, words or {}) for language, words in written.items())
