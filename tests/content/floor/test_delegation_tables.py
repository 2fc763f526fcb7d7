"""Tables of delegations, as secretariats keep them in spreadsheets."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from content.floor.delegation_tables import ReadDelegations, read_delegations, slug_of


def read(text: str, encoding: str = "utf-8", language: str = "en") -> ReadDelegations:
    return read_delegations(text.encode(encoding), language)


def codes(found: ReadDelegations) -> list[tuple[str, int]]:
    assert found.delegations == ()
    return [(one.code, one.line) for one in found.complaints]


@pytest.mark.parametrize(
    ("heading", "row", "encoding"),
    [
        ("Name,Name (fr),Category,Region", "Ruritania,Ruritanie,State,Central Europe", "utf-8-sig"),
        ("nom;nom (en);catégorie;région", "Ruritanie;Ruritania;État;Europe centrale", "cp1252"),
        ("Delegación\tNombre (fr)\tCategoría\tRegión", "R\tRuritanie\testado\tE", "utf-16"),
        ("Название;Название (fr);Категория;Регион", "Р;Ruritanie;Государство;Европа", "cp1251"),
        ("الاسم,الاسم (fr),الفئة,المنطقة", "روريتانيا,Ruritanie,دولة,أوروبا", "utf-8"),
        ("名称,名称 (fr),类别,区域", "鲁里坦尼亚,Ruritanie,国家,中欧", "utf-8"),
        ("Name;Name (Französisch);Kategorie;Region", "R;Ruritanie;Staat;Europa", "utf-8"),
    ],
)
def test_headings_and_categories_are_known_in_every_language(
    heading: str, row: str, encoding: str
) -> None:
    language = "fr" if heading.startswith("nom") else "en"
    (one,) = read(f"{heading}\r\n{row}\r\n", encoding, language).delegations
    assert one.names["fr"] == "Ruritanie"
    assert len(one.names) == 2
    assert one.category == "state"
    assert one.region


def test_a_spreadsheet_is_read_below_its_title() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["List of participants"], [], ["Name", "Category"], ["Network", "Civil society"]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    (one,) = read_delegations(content.getvalue()).delegations
    assert (one.names, one.category) == ({"en": "Network"}, "civil-society")


def test_all_mistakes_are_told_with_their_lines() -> None:
    text = (
        "id,name,category,region\n,Ruritania,kingdom,\n,,state,\nNo Id,Sylvania,,\n"
        f",{'x' * 121},,\n,Zubrowka,,{'y' * 81}\n"
    )
    assert codes(read(text)) == [
        ("no-category", 2), ("no-name", 3), ("no-id", 4), ("long-text", 5), ("long-text", 6),
    ]  # fmt: skip


def test_the_same_delegation_twice_is_a_mistake() -> None:
    assert codes(read("name\nRuritania\nRURITANIA\n")) == [("same-delegation", 3)]
    assert codes(read("id,name\na,One\na,Two\n")) == [("same-delegation", 3)]


def test_a_cell_that_a_spreadsheet_would_run_stays_text() -> None:
    (one, two) = read("name,region\n'=1+1,x\n<script>,\u202eabc\n").delegations
    assert one.names == {"en": "=1+1"}
    assert (two.names, two.region) == ({"en": "<script>"}, "abc")


def a_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"name\n" + b"x\n" * 5_000_000, "too-large"),
        (b"name\n" + b"".join(b"a%d\n" % number for number in range(1_001)), "too-many"),
        (b"", "empty"),
        (b"name\n", "no-delegations"),
        (b"title,start\nA,2013-05-29\n", "no-delegations"),
        (b'name\n"never closed\n', "no-table"),
        (b"name\n\x00\x01\x02\n", "control"),
        (b"PK\x03\x04garbage", "no-workbook"),
        (a_bomb(), "too-large-inside"),
    ],
)
def test_hostile_files_are_refused(content: bytes, code: str) -> None:
    assert [one for one, _line in codes(read_delegations(content))] == [code]


def test_ids_are_made_from_names() -> None:
    assert slug_of("Côte d’Ivoire") == "cote-divoire"
    assert slug_of("鲁里坦尼亚") == slug_of("鲁里坦尼亚") != slug_of("西尔维尼亚")
    assert len(slug_of("x" * 200)) == 40
