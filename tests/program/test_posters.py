"""Posters: the PDF of the real command, and the codes on it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import segno

from bot.posters import NotDrawable, Poster, draw, modules, posters_of
from content.loading import load_pack
from tests.program.program import ROOT

MAY = datetime(2013, 5, 1, tzinfo=UTC)


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "posters", *words],
        cwd=folder, env={"PYTHONPATH": str(ROOT), "CLOCK_START": "2013-05-01T00:00:00Z"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_page_for_the_bot_each_roundtable_and_each_meeting_to_come(tmp_path: Path) -> None:
    made = command(tmp_path, "--bot", "@hld_bot", "--paper", "letter")
    assert made.returncode == 0, made.stderr
    pdf = (tmp_path / "posters.pdf").read_bytes()
    links = [each.decode() for each in re.findall(rb"/URI \(([^)]*)\)", pdf)]
    pack = load_pack("hld-2013")
    assert links == [
        "https://t.me/hld_bot",
        *(f"https://t.me/hld_bot?start=rt{each}" for each in (1, 2, 3, 4)),
        *(
            f"https://t.me/hld_bot?start=meeting-{each.id}"
            for each in pack.meetings
            if each.closes > MAY and not each.cancelled
        ),
    ]
    assert len(re.findall(rb"/Type /Page\b", pdf)) == len(links)
    assert str(len(links)) in made.stdout
    assert len(posters_of(pack, "hld_bot", MAY, everything=True)) > len(links)


def test_the_code_is_that_of_the_link() -> None:
    link = "https://t.me/hld_bot?start=rt3"
    matrix = segno.make_qr(link, error="m").matrix
    assert set(modules(link)) == {
        (column, row) for row, line in enumerate(matrix) for column, dark in enumerate(line) if dark
    }


@pytest.mark.parametrize(
    "title", ["Long " * 60, "Donaudampfschifffahrtsgesellschaft" * 3, "A < B & C", "Миграция"],
    ids=["many words", "one word", "signs", "cyrillic"],
)  # fmt: skip
def test_any_title_fits_its_page(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_: list[tuple[float, float, float, float]] = []
    from reportlab.platypus import Paragraph

    drawn = Paragraph.drawOn

    def noted(self: Paragraph, canvas: object, x: float, y: float) -> None:
        set_.append((x, y, x + self.width, y + self.height))
        drawn(self, canvas, x, y)

    monkeypatch.setattr(Paragraph, "drawOn", noted)
    poster = Poster(title, ("A place",), "https://t.me/hld_bot?start=rt3")
    draw(load_pack("hld-2013"), [poster], "hld_bot", MAY, "a4")
    tops = [top for _, _, _, top in set_]
    assert len(set_) == 5
    assert tops == sorted(tops, reverse=True)
    for (left, bottom, right, _), (_, _, _, next_top) in pairwise([*set_, (0.0,) * 4]):
        assert left >= 0 and right <= 596 and bottom >= 0  # A4 is 595 points wide
        assert bottom >= next_top


def test_letters_that_cannot_be_printed_are_said(tmp_path: Path) -> None:
    pack = load_pack("hld-2013")
    poster = Poster("الهجرة", (), "https://t.me/hld_bot")
    with pytest.raises(NotDrawable, match="الهجرة"):
        draw(pack, [poster], "hld_bot", MAY, "a4")
    chinese = pack.model_copy(update={"language": "zh"})
    made = posters_of(chinese, "hld_bot", MAY)
    assert draw(chinese, [replace(made[0], title="移民")], "hld_bot", MAY, "a4")


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "--bot"), (("--bot", "x"), "username"), (("--bot", "hld_bot", "--paper", "a5"), "letter"),
     (("--bot", "hld_bot", "--out", "no/such/folder.pdf"), "cannot be written")],
)  # fmt: skip
def test_what_is_wrong_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    made = command(tmp_path, *words)
    assert made.returncode == 1
    assert said in made.stderr
    assert "Traceback" not in made.stderr
