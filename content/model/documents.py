"""Documents, and the passages that are quoted from them."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from content.model.field_types import Id, Line, Text, Title, Value, WebAddress, Words


class Document(Value):
    """A document that passages are quoted from. `file` is the path of its text inside the pack."""

    id: Id
    title: Title
    short: Title
    author: Title
    date: Title | None = None
    symbol: Title | None = None
    file: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    link: WebAddress | None = None
    # Footnote numbers that text extraction joined to words, with the word: "HLD.2".
    footnote_marks: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    # Lines that interrupt a passage at a page break, such as a footnote's own text.
    interruptions: Annotated[tuple[Text, ...], Field(max_length=200)] = ()


class Citation(Value):
    """The place of a passage in its document. `number` counts within the section."""

    document: Id
    section: str | None = Field(default=None, max_length=20)
    unit: Literal["paragraph", "recommendation", "point", "call", "box", "footnote"] = "paragraph"
    number: int | None = Field(default=None, ge=1, le=999)


class Passage(Value):
    """A quotable text. `text` is the document's own words; the other fields are the editors'."""

    id: Id
    title: Title
    text: Text
    citation: Citation
    words: Words = ()
    note: Line | None = None
    symbol: Title | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text (NFC, UTF-8) in hexadecimal."""
        text = unicodedata.normalize("NFC", self.text)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def hash(self) -> str:
        """The first 12 digits of `sha256`, which are shown under a quotation."""
        return self.sha256[:12]


class Section(Value):
    """Passages under one title, in reading order."""

    id: Id
    title: Title
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]


class Roundtable(Value):
    """A roundtable. `title` is the editors' short title, `theme` the official text (id `rtN`)."""

    number: int = Field(ge=1, le=99)
    title: Title
    theme: Passage

    @property
    def id(self) -> str:
        return self.theme.id


class Area(Value):
    """An area of recommendation. `call` (id `area-N`) is the opening text of the area."""

    number: int = Field(ge=1, le=99)
    title: Title
    heading: Title  # as printed in the document
    call: Passage
    recommendations: Annotated[tuple[Passage, ...], Field(min_length=1, max_length=99)]
    box: Passage | None = None

    @property
    def id(self) -> str:
        return self.call.id
