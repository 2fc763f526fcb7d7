"""A report as blocks, so that its document and its text say the same."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Annotated, Literal

from pydantic import Field

from content.model.field_types import Value

# What XML 1.0 allows: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
# At the beginning of a line these begin a list, a heading or a rule.
_LINE_MARKUP = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)


class Heading(Value):
    kind: Literal["heading"] = "heading"
    text: str


class Text(Value):
    kind: Literal["text"] = "text"
    text: str


class Item(Value):
    """A point of a list."""

    kind: Literal["item"] = "item"
    text: str


class Quote(Value):
    """The exact words of a passage. `source` has the citation and the hash."""

    kind: Literal["quote"] = "quote"
    text: str
    source: str
    right_to_left: bool = False


class Table(Value):
    kind: Literal["table"] = "table"
    rows: tuple[tuple[str, ...], ...]  # the first one is the header


Block = Annotated[Heading | Text | Item | Quote | Table, Field(discriminator="kind")]


class Report(Value):
    title: str
    subtitle: str
    right_to_left: bool
    blocks: tuple[Block, ...]


def markdown(report: Report) -> str:
    """Return a report as Markdown. Words are escaped, so that they show as they are."""
    parts = [f"# {_line(report.title)}", _line(report.subtitle)]
    items: list[str] = []
    for block in report.blocks:
        if isinstance(block, Item):
            items.append(f"- {_line(block.text)}")
            continue
        if items:
            parts.append("\n".join(items))
            items = []
        match block:
            case Heading():
                parts.append(f"## {_line(block.text)}")
            case Text():
                parts.append(_escaped(block.text))
            case Quote():
                lines = [*_escaped(block.text).splitlines(), "", f"— {_line(block.source)}"]
                parts.append("\n".join(f"> {line}".rstrip() for line in lines))
            case Table():
                header, *rows = ["| " + " | ".join(map(_line, row)) + " |" for row in block.rows]
                rule = "|" + " --- |" * len(block.rows[0])
                parts.append("\n".join([header, rule, *rows]))
    if items:
        parts.append("\n".join(items))
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    escaped = _MARKUP.sub(r"\\\1", _xml(text))
    return _LINE_MARKUP.sub(
        lambda match: (
            f"{match[1]}\\{match[2]}"
            if not match[2][0].isdigit()
            else f"{match[1]}{match[2][:-1]}\\{match[2][-1]}"
        ),
        escaped,
    )


def _line(text: str) -> str:
    return _escaped(" ".join(text.split()))


def docx(report: Report) -> bytes:
    """Return a report as a document (.docx), from right to left where its language is written
    so. It takes some 0.1 s: call it in a thread."""
    from docx import Document  # slow to import, and seldom needed
    from docx.document import Document as DocumentObject
    from docx.oxml import OxmlElement
    from docx.shared import Pt
    from docx.text.paragraph import Paragraph as DocxParagraph

    document: DocumentObject = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _xml(report.title), "", ""

    def written(paragraph: DocxParagraph, text: str, right_to_left: bool) -> DocxParagraph:
        for number, line in enumerate(_xml(text).splitlines() or [""]):
            run = paragraph.add_run()
            if number:
                run.add_break()
            run.add_text(line)
            if right_to_left:
                run.font.rtl = True
        if right_to_left:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
        return paragraph

    rtl = report.right_to_left
    written(document.add_paragraph(style="Title"), report.title, rtl)
    written(document.add_paragraph(style="Subtitle"), report.subtitle, rtl)
    for block in report.blocks:
        match block:
            case Heading():
                written(document.add_paragraph(style="Heading 1"), block.text, rtl)
            case Text():
                written(document.add_paragraph(), block.text, rtl)
            case Item():
                written(document.add_paragraph(style="List Bullet"), block.text, rtl)
            case Quote():
                paragraph = document.add_paragraph(style="Quote")
                written(paragraph, block.text, block.right_to_left)
                source = written(document.add_paragraph(), f"— {block.source}", rtl)
                for run in source.runs:
                    run.font.size = Pt(9)
            case Table():
                columns = len(block.rows[0])
                table = document.add_table(rows=0, cols=columns, style="Light Grid Accent 1")
                if rtl:
                    table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
                for row in block.rows:
                    for cell, text in zip(table.add_row().cells, row, strict=True):
                        written(cell.paragraphs[0], text, rtl)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


# What follows bidi in a paragraph's properties, ECMA-376 part 1, 17.3.1.26.
_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip


def _xml(text: str) -> str:
    """Return a text without the characters that XML cannot have."""
    return _NOT_XML.sub("", text)
