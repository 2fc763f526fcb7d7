"""The example that a secretary begins from is a good pack, and never takes a place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.pack.new_pack import new_pack
from content.checking import pack_warnings
from content.loading import PackError, load_pack
from content.new_pack import TEMPLATES
from tests.content.example import DAY, example


def test_a_new_pack_is_small_and_good(tmp_path: Path) -> None:
    made = example(tmp_path, "imrf-2026")
    assert made == tmp_path / "imrf-2026"
    pack = load_pack(made)
    assert pack.id == "imrf-2026"
    assert not pack_warnings(pack)
    assert (len(pack.roundtables), len(pack.areas), len(pack.areas[0].recommendations)) == (4, 1, 2)
    assert (len(pack.mandate), len(pack.glossary), len(pack.meetings)) == (1, 1, 3)
    assert [path.name for path in (made / "sources").iterdir()] == ["appeal.txt"]


@pytest.mark.parametrize("like", TEMPLATES)
def test_its_remarks_teach(tmp_path: Path, like: str) -> None:
    made = example(tmp_path, like=like)
    for file in made.glob("*.yaml"):
        assert file.read_text(encoding="utf-8").startswith("# "), file.name


@pytest.mark.parametrize(
    "today", [datetime(2026, 11, 27, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)]
)
@pytest.mark.parametrize("like", TEMPLATES)
def test_its_dates_are_a_few_weeks_ahead(tmp_path: Path, like: str, today: datetime) -> None:
    """On the same days of the week, and at the same hours of the venue."""
    before, after = (
        load_pack(new_pack("example", tmp_path / f"{day:%Y}", day, like)) for day in (DAY, today)
    )
    first = min(meeting.first_day for meeting in after.meetings)
    assert timedelta(13) < first - today.date() < timedelta(28)
    assert after.event.rehearsal is not None and before.event.rehearsal is not None
    assert today < after.event.rehearsal
    for one, other in (
        *zip((meeting.start for meeting in before.meetings),
             (meeting.start for meeting in after.meetings), strict=True),
        (before.event.start, after.event.start),
        *(tuple(pack.event.rehearsal.astimezone(pack.event.zone).replace(tzinfo=None)
                for pack in (before, after)),),
    ):  # fmt: skip
        assert (one.weekday(), str(one)[10:]) == (other.weekday(), str(other)[10:])


def test_what_it_can_be_like_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="Did you mean dialogue"):
        example(tmp_path, like="dialog")
    with pytest.raises(PackError, match="There are: dialogue"):
        example(tmp_path, like="party")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["123", "no", "a" * 28])
def test_any_id_can_be_a_name(tmp_path: Path, name: str) -> None:
    assert load_pack(example(tmp_path, name)).id == name


def test_the_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    assert example(tmp_path / "one" / "two").is_dir()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "example").mkdir()
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("example", "file", "link"):
        with pytest.raises(PackError, match="is there already"):
            example(tmp_path, name)
    assert list((tmp_path / "example").iterdir()) == []
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "IMRF 2026", "../out", "a/b", "a_b", "-a", "a" * 29, "ü"])
def test_a_name_is_an_id(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError, match="cannot be a pack's name"):
        example(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_place_one_cannot_write_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PackError, match="cannot be written"):
        example(tmp_path / "file")
