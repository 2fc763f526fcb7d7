"""Charts: what is drawn, and that the process that draws is one at a time, knows no secrets and
ends."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest
from PIL import Image

from bot.printing import charting
from bot.printing.charting import ChartRenderer
from bot.printing.drawing import _shortened, _width, svg
from handlers.framework.charts import Bars, Chart
from handlers.framework.subprocesses import CompletedModule
from tests.program.program import ROOT

SVG = "{http://www.w3.org/2000/svg}"
NO_BARS = Bars("none", [])
# Takes the place of the program that draws: writes its process id to a file, waits until a file is
# gone, and answers with its environment.
_STAND_IN = """
import os, sys, time
from pathlib import Path
sys.stdin.buffer.read()
Path("began").open("a").write(f"{os.getpid()}\\n")
while Path("wait").exists():
    time.sleep(0.01)
print(os.environ)
"""
# By language: the title, and names that are drawn.
NAMES = {
    "en": ("Delegates", "Roundtable 1: A < B & C", "$\\frac{"),
    "ru": ("Делегаты", "Круглый стол 1", "五 words"),
    "zh": ("代表", "圆桌会议1：评估国际移徙的影响", "会议 2013"),
    "ar": ("المندوبون", "المائدة المستديرة 1", "الهجرة <5 في Geneva"),
}


def a_chart(key: str = "month.en", language: str = "en") -> Chart:
    title, *names = NAMES[language]
    rows = [(name, 30) for name in names]
    bars = Bars(title, [*rows, ("a few", None)])
    line = [("2013-05-01", "1 May", 5), ("2013-05-20", "20 May", 12)]
    return Chart(key, language == "ar", title, line, (bars, NO_BARS, NO_BARS, bars), "<5", 4)


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the stand-in runs."""
    (tmp_path / "stand_in.py").write_text(_STAND_IN)
    monkeypatch.setattr(charting, "_MODULE", "stand_in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def process_in(folder: Path) -> int:
    """The id of the process that runs there, once it does."""
    async with asyncio.timeout(20):
        while not (folder / "began").exists() or not (folder / "began").read_text().endswith("\n"):
            await asyncio.sleep(0.01)
    return int((folder / "began").read_text().split()[-1])


def runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def ink(picture: Image.Image) -> int:
    """How many pixels are not white."""
    return sum(picture.convert("L").histogram()[:250])


@pytest.mark.parametrize("language", NAMES)
async def test_a_chart_is_drawn_in_each_language(language: str) -> None:
    png = await ChartRenderer().draw(a_chart(language=language))
    assert png is not None
    picture = Image.open(io.BytesIO(png))
    assert (picture.format, picture.size) == ("PNG", (1200, 1200))
    # Its title stands where reading begins.
    left, right = picture.crop((0, 0, 600, 70)), picture.crop((600, 0, 1200, 70))
    assert (ink(left) > 100, ink(right) > 100) == (language != "ar", language == "ar")


async def test_a_chart_of_nothing_is_drawn() -> None:
    empty = Chart("x", False, "x", [], (NO_BARS, NO_BARS, NO_BARS, NO_BARS), "<5", 4)
    assert await ChartRenderer().draw(empty) is not None


def test_only_names_that_can_be_drawn_are() -> None:
    names = ["rt1", "Ж é", "五", "مرحبا", "\u202eb", "\U00100001", "\x07", "<b>&amp;"]
    chart = replace(a_chart(), bars=(Bars("Odd", [(name, 9) for name in names]),))
    root = ElementTree.fromstring(svg(asdict(chart)))
    texts = ["".join(text.itertext()).strip("\u2067\u2069") for text in root.iter(f"{SVG}text")]
    assert [name for name in names if name in texts] == ["rt1", "Ж é", "五", "مرحبا", "<b>&amp;"]


@pytest.mark.parametrize("name", ["Long " * 40, "移民与发展" * 20, "الهجرة والتنمية " * 10])
def test_long_names_are_shortened_to_the_width_of_their_list(name: str) -> None:
    shortened = _shortened(name, 22, 530)
    assert shortened.endswith("…") and name.startswith(shortened[:-1])
    assert 450 < _width(shortened, 22) <= 530
    assert _shortened("short", 22, 530) == "short"


def test_a_hidden_number_shows_no_more_than_its_label() -> None:
    bars = Bars("Few", [("many", 8), ("one", None), ("other", None)])
    root = ElementTree.fromstring(svg(asdict(replace(a_chart(), bars=(bars,)))))
    widths = [float(bar.attrib["width"]) for bar in root.iter(f"{SVG}rect")][1:]
    assert widths[1] == widths[2] == widths[0] / 2


@pytest.mark.parametrize("highest", [0, 1, 4, 5, 6, 12, 99, 100, 101, 7_000, 123_456])
def test_the_grid_has_a_few_round_numbers(highest: int) -> None:
    chart = replace(a_chart(), line=[("2013-05-01", "1 May", highest)], bars=())
    root = ElementTree.fromstring(svg(asdict(chart)))
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    values = [int(text) for text in texts if text.isdecimal()]
    assert values[0] == 0 and values[-1] >= highest and 2 <= len(values) <= 6
    assert len({after - before for before, after in pairwise(values)}) == 1


def test_drawing_imports_nothing_of_the_bot() -> None:
    ask = "import sys, bot.printing.drawing; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"handlers", "storage", "content", "sqlalchemy", "telegram", "typst"} & set(
        run.stdout.split()
    )


async def test_the_process_that_draws_is_given_no_secrets(
    stand_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "7:secret")
    monkeypatch.setenv("WEBHOOK_SECRET", "secret")
    environment = (await ChartRenderer().draw(a_chart()) or b"").decode()
    assert "PATH" in environment and "secret" not in environment


async def test_one_is_drawn_at_a_time_and_cached_for_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    begun: list[str] = []
    may_end = asyncio.Event()

    async def run(module: str, *, stdin: bytes, timeout_seconds: float) -> CompletedModule:
        begun.append(orjson.loads(stdin)["key"])
        await may_end.wait()
        return CompletedModule(0, f"picture {len(begun)}".encode(), b"")

    monkeypatch.setattr(charting, "run_module", run)
    charts = ChartRenderer(timer=lambda: now[0])
    asked = [asyncio.create_task(charts.draw(a_chart(key))) for key in ("a", "a", "b")]
    for _ in range(100):  # whatever could begin has begun
        await asyncio.sleep(0)
    assert begun == ["a"]
    may_end.set()
    assert await asyncio.gather(*asked) == [b"picture 1", b"picture 1", b"picture 2"]
    assert begun == ["a", "b"]
    now[0] += 59
    assert await charts.draw(a_chart("a")) == b"picture 1"
    now[0] += 2
    assert await charts.draw(a_chart("a")) == b"picture 3"
    assert begun == ["a", "b", "a"]


async def test_one_that_takes_too_long_is_ended_and_the_next_one_drawn(stand_in: Path) -> None:
    (stand_in / "wait").touch()
    charts = ChartRenderer(timeout_seconds=1)
    assert await charts.draw(a_chart()) is None
    assert not runs(await process_in(stand_in))
    (stand_in / "wait").unlink()
    assert await ChartRenderer().draw(a_chart()) is not None


async def test_it_is_ended_when_whoever_asked_is_cancelled(stand_in: Path) -> None:
    (stand_in / "wait").touch()
    charts = ChartRenderer()
    asked = asyncio.create_task(charts.draw(a_chart()))
    process = await process_in(stand_in)
    assert runs(process)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert not runs(process)
    (stand_in / "wait").unlink()
    assert await charts.draw(a_chart()) is not None
