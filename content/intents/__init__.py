"""Recognizes questions to the bot: of a command, of days, of a meeting's time; in all languages.

The `questions.yaml` beside each catalogue has the words. What is not recognized is searched for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

__all__ = [
    "Command",
    "Days",
    "Intent",
    "MeetingQuestion",
    "NamedList",
    "ReminderWish",
    "Thanks",
    "load_phrases",
    "recognize",
]

_MAX_CHARACTERS = 80


@dataclass(frozen=True)
class Command:
    """A command without its slash."""

    name: str


@dataclass(frozen=True)
class Thanks:
    """Thanks, which ask for nothing."""


@dataclass(frozen=True)
class Days:
    """The meetings of some days. Of a `month` without a year, the year is not known yet."""

    first: date
    last: date
    month: int | None = None


@dataclass(frozen=True)
class MeetingQuestion:
    """When or where a meeting is; `words` name it, and are empty for the event itself. If it is not
    `certain`, something else than a meeting may be meant."""

    words: str
    certain: bool = True


@dataclass(frozen=True)
class NamedList:
    """The meetings in a room or of a track that `words` may name: "room library"."""

    by: Literal["room", "track"]
    words: str


@dataclass(frozen=True)
class ReminderWish:
    """To be reminded before each meeting; `lead_times` are written as for /reminders."""

    lead_times: str


Intent = ReminderWish | Command | Thanks | Days | MeetingQuestion | NamedList


def load_phrases() -> None:
    """Load the phrases, which takes 0.05 s or more, before the first text needs them."""
    from content.intents.phrases import all_phrases

    all_phrases()


def recognize(text: str, zone: ZoneInfo, today: date) -> Intent | None:
    """Return what a text asks of the bot, or None if it is to be searched for.

    `today` is the reader's, in their time zone. The first call takes 0.05 s more.
    """
    if len(text) > _MAX_CHARACTERS:
        return None
    # Slow to import, and not needed for the first answers.
    from content.intents.phrases import all_phrases
    from content.typed_words import means

    if means(text, "meetings"):
        return Command("meetings")
    for phrases in all_phrases():
        found = phrases.recognize(text, zone, today)
        if found is not None:
            return found
    return _named_list(text)


def _named_list(text: str) -> NamedList | None:
    from content.typed_words import folded, typed_words

    word, _space, rest = folded(text).partition(" ")
    for by in ("room", "track"):
        if rest and word in typed_words(f"column-{by}") | {by}:
            return NamedList(by, rest)
    return None
