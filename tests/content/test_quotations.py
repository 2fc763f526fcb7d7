"""A quotation is the document's words, and the checker says where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.checking import check_pack
from content.loading import load_pack
from content.model import Pack
from content.problems import locate
from tests.content.example import edit, example, problems


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(example(tmp_path_factory.mktemp("packs")))


def said(made: Pack, text: str, source: str, **document: object) -> list[str]:
    """What the checker says of one quotation and its document."""
    appeal = made.documents[0].model_copy(update={"footnote_marks": (), **document})
    passage = made.mandate[0].passages[0].model_copy(update={"text": text})
    section = made.mandate[0].model_copy(update={"passages": (passage,)})
    pack = made.model_copy(
        update={
            "documents": (appeal,), "mandate": (section,), "roundtables": (), "areas": (),
            "links": (), "meetings": (), "event": made.event.model_copy(update={"meeting": None}),
        }
    )  # fmt: skip
    findings = check_pack(pack, {("appeal", "en"): source})
    return [str(locate(finding, pack, {})) for finding in findings]


def test_white_space_is_no_matter(made: Pack) -> None:
    assert (
        said(made, "the words of\n\nthe document", "So the\twords\n  of the doc\n ument go") == []
    )


def test_forms_of_the_same_letter_are_no_matter(made: Pack) -> None:
    assert said(made, "Söderköping Process", "the So\u0308derko\u0308ping Process") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("rights of woman and children", ("“women and children.”", "“woman and children”")),
        ("human rights of women", ("“human rights of women”",)),
        ("rights of women and children. Also", ("ends after “…rights of women and children.”",)),
        ("the rights of men", ("the document “women and children.”",)),
        ("rights of women, and", ("“women, and”", "“women and children.”")),
    ],
)
def test_it_says_where_a_quotation_departs(made: Pack, text: str, parts: tuple[str, ...]) -> None:
    [problem] = said(made, text, "They ensure the rights of women and children.")
    assert problem.startswith("mandate.yaml, mandate-statutes: ")
    for part in parts:
        assert part in problem


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            "the migrants' well-being there",
            "Copy the quotation mark or apostrophe from the file: ’",
        ),
        ("the migrants’ well–being there", "Copy the dash or hyphen from the file: -, not –."),
        ("the migrants’ […] there", "leaves nothing out and adds nothing"),
        ("[…] migrants’ well-being there", "leaves nothing out and adds nothing"),
        ("the migrants’ well-being here", "Copy the words from the document's file."),
        ("wholly other words than those", "or mend the citation's document."),
    ],
)
def test_it_says_how_to_mend_it(made: Pack, text: str, advice: str) -> None:
    [problem] = said(made, text, "Of the migrants’ well-being there is much to say.")
    assert advice in problem


@pytest.mark.parametrize("text", ["ights of women", "rights of wom", "ights of wom"])
def test_a_quotation_does_not_begin_or_end_inside_a_word(made: Pack, text: str) -> None:
    [problem] = said(made, text, "rights of women")
    assert "in the middle of a word" in problem


def test_words_of_their_own_are_found_among_parts_of_words(made: Pack) -> None:
    assert said(made, "other men", "another mention, and other men") == []


def test_footnote_marks_are_left_out_of_the_document(made: Pack) -> None:
    source = "in the HLD.2 The second. Of the HLD3 and more, 2013."
    text = "in the HLD. The second. Of the HLD and more, 2013."
    [problem] = said(made, text, source)
    assert "the document “HLD.2 The second. Of the”. If this is a footnote's number" in problem
    assert said(made, text, source, footnote_marks=("HLD.2", "HLD3")) == []
    with_mark = said(made, "in the HLD.2 The second", source, footnote_marks=("HLD.2",))
    assert len(with_mark) == 1


@pytest.mark.parametrize(
    ("mark", "what"),
    [
        ("HLD.7", "“HLD.7” does not stand in sources/appeal.txt"),
        ("HLD", "“HLD” is not a word with a footnote's number at its end"),
        ("12", "“12” is not a word with a footnote's number at its end"),
        ("again1", "“again1” stands more than once in sources/appeal.txt"),
        ("LD.2", "“LD.2” does not stand"),
        ("HLD.1", "“HLD.1” does not stand"),
    ],
)
def test_each_mark_must_stand_in_the_file(made: Pack, mark: str, what: str) -> None:
    source = "in the HLD.2 The again1 and again1 HLD.14"
    [problem] = said(made, "in the", source, footnote_marks=(mark,))
    assert problem.startswith("pack.yaml, appeal: " + what)


def test_a_mark_with_white_space_or_raised_digits(made: Pack) -> None:
    source = "the first dialogue\nHLD.² and the HLD\n 3 too"
    text = "the first dialogue HLD. and the HLD too"
    assert said(made, text, source, footnote_marks=("dialogue HLD.²", "the HLD 3")) == []


PAGES = """they create clear
 goals and

3
 As affirmed in
 November (see above).
\x0c strategies2 for all
"""


def test_interruptions_may_be_skipped_or_quoted(made: Pack) -> None:
    text, footnote = "goals and strategies for all", "3 As affirmed in November (see above)."
    marks = ("strategies2",)
    [problem] = said(made, text, PAGES, footnote_marks=marks)
    assert "write its lines under “interruptions”" in problem or "footnote_marks" in problem
    declared = {"interruptions": (footnote,), "footnote_marks": marks}
    assert said(made, text, PAGES, **declared) == []
    assert said(made, footnote, PAGES, **declared) == []
    assert said(made, "goals and 3 As affirmed", PAGES, **declared) == []


@pytest.mark.parametrize(
    "interruption", ["goals", "clear goals", "and 4", "As affirmed", "above)."]
)
def test_an_interruption_is_whole_lines_of_the_file(made: Pack, interruption: str) -> None:
    """Otherwise a single word, such as “not”, could be left out of a quotation."""
    source = PAGES.replace("As affirmed", "As it is affirmed")
    [problem] = said(made, "they create", source, interruptions=(interruption,))
    assert "on lines of its own" in problem


def test_an_interruption_may_hold_a_mark(made: Pack) -> None:
    source = "the first half\nThe page's title1\nand the other"
    declared = {"interruptions": ("The page's title1",), "footnote_marks": ("title1",)}
    assert said(made, "the first half and the other", source, **declared) == []


def test_a_quotation_fits_one_message(made: Pack) -> None:
    source = "word " * 1000
    assert said(made, "word " * 699 + "word", source) == []
    [problem] = said(made, ("word " * 701).strip(), source)
    assert "its text has 3,504 characters; 3,500 fit into one message" in problem
    # Telegram counts in UTF-16: what lies beyond its first plane counts twice.
    [problem] = said(made, "𐍈" * 1751, "𐍈" * 1751)
    assert "3,502 characters" in problem


def test_an_empty_document_holds_nothing(made: Pack) -> None:
    assert len(said(made, "anything", "")) == 1


def test_the_line_of_a_wrong_quotation_is_told(tmp_path: Path) -> None:
    pack = example(tmp_path)
    edit(pack, "areas.yaml", "at every border", "at each border")
    [problem] = problems(pack)
    assert (problem.file, problem.line, problem.entry) == ("areas.yaml", 19, "rec-1-1")
    assert "“each border, and publish what”, the document “every border, and" in problem.what
