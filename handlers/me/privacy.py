"""What the bot keeps about a person, shown and forgotten on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from content.languages import NAMES
from handlers.framework.buttons import ButtonData
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Code, Heading, Paragraph, Phrase, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.reminders import digest
from handlers.wording import labels, times
from handlers.wording.durations import format_lead_times
from handlers.wording.quiet_hours import quiet_hours
from handlers.wording.roles import role_name
from handlers.wording.subscribable import subject_name
from storage import (
    announcements,
    audit_log,
    calendar_feeds,
    calendar_imports,
    chats,
    deliveries,
    questions,
    reminder_settings,
    subscriptions,
    team_members,
)
from storage.chats import Chat
from storage.reminder_settings import ReminderSettings
from storage.team_members import Member

# A chat that was not seen for this many days is forgotten; bot.outbox.cleanup sweeps once a day.
CHATS_KEPT_DAYS = 400
# So long after it is of no use any more, it is forgotten which notice was sent.
NOTICES_KEPT_DAYS = 90
# How often something was looked up or not found is kept so long.
COUNTS_KEPT_DAYS = 400
# A question to the secretariat is kept so long, its words not longer than it is of use.
QUESTIONS_KEPT_DAYS = 30
WORDS_KEPT_DAYS = 7
_DEFAULTS = ReminderSettings()


@dataclass(frozen=True)
class Forget(ButtonData):
    """The second step of /forget."""

    tag: ClassVar[str] = "f1"


def privacy_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Privacy")),
            Bullets(
                (
                    _("Telegram’s number of this chat"),
                    _("the language and time zone you chose, if you did"),
                    _("the moment this chat was first seen, and the day it was last seen"),
                    _("what you subscribed to, and when you want to be reminded"),
                    _("which notices were sent to this chat, and when, for {days} days").format(
                        days=NOTICES_KEPT_DAYS
                    ),
                    _(
                        "which announcements were sent to this chat, for {days} days, "
                        "so that they can be changed"
                    ).format(days=announcements.CORRECTABLE_FOR.days),
                    _("that announcements are not to come to this chat, if you said so"),
                    _("that you made a private calendar address, if you did"),
                    _("what you write, for the moment until it is answered"),
                    _("of a question to the secretariat: your name, for {days} days").format(
                        days=QUESTIONS_KEPT_DAYS
                    ),
                    _("its words until they are answered, {days} days at most").format(
                        days=WORDS_KEPT_DAYS
                    ),
                    _("that the secretariat takes no questions from you, if so"),
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
                    _("a calendar file that the team sent, until it is confirmed or dropped"),
                ),
                title=_("What this bot keeps"),
            ),
            Bullets(
                (
                    _("what else you wrote or searched for, once it is answered"),
                    _("your username, phone number or place; your name, unless you ask"),
                ),
                title=_("What it does not keep"),
            ),
            Paragraph(
                _(
                    "It is kept on the organisers’ own machine. "
                    "A chat not seen for {days} days is forgotten."
                ).format(days=CHATS_KEPT_DAYS)
            ),
            Paragraph(_("Messages pass through Telegram, which has its own rules.")),
        ),
        buttons=(
            (Press(_("My data"), go("mydata")), Press(_("Forget me"), go("forget"))),
            way_back(reader, "settings"),
        ),
        payload="privacy",
    )


def data_view(
    reader: Reader,
    chat: Chat | None,
    subscribed: Sequence[str] = (),
    settings: ReminderSettings = _DEFAULTS,
    own: Sequence[str] = (),
    switched_off: Sequence[str] = (),
    sent: int = 0,
    feed: datetime | None = None,
    member: Member | None = None,
    file: datetime | None = None,
    asked: int = 0,
    muted: bool = False,
) -> Reply:
    """Every field that is kept, with its value."""
    _ = reader.gettext
    if chat is None:
        return Reply(
            (Heading(_("My data")), Paragraph(_("Nothing is kept about this chat."))),
            (way_back(reader, "privacy"),),
            payload="mydata",
        )
    created = chat.created.astimezone(reader.zone)
    not_chosen = _("not chosen")
    rows: tuple[tuple[str, Phrase], ...] = (
        (_("Chat number"), (Code(str(chat.id)),)),
        (_("Language"), NAMES.get(chat.language or "", chat.language or not_chosen)),
        (_("Time zone"), chat.time_zone or not_chosen),
        (
            _("First seen"),
            reader.listed((times.day(reader, created.date()), times.hour(reader, created))),
        ),
        (_("Last seen"), times.day(reader, chat.last_seen)),
        (_("Subscribed to"), reader.listed(subscribed) if subscribed else _("nothing")),
        (_("Switched off"), reader.listed(switched_off) if switched_off else _("nothing")),
        (_("Before each meeting"), format_lead_times(reader, settings.lead_times)),
        (_("Before single meetings"), reader.listed(own) if own else _("as always")),
        (_("Quiet hours"), quiet_hours(reader, settings)),
        (_("Announcements"), _("on") if chat.announcements else _("off")),
        (_("Daily digest"), digest.digest_setting(reader, settings.digest_at)),
        (_("Notices kept"), str(sent)),
        (
            _("Calendar address"),
            _("none") if feed is None else times.day(reader, feed.astimezone(reader.zone).date()),
        ),
    )
    if asked:
        rows = (*rows, (_("Questions asked"), str(asked)))
    if muted:
        rows = (*rows, (_("Secretariat"), _("takes no questions from you")))
    if member is not None:
        rows = (*rows, (_("Team"), reader.listed((member.name, role_name(reader, member)))))
    if file is not None:
        day = times.day(reader, file.astimezone(reader.zone).date())
        rows = (*rows, (_("Calendar file that waits"), day))
    return Reply(
        blocks=(
            Heading(_("My data")),
            labels.facts(reader, rows),
            Paragraph(_("This is all that is kept about this chat.")),
        ),
        buttons=((Press(_("Forget me"), go("forget")),), way_back(reader, "privacy")),
        payload="mydata",
    )


def forget_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Forget me")),
            Paragraph(_("All that is kept about this chat will be deleted. It cannot be undone.")),
        ),
        buttons=((Press(_("Delete my data"), Forget(), danger=True),), way_back(reader, "privacy")),
        keeps_buttons=True,
        payload="forget",
    )


def forgotten_view(reader: Reader, muted: bool = False) -> Reply:
    """`muted`: one thing stays, or muting would be of no use."""
    _ = reader.gettext
    stays = _("It stays kept that the secretariat takes no questions from you, without your name.")
    return Reply(
        blocks=(
            Heading(_("Forgotten")),
            *((Paragraph(stays),) if muted else ()),
            Paragraph(
                _(
                    "Nothing is kept about this chat any more. "
                    "If you use the bot again, it begins anew."
                )
            ),
        ),
        payload="start",
    )


async def _data(request: Request) -> Reply:
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    async with request.services.database.transaction() as connection:
        chat = await chats.find_chat(connection, request.chat_id)
        kept = await subscriptions.subscriptions_of(connection, request.chat_id)
        excepted = await subscriptions.exceptions_of(connection, request.chat_id)
        settings = await reminder_settings.settings_of(connection, request.chat_id)
        own = await reminder_settings.lead_overrides_of(connection, request.chat_id)
        sent = await deliveries.count_of_chat(connection, request.chat_id)
        feed = await calendar_feeds.created_at(connection, request.chat_id)
        member = await team_members.find_member(connection, request.chat_id)
        waiting = await calendar_imports.find_import(
            connection, request.chat_id, request.reader.now
        )
        asked = await questions.count_of_chat(connection, request.chat_id)
        muted = await questions.is_muted(connection, request.chat_id)
    names = [subject_name(reader, pack, each.what, each.value) for each in kept]
    led = [
        _("{name}: {leads}").format(
            name=subject_name(reader, pack, "meeting", id), leads=format_lead_times(reader, each)
        )
        for id, each in own.items()
    ]
    off = [subject_name(reader, pack, "meeting", each) for each in excepted]
    file = None if waiting is None else waiting.made
    return data_view(
        reader, chat, names, settings, led, off, sent, feed, member, file, asked, muted
    )


async def show_privacy(request: Request) -> Answer:
    return privacy_view(request.reader)


async def show_data(request: Request) -> Answer:
    return await _data(request)


async def show_forget(request: Request) -> Answer:
    return forget_view(request.reader)


async def forget(request: Request, button: Forget) -> Answer:
    async with request.services.database.transaction() as connection:
        left = await questions.forget_group(connection, request.chat_id)
        await chats.forget_chat(connection, request.chat_id)
        if request.in_private:
            await team_members.remove_member(connection, request.chat_id)
            await audit_log.forget_person(connection, request.chat_id)
            await announcements.forget_author(connection, request.chat_id)
            await questions.forget_author(connection, request.chat_id)
        await questions.forget_muted_name(connection, request.chat_id)
        muted = await questions.is_muted(connection, request.chat_id)
    if left:
        request.services.signals.questions_waiting.set()
    await request.services.update_team_menu(request.chat_id)
    return forgotten_view(request.reader, muted)


async def visit_privacy(request: Request, visit: Visit) -> Answer:
    return await show_privacy(request)


async def visit_data(request: Request, visit: Visit) -> Answer:
    return await show_data(request)


async def visit_forget(request: Request, visit: Visit) -> Answer:
    return await show_forget(request)


TOPIC = Topic(
    "privacy",
    commands={"privacy": show_privacy, "mydata": show_data, "forget": show_forget},
    screens={"privacy": visit_privacy, "mydata": visit_data, "forget": visit_forget},
    buttons={Forget: forget},
    changes={show_forget: always, forget: always},
)
