"""Meetings: what is coming, what took place, and what is on now."""

from handlers.framework.topic import Topic
from handlers.meetings.choosing import visit_choosing
from handlers.meetings.finding import show_meeting, show_meetings
from handlers.meetings.lines import ahead, coming, event_line, key, line
from handlers.meetings.listed import (
    show_next,
    show_now,
    show_today,
    visit_next,
    visit_now,
    visit_today,
)
from handlers.meetings.lists import visit_meetings
from handlers.meetings.one import show_one

__all__ = ["TOPIC", "ahead", "coming", "event_line", "key", "line", "show_one"]

TOPIC = Topic(
    "meetings",
    commands={
        "meetings": show_meetings,
        "meeting": show_meeting,
        "now": show_now,
        "next": show_next,
        "today": show_today,
    },
    screens={
        "meetings": visit_meetings,
        "meetings-by": visit_choosing,
        "now": visit_now,
        "next": visit_next,
        "today": visit_today,
    },
    entries={"meeting": show_one},
)
