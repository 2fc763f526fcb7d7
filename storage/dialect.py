"""What SQLite and PostgreSQL write differently. Nothing else in the program asks which it is, but
for `storage.database`, and `storage.sqlite` and `storage.postgresql` below it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Boolean, ColumnElement, Integer, String, literal, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateColumn
from sqlalchemy.sql.compiler import DDLCompiler, SQLCompiler, TypeCompiler
from sqlalchemy.sql.functions import FunctionElement

# SQLAlchemy compiles PostgreSQL's INSERT with ON CONFLICT for SQLite, too. Name the columns of a
# conflict by `index_elements`; SQLite has no names of constraints there.
__all__ = ["insert", "is_number_list", "json_rows", "lesser", "unindexed"]


class unindexed(FunctionElement[str]):
    """A text column in a condition for which SQLite should not choose an index.

    SQLite takes the index on the state of all deliveries where a few ids are asked for, unless the
    column is part of an expression. PostgreSQL counts what it has, and chooses well.
    """

    type = String()
    inherit_cache = True
    name = "unindexed"


@compiles(unindexed)
def _unindexed(element: unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(unindexed, "sqlite")
def _unindexed_sqlite(element: unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} || '')"


class lesser(FunctionElement[Any]):
    """The lesser of two values."""

    inherit_cache = True
    name = "lesser"

    def __init__(self, one: ColumnElement[Any], other: ColumnElement[Any]) -> None:
        self.type = one.type
        super().__init__(one, other)


@compiles(lesser)
def _lesser(element: lesser, compiler: SQLCompiler, **options: Any) -> str:
    return f"least({compiler.process(element.clauses, **options)})"


@compiles(lesser, "sqlite")
def _lesser_sqlite(element: lesser, compiler: SQLCompiler, **options: Any) -> str:
    return f"min({compiler.process(element.clauses, **options)})"


class is_number_list(FunctionElement[bool]):
    """Whether a text consists of digits and commas, and begins with a digit."""

    type = Boolean()
    inherit_cache = True
    name = "is_number_list"


@compiles(is_number_list)
def _is_number_list(element: is_number_list, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} ~ '^[0-9][0-9,]*$')"


@compiles(is_number_list, "sqlite")
def _is_number_list_sqlite(element: is_number_list, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"({text} GLOB '[0-9]*' AND {text} NOT GLOB '*[^0-9,]*')"


def json_rows(rows: Sequence[Sequence[str]], columns: Sequence[str], name: str = "listed") -> CTE:
    """Rows of texts as a relation with these columns; what a row lacks is null.

    They are one JSON value in the statement: it takes a limited number of values, and one of
    thousands takes SQLAlchemy 0.1 s to compile.
    """
    values = _json_elements(literal(json.dumps(rows))).table_valued("value", name=f"{name}_rows")
    return select(
        *(
            _json_item(values.c.value, literal_column(str(index))).label(column)
            for index, column in enumerate(columns)
        )
    ).cte(name)


class _json_elements(FunctionElement[Any]):
    inherit_cache = True
    name = "json_elements"


@compiles(_json_elements)
def _elements(element: _json_elements, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_array_elements(CAST({compiler.process(element.clauses, **options)} AS JSON))"


@compiles(_json_elements, "sqlite")
def _elements_sqlite(element: _json_elements, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **options)})"


class _json_item(FunctionElement[str]):
    type = String()
    inherit_cache = True
    name = "json_item"


@compiles(_json_item)
def _item(element: _json_item, compiler: SQLCompiler, **options: Any) -> str:
    value, index = (compiler.process(each, **options) for each in element.clauses)
    return f"({value} ->> {index})"


@compiles(_json_item, "sqlite")
def _item_sqlite(element: _json_item, compiler: SQLCompiler, **options: Any) -> str:
    value, index = (compiler.process(each, **options) for each in element.clauses)
    return f"json_extract({value}, '$[{index}]')"


# SQLite keeps integers of 64 bits and texts of any length, whatever a column is declared as, so
# PostgreSQL has to as well: ids come from a sequence that also counts rows that were not inserted.
# (Only SQLAlchemy's own queries for constraints and indexes do not understand it.)


@compiles(Integer, "postgresql")
def _integer(_element: Integer, _compiler: TypeCompiler, **_options: Any) -> str:
    return "BIGINT"


@compiles(String, "postgresql")
def _string(_element: String, _compiler: TypeCompiler, **_options: Any) -> str:
    return "VARCHAR"


@compiles(CreateColumn, "postgresql")
def _created_column(element: CreateColumn, compiler: DDLCompiler, **options: Any) -> str | None:
    text: str | None = compiler.visit_create_column(element, **options)  # type: ignore[no-untyped-call]
    return text and text.replace(" SERIAL", " BIGSERIAL")
