from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from content.loading import load_pack
from content.model import Pack
from content.search import Search

QUERIES = Path(__file__).parent / "queries"  # in other languages than English


@dataclass(frozen=True, repr=False)  # so that a failing test shows no held query
class Asked:
    """A query with its right answers; none where the documents say nothing of it."""

    query: str
    right: frozenset[str]
    sort: str
    held: bool


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("hld-2013")


@pytest.fixture(scope="session")
def search(pack: Pack) -> Search:
    return Search(pack)


def read_queries(file: Path) -> list[Asked]:
    """The queries of a file, those that find nothing last."""
    written = yaml.safe_load(file.read_text("utf-8"))
    found = [
        Asked(each["query"], frozenset(each["right"]), each["sort"], each["held"])
        for each in written["found"]
    ]
    nothing = [
        Asked(each["query"], frozenset(), "nothing", each["held"]) for each in written["nothing"]
    ]
    return found + nothing


@pytest.fixture(scope="session")
def queries() -> list[Asked]:
    return read_queries(Path(__file__).parent / "queries.yaml")
