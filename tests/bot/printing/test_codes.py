"""A sheet of codes, as a printer and a camera see it."""

from __future__ import annotations

import pypdfium2
import zxingcpp

from bot.printing.printer import DocumentPrinter
from handlers.framework.code_sheets import CodeCard, CodeSheet

NAMES = ("Ruritania", "جمهورية روريتانيا", "鲁里坦尼亚", "Руритания", "W" * 120, "<b>x</b>")


def a_sheet(number: int) -> CodeSheet:
    cards = [
        CodeCard(
            f"{NAMES[place % len(NAMES)]} {place}", ("State",), f"https://t.me/a_bot?start=dlg-{place}",
            f"code{place}",
        )
        for place in range(number)
    ]  # fmt: skip
    return CodeSheet("Dialogue", "en", "Do not show it to others.", cards)


async def test_eight_codes_a_page_can_be_read() -> None:
    pdf = await DocumentPrinter().print(a_sheet(11))
    assert pdf is not None
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 2
    found = {
        code.text
        for page in document
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    }
    assert found == {f"https://t.me/a_bot?start=dlg-{place}" for place in range(11)}
    text = document[0].get_textpage().get_text_range()
    assert "code0" in text and "Ruritania 0" in text
    document.close()


async def test_nothing_to_print_is_an_empty_document() -> None:
    pdf = await DocumentPrinter().print(a_sheet(0))
    assert pdf is not None and pdf.startswith(b"%PDF")
