"""The parts of a look-up, measured within one process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as at
from functools import partial
from pathlib import Path

import yaml

from bot.telegram.rendering import render
from content.languages import Sentences
from content.loading import load_pack
from content.search import Search
from handlers.documents.roundtables import roundtable_view
from handlers.framework.reader import Reader

_QUERIES = Path(__file__).parents[1] / "tests" / "content" / "search" / "queries.yaml"


def parts() -> dict[str, tuple[float, float]]:
    """Return the median and 99th percentile of each part, in milliseconds."""
    pack, sentences = load_pack("hld-2013"), Sentences()
    search = Search(pack)
    queries = yaml.safe_load(_QUERIES.read_text())
    words = [query["query"] for query in queries["found"] + queries["nothing"]]
    now = datetime.combine(pack.event.start, at(), pack.event.zone)
    reader = Reader("en", pack.event.zone, False, now, sentences["en"], "roundtable_bot")
    roundtable = pack.roundtables[2]
    return {
        "load and check the pack": _figures([lambda: load_pack("hld-2013")] * 5),
        "build the search index": _figures([lambda: Search(pack).prepare()] * 5),
        "search, every query of the tests": _figures(
            [partial(search.find, text) for text in words * 3]
        ),
        "view and render `/roundtable 3`, the first time": _figures(
            [lambda: render(roundtable_view(reader, pack, roundtable))] * 300
        ),
    }


def _figures(functions: list[Callable[[], object]]) -> tuple[float, float]:
    took = []
    for function in functions:
        began = time.perf_counter()
        function()
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.99))]
