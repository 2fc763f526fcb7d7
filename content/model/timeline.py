"""The meetings of a pack in the order in which they open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

from content.model.meeting import Meeting


class Timeline:
    """Meetings, sorted once. Questions about an instant take no look at every meeting, so that a
    large calendar's pages cost no more than a small one's."""

    def __init__(self, meetings: Iterable[Meeting]) -> None:
        self.meetings: tuple[Meeting, ...] = tuple(
            sorted(meetings, key=lambda meeting: (meeting.opens, meeting.id))
        )
        self._opens = [meeting.opens for meeting in self.meetings]
        self._closes = sorted(meeting.closes for meeting in self.meetings)
        self._narrowed: dict[tuple[str, str], Timeline] = {}
        # The answer of `_split`, which changes only when a meeting closes.
        self._last_split: tuple[int, Sequence[Meeting], Sequence[Meeting]] | None = None

    def narrowed(self, by: str, value: str) -> Timeline:
        """The meetings of one kind, region, roundtable, room, track, parent or person (`by`).

        Empty if there are none."""
        if not self._narrowed:
            self._narrowed = _by_subject(self.meetings)
        return self._narrowed.get((by, value), _NO_MEETINGS)

    def not_over(self, now: datetime) -> Sequence[Meeting]:
        """Meetings that are on or still to come, the earliest first."""
        return self._split(now)[1]

    def past(self, now: datetime) -> Sequence[Meeting]:
        """Meetings that are over, the latest first."""
        return self._split(now)[0]

    def begun(self, now: datetime) -> Sequence[Meeting]:
        """Meetings that opened at `now` or before, also those that are over."""
        return self.meetings[: bisect_right(self._opens, now)]

    def to_come(self, now: datetime) -> Sequence[Meeting]:
        """Meetings that open after `now`, cancelled ones too."""
        return self.meetings[bisect_right(self._opens, now) :]

    def _split(self, now: datetime) -> tuple[Sequence[Meeting], Sequence[Meeting]]:
        """The meetings that are over, the latest first, and the others, the earliest first."""
        number_over = bisect_right(self._closes, now)
        if self._last_split is None or self._last_split[0] != number_over:
            over = tuple(meeting for meeting in reversed(self.meetings) if meeting.closes <= now)
            others = tuple(meeting for meeting in self.meetings if meeting.closes > now)
            self._last_split = (number_over, over, others)
        return self._last_split[1:]


_NO_MEETINGS = Timeline(())


def _by_subject(meetings: Iterable[Meeting]) -> dict[tuple[str, str], Timeline]:
    found: dict[tuple[str, str], list[Meeting]] = {}
    for meeting in meetings:
        subjects = [("kind", meeting.kind)]
        subjects += [
            (field, value)
            for field, value in (
                ("region", meeting.region), ("room", meeting.room), ("track", meeting.track),
                ("parent", meeting.parent),
            )
            if value
        ]  # fmt: skip
        subjects += [("roundtable", str(number)) for number in meeting.roundtables]
        subjects += [("person", person.name) for person in meeting.people]
        for subject in dict.fromkeys(subjects):
            found.setdefault(subject, []).append(meeting)
    return {subject: Timeline(some) for subject, some in found.items()}
