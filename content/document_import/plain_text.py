"""Reads the text of a document from plain text, HTML or DOCX.

A file may come from anyone: sizes are checked before a file is unpacked, and XML with a document
type is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

MAX_BYTES = 10_000_000  # of a file, and of the text inside a DOCX
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
_NOT_SHOWN = frozenset({"script", "style", "head", "template", "noscript"})


class ImportFailed(Exception):
    """A document cannot be read. The argument is a sentence."""


def plain_text(content: bytes) -> str:
    """Return the text of a file: plain text in UTF-8, HTML or DOCX. Raises ImportFailed."""
    if len(content) > MAX_BYTES:
        raise ImportFailed(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    if content.startswith(b"PK\x03\x04"):
        return _docx(content)
    if content.startswith(b"%PDF"):
        raise ImportFailed("This is a PDF. Save it as plain text first: pdftotext is good at it.")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise ImportFailed("The file is not written in UTF-8. Save it as UTF-8 text.") from None
    start = text[:1000].lstrip().casefold()
    return _html(text) if start.startswith(("<!doctype html", "<html")) else text


class _Text(HTMLParser):
    """Collects what a page shows, each block in lines of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_SHOWN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_SHOWN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _html(text: str) -> str:
    parser = _Text()
    parser.feed(text)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(lines)


def _docx(content: bytes) -> str:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document = archive.getinfo("word/document.xml")
            if document.file_size > MAX_BYTES:
                raise ImportFailed(f"The text is larger than {MAX_BYTES // 1_000_000} MB.")
            with archive.open(document) as opened:
                xml = opened.read(MAX_BYTES + 1)
        root = fromstring(xml, forbid_dtd=True)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError):
        raise ImportFailed("This is no Word document (.docx).") from None
    except (ParseError, DefusedXmlException, ValueError):
        raise ImportFailed("The Word document is damaged.") from None
    paragraphs = []
    for paragraph in root.iter(f"{_WORD}p"):
        pieces = []
        for element in paragraph.iter():
            if element.tag == f"{_WORD}t":
                pieces.append(element.text or "")
            elif element.tag in (f"{_WORD}tab", f"{_WORD}br"):
                pieces.append(" ")
        paragraphs.append("".join(pieces))
    return "\n\n".join(paragraphs)
