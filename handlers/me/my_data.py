"""`/mydata`: everything that is stored about a chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from content import zones
from content.languages import NAMES
from content.model import Pack
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Code, Heading, Paragraph, Phrase, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.reminders import digest, weekly
from handlers.wording import labels, times
from handlers.wording.durations import format_lead_times
from handlers.wording.quiet_hours import quiet_hours
from handlers.wording.roles import floor_role_name, role_name
from handlers.wording.subscribable import subject_name
from storage import (
    attendance,
    calendar_feeds,
    calendar_imports,
    chats,
    deliveries,
    questions,
    reminder_settings,
    saved_passages,
    subscriptions,
    team_members,
    whats_new,
)
from storage.chats import Chat
from storage.floor import stored_data
from storage.floor import texts as floor_texts
from storage.floor.stored_data import FloorData
from storage.reminder_settings import ReminderSettings
from storage.team_members import Member


@dataclass(frozen=True)
class StoredData:
    """What is stored about a chat and, in a private chat, its person. Instants are in UTC."""

    chat: Chat
    subscribed: Sequence[str]  # subjects, in words
    switched_off: Sequence[str]  # single meetings, in words
    settings: ReminderSettings
    lead_times: Sequence[str]  # of single meetings, in words
    notices: int
    feed_made: datetime | None
    file_sent: datetime | None
    saved: int  # passages
    news_seen: datetime | None
    questions: int
    attendance: int  # meetings about which they said whether they come
    texts: int  # of statements
    notes: int  # of a rapporteur
    muted: bool
    member: Member | None
    floor: FloorData


def nothing_view(reader: Reader) -> Reply:
    _ = reader.gettext
    return Reply(
        (Heading(_("My data")), Paragraph(_("Nothing is stored about this chat."))),
        (way_back(reader, "privacy"),),
        payload="mydata",
    )


def data_view(reader: Reader, pack: Pack, data: StoredData) -> Reply:
    """Return every stored field with its value."""
    _ = reader.gettext
    chat, settings = data.chat, data.settings
    not_chosen, nothing = _("not chosen"), _("nothing")
    nothing_off = reader.pgettext("meetings switched off", "none")
    rows: list[tuple[str, Phrase]] = [
        (_("Chat ID"), (Code(str(chat.id)),)),
        (_("Language"), NAMES.get(chat.language or "", chat.language or not_chosen)),
        (_("Language of your Telegram app"), NAMES.get(chat.app_language or "", _("other"))),
        (_("Time zone"), _zone(reader, chat.time_zone) or not_chosen),
        (_("First used"), times.moment(reader, chat.created)),
        (_("Last used"), times.day(reader, chat.last_seen)),
        (_("Subscribed to"), reader.listed(data.subscribed) or nothing),
        (_("Meetings switched off"), reader.listed(data.switched_off) or nothing_off),
        (_("Before each meeting"), format_lead_times(reader, settings.lead_times)),
        (_("For individual meetings"), reader.listed(data.lead_times) or _("as usual")),
        (_("Quiet hours"), quiet_hours(reader, settings)),
        (
            _("Announcements"),
            reader.pgettext("announcements", "on")
            if chat.announcements
            else reader.pgettext("announcements", "off"),
        ),
        (_("Daily digest"), digest.digest_setting(reader, settings.digest_at)),
        (_("Weekly digest"), weekly.weekly_setting(reader, settings.weekly_at)),
        (_("Notices stored"), str(data.notices)),
        (
            _("Calendar address"),
            reader.pgettext("calendar address", "none")
            if data.feed_made is None
            else _local_day(reader, data.feed_made),
        ),
    ]
    if data.news_seen is not None:
        rows.append((_("Last looked at what’s new"), times.moment(reader, data.news_seen)))
    if data.saved:
        rows.append((_("Saved passages"), str(data.saved)))
    if data.questions:
        rows.append((_("Questions asked"), str(data.questions)))
    if data.attendance:
        rows.append((_("Answers whether you come"), str(data.attendance)))
    if data.texts:
        rows.append((_("Texts of statements"), str(data.texts)))
    if data.notes:
        rows.append((_("Notes as rapporteur"), str(data.notes)))
    if data.muted:
        rows.append((_("Secretariat"), _("does not accept questions from you")))
    if data.member is not None:
        role = role_name(reader, data.member)
        rows.append((_("Team"), reader.listed((data.member.name, role))))
    rows += _floor_rows(reader, pack, data.floor)
    if data.file_sent is not None:
        rows.append((_("Calendar file awaiting confirmation"), _local_day(reader, data.file_sent)))
    return Reply(
        blocks=(
            Heading(_("My data")),
            labels.facts(reader, rows),
            Paragraph(_("This is everything stored about this chat.")),
        ),
        buttons=((Press(_("Delete my data"), go("forget")),), way_back(reader, "privacy")),
        payload="mydata",
    )


def _floor_rows(reader: Reader, pack: Pack, stored: FloorData) -> list[tuple[str, Phrase]]:
    """Return what is stored of a person on lists of speakers."""
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    if stored.delegations:
        names = reader.listed(one.name(reader.language) for one in stored.delegations)
        rows.append((_("Speaks for"), names))
    if stored.speakers:
        people = (reader.listed(filter(None, (one.name, one.title))) for one in stored.speakers)
        rows.append((_("Speakers remembered"), " · ".join(people)))
    if stored.roles:
        roles = (
            reader.gettext("{label}: {value}").format(
                label=subject_name(reader, pack, "meeting", one.meeting_id),
                value=reader.listed((one.name, floor_role_name(reader, one.role))),
            )
            for one in stored.roles
        )
        rows.append((_("Roles at sessions"), " · ".join(roles)))
    numbers = (
        (_("Turns on lists of speakers"), stored.turns),
        (_("Requests to speak for a delegation"), stored.requests),
        (_("Questions at sessions"), stored.questions),
        (_("Votes for questions"), stored.votes),
        (_("Done at sessions"), stored.acts),
        (_("Browsers signed in to lists of speakers"), stored.browsers),
    )
    return [*rows, *((label, str(number)) for label, number in numbers if number)]


def _zone(reader: Reader, name: str | None) -> str | None:
    """Return the name of a stored time zone as `/settings` shows it; the stored one if this machine
    does not know it (any more)."""
    if name is None or not zones.is_zone(name):
        return name
    return times.zone_name(reader, ZoneInfo(name))


def _local_day(reader: Reader, instant: datetime) -> str:
    return times.day(reader, instant.astimezone(reader.zone).date())


async def show_data(request: Request) -> Answer:
    reader, pack, chat_id = request.reader, request.pack, request.chat_id
    async with request.services.database.transaction() as connection:
        chat = await chats.find_chat(connection, chat_id)
        if chat is None:
            return nothing_view(reader)
        subscribed = await subscriptions.subscriptions_of(connection, chat_id)
        switched_off = await subscriptions.exceptions_of(connection, chat_id)
        lead_times = await reminder_settings.lead_overrides_of(connection, chat_id)
        file = await calendar_imports.find_import(connection, chat_id, reader.now)
        sent_texts, notes = await floor_texts.count_of_chat(connection, chat_id)
        data = StoredData(
            chat=chat,
            subscribed=[subject_name(reader, pack, sub.what, sub.value) for sub in subscribed],
            switched_off=[subject_name(reader, pack, "meeting", id) for id in switched_off],
            settings=await reminder_settings.settings_of(connection, chat_id),
            lead_times=[
                reader.gettext("{name}: {leads}").format(
                    name=subject_name(reader, pack, "meeting", id),
                    leads=format_lead_times(reader, seconds),
                )
                for id, seconds in lead_times.items()
            ],
            notices=await deliveries.count_of_chat(connection, chat_id),
            feed_made=await calendar_feeds.created_at(connection, chat_id),
            file_sent=None if file is None else file.made,
            saved=len(await saved_passages.saved_ids(connection, chat_id)),
            news_seen=await whats_new.last_look(connection, chat_id),
            questions=await questions.count_of_chat(connection, chat_id),
            attendance=await attendance.count_of_chat(connection, chat_id),
            texts=sent_texts,
            notes=notes,
            muted=await questions.is_muted(connection, chat_id),
            member=await team_members.find_member(connection, chat_id),
            floor=await stored_data.of_person(connection, chat_id),
        )
    return data_view(reader, pack, data)


async def visit_data(request: Request, visit: Visit) -> Answer:
    return await show_data(request)


TOPIC = Topic("my data", commands={"mydata": show_data}, screens={"mydata": visit_data})
