"""What the bot can do: its table of contents, in the order a delegate meets it."""

from __future__ import annotations

from handlers import meetings
from handlers.calendar_export import topic as calendar
from handlers.desk import announcements as announce
from handlers.desk import calendar as calendar_desk
from handlers.desk import calendar_files as exchange
from handlers.desk import menu, questions, statistics, team
from handlers.desk import reload as reloading
from handlers.desk import trace as tracing
from handlers.documents import glossary, passages, recommendations, roundtables, search, sections
from handlers.framework.topic import Topic
from handlers.me import announcements as announced
from handlers.me import ask, privacy, settings, start
from handlers.me import cancel as dialogs
from handlers.reminders import digest
from handlers.reminders import one_meeting as own_leads
from handlers.reminders import topic as reminding
from handlers.subscriptions import topic as subscribing

TOPICS: tuple[Topic, ...] = (
    start.TOPIC,  # the first screen, help, links
    roundtables.TOPIC,  # the four roundtables and what bears on each
    recommendations.TOPIC,  # areas, their recommendations and examples
    sections.TOPIC,  # mandate, position, background
    passages.TOPIC,  # any quotation: copy, link, proof
    meetings.TOPIC,  # what is coming, on now, over
    subscribing.TOPIC,  # subscriptions and the agenda
    calendar.TOPIC,  # the agenda as a file, and as a calendar's subscription
    reminding.TOPIC,  # lead times, quiet hours, snooze
    own_leads.TOPIC,  # lead times of one meeting
    digest.TOPIC,  # what is on today, each morning
    glossary.TOPIC,  # acronyms, bodies, regional processes
    search.TOPIC,  # any words
    settings.TOPIC,  # language, time zone, announcements
    announced.TOPIC,  # no more announcements, from under one
    ask.TOPIC,  # questions to the secretariat
    privacy.TOPIC,  # what is kept, shown and forgotten
    dialogs.TOPIC,  # ending whatever the bot asked for
    questions.ANSWERING,  # the secretariat's answers
    team.JOINING,  # an invitation to the team
    # The desk: for the team alone.
    menu.TOPIC,  # its first screen
    calendar_desk.TOPIC,  # adding, moving and cancelling meetings
    announce.TOPIC,  # reaching many at once
    exchange.TOPIC,  # the calendar as files
    questions.TOPIC,  # where questions go, and who may ask
    statistics.TOPIC,  # what is asked and sent, in numbers
    team.TOPIC,  # who is on the team
    tracing.TOPIC,  # who changed what
    reloading.TOPIC,  # the pack, read again
)
