"""An example pack to spoil."""

from __future__ import annotations

from pathlib import Path

from content.loading import PackError, Problem, load_pack
from content.new_pack import new_pack


def example(folder: Path) -> Path:
    """A valid pack in a folder of its own."""
    return new_pack("example", folder)


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
