"""How often each text was sent to each chat, also when the chats have long let it go."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

_KEPT = 200_000
_KEPT_BYTES = 64 * 1024 * 1024  # of texts; one that many chats got counts once


class Ledger:
    """What `sendMessage` put into chats: the newest 200,000 pairs of chat and text."""

    def __init__(self, kept: int = _KEPT, kept_bytes: int = _KEPT_BYTES) -> None:
        self._kept, self._kept_bytes = kept, kept_bytes
        self._sent: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._texts: dict[str, tuple[str, int]] = {}  # the one copy of a text, and pairs with it
        self._size = 0
        self._forgotten = 0

    @property
    def forgotten(self) -> int:
        """Messages whose pairs were let go."""
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
        while len(self._sent) > self._kept or (
            self._size > self._kept_bytes and len(self._sent) > 1
        ):
            self._forget_oldest()

    def sent(self, chat: int | None = None, contains: str = "") -> Iterator[tuple[int, str, int]]:
        """Chat, text and how often, oldest first; the text as it stands in the chat, without
        markup."""
        has = {text for text in self._texts if contains in text} if contains else None
        for (to, text), times in self._sent.items():
            if (chat is None or to == chat) and (has is None or text in has):
                yield to, text, times

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
