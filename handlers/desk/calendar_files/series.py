"""Cancellations and changes of meetings that repeat, by what was imported of them before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from content.calendars import Entry
from storage import calendar_imports

_DAY_CHARACTERS = 10  # of a date in ISO 8601


async def with_known_occurrences(
    connection: AsyncConnection, entries: Sequence[Entry]
) -> list[Entry]:
    """Return the entries of a file, in which those about a whole series, or about an occurrence
    that the file names otherwise, are about the occurrences that were imported."""
    asked = {entry.series or entry.uid for entry in entries if entry.series or entry.cancelled}
    known = await calendar_imports.find_occurrences(connection, asked - {""})
    if not known:
        return list(entries)
    in_file = {entry.uid for entry in entries}
    found: list[Entry] = []
    for entry in entries:
        found += _known(entry, known.get(entry.series or entry.uid, ()), in_file)
    return found


def _known(entry: Entry, occurrences: Collection[str], in_file: Collection[str]) -> list[Entry]:
    if not occurrences:
        return [entry]
    if entry.cancelled and not entry.series:
        return [_cancelled(entry, entry.uid, at) for at in occurrences]
    if entry.following:
        return [
            _cancelled(entry, entry.series, at)
            for at in occurrences
            if _is_from(at, entry.occurrence)
        ]
    if not entry.series or entry.occurrence in occurrences:
        return [entry]
    of_day = [at for at in occurrences if _day(at) == _day(entry.occurrence)]
    if len(of_day) != 1 or (uid := _uid(entry.series, of_day[0])) in in_file:
        return [entry]
    return [entry.model_copy(update={"uid": uid, "occurrence": of_day[0]})]


def _cancelled(entry: Entry, series: str, at: str) -> Entry:
    names: Mapping[str, str] = {"uid": _uid(series, at), "series": series, "occurrence": at}
    what_it_says = {"title": "", "written_title": "", "start": "", "end": None, "zone": None}
    return entry.model_copy(update={**names, **what_it_says, "following": False})


def _uid(series: str, at: str) -> str:
    return f"{series}/{at}"


def _is_from(at: str, first: str) -> bool:
    """Whether an occurrence is not before another; by the day if their forms differ."""
    if len(at) == len(first):
        return at >= first
    return _day(at) >= _day(first)


def _day(at: str) -> str:
    return at[:_DAY_CHARACTERS]
