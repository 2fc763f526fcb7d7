"""Posters: the PDF of the real command, the codes on it as they are printed, and what they open."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest
from reportlab.lib.units import mm

from bot.pack.calendar import calendar_as_it_is
from bot.printing import text_layout as lettering
from bot.printing.posters import Poster, draw, posters_of
from content.loading import load_pack
from content.new_pack import new_pack
from storage.database import open_database
from tests.factories import LIMA
from tests.program.codes import read
from tests.program.desk import add_meeting, desk_meeting
from tests.program.program import OLGA, ROOT, Person, Program

MAY = datetime(2013, 5, 1, tzinfo=UTC)
LINK = "https://t.me/hld_bot?start=meeting-a"
NOWHERE = "\U00100001"  # of a private use area: no font has it


def command(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1", "CLOCK_START": "2013-05-01T00:00:00Z", **settings,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "bot", "posters", *words], cwd=folder, env=environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def links_of(pdf: bytes) -> list[str]:
    """What can be clicked."""
    return [each.decode() for each in re.findall(rb"/URI \(([^)]*)\)", pdf)]


def pages(pdf: bytes) -> list[str]:
    """What each page draws, as the file says it."""
    streams = re.findall(rb"/ASCII85Decode /FlateDecode.*?stream\r?\n(.*?)endstream", pdf, re.S)
    whole = [
        zlib.decompress(base64.a85decode(b"<~" + each.strip(), adobe=True)) for each in streams
    ]
    return [each.decode("latin-1") for each in whole if b" re f" in each]


def code_on(page: str) -> tuple[str, float]:
    """The text of the code that a page draws, and the side of its squares in points."""
    found = re.findall(r"([0-9.]+) ([0-9.]+) ([0-9.]+) ([0-9.]+) re f", page)
    squares = [[float(number) for number in each] for each in found]
    side = squares[0][2]
    assert all(abs(width - side) + abs(height - side) < 0.01 for _, _, width, height in squares)
    left, top = min(x for x, *_ in squares), max(y for _, y, *_ in squares)
    dark = {(round((x - left) / side), round((top - y) / side)) for x, y, *_ in squares}
    return read(dark, 1 + max(x for x, _ in dark)), side


def test_a_page_for_the_bot_each_roundtable_and_each_meeting_to_come(tmp_path: Path) -> None:
    made = command(tmp_path, "--bot", "@hld_bot", "--paper", "letter")
    assert made.returncode == 0, made.stderr
    pdf = (tmp_path / "posters.pdf").read_bytes()
    links = links_of(pdf)
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


def test_every_code_says_its_link_and_is_large_enough(tmp_path: Path) -> None:
    made = command(tmp_path, "--bot", "a" * 32, "--all")
    assert made.returncode == 0, made.stderr
    pdf = (tmp_path / "posters.pdf").read_bytes()
    codes = [code_on(each) for each in pages(pdf)]
    links = links_of(pdf)
    assert [text for text, _ in codes] == links
    assert len(set(links)) == len(links) > 16
    for _, side in codes:
        assert side >= 0.8 * mm and 21 * side >= 30 * mm


def test_the_longest_link_has_a_code_that_is_large_enough() -> None:
    link = f"https://t.me/{'a' * 32}?start={'b' * 64}"
    drawn = draw(load_pack("hld-2013"), [Poster("A", (), link)], "hld_bot", MAY, "letter")
    (page,) = pages(drawn.pdf)
    text, side = code_on(page)
    assert text == link
    assert side >= 0.8 * mm


@pytest.mark.parametrize(
    "title",
    ["Long " * 60, "Donaudampfschifffahrtsgesellschaft" * 3, "A < B & C", "Миграция",
     "الهجرة والتنمية " * 8, "移民与发展高级别对话" * 12, "e\u0301te\u0301 " * 20],
    ids=["many words", "one word", "signs", "cyrillic", "arabic", "chinese", "accents"],
)  # fmt: skip
def test_any_title_fits_its_page(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_: list[tuple[float, float, float, float]] = []
    from reportlab.platypus import Flowable

    drawn = Flowable.drawOn

    def noted(self: Flowable, canvas: object, x: float, y: float) -> None:
        set_.append((x, y, x + self.width, y + self.height))
        drawn(self, canvas, x, y)

    monkeypatch.setattr(Flowable, "drawOn", noted)
    poster = Poster(title, ("A place",), "https://t.me/hld_bot?start=rt3")
    draw(load_pack("hld-2013"), [poster], "hld_bot", MAY, "a4")
    tops = [top for _, _, _, top in set_]
    assert len(set_) == 5
    assert tops == sorted(tops, reverse=True)
    for (left, bottom, right, _), (_, _, _, next_top) in pairwise([*set_, (0.0,) * 4]):
        assert left >= 0 and right <= 596 and bottom >= 0  # A4 is 595 points wide
        assert bottom >= next_top


@pytest.mark.parametrize("language", ["en", "ar"])
def test_arabic_is_printed_whatever_the_pack_is_in(language: str) -> None:
    pack = load_pack("hld-2013").model_copy(update={"language": language})
    drawn = draw(pack, [Poster("الهجرة (IOM)", (), LINK)], "hld_bot", MAY, "a4")
    assert not drawn.lacking and not drawn.bare
    (page,) = pages(drawn.pdf)
    assert len(re.findall(r" c\b", page)) > 20  # curves: its letters are drawn


def test_arabic_letters_join_and_go_from_the_right() -> None:
    set_ = lettering.Lettering("ar")

    def glyphs(text: str) -> list[lettering._Glyph]:
        return [each for each in set_._outline(f"\u200f{text}", False).glyphs if each.points]

    assert {each.codes for each in glyphs("ب")} != {each.codes for each in glyphs("بب")}
    mixed = glyphs("ب I")
    assert mixed[0].codes == glyphs("I")[0].codes
    assert max(x for x, _ in mixed[0].points) < min(x for x, _ in mixed[-1].points)


def test_without_a_chinese_font_the_posters_are_named_that_bring_none_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lettering, "_machine_fonts", tuple)
    lettering._fonts_with.cache_clear()
    pack = load_pack("hld-2013")
    posters = [Poster("移民与发展", (), LINK), Poster("Migration", (), f"{LINK}-2")]
    drawn = draw(pack, posters, "hld_bot", MAY, "a4")
    lettering._fonts_with.cache_clear()
    assert drawn.bare == ("meeting-a",) and not drawn.lacking
    assert b"STSong-Light" in drawn.pdf


def test_one_title_that_cannot_be_printed_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    block = lettering.Lettering.block

    def noted(
        self: lettering.Lettering, text: str, bold: bool, size: float, width: float
    ) -> object:
        printed.append(text)
        return block(self, text, bold, size, width)

    monkeypatch.setattr(lettering.Lettering, "block", noted)
    odd = [
        Poster(f"Half {NOWHERE} known", ("A place",), LINK),
        Poster(NOWHERE * 3, (), f"{LINK}-2"),
        Poster("Known", (), f"{LINK}-3"),
    ]
    drawn = draw(load_pack("hld-2013"), odd, "hld_bot", MAY, "a4")
    assert drawn.lacking == {"meeting-a": NOWHERE, "meeting-a-2": NOWHERE}
    assert [code_on(each)[0] for each in pages(drawn.pdf)] == [each.link for each in odd]
    assert {"Half known", "A place", "meeting-a", "meeting-a-2", "Known"} <= set(printed)
    assert "meeting-a-3" not in printed


def test_what_could_not_be_printed_is_told_on_the_terminal(tmp_path: Path) -> None:
    made = new_pack("odd", tmp_path)
    meetings = made / "meetings.yaml"
    title = f'title: "A {NOWHERE} meeting"'
    meetings.write_text(re.sub(r"title: .*", title, meetings.read_text(), count=1))
    printed = command(tmp_path, "--bot", "hld_bot", "--all", PACK="odd")
    assert printed.returncode == 0, printed.stderr
    assert "! meeting-" in printed.stderr and "U+100001" in printed.stderr
    assert "Made posters.pdf" in printed.stdout


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


async def test_what_organisers_changed_is_on_paper_and_opens_in_the_bot(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    program = Program(tmp_path, DATABASE_URL=url)
    try:
        async with aiohttp.ClientSession() as session:
            olga = Person(session, program.address(), OLGA)
            await olga.post(f"people/{OLGA}", language_code="en")
            new = await add_meeting(olga, "A meeting of the desk’s own")
            said = await olga.press(await desk_meeting(olga, LIMA), "Cancel it")
            await olga.press(await olga.press(said, "Skip"), "Cancel it and tell nobody")
            await olga.press(await desk_meeting(olga, "escap-bangkok-2013"), "Move")
            said = await olga.press(await olga.says("30-31 May 2013"), "Skip")
            await olga.press(said, "Save and tell nobody")

            pack, why = await calendar_as_it_is(load_pack("hld-2013"), url)
            assert not why
            posters = posters_of(pack, "hld_bot", MAY)
            (moved,) = [each for each in posters if each.id == "meeting-escap-bangkok-2013"]
            assert "31 May 2013" in " ".join(" ".join(moved.lines).split())

            words = ("--bot", "hld_bot")
            printed = await asyncio.to_thread(command, tmp_path, *words, DATABASE_URL=url)
            assert printed.returncode == 0, printed.stderr
            assert "those of the desk's calendar" in printed.stdout
            assert "Left out, as they are cancelled: 1." in printed.stdout
            pdf = (tmp_path / "posters.pdf").read_bytes()
            links = [code_on(each)[0] for each in pages(pdf)]
            assert links == [each.link for each in posters]

            payloads = [each.partition("?start=")[2] for each in links][1:]
            assert f"meeting-{new}" in payloads and f"meeting-{LIMA}" not in payloads
            for payload, poster in zip(payloads, posters[1:], strict=True):
                assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
                opened = (await olga.opens(payload)).plain
                assert opened.startswith(poster.title), opened
                assert all(" ".join(each.split()) in opened for each in poster.lines[-1:]), opened
    finally:
        assert await program.stopped() == 0


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


async def test_printing_makes_and_changes_no_database(tmp_path: Path) -> None:
    path = tmp_path / "var" / "roundtable.db"
    first = command(tmp_path, "--bot", "hld_bot")
    assert "there is no database" in first.stderr
    assert not path.parent.exists()

    database = open_database(f"sqlite+aiosqlite:///{path}")
    await database.migrate()
    await database.close()
    kept = files(path.parent)
    empty = command(tmp_path, "--bot", "hld_bot")
    assert "has no meetings yet" in empty.stderr
    assert files(path.parent) == kept

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    kept = files(path.parent)
    older = command(tmp_path, "--bot", "hld_bot")
    assert "another version" in older.stderr
    assert files(path.parent) == kept

    path.write_bytes(b"no database at all" * 100)
    broken = command(tmp_path, "--bot", "hld_bot")
    assert "cannot be read" in broken.stderr
    assert path.read_bytes() == b"no database at all" * 100
    for each in (first, empty, older, broken):
        assert each.returncode == 0 and "Traceback" not in each.stderr
        assert "Made posters.pdf: 16 pages." in each.stdout
