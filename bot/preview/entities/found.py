"""Entities Telegram finds by itself in a text: mentions, commands, hashtags, links, addresses.

The rules follow tdlib's find_entities (td/telegram/MessageEntity.cpp). Phone and card numbers are
not looked for.
"""

from __future__ import annotations

import re

from bot.preview.entities.found_links import find_links
from bot.preview.entities.units import Entity, in_order, utf16_positions

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32}+)(?!\w)")
_SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]++)(?:@([A-Za-z0-9_]*+))?+(?![\w/<>])")
_HASH = r"[\w·\u200c\u0d80-\u0dff]"
_HASHTAG = re.compile(rf"(?<!{_HASH})#({_HASH}{{1,256}}+)(?:@[A-Za-z0-9_]{{3,32}}+)?+(?!#)")
_CASHTAG = re.compile(
    rf"(?<!{_HASH})(?<!\$)\$(?:1INCH|[A-Z]{{1,8}}+)(?:@[A-Za-z0-9_]{{3,32}}+(?!\w))?+"
    rf"(?!{_HASH})(?!\$)"
)


def find_entities(text: str) -> list[Entity]:
    """In order, none overlapping another."""
    found: list[tuple[int, int, str]] = []
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_NAMES:
            found.append((*match.span(), "mention"))
    for match in _COMMAND.finditer(text):
        if len(match[1]) <= 64 and (match[2] is None or 3 <= len(match[2]) <= 32):
            found.append((*match.span(), "bot_command"))
    for match in _HASHTAG.finditer(text):
        if any(character.isalpha() for character in match[1]):
            found.append((*match.span(), "hashtag"))
    found += [(*match.span(), "cashtag") for match in _CASHTAG.finditer(text)]
    found += find_links(text)
    positions = utf16_positions(text)
    entities = in_order(
        [
            Entity(kind, positions[begin], positions[end] - positions[begin])
            for begin, end, kind in found
        ]
    )
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept
