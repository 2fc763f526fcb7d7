"""How many words the text of a statement has, also in a file that may come from anybody."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MAX_FILE_BYTES = 2 * 1024 * 1024
_MAX_XML_BYTES = 8 * 1024 * 1024
_MAX_PARTS = 2000
_WORD = re.compile(r"[^\W_]+(?:[’'‐\-.,][^\W_]+)*")
# Chinese, Japanese and Korean are written without spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CHARACTERS_A_WORD = 1.6  # Chinese characters that take as long to say as an English word
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DOCUMENT = "word/document.xml"


def count_words(text: str) -> int:
    """Return the number of words of a text. Of Chinese, 1.6 characters count as a word."""
    unspaced = len(_UNSPACED.findall(text))
    spaced = len(_WORD.findall(_UNSPACED.sub(" ", text)))
    return spaced + round(unspaced / _CHARACTERS_A_WORD)


def is_countable(name: str) -> bool:
    """Return whether words can be counted in a file of this name."""
    return name.lower().endswith((".txt", ".docx"))


def words_in_file(name: str, content: bytes) -> int | None:
    """Return the number of words of a .txt or .docx file; None if it is another kind of file, is
    damaged, or unpacks to more than 8 MB.

    XML is read by defusedxml, which refuses entities; nothing else of a .docx is unpacked.
    """
    if len(content) > MAX_FILE_BYTES:
        return None
    if name.lower().endswith(".docx"):
        text = _docx_text(content)
    elif name.lower().endswith(".txt"):
        text = _plain_text(content)
    else:
        return None
    words = 0 if text is None else count_words(text)
    return words or None


def _plain_text(content: bytes) -> str | None:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _docx_text(content: bytes) -> str | None:
    """Return the words of a document's body; None if they cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if len(archive.infolist()) > _MAX_PARTS:
                return None
            part = archive.getinfo(_DOCUMENT)
            if part.file_size > _MAX_XML_BYTES:
                return None
            # No more than the declared size is unpacked, whatever follows.
            with archive.open(part) as file:
                xml = file.read(_MAX_XML_BYTES + 1)
        if len(xml) > _MAX_XML_BYTES:
            return None
        return _body_text(xml)
    except (
        zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError,
        RuntimeError, ValueError, ParseError, DefusedXmlException,
    ):  # fmt: skip
        return None


def _body_text(xml: bytes) -> str:
    parts: list[str] = []
    alternatives = 0  # text boxes are written twice: for newer and for older programs
    for event, element in ElementTree.iterparse(BytesIO(xml), events=("start", "end")):
        if element.tag == _FALLBACK:
            alternatives += 1 if event == "start" else -1
        if event == "start":
            continue
        if not alternatives:
            if element.tag == f"{_W}t":
                parts.append(element.text or "")
            elif element.tag in (f"{_W}p", f"{_W}tab", f"{_W}br"):
                parts.append(" ")
        element.clear()
    return "".join(parts)
