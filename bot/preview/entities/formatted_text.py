"""Turning what a bot sends (text, parse mode, entities) into what Telegram keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.preview.api_errors import bad_request, not_supported
from bot.preview.entities.detected_entities import detect_entities
from bot.preview.entities.entity import Entity, checked_date_format, utf16_length, utf16_positions
from bot.preview.entities.entity_nesting import nested
from bot.preview.entities.html_parser import parse_html
from bot.preview.entities.link_rules import checked_link

# Of a text before parsing (telegram-bot-api, Client::get_formatted_text).
_MAX_TEXT_BYTES = 1 << 15
_STYLES = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
     "expandable_blockquote", "code"}
)  # fmt: skip
# Telegram detects these and ignores those that a bot sends.
_DETECTED = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
     "bank_card_number"}
)  # fmt: skip
_DROPPED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
_TO_CLEAN = re.compile(rf"[\x00-\x09\x0b-\x1f\u200e\u200f{''.join(_DROPPED)}]")
_BLANK = frozenset(
    "\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202e\u202f"
    "\u205f\u2800\u3000\ufffc\u200b\u200c\u200d\u200e\u200f\ufeff\u00a0 \n"
)


@dataclass(frozen=True)
class FormattedText:
    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        """In UTF-16 units after entities parsing, as Telegram's limits count it."""
        return utf16_length(self.text)

    def entities_json(self) -> list[dict[str, Any]]:
        return [entity.as_json() for entity in self.entities]


def parse_text(
    text: str,
    parse_mode: str | None,
    entities: Sequence[object] | None,
    find_user: Callable[[int], Mapping[str, Any] | None],
    allow_empty: bool = False,
) -> FormattedText:
    """Return the formatted text of a call's parameters. Raises ApiError.

    `find_user` gives the User of a text mention. As Telegram does, drop the mention of an unknown
    one.
    """
    check_unicode(text)
    if len(text.encode()) > _MAX_TEXT_BYTES:
        raise bad_request("Text is too long")
    mode = (parse_mode or "").lower()
    if text and mode and mode != "none":
        if mode in ("markdown", "markdownv2"):
            raise not_supported(f'the preview does not read parse_mode "{parse_mode}", use HTML')
        if mode != "html":
            raise bad_request("Unsupported parse_mode")
        plain, given = parse_html(text)
    else:
        plain, given = text, _parsed_entities(entities or [])
    return format_text(plain, _with_users(given, find_user), allow_empty=allow_empty)


def format_text(
    text: str, entities: Sequence[Entity] = (), *, allow_empty: bool = False
) -> FormattedText:
    """Clean and trim a text and detect entities (tdlib, fix_formatted_text). Raises ApiError."""
    for entity in entities:
        for name, value in (("offset", entity.offset), ("length", entity.length)):
            if not 0 <= value <= 1_000_000:
                raise bad_request(f"Receive an entity with incorrect {name} {value}")
    cleaned, kept = _cleaned(text, nested(list(entities)))
    cleaned, kept = _trimmed(cleaned, nested(kept))
    if all(character in _BLANK for character in cleaned):
        if not allow_empty:
            raise bad_request("Text must be non-empty")
        return FormattedText("")
    return FormattedText(cleaned, tuple(nested(kept, detect_entities(cleaned))))


def check_unicode(text: str) -> None:
    """Raise ApiError for lone surrogates, which JSON can carry and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("Strings must be encoded in UTF-8") from None


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Replace control characters by spaces and drop a few; entities stay on their words."""
    old = utf16_positions(text)
    if _TO_CLEAN.search(text):
        cleaned, new = _without_controls(text, old)
    else:
        cleaned, new = text, old
    at = dict(zip(old, new, strict=True))
    moved = []
    for entity in entities:
        if entity.offset > old[-1] or (entity.offset == old[-1] and entity.length):
            raise bad_request(
                f"Entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
        if entity.end > old[-1]:
            raise bad_request(
                f"Entity beginning at UTF-16 offset {entity.offset} ends after the end of the "
                f"text at UTF-16 offset {entity.end}"
            )
        if entity.offset not in at:
            raise bad_request(
                "Entity begins in a middle of a UTF-16 symbol at byte offset "
                f"{_byte_offset(text, old, entity.offset)}"
            )
        if entity.end not in at:
            raise bad_request(
                f"Entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 "
                f"symbol at byte offset {_byte_offset(text, old, entity.end)}"
            )
        offset = at[entity.offset]
        moved.append(entity.at(offset, at[entity.end] - offset))
    return cleaned, [entity for entity in moved if entity.length > 0]


def _without_controls(text: str, old: list[int]) -> tuple[str, list[int]]:
    """Return the cleaned text, and the UTF-16 offset in it of each character of the old text."""
    new = [0]
    characters: list[str] = []
    marks = ""
    for index, character in enumerate(text):
        if character in _DROPPED:
            new.append(new[-1])
            continue
        if character < " " and character != "\n":
            character = " "
        if character in "\u200e\u200f" and marks:
            # Telegram keeps only the last of several direction marks.
            characters[-1] = "\u200c"
        marks = character if character in "\u200e\u200f" else ""
        characters.append(character)
        new.append(new[-1] + old[index + 1] - old[index])
    return "".join(characters), new


def _byte_offset(text: str, positions: list[int], utf16: int) -> int:
    """Return the byte offset of the first character after a UTF-16 offset."""
    index = next(index for index, position in enumerate(positions) if position > utf16)
    return len(text[:index].encode())


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Strip white space from the end, and from the beginning up to the first entity."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    entities = [
        entity.at(entity.offset, min(entity.length, end - entity.offset))
        for entity in entities
        if entity.offset < end
    ]
    first = min((entity.offset for entity in entities), default=end)
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    return text[lead:], [entity.at(entity.offset - lead, entity.length) for entity in entities]


def _parsed_entities(entities: Sequence[object]) -> list[Entity]:
    result = []
    for given in entities:
        try:
            entity = _parsed_entity(given)
        except _WrongEntity as wrong:
            raise bad_request(f"Can't parse MessageEntity: {wrong}") from None
        if entity is not None:
            result.append(entity)
    return result


class _WrongEntity(ValueError):
    """A MessageEntity that cannot be parsed, with Telegram's error text."""


def _parsed_entity(given: object) -> Entity | None:
    if not isinstance(given, dict):
        raise _WrongEntity("expected an Object")
    offset, length = _integer(given, "offset"), _integer(given, "length")
    kind = given.get("type")
    if not isinstance(kind, str):
        raise _WrongEntity('Can\'t find field "type"')
    if kind in _DETECTED:
        return None
    if kind in _STYLES:
        return Entity(kind, offset, length)
    match kind:
        case "pre":
            language = given.get("language")
            return Entity("pre", offset, length, {"language": language} if language else {})
        case "text_link":
            link = checked_link(str(given.get("url", "")))
            return Entity(kind, offset, length, {"url": link}) if link else None
        case "text_mention":
            user = given.get("user")
            if not isinstance(user, dict):
                raise _WrongEntity('Can\'t find field "user"')
            return Entity(kind, offset, length, {"user": {"id": _integer(user, "id")}})
        case "custom_emoji":
            emoji = str(given.get("custom_emoji_id", ""))
            return Entity(kind, offset, length, {"custom_emoji_id": emoji})
        case "date_time":
            details: dict[str, Any] = {"unix_time": _integer(given, "unix_time")}
            if details["unix_time"] <= 0:
                raise _WrongEntity("Invalid date specified")
            try:
                date_format = checked_date_format(str(given.get("date_time_format") or ""))
            except ValueError:
                raise _WrongEntity("Invalid date-time format specified") from None
            if date_format:
                details["date_time_format"] = date_format
            return Entity(kind, offset, length, details)
    raise _WrongEntity("Unsupported type specified")


def _integer(given: Mapping[str, object], name: str) -> int:
    value = given.get(name)
    if value is None:
        raise _WrongEntity(f'Can\'t find field "{name}"')
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise _WrongEntity(f'Field "{name}" must be a valid Number')
    return value


def _with_users(
    entities: Sequence[Entity], find_user: Callable[[int], Mapping[str, Any] | None]
) -> list[Entity]:
    result = []
    for entity in entities:
        if entity.type == "text_mention":
            user = find_user(entity.details["user"]["id"])
            if user is None:
                continue
            entity = Entity(entity.type, entity.offset, entity.length, {"user": dict(user)})
        result.append(entity)
    return result
