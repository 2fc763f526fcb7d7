"""Parses YAML that has no faults, fast.

A pack with its translations has 25,000 texts, and the program starts when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from content.characters import DIRECTION_CONTROLS, INVISIBLE

MAX_DEPTH = 12
MAX_VALUES = 100_000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Escapes can give any character; a remark may have been meant as text.
_NEEDS_CARE = re.compile(rf"\\|[ \t]#\S|{INVISIBLE.pattern}|{DIRECTION_CONTROLS.pattern}")


class NotPlainError(Exception):
    """A text has a fault, or may have one."""


def parse_plain(text: str) -> object:
    """Return what `yaml_parser.parse` finds in a text. Raises NotPlainError for any text that it
    may find a fault in."""
    if _NEEDS_CARE.search(text):
        raise NotPlainError
    try:
        return _value(LOADER(text))
    except (yaml.YAMLError, ValueError, OverflowError):
        raise NotPlainError from None


def _value(loader: yaml.SafeLoader) -> object:
    """The value of the only document."""
    get_event: Callable[[], yaml.Event | None] = loader.get_event
    root: list[object] = []
    container: dict[str, object] | list[object] = root
    key: str | None = None
    outer: list[tuple[dict[str, object] | list[object], str | None]] = []
    documents = values = 0
    while (event := get_event()) is not None:
        value: object
        if isinstance(event, yaml.ScalarEvent):
            value = event.value
            if event.implicit[0] and value in ("", "~", "null"):
                value = None
        elif isinstance(event, yaml.MappingStartEvent):
            value = {}
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
        elif isinstance(event, yaml.CollectionEndEvent):
            if isinstance(container, dict) and None in container.values():
                # A field without a value counts as absent.
                for name in [name for name, held in container.items() if held is None]:
                    del container[name]
            container, key = outer.pop()
            continue
        else:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1 or isinstance(event, yaml.AliasEvent):
                raise NotPlainError
            continue
        if event.anchor is not None or event.tag is not None:
            raise NotPlainError
        if isinstance(container, list):
            container.append(value)
        elif key is None:
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if key is None or key in container:
                raise NotPlainError
            continue
        else:
            container[key] = value
            key = None
        values += 1
        if isinstance(value, dict | list):
            if len(outer) >= MAX_DEPTH:
                raise NotPlainError
            outer.append((container, key))
            container, key = value, None
    if values > MAX_VALUES:
        raise NotPlainError
    return root[0] if root else None
