"""Posters as they are printed: texts fit, letters are there or named, codes are read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.printing.posters import Paper, Poster, PrintedPosters, draw
from content.loading import load_pack
from tests.printed import pages

MAY = datetime(2013, 5, 1, tzinfo=UTC)
LINK = "https://t.me/hld_bot?start=meeting-a"
LONGEST_LINK = f"https://t.me/{'a' * 32}?start={'b' * 64}"
NO_FONT = "\U00100001"  # of a private use area
MARGIN = 56  # points
TITLES = {
    "many words": "Long " * 60,
    "one word": "Donaudampfschifffahrtsgesellschaft" * 3,
    "signs": "A < B & C #let *bold* $x$ [y] \\",
    "cyrillic": "Миграция и развитие",
    "arabic": "الهجرة والتنمية " * 8,
    "chinese": "移民与发展高级别对话，" * 12,
    "accents": "e\u0301te\u0301 " * 20,
    "both directions": "اجتماع المائدة المستديرة 3: الهجرة (IOM) في Geneva",
    "nothing to print": NO_FONT * 3,
}


def printed(*posters: Poster, paper: Paper = "a4", language: str = "en") -> PrintedPosters:
    pack = load_pack("hld-2013").model_copy(update={"language": language})
    return draw(pack, posters, "hld_bot", MAY, paper)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("link", [LINK, LONGEST_LINK], ids=["a link", "the longest link"])
def test_any_title_fits_and_the_code_is_read_by_a_camera(paper: Paper, link: str) -> None:
    posters = [Poster(title, ("Wednesday, 22 May 2013", "Lima"), link) for title in TITLES.values()]
    for page in pages(printed(*posters, paper=paper).pdf):
        assert page.code == page.link == link
        assert page.module_mm >= 0.8
        for left, bottom, right, top in page.letters:
            # Punctuation hangs over the margin a little.
            assert left >= MARGIN - 8 and right <= page.width - MARGIN + 8
            assert bottom >= MARGIN - 4 and top <= page.height - MARGIN + 4
            assert bottom >= page.code_top or top <= page.code_bottom


@pytest.mark.parametrize("name", TITLES)
def test_all_of_a_title_is_printed(name: str) -> None:
    title = TITLES[name].replace(NO_FONT, "")
    (page,) = pages(printed(Poster(title, ("A place",), LINK)).pdf)
    # As a set, since brackets turn round and lines are broken; é may be one letter.
    assert set("".join(title.split())) <= {*page.text, *"e\u0301()"}
    assert "A place" in page.text and "meeting-a" in page.text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_arabic_letters_join_and_go_from_the_right(language: str) -> None:
    def boxes(title: str) -> list[tuple[float, float, float, float]]:
        (page,) = pages(printed(Poster(title, (), LINK), language=language).pdf)
        return page.letters[: len(title)]

    (apart, _space, _), joined = boxes("ب ب"), boxes("بب")
    assert joined[0][2] - joined[0][0] < apart[2] - apart[0]
    by_place = sorted(zip(boxes("ب IO ت"), "ب IO ت", strict=True))
    assert [letter for _, letter in by_place if letter != " "] == ["ت", "I", "O", "ب"]


@pytest.mark.parametrize("title", ["الهجرة", "移民与发展", "Миграция", "Μετανάστευση", "Việt"])
def test_the_letters_of_official_languages_are_there_on_every_machine(title: str) -> None:
    found = printed(Poster(title, (), LINK))
    assert not found.missing
    # PDF/A: every font is in the file, whatever the printer has.
    assert b"pdfaid:part" in found.pdf
    assert {b"RoundtableSans", b"NotoSansCJKsc"} >= {
        font for font in (b"RoundtableSans", b"NotoSansCJKsc", b"DejaVu") if font in found.pdf
    }


def test_a_title_that_cannot_be_printed_stops_nothing() -> None:
    posters = [
        Poster(f"Half {NO_FONT} known", ("A place",), LINK),
        Poster(NO_FONT * 3, (), f"{LINK}-2"),
        Poster("Known", (), f"{LINK}-3"),
    ]
    found = printed(*posters)
    assert found.missing == {"meeting-a": NO_FONT, "meeting-a-2": NO_FONT}
    half, none, known = (page.text.splitlines() for page in pages(found.pdf))
    assert half[:3] == ["Half known", "A place", "meeting-a"]
    assert none[0] == "meeting-a-2"
    assert known[0] == "Known" and "meeting-a-3" not in known
