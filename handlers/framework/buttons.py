"""Typed callback data: a frozen dataclass for each kind of button, packed in at most 64 bytes.

Wire form: `<tag><version>:<field>:<field>`, for example `p1:rec-3-2:rt3`. The meaning of a class's
fields never changes under the same version, so a button in an old message works as it did or is
refused.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import ClassVar, TypeVar, get_type_hints

from handlers.framework.telegram_limits import CALLBACK_DATA_BYTES

Data = TypeVar("Data", bound="ButtonData")
_FIELD = re.compile(r"[A-Za-z0-9_.+/-]{0,60}")


@dataclasses.dataclass(frozen=True)
class ButtonData:
    """Base of every button's data. Fields are `str` (letters, digits, `_.+/-`) or `int`."""

    tag: ClassVar[str]

    def pack(self) -> str:
        """Return the wire form. Raises ValueError if it is too long or a field has characters that
        are not allowed, which is a bug in the view."""
        values = [str(getattr(self, field.name)) for field in dataclasses.fields(self)]
        if not all(_FIELD.fullmatch(value) for value in values):
            raise ValueError(f"{self!r} has a field that cannot be packed")
        packed = ":".join([self.tag, *values])
        if len(packed.encode()) > CALLBACK_DATA_BYTES:
            raise ValueError(f"{packed} is longer than {CALLBACK_DATA_BYTES} bytes")
        return packed


def fitting(data: Data, shorter: Data) -> Data:
    """Return the button's data, or `shorter` if it exceeds Telegram's limit."""
    values = [str(getattr(data, field.name)) for field in dataclasses.fields(data)]
    packed = ":".join([data.tag, *values])
    return data if len(packed.encode()) <= CALLBACK_DATA_BYTES else shorter


class OutOfDate(ValueError):
    """Callback data that no current button packs: stale, foreign or forged."""


class ButtonTable:
    """Parses wire forms."""

    def __init__(self, classes: Iterable[type[ButtonData]]) -> None:
        self._classes: dict[str, tuple[type[ButtonData], tuple[tuple[str, type], ...]]] = {}
        for kind in classes:
            if kind.tag in self._classes:
                raise ValueError(f"two buttons share the tag {kind.tag}")
            hints = get_type_hints(kind)
            fields = tuple((field.name, hints[field.name]) for field in dataclasses.fields(kind))
            self._classes[kind.tag] = (kind, fields)

    def parse(self, data: str) -> ButtonData:
        """Return the button that packed `data`. Raises OutOfDate for anything else."""
        tag, *values = data.split(":")
        if tag not in self._classes:
            raise OutOfDate(tag)
        kind, fields = self._classes[tag]
        if len(values) != len(fields):
            raise OutOfDate(tag)
        arguments: dict[str, str | int] = {}
        for (name, wanted), value in zip(fields, values, strict=True):
            if not _FIELD.fullmatch(value):
                raise OutOfDate(tag)
            if wanted is int:
                if not re.fullmatch(r"-?[0-9]{1,9}", value):
                    raise OutOfDate(tag)
                arguments[name] = int(value)
            else:
                arguments[name] = value
        return kind(**arguments)
