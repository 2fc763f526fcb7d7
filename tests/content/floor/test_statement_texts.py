"""Words are counted in what delegates send, whatever the file is."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO

import pytest

from content.floor.statement_texts import MAX_FILE_BYTES, count_words, words_in_file
from tests.content.floor.documents import a_docx

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_zip(xml: bytes, name: str = "word/document.xml") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return file.getvalue()


@pytest.mark.parametrize(
    "text, words",
    [
        ("Thank you, Madam Chair.", 4),
        ("l’Organisation n’a pas 1,000 délégués", 5),
        ("co-chairs — of the round-table", 4),
        ("السيدة الرئيسة، شكرا لكم", 4),
        ("Благодарю вас, госпожа Председатель", 4),
        ("主席女士，谢谢你。", 4),
        ("", 0),
        ("… — !", 0),
    ],
)
def test_words_are_counted_in_every_language(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_document_and_a_plain_file_have_the_same_words() -> None:
    text = "Thank you, Madam Chair.\nWe commit to lower fees."
    assert words_in_file("a.TXT", text.encode()) == 9
    assert words_in_file("a.txt", text.encode("utf-16")) == 9
    assert words_in_file("Statement.docx", a_docx(*text.splitlines())) == 9


def test_words_that_were_deleted_or_are_written_twice_count_once() -> None:
    xml = (
        f'<w:document xmlns:w="{_W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body><w:p>'
        "<w:r><w:t>Thank</w:t></w:r><w:r><w:t xml:space='preserve'>s to all</w:t></w:r>"
        "<w:del><w:r><w:delText>never said</w:delText></w:r></w:del>"
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:t> one box</w:t></mc:Choice>"
        "<mc:Fallback><w:t> one box</w:t></mc:Fallback></mc:AlternateContent>"
        "</w:p></w:body></w:document>"
    )
    assert words_in_file("a.docx", a_zip(xml.encode())) == 5


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.pdf", b"%PDF-1.7 some words"),
        ("a.docx", b"some words"),
        ("a.docx", b"PK\x03\x04" + b"\0" * 200),
        ("a.docx", a_zip(b"<w:document/>", "word/other.xml")),
        ("a.docx", a_zip(b"<not closed")),
        ("a.docx", a_docx("words " * 90)[:-400]),
        ("a.txt", b"\xff\xfa\0\1words"),
        ("a.txt", b"wo\0rds"),
        ("a.txt", b"words " * (MAX_FILE_BYTES // 6 + 1)),
    ],
)
def test_of_what_cannot_be_read_the_number_of_words_is_unknown(name: str, content: bytes) -> None:
    assert words_in_file(name, content) is None


def test_a_file_that_unpacks_to_much_more_is_not_unpacked() -> None:
    bomb = a_zip(b"<a>" + b" " * (300 * 1024 * 1024) + b"</a>")
    assert len(bomb) < MAX_FILE_BYTES
    begin = time.perf_counter()
    assert words_in_file("a.docx", bomb) is None
    # A size that is declared too small ends the reading there.
    small = bytearray(bomb)
    at = small.rindex(b"PK\x01\x02") + 24
    small[at : at + 4] = (1000).to_bytes(4, "little")
    assert words_in_file("a.docx", bytes(small)) is None
    assert time.perf_counter() - begin < 1


def test_entities_are_refused() -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "words "}">' for n in range(9)
    )
    xml = f'<!DOCTYPE a [{entities}]><a xmlns:w="{_W}"><w:t>&e8;</w:t></a>'
    assert words_in_file("a.docx", a_zip(xml.encode())) is None


def test_elements_nested_deeply_do_no_harm() -> None:
    xml = b"<a>" * 200_000 + b"</a>" * 200_000
    assert words_in_file("a.docx", a_zip(xml)) is None
