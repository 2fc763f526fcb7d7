"""Entities and their unit: UTF-16 code units, not characters.

https://core.telegram.org/api/entities#entity-length
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Which of two entities with the same span comes first (tdlib, MessageEntity::get_type_priority).
_PRIORITY = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "date_time": 30,
    "text_link": 49, "text_mention": 49, "bold": 90, "italic": 91, "underline": 92,
    "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
_FOUND_PRIORITY = 50

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
# Nothing nests in these, and other formatting inside them is dropped.
SOLID = frozenset({"pre", "code", "date_time"})


@dataclass(frozen=True)
class Entity:
    """`offset` and `length` in UTF-16 units; `details` are the other fields of a MessageEntity."""

    type: str
    offset: int
    length: int
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def rank(self) -> tuple[int, int, int]:
        priority = _PRIORITY.get(self.type, _FOUND_PRIORITY)
        if self.type == "pre" and "language" in self.details:
            priority = 10
        return (self.offset, -self.length, priority)

    def at(self, offset: int, length: int) -> Entity:
        return Entity(self.type, offset, length, self.details)

    def as_json(self) -> dict[str, Any]:
        return {"offset": self.offset, "length": self.length, "type": self.type, **self.details}


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: entity.rank)


def utf16_positions(text: str) -> list[int]:
    """For each character of `text`, and its end, the UTF-16 offset where it begins."""
    if max(text, default="") <= "\uffff":
        return list(range(len(text) + 1))
    positions = [0]
    for character in text:
        positions.append(positions[-1] + (2 if character > "\uffff" else 1))
    return positions
