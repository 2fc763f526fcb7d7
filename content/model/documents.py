"""Documents, and the passages that are quoted from them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import date as Date  # `date` is a field
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from content.model.field_types import (
    LANGUAGE_PATTERN,
    Day,
    Id,
    LanguageCode,
    Line,
    Text,
    Title,
    Value,
    WebAddress,
    Words,
)
from content.model.files import FilePath
from content.model.item_status import ItemStatus, ItemStatuses, Proposers, Status

# What a part of a document is called.
Unit = Literal[
    "paragraph", "recommendation", "point", "call", "box", "footnote",
    "article", "motion", "objective", "principle", "preamble", "annex",
]  # fmt: skip


class Document(Value):
    """A document that passages are quoted from.

    `file` is the path of its text inside the pack. A document in several languages has `texts`
    instead, a path by language; `authentic` names the languages that are not translations, by
    default all.
    """

    _LEFT_OUT_IF_DEFAULT = (
        "texts", "authentic", "links", "numbering", "headings", "paragraphs",
        "download", "downloads", "day", "words",
    )  # fmt: skip

    id: Id
    title: Title
    short: Title
    author: Title
    date: Title | None = None
    day: Date | None = None  # on which it was adopted or published, to be found by
    symbol: Title | None = None
    words: Words = ()  # other names that it is known by
    file: FilePath | None = None
    texts: Mapping[LanguageCode, FilePath] = {}
    authentic: tuple[LanguageCode, ...] = ()
    link: WebAddress | None = None
    links: Mapping[LanguageCode, WebAddress] = {}
    # The path of a file of the pack that the bot sends, such as a PDF; by language in `downloads`.
    download: FilePath | None = None
    downloads: Mapping[LanguageCode, FilePath] = {}
    # How the heading of a numbered part begins, by language: "Article {n}". See content.numbering.
    numbering: Mapping[LanguageCode, Line] = {}
    # The headings of parts without a number, by what they are: preamble, annex.
    headings: Mapping[Unit, Mapping[LanguageCode, Line]] = {}
    # What ends a paragraph of the text: a blank line, or the end of each line.
    paragraphs: Literal["blank-lines", "lines"] = "blank-lines"
    # Footnote numbers that text extraction joined to words, with the word: "HLD.2".
    footnote_marks: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    # Lines that interrupt a passage at a page break, such as a footnote's own text.
    interruptions: Annotated[tuple[Text, ...], Field(max_length=200)] = ()

    def files(self, language: str) -> Mapping[str, str]:
        """Return the paths of its texts by language. `language` is that of the pack, and of a
        document with a single `file`."""
        return self.texts or ({language: self.file} if self.file else {})

    def is_authentic(self, language: str) -> bool:
        """Return whether its text in a language is authentic, and not a translation."""
        return not self.authentic or language in self.authentic

    def link_in(self, language: str) -> str | None:
        """Return the address of the document in a language, else in any."""
        return self.links.get(language) or self.link or next(iter(self.links.values()), None)

    def download_in(self, language: str) -> str | None:
        """Return the path of the file that is sent in a language, else in any."""
        files = self.downloads
        return files.get(language) or self.download or next(iter(files.values()), None)

    @model_validator(mode="after")
    def _has_text(self) -> Document:
        if bool(self.file) == bool(self.texts):
            raise ValueError("a document has either “file” or “texts”")
        return self


class Citation(Value):
    """The place of a passage in its document. `number` counts within the section."""

    document: Id
    section: str | None = Field(default=None, max_length=20)
    unit: Unit = "paragraph"
    number: int | None = Field(default=None, ge=1, le=9_999)


class Passage(Value):
    """A quotable text. `text` is the document's own words; the other fields are the editors'.

    A passage in several languages has `texts`, and `text` is the one in `language`. In a file,
    `text` is a text in the pack's language or a mapping of languages to texts; without it, the
    loader takes the text from the document (content.loading.numbered_texts).
    """

    _LEFT_OUT_IF_DEFAULT = ("language", "texts", "status", "decided", "proposers")

    id: Id
    title: Title
    text: Text = ""
    language: LanguageCode | None = None  # of `text`; None: the pack's
    texts: Mapping[LanguageCode, Text] = {}
    citation: Citation
    words: Words = ()
    note: Line | None = None
    symbol: Title | None = None
    # These three are of items of collections, such as motions.
    status: Status | None = None
    decided: Day | None = None
    proposers: Proposers = ()

    @model_validator(mode="before")
    @classmethod
    def _read_languages(cls, content: Any) -> Any:
        written = content.get("text") if isinstance(content, Mapping) else None
        if not isinstance(written, Mapping) or not written:
            return content
        if not all(re.match(LANGUAGE_PATTERN, str(language)) for language in written):
            return content
        language, text = next(iter(written.items()))
        return {**content, "text": text, "language": language, "texts": written}

    def in_language(self, language: str) -> Passage:
        """Return the passage with its official text in a language; the same passage if there is
        none in it."""
        if language not in self.texts or language == self.language:
            return self
        return self.model_copy(update={"text": self.texts[language], "language": language})

    @property
    def item_status(self) -> ItemStatus:
        return ItemStatus(self.status, self.decided)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text (NFC, UTF-8) in hexadecimal."""
        text = unicodedata.normalize("NFC", self.text)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def hash(self) -> str:
        """The first 12 digits of `sha256`, which are shown under a quotation."""
        return self.sha256[:12]

    @property
    def hash_of_all_languages(self) -> str:
        """A hash that changes with any of its texts; `hash` if there is one text."""
        if not self.texts:
            return self.hash
        hashes = (self.in_language(language).sha256 for language in sorted(self.texts))
        return hashlib.sha256("".join(hashes).encode()).hexdigest()[:12]


class Section(Value):
    """Passages under one title, in reading order."""

    id: Id
    title: Title
    passages: Annotated[tuple[Passage, ...], Field(min_length=1)]


class Collection(Section):
    """Passages under a name of the pack's own, such as the articles of a declaration.

    `item` names one of them by its number: "Article {number}". `command` shows the collection
    (`/articles`). In a file, passages that give a `number` or `unit` in place of a citation are of
    the collection's `document`.
    """

    item: Title
    command: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")] | None = None
    document: Id | None = None
    unit: Unit = "article"

    @model_validator(mode="before")
    @classmethod
    def _complete_citations(cls, content: Any) -> Any:
        if not isinstance(content, Mapping) or not isinstance(content.get("passages"), list):
            return content
        document, unit = content.get("document"), content.get("unit", "article")
        passages = [
            _with_citation(passage, document, unit) if document else passage
            for passage in content["passages"]
        ]
        return {**content, "passages": passages}

    def name_of(self, passage: Passage) -> str | None:
        """Return the name of one of its passages, such as "Article 12"; None for one without a
        number."""
        number = passage.citation.number
        if number is None or (passage.citation.unit != self.unit):
            return None
        if "{number}" in self.item:
            return self.item.replace("{number}", str(number))
        return f"{self.item} {number}"

    @property
    def has_statuses(self) -> bool:
        return any(passage.status is not None for passage in self.passages)

    def with_statuses(self, statuses: ItemStatuses) -> Collection:
        """Return the collection with other statuses of some of its passages."""
        changed = tuple(_with_status(passage, statuses) for passage in self.passages)
        return self.model_copy(update={"passages": changed})


def _with_status(passage: Passage, statuses: ItemStatuses) -> Passage:
    set_to = statuses.get(passage.id, passage.item_status)
    if set_to == passage.item_status:
        return passage
    return passage.model_copy(update={"status": set_to.status, "decided": set_to.decided})


def _with_citation(passage: Any, document: Any, unit: Any) -> Any:
    if not isinstance(passage, Mapping) or "citation" in passage:
        return passage
    if not {"number", "unit"} & passage.keys():
        return passage
    citation = {"document": document, "unit": passage.get("unit", unit)}
    if "number" in passage:
        citation["number"] = passage["number"]
    others = {name: value for name, value in passage.items() if name not in ("number", "unit")}
    return {**others, "citation": citation}


class Roundtable(Value):
    """A roundtable. `title` is the editors' short title, `theme` the official text (id `rtN`).

    Where no document gives a theme, `source` says where the title is from; the other fields are
    those of the entry that the theme would be.
    """

    _LEFT_OUT_IF_DEFAULT = ("source", "note", "words")

    number: int = Field(ge=1, le=99)
    title: Title
    theme: Passage | None = None
    source: Line | None = None
    note: Line | None = None
    words: Words = ()

    @property
    def id(self) -> str:
        return self.theme.id if self.theme else f"rt{self.number}"

    @model_validator(mode="after")
    def _has_theme_or_source(self) -> Roundtable:
        if self.theme is None and self.source is None:
            raise ValueError("a roundtable has a theme, or a source of its title")
        return self


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
