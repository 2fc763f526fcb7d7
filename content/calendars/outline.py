"""The components of an iCalendar file (RFC 5545), still as text, each with its first line.

Each component is then parsed by itself (`component`), so a fault in one leaves the others readable.
"""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass, field

from icalendar import Component, ComponentFactory
from icalendar.parser.ical.component import ComponentIcalParser

from content.calendars.entries import MAX_ENTRIES, Unreadable

# A calendar, an entry in it, an alarm in that; no calendar program nests deeper.
_MAX_DEPTH = 4
_MARK = re.compile(r"\s*(BEGIN|END)\s*:\s*(.*?)\s*", re.IGNORECASE)
_MAX_NAME_CHARACTERS = 40
_QUOTED_PRINTABLE = re.compile(
    r"\s*([A-Za-z-]{1,40})((?:;[^:;]*)*;(?:ENCODING=)?QUOTED-PRINTABLE(?:;[^:;]*)*):",
    re.IGNORECASE,
)
_CHARSET = re.compile(r";CHARSET=([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
_TO_ESCAPE = re.compile(r"[\\;,]")


@dataclass(frozen=True)
class Block:
    """The text of one component. `line` is that of its BEGIN, counted from 1; `lines` are those
    between BEGIN and END, `own_lines` without those of components within it, by their numbers."""

    name: str
    line: int
    lines: list[str] = field(default_factory=list)
    own_lines: dict[int, str] = field(default_factory=dict)

    def component(self) -> Component:
        """Parse it by the icalendar library. Raises Unreadable.

        Faults in single properties do not raise: a property whose value is malformed is a
        `vBroken`, and a line that is no property is in the component's `errors`.
        """
        lines = _without_quoted_printable(self.lines)
        text = "\n".join((f"BEGIN:{self.name}", *lines, f"END:{self.name}"))
        try:
            (found,) = _Parser(text, ComponentFactory(), Component.types_factory).parse()
        except Exception:
            # The library raises whatever it stumbles over.
            raise Unreadable(
                "no-property", self.line, self.lines[0] if self.lines else ""
            ) from None
        return found

    def line_of(self, name: str, index: int = 0) -> int:
        """The line of a property, or of BEGIN if the property is not found."""
        named = re.compile(rf"\s*{name}\s*[:;]", re.IGNORECASE)
        found = [number for number, text in self.own_lines.items() if named.match(text)]
        return found[index] if index < len(found) else self.line

    def line_in(self, message: str) -> int:
        """The line that one of the library's error messages quotes, else that of BEGIN."""
        lines = self.own_lines.items()
        return next(
            (number for number, text in lines if text.strip() and text in message), self.line
        )


@dataclass
class CalendarOutline:
    """A VCALENDAR: its own properties (a Block without subcomponents), and its components."""

    properties: Block
    blocks: list[Block] = field(default_factory=list)

    def named(self, name: str) -> list[Block]:
        return [block for block in self.blocks if block.name == name]


def outline(text: str) -> list[CalendarOutline]:
    """Find the calendars of a file and their components. Raises Unreadable if the file is
    incomplete, nested too deeply, or has more than MAX_ENTRIES events."""
    calendars: list[CalendarOutline] = []
    stack: list[str] = []
    events = number = 0
    normal = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    for number, line in enumerate(normal.split("\n"), start=1):
        mark = None if line[:1] in (" ", "\t") else _MARK.fullmatch(line)
        if mark is None:
            if stack:
                block = calendars[-1].properties if len(stack) == 1 else calendars[-1].blocks[-1]
                block.lines.append(line)
                if len(stack) <= 2:
                    block.own_lines[number] = line
            elif line.strip():
                raise Unreadable("unbalanced", number, line)
            continue
        name = mark[2].upper()[:_MAX_NAME_CHARACTERS]
        if mark[1].upper() == "END":
            if not stack or stack.pop() != name:
                raise Unreadable("unbalanced", number, line)
            if len(stack) > 1:
                calendars[-1].blocks[-1].lines.append(line)
            continue
        if len(stack) >= _MAX_DEPTH:
            raise Unreadable("nested", number)
        if (name == "VCALENDAR") != (not stack):
            raise Unreadable("unbalanced", number, line)
        stack.append(name)
        if len(stack) == 1:
            calendars.append(CalendarOutline(Block(name, number)))
        elif len(stack) == 2:
            calendars[-1].blocks.append(Block(name, number))
            events += name == "VEVENT"
            if events > MAX_ENTRIES:
                raise Unreadable("too-many", number, number=MAX_ENTRIES)
        else:
            calendars[-1].blocks[-1].lines.append(line)
    if stack:
        raise Unreadable("cut-off", number)
    return calendars


def _without_quoted_printable(lines: list[str]) -> list[str]:
    """Return lines with the values of vCalendar 1.0 in quoted-printable as iCalendar writes them.

    Such a value goes on in the next line where it ends with `=`. What cannot be decoded stays.
    """
    if not any(_QUOTED_PRINTABLE.match(line) for line in lines):
        return lines
    found: list[str] = []
    rest = iter(lines)
    for line in rest:
        match = _QUOTED_PRINTABLE.match(line)
        if match is None:
            found.append(line)
            continue
        value = line[match.end() :]
        while value.endswith("="):
            value = value[:-1] + next(rest, "")
        charset = _CHARSET.search(match[0])
        try:
            text = quopri.decodestring(value).decode(charset[1] if charset else "utf-8")
        except (UnicodeDecodeError, LookupError):
            found.append(line)
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _TO_ESCAPE.sub(r"\\\g<0>", text).replace("\n", "\\n")
        found.append(f"{match[1]}:{text}")
    return found


class _Parser(ComponentIcalParser):
    """The library's parser, tolerant in all components, and leaving time zones to us: a time
    stays as it was written, with its TZID among its parameters."""

    datetime_names = ()

    def handle_begin_component(self, vals: str) -> None:
        super().handle_begin_component(vals)
        if self.component is not None:
            self.component.ignore_exceptions = True  # type: ignore[misc]

    def handle_end_component(self, vals: str) -> None:
        try:
            # This also makes a tzinfo of a VTIMEZONE, once the component is complete.
            super().handle_end_component(vals)
        except Exception:
            if vals.upper() != "VTIMEZONE":
                raise
