"""What a large pack in six languages costs: loading, indexes, memory, and searches.

    python -m benchmarks.six_languages [passages] [meetings]

The texts are drawn from the Universal Declaration, so that words are as frequent as they are in
real texts. Times are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from content.loading import load_pack
from content.search import Search

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
NUMBERING = {
    "en": "Article {n}", "fr": "Article {n}", "es": "Artículo {n}", "ar": "المادة {n}",
    "ru": "Статья {n}", "zh": "第{n}条",
}  # fmt: skip
SOURCES = Path(__file__).parents[1] / "content/packs/hr75/sources/udhr"
SENTENCE = re.compile(r"[^.。؛\n]{15,}[.。]")
FIRST_DAY = datetime.fromisoformat("2030-05-01T09:00")
SEARCHES = 200


def write_pack(folder: Path, passages: int, meetings: int) -> Path:
    """Write a pack of so many articles in six languages, and so many meetings; return it."""
    chosen = random.Random(1)
    (folder / "sources").mkdir(parents=True)
    for language in LANGUAGES:
        sentences = SENTENCE.findall((SOURCES / f"{language}.txt").read_text("utf-8"))
        articles = [
            "\n".join(
                [
                    NUMBERING[language].format(n=number),
                    " ".join(chosen.sample(sentences, 2)).strip(),
                ]
            )
            for number in range(1, passages + 1)
        ]
        (folder / "sources" / f"{language}.txt").write_text("\n\n".join(articles), "utf-8")
    words = (SOURCES / "en.txt").read_text("utf-8").split()
    listed: list[dict[str, Any]] = []
    for number in range(meetings):
        start = FIRST_DAY + timedelta(days=number * 7 % 60, hours=number % 9)
        listed.append(
            {
                "id": f"m-{number}", "title": " ".join(chosen.sample(words, 6))[:100].title(),
                "kind": "talk", "room": f"Room {number % 30}", "time_zone": "Europe/Zurich",
                "start": start.isoformat(timespec="minutes"),
                "end": (start + timedelta(hours=1)).isoformat(timespec="minutes"),
                "description": " ".join(chosen.sample(words, 60)), "source": "the programme",
            }
        )  # fmt: skip
    files: dict[str, object] = {
        "pack": {
            "id": "large", "version": "1", "language": "en",
            "event": {
                "name": "Large event", "short": "Large event", "place": "Geneva",
                "time_zone": "Europe/Zurich", "start": "2030-06-01", "end": "2030-06-20",
                "source": "the programme",
            },
            "documents": [
                {
                    "id": "text", "title": "Text", "short": "Text", "author": "Authors",
                    "texts": {one: f"sources/{one}.txt" for one in LANGUAGES},
                    "numbering": NUMBERING, "paragraphs": "lines",
                }
            ],
            "kinds": {"talk": "Talk"},
        },
        "collections": [
            {
                "id": "articles", "title": "Articles", "item": "Article {number}",
                "command": "articles", "document": "text", "unit": "article",
                "passages": [
                    {"id": f"article-{n}", "title": f"Matter {n}", "number": n}
                    for n in range(1, passages + 1)
                ],
            }
        ],
        "meetings": listed,
    }  # fmt: skip
    for name, content in files.items():
        # JSON is YAML, too, and much faster to write.
        (folder / f"{name}.yaml").write_text(json.dumps(content), "utf-8")
    return folder


def megabytes() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return (
        int(found[1]) / 1024 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    )


def main(passages: int, meetings: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write_pack(Path(name) / "pack", passages, meetings)
        before, began = megabytes(), time.process_time()
        pack = load_pack(str(folder))
        print(f"load: {time.process_time() - began:.1f} s, {megabytes() - before:.0f} MB")
    began = time.process_time()
    search = Search(pack)
    print(f"index of the pack: {time.process_time() - began:.1f} s")
    for language in LANGUAGES:
        query = _queries(pack, language)[0]
        began = time.process_time()
        while missing := search.missing(query, language):
            search.warm_up(missing)
        print(f"index {language}: {time.process_time() - began:.1f} s, {megabytes():.0f} MB")
    for language in LANGUAGES:
        times = []
        for query in _queries(pack, language):
            while missing := search.missing(query, language):
                search.warm_up(missing)
            began = time.process_time()
            search.find(query, language=language)
            times.append((time.process_time() - began) * 1000)
        times.sort()
        median, worst = times[len(times) // 2], times[int(len(times) * 0.99)]
        print(f"search {language}: median {median:.1f} ms, p99 {worst:.1f} ms")


def _queries(pack: Any, language: str) -> list[str]:
    chosen = random.Random(2)
    passages = list(pack.in_language(language).passages.values())
    queries = []
    for passage in chosen.sample(passages, SEARCHES):
        if language == "zh":
            at = chosen.randrange(max(1, len(passage.text) - 6))
            queries.append(passage.text[at : at + 4])
        else:
            queries.append(" ".join(chosen.sample(passage.text.split(), 2)))
    return queries


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*numbers) if numbers else main(3000, 2000)
