"""What a delivery is about: a meeting, a day, an announcement.

A meeting's subject is its id. The others have a colon, which no meeting's id has.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, FromClause, SQLColumnExpression, String, cast, literal

# Notices about one revision of a meeting. They go with its subscription.
MEETING_NOTICES = ("reminder", "snoozed", "new", "change", "cancellation")
DIGEST = "digest"
ANNOUNCEMENT = "announcement"
# What is done about an announcement: it goes out, its messages are changed, or taken back.
ANNOUNCEMENT_NOTICES = (ANNOUNCEMENT, "correction", "withdrawal")


def subject_of_day(day: date) -> str:
    """The subject of a digest: a day of the chat's own calendar."""
    return f"day:{day.isoformat()}"


def day_of(subject: str) -> date:
    return date.fromisoformat(subject.removeprefix("day:"))


def subject_of_announcement(number: int | str) -> str:
    return f"announcement:{number}"


def subject_from(number: SQLColumnExpression[int]) -> ColumnElement[str]:
    """The subject of the announcement in a column."""
    return literal(subject_of_announcement("")).concat(cast(number, String))


def announcement_of(subject: str) -> int:
    return int(subject.removeprefix("announcement:"))


def about_meetings(table: FromClause) -> ColumnElement[bool]:
    return table.c.notice.in_(MEETING_NOTICES)
