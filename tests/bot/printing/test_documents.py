"""Documents as PDF: any name is printed, in every script."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pypdfium2
import pytest

from bot.printing.printer import DocumentPrinter
from handlers.framework.printed import PrintedDocument, PrintedTable

HOSTILE = (
    "#import \"@preview/x\"", "$x^2$", "*bold* _it_ `raw` <label> @ref", "\\", "]", "\"]\"",
    "\u202eeno", "e\u0301", "\U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1", "\ue000\ufffe",
    "W" * 400, "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "   ", "",
)  # fmt: skip


def a_document(cells: Sequence[str], language: str = "en") -> PrintedDocument:
    rows = [(str(number), cell) for number, cell in enumerate(cells, 1)]
    table = PrintedTable("Turns", ("Number", "Delegation"), rows, (0,))
    return PrintedDocument(
        "Round table 1", ("New York",), (table,), "The record", language, language == "ar"
    )


async def words_of(document: PrintedDocument) -> str:
    pdf = await DocumentPrinter().print(document)
    assert pdf is not None
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in pages).replace("\ufffe", "")


async def test_strange_names_are_words_and_stop_nothing() -> None:
    words = await words_of(a_document(HOSTILE))
    assert "#import" in words
    assert "$x^2$" in words
    assert "*bold* _it_ `raw` <label> @ref" in " ".join(words.split())
    assert words.count("W") == 400
    assert "Round table 1" in words


@pytest.mark.parametrize(
    ("language", "name"),
    [("ar", "جمهورية مصر العربية"), ("zh", "中华人民共和国"), ("ru", "Республика Молдова")],
)
async def test_the_letters_of_official_languages_are_printed(language: str, name: str) -> None:
    words = await words_of(a_document([name], language))
    assert "?" not in words
    if language != "ar":  # joined letters are read back in another form
        assert name in words


async def test_arabic_goes_from_the_right_and_its_columns_too() -> None:
    def left_of(document: pypdfium2.PdfDocument, wanted: str) -> float:
        text = document[0].get_textpage()
        found = text.search(wanted).get_next()
        assert found is not None
        return float(text.get_charbox(found[0])[0])

    cells = ["Egypt"]
    english = await DocumentPrinter().print(a_document(cells))
    arabic = await DocumentPrinter().print(a_document(cells, "ar"))
    assert english is not None
    assert arabic is not None
    to_right, to_left = pypdfium2.PdfDocument(english), pypdfium2.PdfDocument(arabic)
    assert left_of(to_right, "Egypt") > left_of(to_right, "Number")
    assert left_of(to_left, "Egypt") < left_of(to_left, "Number")


async def test_a_long_record_repeats_its_header_and_is_made_in_seconds() -> None:
    started = time.perf_counter()
    words = await words_of(a_document([f"Delegation {number}" for number in range(500)]))
    assert words.count("Number") > 5
    assert "Delegation 499" in words
    assert time.perf_counter() - started < 30


async def test_one_that_takes_too_long_is_given_up() -> None:
    assert await DocumentPrinter(timeout_seconds=0.01).print(a_document(["Egypt"])) is None
