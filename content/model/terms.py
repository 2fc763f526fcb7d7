"""Glossary terms and regional processes, in the words of the pack's editors."""

from __future__ import annotations

from content.model.field_types import Id, Line, Title, Value, Words


class Term(Value):
    """An acronym or a body. `meaning` is the editors' summary, `see` has ids of passages on it."""

    id: Id
    term: Title
    expansion: Title
    meaning: Line | None = None
    source: Line | None = None
    also: tuple[Title, ...] = ()
    words: Words = ()
    see: tuple[str, ...] = ()


class Process(Value):
    """A regional consultative process (RCP)."""

    id: Id
    name: Title
    short: Title | None = None
    also: Title | None = None
    about: Line | None = None
    region: Title | None = None
    source: Line
    words: Words = ()
    note: Line | None = None
