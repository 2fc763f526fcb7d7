"""All topics of the bot: its table of contents, in the order in which a delegate meets them."""

from __future__ import annotations

from handlers import meetings
from handlers.calendar_export import topic as calendar_export
from handlers.desk import (
    announcements,
    calendar,
    calendar_files,
    calendar_sources,
    channels,
    delegations,
    floor_records,
    item_statuses,
    menu,
    posters,
    reload,
    statistics,
    status,
    team,
    trace,
)
from handlers.desk import questions as team_questions
from handlers.desk.calendar_files import several_files
from handlers.desk.prepared_answers import topic as prepared_answers
from handlers.desk.team_texts import topic as team_texts
from handlers.documents import (
    collections,
    files,
    glossary,
    pages,
    passages,
    processes,
    recommendations,
    roundtables,
    saved,
    search,
    sections,
    verify,
    whole,
)
from handlers.floor import questions as room_questions
from handlers.floor import record as floor_record
from handlers.floor import rules as floor_rules
from handlers.floor import session_team, speaking_for, speaking_requests, summary
from handlers.floor import topic as floor
from handlers.framework.topic import Topic
from handlers.me import (
    announcement_setting,
    ask,
    cancel,
    forget,
    home,
    language,
    my_data,
    privacy,
    question_edits,
    settings,
    start,
    stop,
    time_zone,
    whats_new,
)
from handlers.reminders import digest, one_meeting, weekly
from handlers.reminders import topic as reminders
from handlers.subscriptions import topic as subscriptions

TOPICS: tuple[Topic, ...] = (
    home.TOPIC,  # the first screen, /documents
    start.TOPIC,  # /help
    # documents/
    roundtables.TOPIC,  # /roundtables, /roundtable: what bears on each
    recommendations.TOPIC,  # /recommendations, /recommendation: areas and examples
    sections.TOPIC,  # /mandate, /position, /background
    collections.TOPIC,  # what the pack has under names of its own: /articles
    whole.TOPIC,  # a section or an area in one message
    passages.TOPIC,  # any quotation: copying it
    verify.TOPIC,  # /verify: checking a quotation
    pages.TOPIC,  # /info: Wi-Fi, badges, emergencies, maps
    files.TOPIC,  # files of the pack, sent on a press
    saved.TOPIC,  # /saved: passages to come back to
    # meetings/, subscriptions/, calendar_export/, reminders/
    meetings.TOPIC,  # /meetings, /meeting, /now, /next, /today
    subscriptions.TOPIC,  # /subscribe, /unsubscribe, /agenda
    calendar_export.TOPIC,  # the agenda as a calendar file, and as a private feed
    reminders.TOPIC,  # /reminders: lead times, quiet hours, snooze
    one_meeting.TOPIC,  # /reminders MEETING: lead times of one meeting
    digest.TOPIC,  # /reminders digest: the meetings of the day, each morning
    weekly.TOPIC,  # /reminders weekly: the meetings of the week, on one weekday
    # floor/
    floor.TOPIC,  # /floor: the list of speakers, and the podium's card
    floor_rules.TOPIC,  # the rules of a session
    session_team.TOPIC,  # chairs, clerks, interpreters and rapporteurs of a session
    room_questions.TOPIC,  # /question: questions from the room
    summary.TOPIC,  # /summary: of a session, by its rapporteurs
    floor_record.TOPIC,  # figures of a session, and its record
    speaking_for.TOPIC,  # /delegation: for whom one speaks, by its link or code
    speaking_requests.TOPIC,  # clerks decide for whom somebody may speak
    # documents/, by words
    glossary.TOPIC,  # /glossary
    processes.TOPIC,  # /processes
    search.TOPIC,  # /search, and any words
    # me/
    whats_new.TOPIC,  # /new: what changed since one last looked
    settings.TOPIC,  # /settings
    language.TOPIC,  # /language
    time_zone.TOPIC,  # /timezone
    announcement_setting.TOPIC,  # no more announcements, from the button below one
    ask.TOPIC,  # /ask: questions to the secretariat
    question_edits.TOPIC,  # edited questions
    privacy.TOPIC,  # /privacy
    my_data.TOPIC,  # /mydata
    forget.TOPIC,  # /forget
    stop.TOPIC,  # /stop: asks what to stop
    cancel.TOPIC,  # /cancel: ends whatever the bot asked for
    # desk/, for everybody
    team_questions.ANSWERING,  # the secretariat's answers, as replies
    team.JOINING,  # an invitation to the team
    # desk/, for the team alone
    menu.TOPIC,  # /desk
    calendar.TOPIC,  # /calendar: adding, moving and cancelling meetings
    calendar.MOVES,  # swapping two meetings, moving several
    announcements.TOPIC,  # /announce
    channels.TOPIC,  # what is posted in channels
    team_questions.SUBJECTS,  # what questions can be about, and who gets them
    prepared_answers.TOPIC,  # answers that are kept ready
    team_texts.TOPIC,  # what the team writes in several languages
    several_files.TOPIC,  # several calendars sent together
    calendar_files.TOPIC,  # the calendar as files
    calendar_sources.TOPIC,  # the calendar from addresses
    delegations.TOPIC,  # /delegations: who can ask for the floor, and their codes
    item_statuses.TOPIC,  # proposed, adopted, rejected: of motions
    team_questions.TOPIC,  # where questions go, and who may ask
    statistics.TOPIC,  # /stats
    posters.TOPIC,
    team.TOPIC,  # /team
    trace.TOPIC,  # /trace
    floor_records.TOPIC,  # what was done on each floor
    reload.TOPIC,  # /reload
    status.TOPIC,  # /status: how the program is, for owners
)
FALLBACKS = start.FALLBACKS
