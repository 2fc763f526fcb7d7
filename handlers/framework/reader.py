"""The reader of a view: language, time zone and the current instant."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content.languages import LANGUAGES


@dataclass(frozen=True)
class Reader:
    """The person or group for whom a view is written."""

    language: str
    zone: ZoneInfo
    zone_chosen: bool  # False: `zone` is the event's
    now: datetime  # in UTC
    sentences: gettext.NullTranslations
    bot: str  # the bot's username, without @

    def gettext(self, sentence: str) -> str:
        return self.sentences.gettext(sentence)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.sentences.ngettext(one, many, number)

    def pgettext(self, context: str, sentence: str) -> str:
        """Translate an English word that has several meanings; `context` says which."""
        return self.sentences.pgettext(context, sentence)

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        return self.sentences.npgettext(context, one, many, number)

    def listed(self, parts: Iterable[str]) -> str:
        """Join parts with the comma of the reader's language."""
        return self.gettext(", ").join(parts)

    def annotated(self, text: str, note: str) -> str:
        """Return a text with a note in the brackets of the reader's language."""
        return self.gettext("{text} ({note})").format(text=text, note=note)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def right_to_left(self) -> bool:
        return LANGUAGES[self.language].right_to_left

    def link(self, payload: str) -> str:
        """Return the deep link that opens an entry or screen in the private chat."""
        return f"https://t.me/{self.bot}?start={payload}"

    def group_link(self, payload: str) -> str:
        """Return the deep link that adds the bot to a group and sends it the payload there:
        https://core.telegram.org/bots/features#deep-linking"""
        return f"https://t.me/{self.bot}?startgroup={payload}"
