"""The example that a secretary begins from is a good pack, and never takes a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.checking import pack_warnings
from content.loading import PackError, load_pack
from content.new_pack import new_pack


def test_a_new_pack_is_small_and_good(tmp_path: Path) -> None:
    made = new_pack("imrf-2026", tmp_path)
    assert made == tmp_path / "imrf-2026"
    pack = load_pack(made)
    assert pack.id == "imrf-2026"
    assert pack_warnings(pack) == []
    assert (len(pack.roundtables), len(pack.areas), len(pack.areas[0].recommendations)) == (1, 1, 2)
    assert (len(pack.mandate), len(pack.glossary), len(pack.meetings)) == (1, 1, 3)
    assert [path.name for path in (made / "sources").iterdir()] == ["appeal.txt"]


def test_its_remarks_teach(tmp_path: Path) -> None:
    made = new_pack("example", tmp_path)
    for file in made.glob("*.yaml"):
        assert file.read_text(encoding="utf-8").startswith("# "), file.name


@pytest.mark.parametrize("name", ["123", "no", "a" * 28])
def test_any_id_can_be_a_name(tmp_path: Path, name: str) -> None:
    assert load_pack(new_pack(name, tmp_path)).id == name


def test_the_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    assert new_pack("example", tmp_path / "one" / "two").is_dir()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "example").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("example", "file", "link"):
        with pytest.raises(PackError, match="is there already"):
            new_pack(name, tmp_path)
    assert list((tmp_path / "example").iterdir()) == []
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "IMRF 2026", "../out", "a/b", "a_b", "-a", "a" * 29, "ü"])
def test_a_name_is_an_id(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError, match="cannot be a pack's name"):
        new_pack(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_place_one_cannot_write_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PackError, match="cannot be written"):
        new_pack("example", tmp_path / "file")
