"""Parses YAML into dictionaries, lists and strings, and nothing else.

Every scalar stays the text that was written: `no` is a word, `1.10` keeps its zero, and
`2013-05-29` becomes a date only if the model has one there. Aliases, tags and duplicate keys are
refused: they hide things from a reader, and aliases can expand without bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import yaml

from content.characters import DIRECTION_CONTROLS, DIRECTION_OVERRIDES, INVISIBLE
from content.loading import plain_yaml
from content.loading.plain_yaml import MAX_DEPTH, MAX_VALUES, NotPlainError, parse_plain
from content.loading.yaml_errors import explain_yaml_error
from content.problems import MAX_PROBLEMS, Path, printable

_COMMENT = re.compile(r"[ \t]+(#\S+)")


@dataclass(frozen=True)
class Fault:
    """An error in the text of a file. `line` counts from 1."""

    line: int
    what: str
    fix: str


@dataclass(frozen=True)
class Parsed:
    """The value of a file, or its faults."""

    text: str
    value: object = None
    faults: tuple[Fault, ...] = ()

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line of every path in the value. Parses the text again: only problems need it."""
        return {} if self.faults else _build(self.text).lines


class _Stop(Exception):
    """Parsing was given up; the reason is among the faults."""


@dataclass
class _Container:
    """A list or dictionary that is not complete yet."""

    value: dict[str, object] | list[object]
    path: Path
    key: str | None = None
    seen: set[str] = field(default_factory=set)


def parse(text: str) -> Parsed:
    """Parse a YAML text and find all faults in it. Never raises for any text."""
    try:
        return Parsed(text, parse_plain(text))
    except NotPlainError:
        builder = _build(text)
    if builder.faults:
        return Parsed(text, faults=tuple(builder.faults))
    return Parsed(text, builder.value)


def _build(text: str) -> _Builder:
    builder = _Builder(text)
    if builder.has_forbidden_characters():
        return builder
    try:
        for event in yaml.parse(text, Loader=plain_yaml.LOADER):
            builder.add(event)
    except _Stop:
        pass
    except yaml.MarkedYAMLError as error:
        builder.faults.append(Fault(*explain_yaml_error(error, builder.text_lines)))
    except (ValueError, OverflowError):
        # Only from the parser in Python: "\U00110000", or a version of 5,000 digits.
        what = "it holds a character's code (\\U) or a version (%) that does not exist"
        builder.faults.append(Fault(1, what, "Take it out."))
    return builder


class _Builder:
    """Builds values from the parser's events, without recursion."""

    def __init__(self, text: str) -> None:
        self.text_lines = re.split("\r\n|\r|\n", text)
        self.value: object = None
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []
        self._open: list[_Container] = []
        self._values = 0
        self._documents = 0

    def has_forbidden_characters(self) -> bool:
        """Whether the text has characters that the parser does not accept."""
        for number, line in enumerate(self.text_lines, 1):
            if found := INVISIBLE.search(line):
                self.faults.append(Fault(number, f"there is {_named(found[0])} in it", _RETYPE))
                if len(self.faults) >= MAX_PROBLEMS:
                    break
        return bool(self.faults)

    def add(self, event: yaml.Event) -> None:
        """Process one event. Raises _Stop."""
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop(line, "a line of three hyphens divides the file", "Take it out.")
        elif isinstance(event, yaml.AliasEvent):
            self._fault(line, "a word begins with *", f'{_QUOTE_IT}: "*{printable(event.anchor)}".')
            self._put(None, line)
        elif isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            self._node(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self._open.pop()
            if not self._open:
                self.value = done.value

    def _node(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            fix = f'{_QUOTE_IT}: "&{printable(event.anchor)} …".'
            self._fault(line, "a value begins with &", fix)
        if event.tag is not None:
            self._fault(line, "a value begins with !", f'{_QUOTE_IT}: "!…".')
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        else:
            self._container({} if isinstance(event, yaml.MappingStartEvent) else [], line)

    def _container(self, value: dict[str, object] | list[object], line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            self._stop(
                line,
                "lists and fields stand too deep inside one another",
                "Compare the entry with the same entry of a new pack.",
            )
        path = self._put(value, line)
        self._open.append(_Container(value, path))

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        parent = self._open[-1] if self._open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            parent.key = str(event.value)
            self.lines[(*parent.path, parent.key)] = line
            if parent.key in parent.seen:
                what = f"“{printable(parent.key)}” stands twice in the same entry"
                self._fault(line, what, "Keep one of the two, or begin a new entry with “- ”.")
            parent.seen.add(parent.key)
            self._characters(parent.key, line, own=True)
            return
        plain = bool(event.implicit[0])
        if plain:
            self._check_comment(event)
        own = parent is None or "text" not in (parent.key, *parent.path[-1:])
        self._characters(event.value, line, own=own)
        nothing = plain and event.value in ("", "~", "null")
        self._put(None if nothing else event.value, line)

    def _put(self, value: object, line: int) -> Path:
        """Add a value to the container that is open, and return its path."""
        self._values += 1
        if self._values > MAX_VALUES:
            self._stop(
                line,
                f"the file holds more than {MAX_VALUES:,} values",
                "Take out what does not belong to this event.",
            )
        if not self._open:
            self.value = value
            return ()
        parent = self._open[-1]
        if isinstance(parent.value, list):
            path = (*parent.path, len(parent.value))
            self.lines[path] = line
            parent.value.append(value)
            return path
        if parent.key is None:
            self._stop(
                line,
                "a field's name is a list or a set of fields",
                "Write a name, a colon, a space and the value. Text in [ ] or { } needs quotes.",
            )
            raise AssertionError
        path = (*parent.path, parent.key)
        # A field without a value counts as absent.
        if value is not None and parent.key not in parent.value:
            parent.value[parent.key] = value
        parent.key = None
        return path

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        if event.end_mark is None or not event.value:
            return
        line, column = event.end_mark.line, event.end_mark.column
        comment = _COMMENT.match(self.text_lines[line], column)
        if comment is not None:
            self._fault(
                line + 1,
                f"“{printable(comment[1], 20)}” and what follows is not read: # begins a remark",
                'Put the whole value between double quotes: "… #5 …".',
            )

    def _characters(self, text: str, line: int, *, own: bool) -> None:
        if found := INVISIBLE.search(text):
            self._fault(line, f"there is {_named(found[0])} in it", _RETYPE)
        elif found := (DIRECTION_CONTROLS if own else DIRECTION_OVERRIDES).search(text):
            what = f"there is {_named(found[0])} in it, which turns the writing direction"
            self._fault(line, what, _RETYPE)

    def _fault(self, line: int, what: str, fix: str) -> None:
        self.faults.append(Fault(line, what, fix))
        if len(self.faults) >= MAX_PROBLEMS:
            raise _Stop

    def _stop(self, line: int, what: str, fix: str) -> None:
        self.faults.append(Fault(line, what, fix))
        raise _Stop


_QUOTE_IT = "If it is meant as text, put the whole value between double quotes"


_RETYPE = "Delete the line and type it again."


def _named(character: str) -> str:
    return f"an invisible character (U+{ord(character):04X})"
