"""Setting PDFs with Typst, and finding the letters that no font has. https://typst.app/docs/"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import typst

from bot.printing import FONTS

# With a font named, as Typst prints nothing at all if it does not find its default font.
_LETTERS = b"""
#set text(font: "Roundtable Sans")
#for letter in sys.inputs.letters.clusters() [#letter #parbreak()]
"""
# The whole document, or some letters of it, cannot be written in this format without a glyph for
# every letter: https://typst.app/docs/reference/pdf/#pdf-standards
_PDF_STANDARD: Literal["a-2b"] = "a-2b"


def compiler() -> typst.Compiler:
    """Return a compiler with FONTS and the fonts of this machine."""
    return typst.Compiler(font_paths=typst.Fonts(include_embedded_fonts=False, font_paths=[FONTS]))


def compiled(compiler: typst.Compiler, document: bytes, **inputs: str) -> bytes:
    """Return a document as PDF."""
    pdf = compiler.compile(
        document, format="pdf", pdf_standards=_PDF_STANDARD, sys_inputs=inputs
    )  # fmt: skip
    if not isinstance(pdf, bytes):
        raise TypeError("Typst returned several files for one PDF")
    return pdf


def unprintable(compiler: typst.Compiler, letters: Sequence[str]) -> frozenset[str]:
    """Return those of some letters that no font has, found by halves."""
    try:
        compiled(compiler, _LETTERS, letters="".join(letters))
    except typst.TypstError:
        if len(letters) == 1:
            return frozenset(letters)
        half = len(letters) // 2
        return unprintable(compiler, letters[:half]) | unprintable(compiler, letters[half:])
    return frozenset()
