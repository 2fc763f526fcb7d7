"""Message entities, whose offsets and lengths count UTF-16 code units.

https://core.telegram.org/api/entities#entity-length
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Of two entities with the same span the lower comes first (tdlib,
# MessageEntity::get_type_priority).
_PRIORITY = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "date_time": 30,
    "text_link": 49, "text_mention": 49, "bold": 90, "italic": 91, "underline": 92,
    "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
_DETECTED_PRIORITY = 50

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
# Formatting inside these is dropped.
SOLID = frozenset({"pre", "code", "date_time"})


@dataclass(frozen=True)
class Entity:
    """An entity. `details` are the fields of a MessageEntity other than those here."""

    type: str
    offset: int
    length: int
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def rank(self) -> tuple[int, int, int]:
        """The key by which Telegram sorts entities."""
        priority = _PRIORITY.get(self.type, _DETECTED_PRIORITY)
        if self.type == "pre" and "language" in self.details:
            priority = 10
        return (self.offset, -self.length, priority)

    def at(self, offset: int, length: int) -> Entity:
        """Return the same entity over another span."""
        return Entity(self.type, offset, length, self.details)

    def as_json(self) -> dict[str, Any]:
        return {"offset": self.offset, "length": self.length, "type": self.type, **self.details}


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: entity.rank)


def utf16_positions(text: str) -> list[int]:
    """Return the UTF-16 offset of each character of `text`, and of its end."""
    if max(text, default="") <= "\uffff":
        return list(range(len(text) + 1))
    positions = [0]
    for character in text:
        positions.append(positions[-1] + (2 if character > "\uffff" else 1))
    return positions


def checked_date_format(written: str) -> str:
    """Return a date_time_format in the order in which Telegram keeps it. Raises ValueError.

    https://core.telegram.org/bots/api#date-time-entity-formatting
    """
    if written in ("r", "R"):
        return "r"
    if set(written) - set("tTdDwW"):
        raise ValueError(written)
    parts = ["w" if set(written) & set("wW") else ""]
    for pair in ("dD", "tT"):
        # Of a short and a long form, Telegram keeps the long one.
        parts.append(pair[1] if pair[1] in written else pair[0] if pair[0] in written else "")
    return "".join(parts)
