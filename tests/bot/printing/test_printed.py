"""A poster as a camera sees it: a picture of the page, and the code in the picture."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from statistics import median

import pytest
from PIL import Image
from playwright.async_api import Browser

from bot.printing.posters import Poster, draw
from content.loading import load_pack
from tests.program.codes import read

Picture = list[list[bool]]
_QUIET = 4
_PAGE_MM = 210  # A4
_PATIENCE_SECONDS = 30


def dark_points(png: bytes) -> Picture:
    """The page alone, without what the viewer shows around it. Raises ValueError where none is."""
    grey = Image.open(io.BytesIO(png)).convert("L")
    page = grey.point(lambda value: 255 if value > 250 else 0).getbbox()
    if page is None:
        raise ValueError("there is no page yet")
    cut = grey.crop(page)
    width, height = cut.size
    values = cut.tobytes()
    return [
        [each < 128 for each in values[at : at + width]] for at in range(0, width * height, width)
    ]


def finders(picture: Picture) -> list[tuple[int, int, int]]:
    """(row, first column, width) wherever dark and light alternate as 1:1:3:1:1 in a row."""
    found: list[tuple[int, int, int]] = []
    for row, points in enumerate(picture):
        runs = [(dark, len(list(run))) for dark, run in groupby(points)]
        at = 0
        for number, (dark, length) in enumerate(runs):
            five = [each for _, each in runs[number : number + 5]]
            whole = sum(five)
            if dark and len(five) == 5 and whole > 20:
                share = [7 * each / whole for each in five]
                if all(abs(a - b) < 0.4 for a, b in zip(share, (1, 1, 3, 1, 1), strict=True)):
                    found.append((row, at, whole))
            at += length
    return found


def seen(picture: Picture) -> tuple[str, float]:
    """The text of the code in a picture, and the width of its squares in points. Raises ValueError
    where there is none, or too little white around it."""
    found = finders(picture)
    if not found:
        raise ValueError("no code is to be seen")
    width = median(each for _, _, each in found)
    # What looks like a corner in a row or two of the code's own squares is none.
    corners = [each for each in found if abs(each[2] - width) < width / 14]
    side = width / 7
    left, right = min(each[1] for each in corners), max(each[1] for each in corners) + width
    top = min(each[0] for each in corners) - 2 * side
    size = round((right - left) / side)
    side = (right - left) / size

    def dark(x: int, y: int) -> bool:
        return picture[int(top + (y + 0.5) * side)][int(left + (x + 0.5) * side)]

    around = range(-_QUIET, size + _QUIET)
    squares = {(x, y) for x in around for y in around if dark(x, y)}
    if any(not (0 <= x < size and 0 <= y < size) for x, y in squares):
        raise ValueError("it is not white around the code")
    return read(squares, size), side


@pytest.mark.parametrize("payload", ["rt3", "meeting-" + "b" * 40])
async def test_a_camera_reads_the_code_of_a_printed_poster(
    payload: str, browser: Browser, tmp_path: Path
) -> None:
    link = f"https://t.me/roundtable_bot?start={payload}"
    now = datetime(2013, 5, 1, tzinfo=UTC)
    poster = Poster("A long title " * 12, ("Wednesday, 22 May 2013", "Lima, Peru"), link)
    drawn = draw(load_pack("hld-2013"), [poster], "roundtable_bot", now, "a4")
    file = tmp_path / "poster.pdf"
    file.write_bytes(drawn.pdf)
    page = await browser.new_page(viewport={"width": 1000, "height": 1300})
    if not await page.evaluate("navigator.pdfViewerEnabled"):
        pytest.skip("this Chromium shows no PDF")
    await page.goto(f"{file.as_uri()}#toolbar=0&view=Fit")
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:  # the viewer does not say when it has drawn the page
            taken = await page.screenshot()
            try:
                picture = dark_points(taken)
                text, side = seen(picture)
            except (ValueError, IndexError):
                continue
            break
    assert text == link
    millimetres = side * _PAGE_MM / len(picture[0])
    assert millimetres >= 0.8
    assert millimetres * 21 >= 30
