"""Documents as delegates send them."""

from __future__ import annotations

from io import BytesIO

from docx import Document


def a_docx(*paragraphs: str) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = BytesIO()
    document.save(file)
    return file.getvalue()
