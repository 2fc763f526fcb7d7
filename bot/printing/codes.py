"""Draw a sheet of codes: `python -m bot.printing.codes` reads it as JSON and writes a PDF.

It is a program of its own, run by printer.py, because drawing takes seconds. Without Typst,
which comes with the extra `posters`, it fails.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from typing import Any

import segno
import typst

from bot.printing import FONTS, is_right_to_left

_QUIET_ZONE = 4  # modules of white on each side: https://www.qrcode.com/en/howto/code.html
_TITLE_POINTS, _LINE_POINTS, _CODE_POINTS, _FOOT_POINTS = 15, 10, 13, 7
_MAX_TITLE_CHARACTERS = 90
_MAX_LINES = 4
_LONG_WORD = re.compile(r"(\S{14})(?=\S)")  # broken at a zero-width space


def draw(sheet: dict[str, Any]) -> bytes:
    """Return a PDF of A4 pages; `sheet` has the fields of handlers.framework's CodeSheet."""
    data = {
        "title": sheet["title"],
        "language": sheet["language"],
        "cards": [_card(card, sheet) for card in sheet["cards"]],
    }
    compiler = typst.Compiler(
        font_paths=typst.Fonts(include_embedded_fonts=False, font_paths=[FONTS])
    )
    template = FONTS.with_name("codes.typ").read_bytes()
    pdf = compiler.compile(template, format="pdf", sys_inputs={"data": json.dumps(data)})
    if not isinstance(pdf, bytes):
        raise TypeError("Typst returned several files for one PDF")
    return pdf


def _card(card: dict[str, Any], sheet: dict[str, Any]) -> dict[str, Any]:
    texts = [_text(sheet["title"], _FOOT_POINTS)]
    texts.append(_text(card["title"][:_MAX_TITLE_CHARACTERS], _TITLE_POINTS, bold=True))
    texts += [
        _text(line[:_MAX_TITLE_CHARACTERS], _LINE_POINTS) for line in card["lines"][:_MAX_LINES]
    ]
    texts.append(_text(card["code"], _CODE_POINTS, bold=True))
    texts.append(_text(sheet["foot"], _FOOT_POINTS))
    code = segno.make_qr(card["link"], error="m").svg_inline(border=_QUIET_ZONE)
    return {"texts": texts, "link": card["link"], "code": code}


def _text(text: str, points: int, bold: bool = False) -> dict[str, Any]:
    """A text as the template expects it, without control characters."""
    plain = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    broken = _LONG_WORD.sub("\\1\u200b", unicodedata.normalize("NFC", plain))
    return {
        "text": broken, "size": points, "bold": bold,
        "right-to-left": is_right_to_left(plain),
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))
