"""Meetings by time, from one sorting, against a look at every meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from content.model import Meeting, Timeline
from tests.calls import count_calls
from tests.factories import a_meeting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ZONES = ("Africa/Accra", "America/New_York", "Asia/Manila")
FIRST = datetime.fromisoformat("2013-06-03T09:00")


def meetings_of(hours: Sequence[tuple[int, int]]) -> list[Meeting]:
    """Meetings that start so many hours after FIRST and last so long, in one zone or another."""
    return [
        a_meeting(
            id=f"m-{number}", kind=("rcp", "regional")[number % 2], roundtables=(number % 3,),
            time_zone=ZONES[number % 3], start=FIRST + timedelta(hours=start),
            end=FIRST + timedelta(hours=start + long),
        )
        for number, (start, long) in enumerate(hours)
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30)), max_size=12),
    st.lists(st.integers(-10, 80), min_size=1, max_size=4),
)
def test_it_answers_as_a_look_at_every_meeting_does(
    hours: list[tuple[int, int]], asked: list[int]
) -> None:
    meetings = meetings_of(hours)
    timeline = Timeline(meetings)
    wanted: Callable[[Meeting], bool]
    for by, value, wanted in (
        ("", "", lambda meeting: True),
        ("kind", "rcp", lambda meeting: meeting.kind == "rcp"),
        ("roundtable", "2", lambda meeting: 2 in meeting.roundtables),
        ("region", "nowhere", lambda meeting: False),
    ):
        narrowed = timeline.narrowed(by, value) if by else timeline
        listed = sorted(filter(wanted, meetings), key=lambda each: (each.opens, each.id))
        assert list(narrowed.meetings) == listed
        for hour in asked:
            now = a_meeting(start=FIRST, end=None).opens + timedelta(hours=hour)
            assert list(narrowed.not_over(now)) == [m for m in listed if m.closes > now]
            assert list(narrowed.past(now)) == [m for m in reversed(listed) if m.closes <= now]
            assert list(narrowed.begun(now)) == [m for m in listed if m.opens <= now]
            assert list(narrowed.to_come(now)) == [m for m in listed if m.opens > now]


def test_a_list_costs_no_more_in_a_large_calendar() -> None:
    def calls(number: int) -> int:
        timeline = Timeline(meetings_of([(hour, 2) for hour in range(number)]))
        now = timeline.meetings[number // 2].opens
        timeline.not_over(now)
        return count_calls(lambda: (timeline.not_over(now), timeline.past(now)))

    assert calls(200) == calls(10)


def test_a_copy_of_a_meeting_has_times_of_its_own() -> None:
    meeting = a_meeting()
    assert meeting.opens < meeting.closes
    later = meeting.model_copy(update={"start": datetime.fromisoformat("2013-06-04T09:00")})
    assert later.opens - meeting.opens == timedelta(days=1)
    assert meeting.model_copy(update={"deadline": "due"}).closes == meeting.opens
