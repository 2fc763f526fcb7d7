"""How often each text was sent to each chat, longer than the chats keep their messages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

_MAX_PAIRS = 200_000
_MAX_TEXT_BYTES = 64 * 1024 * 1024  # a text that many chats got counts once


class SentCounts:
    """Counts what `sendMessage` sent, for the newest 200,000 pairs of chat and text."""

    def __init__(self, max_pairs: int = _MAX_PAIRS, max_bytes: int = _MAX_TEXT_BYTES) -> None:
        self._max_pairs, self._max_bytes = max_pairs, max_bytes
        self._sent: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._texts: dict[str, tuple[str, int]] = {}  # the shared copy of a text, and its pairs
        self._size = 0
        self._forgotten = 0

    @property
    def forgotten(self) -> int:
        """How many messages are no longer counted."""
        return self._forgotten

    def add(self, chat: int, text: str) -> None:
        if (chat, text) in self._sent:
            self._sent[chat, text] += 1
            return
        copy, pairs = self._texts.get(text, (text, 0))
        self._texts[copy] = (copy, pairs + 1)
        self._sent[chat, copy] = 1
        if not pairs:
            self._size += len(copy.encode())
        while len(self._sent) > self._max_pairs or (
            self._size > self._max_bytes and len(self._sent) > 1
        ):
            self._forget_oldest()

    def sent(self, chat: int | None = None, contains: str = "") -> Iterator[tuple[int, str, int]]:
        """Yield chat, text (without markup) and how often it was sent, oldest pair first."""
        matching = {text for text in self._texts if contains in text} if contains else None
        for (to, text), count in self._sent.items():
            if (chat is None or to == chat) and (matching is None or text in matching):
                yield to, text, count

    def clear(self) -> None:
        self._sent.clear()
        self._texts.clear()
        self._size = self._forgotten = 0

    def _forget_oldest(self) -> None:
        (_, text), times = self._sent.popitem(last=False)
        self._forgotten += times
        copy, pairs = self._texts.pop(text)
        if pairs > 1:
            self._texts[copy] = (copy, pairs - 1)
        else:
            self._size -= len(copy.encode())
