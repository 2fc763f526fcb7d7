"""The meeting that a form makes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from content.model import Meeting, Pack
from handlers.desk.calendar.form import Form


def drafted(form: Form, pack: Pack, meeting: Meeting | None, source: str) -> Meeting:
    """The form's answers upon the meeting as it is, or as a new one whose id is only a stand-in.
    Raises pydantic's ValidationError where it would end before it starts."""
    said = form.answers
    values: dict[str, Any] = {"id": "new", "source": source} if meeting is None else _given(meeting)
    for name in ("title", "theme", "kind", "region", "venue", "city", "country"):
        if name in said:
            values[name] = said[name] or None
    if "zone" in said:
        values["time_zone"] = said["zone"]
    if "when" in said:
        values["start"], values["end"] = days_of(said["when"])
    if "roundtables" in said:
        values["roundtables"] = tuple(int(each) for each in said["roundtables"].split(",") if each)
    if meeting is None:
        if not said.get("city"):
            values["country"] = values["venue"] = None
        values["deadline"] = pack.deadlines.get(values["kind"])
    return Meeting.model_validate(values)


def _given(meeting: Meeting) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in Meeting.model_fields}


def when_of(start: date, end: date | None) -> str:
    """Days or hours as the form keeps them."""
    return f"{start.isoformat()}/{end.isoformat() if end else ''}"


def days_of(kept: str) -> tuple[date, date | None]:
    start, _, end = kept.partition("/")
    return _moment(start), _moment(end) if end else None


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
