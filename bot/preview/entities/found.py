"""Entities Telegram finds by itself in a text: mentions, commands, hashtags, links, addresses.

The rules follow tdlib's find_entities (td/telegram/MessageEntity.cpp), with a shorter list of
top-level domains. Phone and card numbers are not looked for.
"""

from __future__ import annotations

import re

from bot.preview.entities.units import Entity, in_order, utf16_positions

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32}+)(?!\w)")
_SHORT_NAMES = frozenset({"gif", "nft", "pic", "ufc", "vid"})
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]++)(?:@([A-Za-z0-9_]*+))?+(?![\w/<>])")
_HASH = r"[\w·\u200c\u0d80-\u0dff]"
_HASHTAG = re.compile(rf"(?<!{_HASH})#({_HASH}{{1,256}}+)(?:@[A-Za-z0-9_]{{3,32}}+)?+(?!#)")
_CASHTAG = re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8}+)(?![\w$])")
_EMAIL = re.compile(
    r"(?<![\w.+%-])[A-Za-z0-9._%+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}\.)+([A-Za-z]{2,63})(?![\w@-])"
)
_PATH = r"[^\s\u2000-\u200b\u200e-\u200f\u2016-\u206f<>«»\"]*"
_LINK = re.compile(
    r"(?<![\w@/#])((?:https?|ftp)://)?(?:[^\s/\[\]{}()'`<>\"@«»]+@)?"
    r"((?:[\w~-]+\.)+([\w-]+))(:\d{1,5})?([/?#]" + _PATH + r")?",
    re.IGNORECASE,
)
_TG_LINK = re.compile(rf"(?:tg|ton|tonsite)://[a-z0-9_-]{{1,253}}+(?:[/?#]{_PATH})?", re.IGNORECASE)
_TRAILING = ".:;,('?!`"
_DOMAINS = frozenset((
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name", "pro", "aero",
    "coop", "museum", "mobi", "jobs", "travel", "cat", "tel", "asia", "post", "xxx", "app",
    "dev", "blog", "online", "site", "shop", "store", "tech", "xyz", "top", "club", "live",
    "news", "world", "today", "life", "global", "international", "agency", "foundation", "ngo",
    "ong", "eus", "swiss", "academy", "email", "cloud", "digital", "wiki", "website", "space",
    "link", "click", "help", "support", "center", "events", "conference", "media", "press",
    "social", "page", "zone",
))  # fmt: skip


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
    found += [(*match.span(), "email") for match in _EMAIL.finditer(text) if _known(match[1])]
    found += [(*match.span(), "url") for match in _TG_LINK.finditer(text)]
    found += [(*span, "url") for span in _links(text)]
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


def _known(domain: str) -> bool:
    return domain.lower() in _DOMAINS or (
        len(domain) == 2 and domain.isascii() and domain.isalpha()
    )


def _links(text: str) -> list[tuple[int, int]]:
    spans = []
    for match in _LINK.finditer(text):
        protocol, host, top, _, path = match.groups()
        numbers = re.fullmatch(r"(?:\d{1,3}\.){3}\d{1,3}", host)
        if numbers:
            if any(int(part) > 255 for part in host.split(".")):
                continue
        elif (
            (not protocol and not _known(top))
            or len(top) < 2
            or "_" in top
            or "-" in top
            or top.isdigit()
        ):
            continue
        begin, end = match.span()
        if path:
            end -= len(path) - len(_balanced(path))
        spans.append((begin, end))
    return spans


def _balanced(path: str) -> str:
    """Cut before a closing bracket nothing opened, and before trailing punctuation."""
    open_brackets = {")": 0, "]": 0, "}": 0}
    closing = {"(": ")", "[": "]", "{": "}"}
    end = len(path)
    for index, character in enumerate(path):
        if character in closing:
            open_brackets[closing[character]] += 1
        elif character in open_brackets:
            open_brackets[character] -= 1
            if open_brackets[character] < 0:
                end = index
                break
    return path[:end].rstrip(_TRAILING)
