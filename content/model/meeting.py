"""Meetings and the event. Their days and hours are local to the venue."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import model_validator

from content.model.field_types import (
    Day,
    Description,
    Id,
    Instant,
    Line,
    MeetingId,
    Moment,
    SecureAddress,
    Title,
    Value,
    Words,
    Zone,
)
from content.model.files import AttachedDocuments
from content.model.floor import FloorRules
from content.model.programme import Capacity, Interpretations, People

# What happens at a deadline: papers are due, a list of speakers opens or closes.
Deadline = Literal["due", "opens", "closes"]


class Meeting(Value):
    """A meeting, in the venue's local time. `start` and `end` are days where no hour is known.

    A deadline is a meeting with one instant, or one day, and possibly without a place.
    """

    _LEFT_OUT_IF_DEFAULT = (
        "room", "parent", "track", "people", "description", "documents", "interpretation",
        "webcast", "join", "capacity", "floor", "attendance", "reminder_line",
    )  # fmt: skip

    id: MeetingId
    title: Title
    theme: Line | None = None
    kind: Id
    deadline: Deadline | None = None  # set from its kind by Pack
    region: Id | None = None  # if the pack has regions, every meeting is in one
    room: Title | None = None  # its name; Pack replaces an id of `rooms`
    venue: Title | None = None
    city: Title | None = None
    country: Title | None = None
    time_zone: Zone
    start: Moment
    end: Moment | None = None
    organisers: tuple[Title, ...] = ()
    document: Title | None = None
    roundtables: tuple[int, ...] = ()  # named by the meeting's own source
    prepares: MeetingId | None = None  # the meeting that it prepares
    parent: MeetingId | None = None  # the meeting or day that it is part of
    track: Title | None = None  # its name; Pack replaces an id of `tracks`
    people: People = ()
    description: Description | None = None
    documents: AttachedDocuments = ()
    interpretation: Interpretations = ()
    webcast: SecureAddress | None = None
    join: SecureAddress | None = None
    capacity: Capacity | None = None
    # It has a list of speakers: by the rules of the pack, or with rules of its own.
    floor: bool | FloorRules = False
    attendance: bool = False  # people are asked whether they come
    reminder_line: Line | None = None  # the secretariat's own, in reminders and digests
    cancelled: bool = False
    source: Line
    note: Line | None = None
    words: Words = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def first_day(self) -> date:
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last_day(self) -> date:
        end = self.start if self.end is None or self.deadline else self.end
        return end.date() if isinstance(end, datetime) else end

    @cached_property
    def begins(self) -> datetime | None:
        """The start in UTC, or None where no hour is known."""
        if not isinstance(self.start, datetime):
            return None
        return self.start.replace(tzinfo=self.zone).astimezone(UTC)

    @cached_property
    def opens(self) -> datetime:
        """The start in UTC, or the first midnight at the venue where no hour is known."""
        first = datetime.combine(self.first_day, time(), self.zone)
        return self.begins or first.astimezone(UTC)

    @cached_property
    def closes(self) -> datetime:
        """The end in UTC, or the midnight after the last day where no hour is known.

        A deadline with an hour closes at that hour.
        """
        if self.deadline and self.begins is not None:
            return self.begins
        if isinstance(self.end, datetime) and not self.deadline:
            return self.end.replace(tzinfo=self.zone).astimezone(UTC)
        day_after = datetime.combine(self.last_day + timedelta(days=1), time(), self.zone)
        return day_after.astimezone(UTC)

    def end_if_moved(self, start: date) -> date | None:
        """Return the end of the meeting if it begins at `start` (a day, or a local time) and lasts
        as long as it does now; None if it has no end, or ends on its first day at no known hour."""
        if self.deadline or self.end is None:
            return None
        if isinstance(start, datetime) and isinstance(self.end, datetime):
            if isinstance(self.start, datetime):
                return start + (self.end - self.start)
            return datetime.combine(
                start.date() + (self.last_day - self.first_day), self.end.time()
            )
        first = start.date() if isinstance(start, datetime) else start
        last = first + (self.last_day - self.first_day)
        return None if last == first else last

    @model_validator(mode="after")
    def _in_order(self) -> Meeting:
        if self.deadline:
            return self
        if self.last_day < self.first_day or self.closes <= self.opens:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self


class Event(Value):
    """The event that the pack is about, in the venue's local time."""

    name: Title
    short: Title
    slogan: Title | None = None
    place: Title
    time_zone: Zone
    start: Day
    end: Day
    meeting: MeetingId | None = None
    source: Line
    rehearsal: Instant | None = None  # where the clock of a rehearsal starts
    later: Line | None = None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @model_validator(mode="after")
    def _in_order(self) -> Event:
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end}) before it starts ({self.start})")
        return self
