"""Typed callback data: one small frozen class a button, packed in at most 64 bytes.

Wire form: `<tag><version>:<field>:<field>`, e.g. `p1:rec-3-2:rt3`. A class never changes its
fields' meaning under the same version, so a button in an old message still works or is refused.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import ClassVar, get_type_hints

from handlers.framework.telegram_limits import CALLBACK_DATA_BYTES

_FIELD = re.compile(r"[A-Za-z0-9_.+/-]{0,48}")


@dataclasses.dataclass(frozen=True)
class ButtonData:
    """Base of every button's data. Fields are `str` (letters, digits, `_.+/-`) or `int`."""

    tag: ClassVar[str]

    def pack(self) -> str:
        """The wire form. Raises ValueError where a field cannot travel: a bug of the view."""
        values = [str(getattr(self, field.name)) for field in dataclasses.fields(self)]
        if not all(_FIELD.fullmatch(value) for value in values):
            raise ValueError(f"{self!r} has a field that cannot travel in callback data")
        packed = ":".join([self.tag, *values])
        if len(packed.encode()) > CALLBACK_DATA_BYTES:
            raise ValueError(f"{packed} is longer than {CALLBACK_DATA_BYTES} bytes")
        return packed


class OutOfDate(ValueError):
    """Callback data that no button of this version wrote: stale, foreign or forged."""


class ButtonTable:
    """Reads wire forms back into their classes."""

    def __init__(self, classes: Iterable[type[ButtonData]]) -> None:
        self._classes: dict[str, tuple[type[ButtonData], tuple[tuple[str, type], ...]]] = {}
        for each in classes:
            if each.tag in self._classes:
                raise ValueError(f"two buttons share the tag {each.tag}")
            hints = get_type_hints(each)
            fields = tuple((field.name, hints[field.name]) for field in dataclasses.fields(each))
            self._classes[each.tag] = (each, fields)

    def parse(self, data: str) -> ButtonData:
        """The button that packed `data`. Raises OutOfDate for anything else."""
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
