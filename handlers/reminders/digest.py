"""The daily digest: the meetings of the day, sent at the hour that the chat chose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from content.model import Meeting, Pack
from content.moments.hours import read_time
from content.typed_words import means
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always
from handlers.meetings import meeting_line
from handlers.reminders.missed import meeting_buttons, more_line
from handlers.wording import labels, times
from handlers.wording.reminder_line import with_line
from storage import chats, reminder_settings
from storage.deliveries import Delivery
from storage.deliveries.subjects import day_of

OFF = -1
_PLACE = Place("digest")
_OFFERED = (7 * 60, 8 * 60, 9 * 60)  # minutes after midnight
_DAY_MINUTES = 24 * 60
_MAX_LISTED = 12  # meetings


@dataclass(frozen=True)
class SetDigest(ButtonData):
    """Sets the hour of the digest: `minute` after midnight in the chat's time zone, or OFF."""

    tag: ClassVar[str] = "d1"
    minute: int


def digest_setting(reader: Reader, digest_at: int | None) -> str:
    """Return the setting in words; `digest_at` is in minutes after midnight."""
    _ = reader.gettext
    if digest_at is None:
        return reader.pgettext("daily digest", "off")
    return _("at {time}").format(time=times.daily_hour(reader, digest_at))


def digest_view(reader: Reader, pack: Pack, delivery: Delivery) -> Reply | None:
    """Return the message of a digest, or None if no meeting of that day is left."""
    _ = reader.gettext
    meetings = [
        pack.translated(Meeting.model_validate_json(body)) for body in delivery.meeting_bodies
    ]
    if not meetings:
        return None
    day = times.day(reader, day_of(delivery.subject))
    heading = Heading(_("Today, {day}").format(day=day))
    late = (Paragraph(_("This digest is late.")),) if delivery.late else ()
    items = tuple(
        with_line(reader, pack, meeting, meeting_line(reader, meeting))
        for meeting in meetings[:_MAX_LISTED]
    )
    return Reply(
        blocks=(
            heading,
            *late,
            Bullets(items),
            *more_line(reader, len(meetings) - _MAX_LISTED, "/agenda"),
        ),
        brief=(heading, Bullets(items)),
        buttons=(
            *meeting_buttons(reader, pack, meetings),
            (Press(_("My schedule"), go("agenda")), Press(_("No daily digest"), SetDigest(OFF))),
            way_back(reader, None),
        ),
        payload="agenda",
    )


def settings_view(reader: Reader, digest_at: int | None) -> Reply:
    """Show the setting, and buttons that change it."""
    _ = reader.gettext
    heading = Heading(_("Daily digest"))
    facts = labels.facts(
        reader,
        (
            (_("Daily digest"), digest_setting(reader, digest_at)),
            (_("Your time zone"), times.zone_name(reader, reader.zone)),
        ),
    )
    offered = [
        Press(times.clock_time(minute), SetDigest(minute))
        for minute in _OFFERED
        if minute != digest_at
    ]
    if digest_at is not None:
        offered.append(Press(_("No daily digest"), SetDigest(OFF)))
    return Reply(
        blocks=(
            heading,
            facts,
            Paragraph(_("It lists your meetings of the day. If you have none, it is not sent.")),
            Paragraph(_("Another time: {command}").format(command="/reminders digest 06:30")),
        ),
        brief=(heading, facts),
        buttons=(
            tuple(offered[:2]),
            tuple(offered[2:]),
            (Press(_("Weekly digest"), go("weekly", _PLACE)),),
            way_back(reader, "reminders"),
        ),
        payload="digest",
    )


async def show_digest(request: Request, words: str) -> Answer:
    """Answer `/reminders digest`; `words` follow it: `08:00`, `8am`, `off`, or nothing."""
    _ = request.reader.gettext
    words = words.strip()
    if not words:
        return await visit_digest(request, Visit(_PLACE))
    minute = parse_hour(words)
    if minute is None:
        not_understood = Paragraph(
            _("I could not read “{words}” as a time. Try: {command}").format(
                words=words[:40], command="/reminders digest 08:00"
            )
        )
        shown = await visit_digest(request, Visit(_PLACE))
        return replace(shown, blocks=(not_understood, *shown.blocks), brief=(not_understood,))
    return await _save(request, minute)


def parse_hour(words: str) -> int | None:
    """Return minutes after midnight, OFF, or None if the words are not an hour."""
    if means(words, "off"):
        return OFF
    try:
        at = read_time(words)
    except ValueError:
        return None
    return at.hour * 60 + at.minute


async def press_digest(request: Request, button: SetDigest) -> Answer:
    if not (button.minute == OFF or 0 <= button.minute < _DAY_MINUTES):
        return out_of_date(request.reader)
    return await _save(request, button.minute)


async def _save(request: Request, minute: int) -> Reply:
    now, chat_id = request.reader.now, request.chat_id
    digest_at = None if minute == OFF else minute
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, chat_id, now)
        await reminder_settings.set_digest(connection, chat_id, digest_at, now)
    request.services.signals.notices_changed.set()
    view = settings_view(request.reader, digest_at)
    return replace(view, notice=request.reader.gettext("Saved."))


async def visit_digest(request: Request, visit: Visit) -> Reply:
    async with request.services.database.transaction() as connection:
        settings = await reminder_settings.settings_of(connection, request.chat_id)
    return settings_view(request.reader, settings.digest_at)


TOPIC = Topic(
    "digest",
    screens={"digest": visit_digest},
    buttons={SetDigest: press_digest},
    changes={press_digest: always},
)
