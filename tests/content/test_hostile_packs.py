"""A pack may come from anyone. Whatever it holds, the loader says no, and at no great cost."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from content.loading import load_pack
from tests.content.example import edit, example, problems

MOST_WORK = 60  # times the CPU time of loading a real pack, of 5,000 lines


@pytest.fixture
def pack(tmp_path: Path) -> Iterator[Path]:
    yield example(tmp_path)


def refused(pack: Path, *said: str) -> None:
    """It does not load, says why in few words, and costs no more than a few real packs."""
    started = time.process_time()
    told = problems(pack)
    took = time.process_time() - started
    text = "\n".join(str(problem) for problem in told)
    for words in said:
        assert words in text
    assert told
    assert len(text) < 40_000
    assert max(len(str(problem)) for problem in told) < 600
    text.encode()
    assert took < MOST_WORK * _time_of_a_real_pack()


@cache
def _time_of_a_real_pack() -> float:
    started = time.process_time()
    load_pack("hld-2013")
    return time.process_time() - started


def write(pack: Path, file: str, text: str) -> None:
    (pack / file).write_text(text, encoding="utf-8")


def test_a_billion_laughs(pack: Path) -> None:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    write(pack, "areas.yaml", "\n".join(lines))
    refused(pack, "areas.yaml, line 1: a value begins with &", "begins with *")


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch owned']",
        "- !!python/object/new:os.system [touch owned]",
        "- !!python/name:os.system",
        "- !!binary aGFsbG8=",
        "- !!int 5",
        "- !owned x",
    ],
)
def test_tags_make_nothing(
    pack: Path, text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    write(pack, "areas.yaml", text)
    refused(pack, "areas.yaml, line 1: a value begins with !")
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "{a: " * 250_000,
        "- " * 500_000,
        "\n".join("  " * number + "a:" for number in range(1400)),
        "- [" + "[" * 1000 + "]" * 1000 + "]",
    ],
    ids=["brackets", "braces", "hyphens", "steps", "closed"],
)
def test_depth_is_bounded(pack: Path, text: str) -> None:
    write(pack, "areas.yaml", text)
    refused(pack, "too deep inside one another")


@pytest.mark.parametrize(
    "text",
    [
        "- a\n" * 400_000,
        "[" + "a," * 900_000 + "]",
        "".join(f"k{number}: v\n" for number in range(200_000)),
        "- {}\n" * 300_000,
        "a: 1\n" * 300_000,
        "x: \"" + "\\t" * 900_000 + "\"",
        "x" * 1_900_000,
        ": " * 900_000,
        "a: 'x" + "''" * 900_000,
        ": \"" * 600_000,
    ],
    ids=["list", "flow", "fields", "empty", "again", "escapes", "word", "colons", "open", "quotes"],
)  # fmt: skip
def test_bulk_is_bounded(pack: Path, text: str) -> None:
    write(pack, "glossary.yaml", text)
    refused(pack, "glossary.yaml")


def test_many_wrong_zones_and_names_do_not_keep_it_busy(pack: Path) -> None:
    entry = "- {id: a, title: a, kind: b, region: c, city: d, time_zone: Europe/Atlantis}\n"
    write(pack, "meetings.yaml", entry * 6000)
    refused(pack, "“Europe/Atlantis”, which is not a time zone", "there are more problems")


def test_many_dead_links_do_not_keep_it_busy(pack: Path) -> None:
    terms = "".join(
        f"- {{id: term-{number}, term: t{number}, expansion: e, see: [x-{number}, y-{number}]}}\n"
        for number in range(8000)
    )
    write(pack, "glossary.yaml", terms)
    refused(pack, "there is no entry “x-0”")


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def test_a_file_of_300_megabytes_is_not_read(pack: Path) -> None:
    sparse(pack / "sources" / "appeal.txt", 300_000_000)
    refused(pack, "the pack is 300 MB large", "sources/appeal.txt, with 300 MB")


def test_a_file_nobody_names_counts_too(pack: Path) -> None:
    sparse(pack / "sources" / "film.mp4", 40_000_000_000)
    refused(pack, "sources/film.mp4")


@pytest.mark.parametrize(
    ("file", "size", "most"),
    [("areas.yaml", 2_000_001, "2 MB"), ("sources/appeal.txt", 10_000_001, "10 MB")],
)
def test_each_file_has_its_limit(pack: Path, file: str, size: int, most: str) -> None:
    (pack / file).write_bytes(b"#" * size)
    refused(pack, f"{file}: it is larger than {most}")


def test_one_large_file_under_many_names_counts_each_time(pack: Path) -> None:
    (pack / "sources" / "large.txt").write_text("word " * 1_900_000, encoding="utf-8")
    entries = "".join(
        f"  - {{id: d{number}, title: t, short: s, author: a, file: sources/large.txt}}\n"
        for number in range(50)
    )
    edit(pack, "pack.yaml", "documents:\n", f"documents:\n{entries}")
    refused(pack, "larger than 30 MB together")


def test_too_many_files(pack: Path) -> None:
    for number in range(401):
        (pack / "sources" / f"{number}.txt").touch()
    refused(pack, "more than 400 files")


def test_too_many_folders(pack: Path) -> None:
    for number in range(4001):
        (pack / "sources" / f"{number}").mkdir()
    refused(pack, "holds too much")


def test_hidden_files_do_not_count(pack: Path) -> None:
    """A pack may be kept under version control."""
    (pack / ".git").mkdir()
    for number in range(300):
        (pack / ".git" / f"{number}.txt").touch()
    assert problems(pack) == ()


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "sources/../../secret.txt",
        "/etc/passwd",
        "~/secret.txt",
        "C:/secret.txt",
        "..\\secret.txt",
        "sources/./../../secret.txt",
        ".git/config",
        ".",
        "sources",
        "sources/nothing.txt",
        "sources/appeal.txt/",
        "sources/appeal.txt/x",
        "\"a\\0b\"",
        "file:///etc/passwd",
        "\"\\xE0\\xE9/\"",
        "x" * 200,
    ],
)  # fmt: skip
def test_documents_stand_inside_the_pack(pack: Path, name: str) -> None:
    (pack.parent / "secret.txt").write_text("the secret", encoding="utf-8")
    edit(pack, "pack.yaml", "sources/appeal.txt", name)
    if name == "sources/appeal.txt/":
        assert problems(pack) == ()
        return
    refused(pack)
    assert "the secret" not in "".join(str(problem) for problem in problems(pack))


@pytest.mark.parametrize("file", ["areas.yaml", "pack.yaml", "sources/appeal.txt"])
@pytest.mark.parametrize("target", ["../secret.txt", "/etc/hostname", "/dev/zero", "/"])
def test_links_lead_nowhere_outside(pack: Path, file: str, target: str) -> None:
    (pack.parent / "secret.txt").write_text("the secret", encoding="utf-8")
    (pack / file).unlink()
    (pack / file).symlink_to(target if target.startswith("/") else pack.parent / "secret.txt")
    refused(pack, f"{file}: it is a link out of the pack")


def test_a_linked_folder_leads_nowhere_outside(pack: Path) -> None:
    outside = pack.parent / "outside"
    (pack / "sources").rename(outside)
    (pack / "sources").symlink_to(outside)
    refused(pack, "sources: it is a link out of the pack")


def test_links_inside_the_pack_are_followed(pack: Path) -> None:
    """A container's mounted settings are made of them."""
    (pack / "..data").mkdir()
    for file in list(pack.glob("*.yaml")):
        file.rename(pack / "..data" / file.name)
        file.symlink_to(Path("..data") / file.name)
    assert problems(pack) == ()


@pytest.mark.parametrize("target", ["areas.yaml", "nothing.yaml"])
def test_links_in_circles_and_to_nothing(pack: Path, target: str) -> None:
    (pack / "areas.yaml").unlink()
    (pack / "areas.yaml").symlink_to(target)
    refused(pack, "areas.yaml: it cannot be opened")


@pytest.mark.parametrize("file", ["areas.yaml", "sources/appeal.txt", "sources/other"])
def test_pipes_are_not_waited_for(pack: Path, file: str) -> None:
    (pack / file).unlink(missing_ok=True)
    os.mkfifo(pack / file)
    refused(pack, f"{file}: it is no ordinary file")


@pytest.mark.parametrize("file", ["areas.yaml", "pack.yaml"])
def test_folders_in_place_of_files(pack: Path, file: str) -> None:
    (pack / file).unlink()
    (pack / file).mkdir()
    refused(pack, f"{file}: it is no ordinary file")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("é".encode("latin-1"), "line 1: it is not written in UTF-8"),
        (b"one\ntwo \xff", "line 2: it is not written in UTF-8"),
        (b"\xed\xa0\x80", "it is not written in UTF-8"),
        ("x".encode("utf-16"), "it is written in UTF-16"),
        ("x".encode("utf-32"), "it is written in UTF-16"),
        (b"%PDF-1.7", "this is a PDF, not plain text"),
        (b"PK\x03\x04", "this is a Word or zip file"),
        (b"one\n\0two", "line 2: there is an invisible character (U+0000)"),
        (b"\x1b[31mred", "invisible character (U+001B)"),
    ],
)
@pytest.mark.parametrize("file", ["areas.yaml", "sources/appeal.txt"])
def test_only_plain_text_in_utf_8_is_read(pack: Path, file: str, content: bytes, said: str) -> None:
    (pack / file).write_bytes(content)
    refused(pack, file, said)


def test_page_breaks_in_a_document_are_white_space(pack: Path) -> None:
    edit(pack, "sources/appeal.txt", "those who live\nat", "those who live\n\x0cat")
    assert problems(pack) == ()


def test_names_of_files_cannot_paint_the_screen(pack: Path) -> None:
    (pack / "sources" / "\x1b[31mred\u202e").symlink_to("/etc")
    refused(pack, "�[31mred�: it is a link out of the pack")
    assert "\x1b" not in "".join(str(problem) for problem in problems(pack))
    assert "\u202e" not in "".join(str(problem) for problem in problems(pack))


def test_names_that_are_no_text_are_told_all_the_same(pack: Path) -> None:
    path = os.path.join(os.fsencode(pack), b"\xff\xfe.yaml")  # noqa: PTH118
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    refused(pack, "a file of this name is not read")


@pytest.mark.parametrize("letters", ["ab" * 5_000, "a" * 10_000])
def test_quotations_that_almost_stand_there_cost_little(pack: Path, letters: str) -> None:
    (pack / "sources" / "appeal.txt").write_text(letters * 950, encoding="utf-8")
    entry = "    - {{id: mandate-{0}, title: t, text: {1}, citation: {{document: appeal}}}}\n"
    passages = "".join(entry.format(number, "a" * 9 + "b" * 9) for number in range(20))
    write(pack, "mandate.yaml", f"- id: mandate-a\n  title: t\n  passages:\n{passages}")
    refused(pack, "mandate.yaml, line 4, mandate-0: ")
