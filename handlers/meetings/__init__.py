"""Meetings: /meetings, /meeting, /now, /next, /today, the programme by day, room, track and person
(/tomorrow, /day, /room, /track, /who), and the screen of one meeting."""

from content.intents import Days, MeetingQuestion, NamedList
from handlers.framework.topic import Topic
from handlers.meetings.attendance import Attend
from handlers.meetings.by_time import not_over, past, upcoming
from handlers.meetings.commands import answer_question, show_meeting, show_meetings
from handlers.meetings.days import answer_days, visit_days
from handlers.meetings.filters import visit_filters
from handlers.meetings.finding import visit_found
from handlers.meetings.lines import entry_id_of, event_line, meeting_line
from handlers.meetings.meeting_list import list_meetings, visit_meetings
from handlers.meetings.meeting_screen import press_attend, visit_meeting
from handlers.meetings.now_next_today import (
    show_next,
    show_now,
    show_today,
    visit_next,
    visit_now,
    visit_today,
)
from handlers.meetings.programme_lists import (
    answer_named_list,
    show_day,
    show_room,
    show_tomorrow,
    show_track,
    show_who,
    visit_programme,
)

__all__ = [
    "TOPIC",
    "entry_id_of",
    "event_line",
    "list_meetings",
    "meeting_line",
    "not_over",
    "past",
    "upcoming",
    "visit_meeting",
]

TOPIC = Topic(
    "meetings",
    commands={
        "meetings": show_meetings,
        "meeting": show_meeting,
        "now": show_now,
        "next": show_next,
        "today": show_today,
        "tomorrow": show_tomorrow,
        "day": show_day,
        "room": show_room,
        "track": show_track,
        "who": show_who,
    },
    screens={
        "meetings": visit_meetings,
        "meetings-by": visit_filters,
        "meetings-found": visit_found,
        "now": visit_now,
        "next": visit_next,
        "today": visit_today,
        "days": visit_days,
        "programme": visit_programme,
    },
    entries={"meeting": visit_meeting},
    buttons={Attend: press_attend},
    questions={
        Days: answer_days,
        MeetingQuestion: answer_question,
        NamedList: answer_named_list,
    },
)
