"""`/privacy`: what the bot stores about people, and how long."""

from __future__ import annotations

from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.retention import (
    ATTENDANCE_KEPT_DAYS,
    CHATS_KEPT_DAYS,
    COUNTS_KEPT_DAYS,
    FLOOR_PERSONS_KEPT_DAYS,
    NOTICES_KEPT_DAYS,
    QUESTION_WORDS_KEPT_DAYS,
    QUESTIONS_KEPT_DAYS,
)
from storage import announcements

_DETAILS = Place("privacy", "details")


def privacy_view(reader: Reader) -> Reply:
    _ = reader.gettext
    deleted_after = reader.ngettext(
        "Everything is on the organizers’ own computer, and deleted if this chat is not used for "
        "{days} day.",
        "Everything is on the organizers’ own computer, and deleted if this chat is not used for "
        "{days} days.",
        CHATS_KEPT_DAYS,
    )
    return Reply(
        blocks=(
            Heading(_("Privacy")),
            Paragraph(
                _(
                    "This bot stores the ID of this chat, your settings, subscriptions and saved "
                    "passages, and what was sent to you."
                )
            ),
            Paragraph(
                _(
                    "What you search for is not linked to you. The text of a question to the "
                    "secretariat is deleted once it is answered."
                )
            ),
            Paragraph(deleted_after.format(days=CHATS_KEPT_DAYS)),
        ),
        buttons=(
            (Press(_("Details"), go(_DETAILS)),),
            (Press(_("My data"), go("mydata")), Press(_("Delete my data"), go("forget"))),
            way_back(reader, "settings"),
        ),
        payload="privacy",
    )


def details_view(reader: Reader) -> Reply:
    """Return everything that is stored, one thing a line, and what is not."""
    _ = reader.gettext

    notices = reader.ngettext(
        "the notices sent to this chat, for {days} day",
        "the notices sent to this chat, for {days} days",
        NOTICES_KEPT_DAYS,
    )
    corrected = reader.ngettext(
        "the announcements sent to this chat, for {days} day, so that they can be corrected",
        "the announcements sent to this chat, for {days} days, so that they can be corrected",
        announcements.CORRECTABLE_FOR.days,
    )
    name = reader.ngettext(
        "if you ask the secretariat a question: your name, for {days} day",
        "if you ask the secretariat a question: your name, for {days} days",
        QUESTIONS_KEPT_DAYS,
    )
    text = reader.ngettext(
        "the text of your question until it is answered, for {days} day at most",
        "the text of your question until it is answered, for {days} days at most",
        QUESTION_WORDS_KEPT_DAYS,
    )
    attendance = reader.ngettext(
        "if a meeting asks for it: whether you come, until {days} day after it",
        "if a meeting asks for it: whether you come, until {days} days after it",
        ATTENDANCE_KEPT_DAYS,
    )
    counts = reader.ngettext(
        "how often something is opened or searched for, without who did it, for {days} day",
        "how often something is opened or searched for, without who did it, for {days} days",
        COUNTS_KEPT_DAYS,
    )
    return Reply(
        blocks=(
            Heading(_("Privacy")),
            Bullets(
                (
                    _("the ID of this chat in Telegram, and when it was first and last used"),
                    _(
                        "the language of your Telegram app, and the language and time zone "
                        "you chose"
                    ),
                    _("your subscriptions, reminders and saved passages"),
                    _("when you last looked at what’s new"),
                    notices.format(days=NOTICES_KEPT_DAYS),
                    corrected.format(days=announcements.CORRECTABLE_FOR.days),
                    _("that you switched announcements off, or created a private calendar address"),
                    _("what you write, until it is answered"),
                    name.format(days=QUESTIONS_KEPT_DAYS),
                    text.format(days=QUESTION_WORDS_KEPT_DAYS),
                    _("what you send with it, such as a photo or a location, for as long"),
                    attendance.format(days=ATTENDANCE_KEPT_DAYS),
                    _("the number of your last message, and for two days those of your albums"),
                    _("that the secretariat does not accept questions from you, if so"),
                    counts.format(days=COUNTS_KEPT_DAYS),
                    _(
                        "the words of a search without results, for as long, if they were searched "
                        "for in two chats on the same day; until then only an unreadable mark in "
                        "memory, deleted at the end of the day"
                    ),
                    _("totals of new chats and of notices, without names"),
                    *_floor_lines(reader),
                    _("for the event’s team: name, role and what they changed"),
                    _("a calendar file sent by the team, until it is imported or discarded"),
                ),
                title=_("What this bot stores"),
            ),
            Bullets(
                (
                    _("anything else you write or search for"),
                    _("your username or phone number"),
                    _("your location, unless you send it with a question"),
                    _("your name, unless you ask a question, or take part in a list of speakers"),
                ),
                title=_("What it does not store"),
            ),
            Paragraph(_("Messages pass through Telegram, which has its own rules.")),
        ),
        buttons=(way_back(reader, "privacy"),),
        payload="privacy",
    )


def _floor_lines(reader: Reader) -> tuple[str, ...]:
    """Return what is stored of who takes part in a list of speakers."""
    _ = reader.gettext
    speakers = reader.ngettext(
        "if you ask for the floor: the speaker’s name and title, and for whom they speak, until "
        "{days} day after the session",
        "if you ask for the floor: the speaker’s name and title, and for whom they speak, until "
        "{days} days after the session",
        FLOOR_PERSONS_KEPT_DAYS,
    )
    questions = reader.ngettext(
        "if you ask or vote for a question at a session: your name, the question and your votes, "
        "until {days} day after it",
        "if you ask or vote for a question at a session: your name, the question and your votes, "
        "until {days} days after it",
        FLOOR_PERSONS_KEPT_DAYS,
    )
    roles = reader.ngettext(
        "if you run a session: your name, role and what you did, until {days} day after it",
        "if you run a session: your name, role and what you did, until {days} days after it",
        FLOOR_PERSONS_KEPT_DAYS,
    )
    return (
        speakers.format(days=FLOOR_PERSONS_KEPT_DAYS),
        _("a speaker’s gender, if it was given, until the end of the session"),
        questions.format(days=FLOOR_PERSONS_KEPT_DAYS),
        roles.format(days=FLOOR_PERSONS_KEPT_DAYS),
    )


async def show_privacy(request: Request) -> Answer:
    return privacy_view(request.reader)


async def visit_privacy(request: Request, visit: Visit) -> Answer:
    if visit.place == _DETAILS:
        return details_view(request.reader)
    return privacy_view(request.reader)


TOPIC = Topic("privacy", commands={"privacy": show_privacy}, screens={"privacy": visit_privacy})
