"""Reads tables of delegations (CSV, .xlsx): name, name (fr), category, region.

`python -m content.floor.delegation_tables` reads a file from standard input and prints what it has
as JSON. A process of its own can be killed, whatever the file makes it do.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import get_args

from content.calendars.encodings import decoded
from content.calendars.entries import MAX_BYTES, Complaint, Complaints, Unreadable, Value
from content.calendars.spreadsheets import BEGINNING, read_workbook
from content.calendars.tables import Row, Sheet, sheet_of
from content.characters import INVISIBLE, without_direction_controls
from content.languages import SOURCE_LANGUAGE
from content.model.delegations import MAX_REGION_CHARACTERS
from content.model.field_types import MAX_TITLE_CHARACTERS
from content.model.floor import Category
from content.typed_words import fold, folded, language_named, numbered_words, typed_words

MAX_DELEGATIONS = 1_000
CATEGORIES: tuple[Category, ...] = get_args(Category)
_MAX_SLUG_CHARACTERS = 40
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# name (fr), name [French]
_IN_LANGUAGE = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
_NAME = "name"


class TableDelegation(Value):
    """A delegation of a table. `id` is empty if the table has none."""

    line: int
    id: str
    names: Mapping[str, str]
    category: Category
    region: str | None = None


class ReadDelegations(Value):
    """A table that was read; with any complaint it has no delegations. `unread` are the headings of
    columns that nothing is taken from."""

    delegations: tuple[TableDelegation, ...] = ()
    unread: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    more_complaints: int = 0


def read_delegations(content: bytes, language: str = SOURCE_LANGUAGE) -> ReadDelegations:
    """Read a table. `language` is that of names under a heading that names none."""
    complaints = Complaints()
    try:
        if len(content) > MAX_BYTES:
            raise Unreadable("too-large")
        sheet = _sheet(content, language)
        if sheet is None or not sheet.rows:
            raise Unreadable("no-delegations")
    except Unreadable as error:
        complaints.catch(error)
        return ReadDelegations(complaints=complaints.first)
    found: list[TableDelegation] = []
    lines: dict[str, int] = {}
    for row in sheet.rows:
        try:
            one = _delegation(row)
        except Unreadable as error:
            complaints.catch(error)
            continue
        first = next(iter(one.names.values()))
        for key in (
            f"id {one.id}",
            *(f"{code} {folded(name)}" for code, name in one.names.items()),
        ):
            same = lines.setdefault(key, one.line)
            if same != one.line and key != "id ":
                complaints.add("same-delegation", one.line, first, same)
                break
        found.append(one)
    if complaints:
        return ReadDelegations(complaints=complaints.first, more_complaints=complaints.more)
    return ReadDelegations(delegations=tuple(found), unread=sheet.unread)


def slug_of(name: str) -> str:
    """Return an id made from a name, for one of another script from its hash."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    slug = "-".join(re.findall("[a-z0-9]+", plain))[:_MAX_SLUG_CHARACTERS].strip("-")
    return slug or f"d-{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def find_headings(cells: Sequence[str], language: str) -> dict[int, str] | None:
    """Return the known columns of a row of headings: id, category, region, and `name fr` for names
    in a language; None if there is no name."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        heading = " ".join(cell.split())
        match = _IN_LANGUAGE.fullmatch(heading)
        if match is not None and folded(match[1]) in typed_words("delegation-name"):
            code = match[2].casefold()
            named = code if re.fullmatch("[a-z]{2,3}", code) else language_named(match[2])
            if named is not None:
                found[place] = f"{_NAME} {named}"
        elif (column := _columns().get(folded(heading))) is not None:
            found[place] = f"{_NAME} {language}" if column == _NAME else column
    return found if any(column.startswith(_NAME) for column in found.values()) else None


@cache
def _columns() -> dict[str, str]:
    columns = {"id": "id", "slug": "id"}
    for column in ("region", "category", _NAME):
        columns.update(dict.fromkeys(typed_words(f"delegation-{column}"), column))
    return columns


@cache
def _category_words() -> dict[str, Category]:
    named = {
        word: CATEGORIES[number - 1]
        for word, number in numbered_words("delegation-categories").items()
    }
    return named | {fold(category): category for category in CATEGORIES}


def _sheet(content: bytes, language: str) -> Sheet | None:
    def headings(cells: Sequence[str]) -> dict[int, str] | None:
        return find_headings(cells, language)

    if content.startswith(BEGINNING):
        return read_workbook(content, MAX_DELEGATIONS, headings)
    text, _encoding = decoded(content)
    return sheet_of(text, MAX_DELEGATIONS, headings)


def _name_columns(cells: Mapping[str, str]) -> list[str]:
    return [column for column in cells if column.startswith(_NAME)]


def _delegation(row: Row) -> TableDelegation:
    names: dict[str, str] = {}
    for column in _name_columns(row.cells):
        name = _line(row.cells[column])
        if len(name) > MAX_TITLE_CHARACTERS:
            raise Unreadable("long-text", row.line, name, MAX_TITLE_CHARACTERS)
        if name:
            names[column.partition(" ")[2]] = name
    if not names:
        raise Unreadable("no-name", row.line)
    written = row.cells.get("category", "")
    category = _category_words().get(folded(written)) if written else "state"
    if category is None:
        raise Unreadable("no-category", row.line, written)
    region = _line(row.cells.get("region", ""))
    if len(region) > MAX_REGION_CHARACTERS:
        raise Unreadable("long-text", row.line, region, MAX_REGION_CHARACTERS)
    slug = row.cells.get("id", "").strip()
    if slug and (len(slug) > _MAX_SLUG_CHARACTERS + 8 or not _SLUG.fullmatch(slug)):
        raise Unreadable("no-id", row.line, slug)
    return TableDelegation(
        line=row.line, id=slug, names=names, category=category, region=region or None
    )


def _line(cell: str) -> str:
    """Return a cell on one line, without characters that nobody sees or that turn it around."""
    return " ".join(INVISIBLE.sub(" ", without_direction_controls(cell)).split())


def main() -> None:
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    sys.stdout.write(read_delegations(content, *sys.argv[1:2]).model_dump_json())


if __name__ == "__main__":
    main()
