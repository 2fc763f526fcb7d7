"""An example pack to spoil."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.pack.new_pack import new_pack
from content.loading import PackError, Problem, load_pack

# A new pack of this day has the dates of its template.
DAY = datetime(2030, 3, 6, tzinfo=UTC)


def example(folder: Path, name: str = "example", like: str = "dialogue") -> Path:
    """A valid pack in a folder of its own."""
    return new_pack(name, folder, DAY, like)


def edit(pack: Path, file: str, old: str, new: str) -> None:
    """Replace what stands once in a file of the pack."""
    text = (pack / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    (pack / file).write_text(text.replace(old, new), encoding="utf-8")


def problems(pack: Path) -> tuple[Problem, ...]:
    """What is wrong with it; nothing if it loads."""
    try:
        load_pack(pack)
    except PackError as error:
        return error.problems
    return ()
