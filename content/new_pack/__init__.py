"""The examples that a new pack begins as, and writing one into a folder.

Each folder in `templates` is a small valid pack with comments on how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from content.model.field_types import ID_PATTERN
from content.problems import PackError, Problem, nearest, printable

TEMPLATES = ("dialogue", "conference", "assembly")
SCHEDULE = "sources/schedule.json"  # in the template of a conference

_TEMPLATES = Path(__file__).parent / "templates"
_MAX_NAME_CHARACTERS = 28
_DAYS_AHEAD = 14  # from the day that the pack is made to its first date, at least
# A day in a template; with a difference to UTC behind the hour, an instant.
_DATE = re.compile(
    r"\b(?P<day>20\d\d-\d\d-\d\d)(?:T(?P<hour>\d\d:\d\d(?::\d\d)?)(?P<offset>[+-]\d\d:\d\d))?"
)
_ZONE = re.compile(r"^  time_zone: (\S+)", re.MULTILINE)


def write_template(name: str, folder: Path, like: str, today: date) -> Path:
    """Write a template into a new folder `name` inside `folder`, and return its path.

    The template's dates are moved by whole weeks, so that the first of them is two to three weeks
    after `today`. Raises PackError if there is no such template, the name cannot be an id, or the
    folder exists or cannot be written.
    """
    if like not in TEMPLATES:
        near = nearest(like, TEMPLATES)
        fix = f"Did you mean {near}? " if near else ""
        fix += f"There are: {', '.join(TEMPLATES)}."
        raise PackError([Problem("", "", f"No new pack can be like “{printable(like)}”", fix)])
    if re.fullmatch(ID_PATTERN, name) is None or len(name) > _MAX_NAME_CHARACTERS:
        what = f"“{printable(name)}” cannot be a pack's name"
        most = _MAX_NAME_CHARACTERS
        fix = f"Use at most {most} small letters, digits and hyphens, such as imrf-2026."
        raise PackError([Problem("", "", what, fix)])
    path = folder / name
    texts = _moved(dict(_files(_TEMPLATES / like)), today)
    try:
        path.mkdir(parents=True)
        for file, text in texts.items():
            target = path / file
            target.parent.mkdir(exist_ok=True)
            if file == Path("pack.yaml"):
                text = text.replace("id: example\n", f"id: {name}\n", 1)
            target.write_text(text, encoding="utf-8")
    except FileExistsError:
        fix = "Choose another name; nothing was written."
        raise PackError(
            [Problem("", "", f"{printable(path, 200)} is there already", fix)]
        ) from None
    except OSError as error:
        what = f"{printable(path, 200)} cannot be written ({error.strerror})"
        raise PackError([Problem("", "", what, "Choose another folder.")]) from None
    return path


def _files(template: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(template.rglob("*.*")):
        yield file.relative_to(template), file.read_text(encoding="utf-8")


def _moved(texts: dict[Path, str], today: date) -> dict[Path, str]:
    """Return a template's files with later or earlier dates."""
    zone = _ZONE.search(texts[Path("pack.yaml")])
    assert zone is not None
    first = min(
        date.fromisoformat(found["day"])
        for text in texts.values()
        for found in _DATE.finditer(text)
    )
    weeks = -(((first - today).days - _DAYS_AHEAD) // 7)
    return {
        file: _move_dates(text, timedelta(weeks=weeks), ZoneInfo(zone[1]))
        for file, text in texts.items()
    }


def _move_dates(text: str, by: timedelta, zone: ZoneInfo) -> str:
    """Move every date in a text. An hour stays as it is there, whatever its difference to UTC."""

    def moved(found: re.Match[str]) -> str:
        day = date.fromisoformat(found["day"]) + by
        if not found["offset"]:
            return day.isoformat()
        hour = found["hour"]
        at = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone)
        return at.isoformat(timespec="seconds" if len(hour) > 5 else "minutes")

    return _DATE.sub(moved, text)
