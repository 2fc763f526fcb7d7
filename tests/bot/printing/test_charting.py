"""The chart is drawn apart: one at a time, without our secrets, and not for ever."""

from __future__ import annotations

import asyncio
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from bot.printing import charting
from bot.printing.charting import Charting
from bot.printing.drawing import _drawable, _letters
from handlers.framework.charts import Bars, Chart
from tests.program.program import ROOT

NONE = Bars("none", [])
# Draws nothing, tells its environment and its number, and takes its time.
_TELLS = """
import os, sys, time
from pathlib import Path
sys.stdin.buffer.read()
Path("began").open("a").write(f"{os.getpid()}\\n")
while Path("wait").exists():
    time.sleep(0.01)
Path("ended").open("a").write(f"{os.getpid()}\\n")
print(os.environ)
"""


def a_chart(name: str = "month.en", title: str = "Delegates") -> Chart:
    days = [("2013-05-01", 5), ("2013-05-20", 12)]
    bars = Bars("A < B", [("a-very-long-name-of-a-meeting-held-in-2013", 30), ("rt1", None)])
    # Words of strangers: not a formula, no letters that the font has not, none from the right.
    odd = Bars("Odd", [("$\\frac{", 9), ("五 words", 8), ("مرحبا", 7), ("", 6), ("zz", 5)])
    return Chart(name, title, days, (bars, odd, NONE, bars), few="<5", fewest=5)


@pytest.fixture
def telling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a process that only tells of itself stands for the one that draws."""
    (tmp_path / "telling.py").write_text(_TELLS)
    monkeypatch.setattr(charting, "_MODULE", "telling")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def numbers_in(file: Path) -> list[int]:
    """Of the processes that have told of themselves."""
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


async def told(file: Path) -> list[int]:
    async with asyncio.timeout(20):
        while not (numbers := numbers_in(file)):
            await asyncio.sleep(0.01)
    return numbers


@pytest.mark.parametrize("title", ["Delegates", "Делегаты"])
async def test_the_chart_is_a_png_of_its_size(title: str) -> None:
    png = await Charting().drawn(a_chart(title=title))
    assert png is not None
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1200, 1200)


async def test_no_chart_without_anything_fails() -> None:
    assert await Charting().drawn(Chart("x", "x", [], (NONE, NONE, NONE, NONE))) is not None


def test_only_letters_that_stand_as_written_are_drawn() -> None:
    letters = _letters()
    drawn = {each: _drawable(each, letters) for each in ("rt1", "Ж é", "五", "مرحبا", "\u202eb")}
    assert [each for each, is_drawn in drawn.items() if is_drawn] == ["rt1", "Ж é"]


def test_drawing_brings_in_nothing_of_the_bot() -> None:
    asked = "import sys, bot.printing.drawing; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"handlers", "storage", "content", "sqlalchemy", "telegram"} & set(
        said.stdout.split()
    )


async def test_who_draws_is_given_no_secrets(
    telling: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "7:secret")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    monkeypatch.setenv("MPLCONFIGDIR", str(telling))
    said = (await Charting().drawn(a_chart()) or b"").decode()
    assert "secret" not in said
    assert str(telling) in said


async def test_one_is_drawn_at_a_time_and_kept_for_a_minute(telling: Path) -> None:
    now = [1000.0]
    charts = Charting(clock=lambda: now[0])
    (telling / "wait").touch()
    asked = [asyncio.create_task(charts.drawn(a_chart(name))) for name in ("a", "a", "b")]
    assert len(await told(telling / "began")) == 1
    await asyncio.sleep(0.2)  # long enough for others to have begun
    assert len(await told(telling / "began")) == 1
    (telling / "wait").unlink()
    first, same, other = await asyncio.gather(*asked)
    assert first is same
    assert other
    assert await told(telling / "began") == await told(telling / "ended")
    assert len(await told(telling / "began")) == 2
    now[0] += 59
    assert await charts.drawn(a_chart("a")) is first
    now[0] += 2
    assert await charts.drawn(a_chart("a")) is not first
    assert len(await told(telling / "began")) == 3


async def test_who_takes_too_long_is_ended_and_the_next_one_drawn(telling: Path) -> None:
    (telling / "wait").touch()
    charts = Charting(seconds=1)
    assert await charts.drawn(a_chart()) is None
    (began,) = await told(telling / "began")
    assert not lives(began)
    (telling / "wait").unlink()
    assert await Charting().drawn(a_chart()) is not None
    assert not (telling / "wait").exists()


async def test_it_is_ended_with_who_asked(telling: Path) -> None:
    (telling / "wait").touch()
    charts = Charting()
    asked = asyncio.create_task(charts.drawn(a_chart()))
    (began,) = await told(telling / "began")
    assert lives(began)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert not lives(began)
    (telling / "wait").unlink()
    assert await charts.drawn(a_chart()) is not None


def lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
