"""A cache of rendered answers, by what was asked."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from cachetools import LRUCache

from handlers.framework.request import Request

# Every screen of a pack in a few languages.
_MAX_ANSWERS = 3000
# Longer words are hardly asked twice.
_MAX_CHARACTERS = 64

Key = tuple[Hashable, ...]


def answer_key(request: Request, *asked: str) -> Key | None:
    """The key of what was asked: the same for all who get the same answer, as long as it depends
    on the pack, the bot's name, the reader's language, time zone and year, and the kind of chat
    alone. None where it is not worth keeping."""
    if sum(map(len, asked)) > _MAX_CHARACTERS:
        return None
    return (
        request.in_use.version,
        request.reader.language,
        request.reader.bot,
        request.chat_kind,
        # Lists leave out the current year, and tell hours by the reader's clock.
        request.reader.zone.key,
        request.reader.today.year,
        request.may_have_saved,  # a passage's button says whether it is saved
        request.may_follow_roundtables,  # a roundtable's button says whether it is followed
        *asked,
    )


def new_answer_cache() -> LRUCache[Key, Any]:
    """Answers of an earlier version of the pack are never found again, and age out."""
    return LRUCache(_MAX_ANSWERS)
