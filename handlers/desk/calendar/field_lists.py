"""What organisers write of a meeting in several lines: its organisers and its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from content.model import Meeting
from content.model.field_types import MAX_TITLE_CHARACTERS

_DOCUMENT = re.compile(r"(?:(.*?)\s+)?(https?://\S+)")


def organisers_of(text: str) -> tuple[str, ...]:
    """Return names that stand in lines, or in one line with semicolons."""
    parts = text.split("\n" if "\n" in text else ";")
    return tuple(part.strip() for part in parts if part.strip())


def read_document(line: str) -> dict[str, str]:
    """Read `Slides https://example.org`; without an address, no document comes of it."""
    match = _DOCUMENT.fullmatch(line.strip())
    title, link = (match[1], match[2]) if match is not None else (None, line)
    return {"title": title or link[:MAX_TITLE_CHARACTERS], "link": link}


def document_lines(meeting: Meeting) -> Iterable[str]:
    """Return a line for each document of a meeting: its title, with its address if it has one."""
    return (
        f"{document.title} {document.link}" if document.link else document.title
        for document in meeting.documents
    )  # fmt: skip
