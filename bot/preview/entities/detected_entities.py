"""Entities that Telegram detects in plain text: mentions, commands, hashtags, links, e-mail.

The rules for mentions, commands and hashtags follow tdlib's find_entities
(td/telegram/MessageEntity.cpp). Links are simpler than Telegram's: an address with http(s):// or
tg://, or a host that begins with www.; Telegram also links bare domains such as un.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.preview.entities.entity import Entity, in_order, utf16_positions

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32}+)(?!\w)")
_SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]++)(?:@([A-Za-z0-9_]*+))?+(?![\w/<>])")
_HASH = r"[\w·\u200c\u0d80-\u0dff]"
_HASHTAG = re.compile(rf"(?<!{_HASH})#({_HASH}{{1,256}}+)(?:@[A-Za-z0-9_]{{3,32}}+)?+(?!#)")
_LINK = re.compile(r"(?<![\w@/.])(?:https?://|tg://|www\.)[^\s<>«»\"]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,8}(?![\w@])")
_TRAILING = ".:;,('?!`"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def detect_entities(text: str) -> list[Entity]:
    """Return the entities in order; where two overlap, the first one wins."""
    positions = utf16_positions(text)
    entities = in_order(
        [
            Entity(kind, positions[begin], positions[end] - positions[begin])
            for begin, end, kind in _spans(text)
        ]
    )
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield begin and end, in characters, and the type of each match."""
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_NAMES:
            yield *match.span(), "mention"
    for match in _COMMAND.finditer(text):
        if len(match[1]) <= 64 and (match[2] is None or 3 <= len(match[2]) <= 32):
            yield *match.span(), "bot_command"
    for match in _HASHTAG.finditer(text):
        if any(character.isalpha() for character in match[1]):
            yield *match.span(), "hashtag"
    for match in _EMAIL.finditer(text):
        yield *match.span(), "email"
    for match in _LINK.finditer(text):
        link = _without_trailing(match[0])
        if "." in link or link.lower().startswith("tg://"):
            yield match.start(), match.start() + len(link), "url"


def _without_trailing(link: str) -> str:
    """Cut punctuation, and brackets that the link itself did not open, off the end."""
    while link:
        last = link[-1]
        unopened = last in _BRACKETS and link.count(last) > link.count(_BRACKETS[last])
        if last not in _TRAILING and not unopened:
            break
        link = link[:-1]
    return link
