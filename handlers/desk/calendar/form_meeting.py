"""The meeting that a form's answers make."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from content.model import Meeting, Pack
from handlers.desk.calendar.field_lists import organisers_of, read_document
from handlers.desk.calendar.form import Form


def meeting_from_form(form: Form, pack: Pack, meeting: Meeting | None, source: str) -> Meeting:
    """Apply the answers to the meeting, or make a new one with a placeholder id.

    Raises pydantic's ValidationError if the meeting would end before it starts.
    """
    answers = form.answers
    values: dict[str, Any] = (
        {"id": "new", "source": source} if meeting is None else _fields(meeting)
    )
    for name in (
        "title", "theme", "kind", "region", "room", "venue", "city", "country", "description",
    ):  # fmt: skip
        if name in answers:
            values[name] = answers[name] or None
    if "kind" in answers:
        values["deadline"] = pack.deadlines.get(values["kind"])
    if "organisers" in answers:
        values["organisers"] = organisers_of(answers["organisers"])
    if "documents" in answers:
        # The form reads addresses; the files of the pack stay.
        files = tuple(document for document in values.get("documents", ()) if document.file)
        lines = filter(None, answers["documents"].split("\n"))
        values["documents"] = (*files, *map(read_document, lines))
    if "zone" in answers:
        values["time_zone"] = answers["zone"]
    if "when" in answers:
        values["start"], values["end"] = decode_days(answers["when"])
    if "roundtables" in answers:
        numbers = [number for number in answers["roundtables"].split(",") if number]
        values["roundtables"] = tuple(map(int, numbers))
    if meeting is None and not answers.get("city"):
        values["country"] = values["venue"] = None
    return Meeting.model_validate(values)


def _fields(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in Meeting.model_fields}


def encode_days(start: date, end: date | None) -> str:
    """Return days, or local times, as the form stores them: `2013-05-29/2013-05-30`."""
    return f"{start.isoformat()}/{end.isoformat() if end else ''}"


def button_days(encoded: str) -> str:
    """Return stored days without the characters that a button may not have. `decode_days` reads
    them."""
    return encoded.replace("-", "").replace(":", "")


def form_zone(form: Form, pack: Pack, meeting: Meeting | None) -> ZoneInfo:
    """Return the time zone in which the form's days are given."""
    own = meeting.time_zone if meeting else pack.event.time_zone
    return ZoneInfo(form.answers.get("zone") or own)


def decode_days(encoded: str) -> tuple[date, date | None]:
    """Return the days that `encode_days` or `button_days` made. Raises ValueError."""
    start, _, end = encoded.partition("/")
    return _day_or_time(start), _day_or_time(end) if end else None


def _day_or_time(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
