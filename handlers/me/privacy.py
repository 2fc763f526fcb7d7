"""`/privacy`: what the bot stores about people, and how long."""

from __future__ import annotations

from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.retention import (
    CHATS_KEPT_DAYS,
    COUNTS_KEPT_DAYS,
    NOTICES_KEPT_DAYS,
    QUESTION_WORDS_KEPT_DAYS,
    QUESTIONS_KEPT_DAYS,
)
from storage import (
    announcements,
)


def privacy_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Privacy")),
            Bullets(
                (
                    _("the ID of this chat in Telegram"),
                    _("the language and time zone you chose, if you did"),
                    _("the time this chat was first used, and the day it was last used"),
                    _("what you subscribed to, and when you want to be reminded"),
                    _("which notices were sent to this chat, and when, for {days} days").format(
                        days=NOTICES_KEPT_DAYS
                    ),
                    _(
                        "which announcements were sent to this chat, for {days} days, so "
                        "that they can be corrected"
                    ).format(days=announcements.CORRECTABLE_FOR.days),
                    _("that this chat receives no announcements, if you switched them off"),
                    _("that you created a private calendar address, if you did"),
                    _("what you write, for the moment until it is answered"),
                    _("of a question to the secretariat: your name, for {days} days").format(
                        days=QUESTIONS_KEPT_DAYS
                    ),
                    _("its words until they are answered, {days} days at most").format(
                        days=QUESTION_WORDS_KEPT_DAYS
                    ),
                    _("that the secretariat does not accept questions from you, if so"),
                    _(
                        "how often something is looked up, found or not found, without who asked, "
                        "for {days} days"
                    ).format(days=COUNTS_KEPT_DAYS),
                    _(
                        "the words of a search that found nothing, for as long, if someone else "
                        "searches for the same on the same day in another chat; until then a mark "
                        "in memory from which nobody can read them, dropped when the day is over"
                    ),
                    _("how many chats came on a day, and what became of notices, as numbers alone"),
                    _("of the event’s team: name, role, and what they changed"),
                    _("a calendar file that the team sent, until it is confirmed or discarded"),
                ),
                title=_("What this bot stores"),
            ),
            Bullets(
                (
                    _("what else you wrote or searched for, once it is answered"),
                    _(
                        "your username, phone number or location; nor your name, unless you "
                        "ask the secretariat a question"
                    ),
                ),
                title=_("What it does not store"),
            ),
            Paragraph(
                _(
                    "These data are stored on the organizers’ own computer. Data of a chat "
                    "that has not been used for {days} days are deleted."
                ).format(days=CHATS_KEPT_DAYS)
            ),
            Paragraph(_("Messages pass through Telegram, which has its own rules.")),
        ),
        buttons=(
            (Press(_("My data"), go("mydata")), Press(_("Delete my data"), go("forget"))),
            way_back(reader, "settings"),
        ),
        payload="privacy",
    )


async def show_privacy(request: Request) -> Answer:
    return privacy_view(request.reader)


async def visit_privacy(request: Request, visit: Visit) -> Answer:
    return await show_privacy(request)


TOPIC = Topic("privacy", commands={"privacy": show_privacy}, screens={"privacy": visit_privacy})
