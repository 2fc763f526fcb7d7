"""Set a document as PDF: `python -m bot.printing.documents` reads it as JSON and writes a PDF.

It is a program of its own, run by printer.py, because setting it takes seconds of one core. The
fields are those of handlers.framework's PrintedDocument.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.printing import is_right_to_left
from bot.printing.typesetting import compiled, compiler, unprintable

_TEMPLATE = Path(__file__).with_name("document.typ")
# In place of a letter that no font has.
_MISSING = "?"
# Words of more letters are broken, so that none leaves its column.
_LONG_WORD = re.compile(r"\S{16}")
_BREAK = "\u200b"
_JOINERS = "\u200c\u200d"  # which tell whether two letters join


def pdf_of(document: dict[str, Any]) -> bytes:
    """Return a document as PDF."""
    typst = compiler()
    left_out = unprintable(typst, sorted({letter for text in _texts(document) for letter in text}))

    def text(written: str) -> dict[str, Any]:
        plain = "".join(_MISSING if letter in left_out else letter for letter in _clean(written))
        broken = _LONG_WORD.sub(lambda part: part[0] + _BREAK, plain)
        return {"text": broken, "right-to-left": is_right_to_left(broken)}

    data = {
        "title": text(document["title"]),
        "lines": [text(line) for line in document["lines"]],
        "tables": [_table(table, text) for table in document["tables"]],
        "foot": text(document["foot"]),
        "language": document["language"],
        "right-to-left": document["right_to_left"],
    }
    return compiled(typst, _TEMPLATE.read_bytes(), data=json.dumps(data))


def _table(table: dict[str, Any], text: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": text(table["title"]), "numbers": table["numbers"],
        "header": [text(cell) for cell in table["header"]],
        "rows": [[text(cell) for cell in row] for row in table["rows"]],
    }  # fmt: skip


def _texts(document: dict[str, Any]) -> Iterator[str]:
    yield from map(_clean, (document["title"], *document["lines"], document["foot"], _MISSING))
    for table in document["tables"]:
        for cells in (table["header"], *table["rows"]):
            yield from map(_clean, (table["title"], *cells))


def _clean(written: str) -> str:
    """Return a text on one line, composed, and without characters that control others, so that no
    name turns its neighbours around."""
    composed = unicodedata.normalize("NFC", " ".join(written.split()))
    return "".join(
        one for one in composed if one in _JOINERS or unicodedata.category(one)[0] != "C"
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf_of(json.loads(sys.stdin.buffer.read())))
