"""What a delivery is about: a meeting, a day or an announcement.

The subject of a meeting is its id. The others contain a colon, which no meeting's id does.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, FromClause, SQLColumnExpression, String, cast, literal

# Notices about a meeting. They are cancelled when the chat unsubscribes from it.
MEETING_NOTICES = ("reminder", "snoozed", "new", "change", "cancellation")
# Those that are due together for one chat go out as one message.
CHANGE_NOTICES = ("change", "cancellation")
DIGEST = "digest"
WEEKLY = "weekly"
DIGESTS = (DIGEST, WEEKLY)
ANNOUNCEMENT = "announcement"
# An announcement is sent, or its messages are edited or deleted.
ANNOUNCEMENT_NOTICES = (ANNOUNCEMENT, "correction", "withdrawal")


def subject_of_day(day: date) -> str:
    """The subject of a daily digest. The day is one in the chat's time zone."""
    return f"day:{day.isoformat()}"


def subject_of_week(first_day: date) -> str:
    """The subject of a weekly digest of the seven days from one in the chat's time zone."""
    return f"week:{first_day.isoformat()}"


def day_of(subject: str) -> date:
    """The day of a daily digest, or the first one of a weekly digest."""
    return date.fromisoformat(subject.partition(":")[2])


def subject_of_announcement(number: int | str) -> str:
    return f"announcement:{number}"


def subject_from(number: SQLColumnExpression[int]) -> ColumnElement[str]:
    """`subject_of_announcement` as an SQL expression."""
    return literal(subject_of_announcement("")).concat(cast(number, String))


def announcement_of(subject: str) -> int:
    return int(subject.removeprefix("announcement:"))


def is_about_meeting(table: FromClause) -> ColumnElement[bool]:
    return table.c.notice.in_(MEETING_NOTICES)
