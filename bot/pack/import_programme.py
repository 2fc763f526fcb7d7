"""Writing the meetings of a programme's file as entries of a pack's meetings.yaml."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from content.calendars import MAX_BYTES, Read, read
from content.languages import Sentences
from content.loading import load_pack
from content.loading.folder import find_folder
from content.meeting_ids import new_id
from content.model import Meeting, Pack
from handlers.desk.calendar_files.complaints import complaint_text
from handlers.desk.calendar_files.file_parser import ParsingFailed, parse_file
from handlers.desk.calendar_files.import_plan import CurrentCalendar, make_plan
from handlers.framework.reader import Reader
from handlers.meetings.conversion import row_of
from storage.meetings import KeptMeeting

_MAX_MEETINGS = 2_000


class ImportFailed(Exception):
    """A programme cannot be imported. Has a sentence for each reason."""


@dataclass(frozen=True)
class Programme:
    """The new meetings of a file, and those of the pack's that it would change."""

    new: tuple[Meeting, ...]
    changed: tuple[Meeting, ...]
    unread: tuple[str, ...]
    undated: int
    double_bookings: tuple[tuple[Meeting, Meeting], ...]


@dataclass(frozen=True)
class Choices:
    """What the file may leave open: the kind and the region of its meetings, by id, and whether
    dates such as 3/4/2013 begin with the day."""

    kind: str = ""
    region: str = ""
    day_first: bool | None = None


def read_programme(content: bytes, pack: Pack, choices: Choices, now: datetime) -> Programme:
    """Read a programme's file that can be trusted. Raises ImportFailed."""
    found = read(content[: MAX_BYTES + 1], called=True, max_entries=_MAX_MEETINGS)
    return programme_of(found, pack, choices, now)


def parse_programme(content: bytes) -> Read | None:
    """Parse a file of anybody's in a subprocess, for `programme_of`. Raises ImportFailed."""
    try:
        return asyncio.run(parse_file(content[: MAX_BYTES + 1], True, _MAX_MEETINGS))
    except ParsingFailed:
        raise ImportFailed("Reading it took too long. Please give a simpler file.") from None


def programme_of(found: Read | None, pack: Pack, choices: Choices, now: datetime) -> Programme:
    """Compare what was read with a pack. Raises ImportFailed."""
    reader = Reader("en", pack.event.zone, False, now, Sentences()["en"], "")
    if found is None:
        raise ImportFailed("This is no programme.")
    if complaints := found.complaints or found.skipped:
        raise ImportFailed("\n".join(complaint_text(reader, complaint) for complaint in complaints))
    if found.ambiguous and choices.day_first is None:
        raise ImportFailed(
            f"{found.ambiguous} can be read in two ways. Give --day-first or --month-first."
        )
    entries = found.otherwise if found.ambiguous and not choices.day_first else found.entries
    calendar = CurrentCalendar(pack, [_kept(meeting, now) for meeting in pack.meetings], {}, now)
    plan = make_plan(
        calendar, found, entries, _choice(choices.kind, pack.kinds, "kind"),
        _choice(choices.region, pack.regions, "region"), "the programme",
    )  # fmt: skip
    if plan.complaints:
        raise ImportFailed(
            "\n".join(complaint_text(reader, complaint) for complaint in plan.complaints)
        )
    for needed, name, known in (
        (plan.needs_kind, "kind", pack.kinds),
        (plan.needs_region, "region", pack.regions),
    ):
        if needed:
            raise ImportFailed(
                f"The file does not give the {name} of every meeting. "
                f"Give --{name}, one of: {', '.join(known)}."
            )
    return Programme(
        tuple(plan.new),
        tuple(change.after for change in plan.changed),
        found.unread,
        found.undated,
        tuple(plan.double_bookings),
    )


def _choice(chosen: str, known: Sequence[str] | Any, name: str) -> str:
    """The kind or region that was chosen, or the only one that there is."""
    if chosen and chosen not in known:
        raise ImportFailed(f"The pack has no {name} {chosen}. It has: {', '.join(known)}.")
    return chosen or (next(iter(known)) if len(known) == 1 else "")


def _kept(meeting: Meeting, now: datetime) -> KeptMeeting:
    row = row_of(meeting)
    status = "cancelled" if meeting.cancelled else "planned"
    return KeptMeeting(
        **{name: getattr(row, name) for name in row.__dataclass_fields__},
        revision=1, origin="pack", status=status, changed=now, status_by="pack",
    )  # fmt: skip


def meetings_yaml(meetings: Sequence[Meeting]) -> str:
    """Return meetings as entries of a pack's meetings.yaml, with a blank line between them."""
    return "\n".join(_entry_yaml(meeting) for meeting in meetings)


def _entry_yaml(meeting: Meeting) -> str:
    entry = {name: _written(value) for name, value in _fields(meeting).items()}
    written: str = yaml.dump(
        [entry], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100
    )
    return written


def _fields(meeting: Meeting) -> dict[str, Any]:
    return meeting.model_dump(exclude_defaults=True, exclude={"deadline"})


def _written(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat(timespec="minutes")
        case tuple() | list():
            return [_written(item) for item in value]
        case dict():
            return {name: _written(item) for name, item in value.items()}
        case int() | str() | bool():
            return value
        case _:
            return str(value)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and never an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)


def _unlisted(pack: Pack, meetings: Sequence[Meeting]) -> list[str]:
    """Return the lines of pack.yaml for rooms and tracks that a pack with others does not have."""
    lines: list[str] = []
    for field, known, used in (
        ("rooms", pack.rooms, [meeting.room for meeting in meetings]),
        ("tracks", pack.tracks, [meeting.track for meeting in meetings]),
    ):
        names = [name for name in dict.fromkeys(used) if name and name not in known.values()]
        if not known or not names:
            continue
        titles = dict(known)
        for name in names:
            titles[new_id(name, titles, field.removesuffix("s"))] = name
        added = {id: name for id, name in titles.items() if id not in known}
        lines += yaml.dump(
            {field: added}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000
        ).splitlines()
    return lines


def add_to_pack(where: str | Path, meetings: Sequence[Meeting]) -> Path:
    """Add meetings at the end of a pack's meetings.yaml, and return its path. If the pack does not
    load with them, the file stays as it was. Raises ImportFailed if the pack has other rooms or
    tracks than they have, PackError and OSError."""
    if lines := _unlisted(load_pack(where), meetings):
        raise ImportFailed(
            "Nothing was written, as the file has rooms or tracks that pack.yaml does not list. "
            "Add these, without repeating “rooms:” and “tracks:”, and import again:\n"
            + "\n".join(lines)
        )
    file = find_folder(where) / "meetings.yaml"
    before = file.read_text(encoding="utf-8") if file.exists() else None
    text = (before or "").rstrip()
    file.write_text(f"{text}\n\n{meetings_yaml(meetings)}".lstrip(), encoding="utf-8")
    try:
        load_pack(where)
    except Exception:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")
        raise
    return file
