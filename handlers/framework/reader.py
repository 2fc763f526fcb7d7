"""The person a view is written for: their language, time zone and the instant."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content.languages import LANGUAGES


@dataclass(frozen=True)
class Reader:
    """The person (or group) a view is written for."""

    language: str
    zone: ZoneInfo
    zone_chosen: bool  # otherwise it is the event's
    now: datetime  # an instant in UTC
    sentences: gettext.NullTranslations
    bot: str

    def gettext(self, sentence: str) -> str:
        return self.sentences.gettext(sentence)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.sentences.ngettext(one, many, number)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts one after another, with the comma of the reader's language."""
        return self.gettext(", ").join(parts)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def right_to_left(self) -> bool:
        return LANGUAGES[self.language].right_to_left

    def link(self, payload: str) -> str:
        """The deep link that opens a thing in this bot."""
        return f"https://t.me/{self.bot}?start={payload}"

    def group_link(self, payload: str) -> str:
        """The deep link that adds the bot to a group of one's choice, and begins there:
        https://core.telegram.org/bots/features#deep-linking"""
        return f"https://t.me/{self.bot}?startgroup={payload}"
