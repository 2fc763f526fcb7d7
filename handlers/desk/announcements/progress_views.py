"""The screens of an announcement that is being sent or was sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.model import Pack
from handlers.desk.announcements.audience import audience_text, chats_text
from handlers.desk.announcements.buttons import PLACE, WriteText, action_on, place_of
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Phrase, Press, Reply, Row
from handlers.wording import labels, times
from storage.announcements import Announcement, Tally


def status_text(reader: Reader, announcement: Announcement) -> str:
    _ = reader.gettext
    match announcement.status, announcement.job:
        case "draft", _job:
            return _("Draft")
        case "scheduled", _job:
            return _("Scheduled")
        case "paused", _job:
            return _("Paused")
        case "stopped", _job:
            return _("Stopped")
        case "sending", "announcement":
            return _("Sending")
        case "sending", "correction":
            return _("Updating")
        case "sending", _job:
            return _("Withdrawing")
        case _, "announcement":
            return _("Sent")
        case _, "correction":
            return _("Changed")
        case _:
            return _("Withdrawn")


def _failure_text(reader: Reader, code: str) -> str:
    _ = reader.gettext
    return {
        "refused": _("Telegram refused it"),
        "gone": _("the message had been deleted"),
        "too-old": _("sent more than 48 hours earlier"),
        "expired": _("not possible within two days"),
        "unanswered": _("Telegram did not answer"),
        "removed": _("the bot was removed from the group or channel"),
        "chat-gone": _("the group or the account no longer exists"),
        "no-rights": _("the bot is not allowed to write there"),
        "restricted": _("Telegram has restricted the group"),
        "topic-closed": _("the topic is closed"),
        "topic-gone": _("the topic was deleted"),
    }.get(code, _("an error on our side"))


def _duration_text(reader: Reader, duration: timedelta) -> str:
    seconds = int(duration.total_seconds())
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        whole = reader.ngettext("{number} hour", "{number} hours", hours).format(number=hours)
        left = minutes % 60
        rest = reader.ngettext("{number} minute", "{number} minutes", left).format(number=left)
        return reader.listed((whole, rest)) if left else whole
    if minutes >= 2:
        return reader.ngettext("{number} minute", "{number} minutes", minutes).format(
            number=minutes
        )
    return reader.ngettext("{number} second", "{number} seconds", seconds).format(number=seconds)


def is_correctable(announcement: Announcement, now: datetime) -> bool:
    """Return whether its messages can still be changed, or there are none yet."""
    return announcement.correctable_until is None or now < announcement.correctable_until


def progress_view(
    reader: Reader, pack: Pack, announcement: Announcement, tally: Tally, live: bool = True
) -> Reply:
    """What was delivered so far. `live` is for the author's message that is kept up to date while
    the announcement is sent; it has no buttons to other screens."""
    _ = reader.gettext
    done_labels = {"announcement": _("Delivered to Telegram"), "correction": _("Messages changed")}
    rows: list[tuple[str, Phrase]] = [
        (_("To"), audience_text(reader, pack, announcement.what, announcement.value)),
        (_("Chats concerned"), chats_text(reader, announcement.chats)),
        (done_labels.get(announcement.job, _("Messages deleted")), str(tally.sent)),
        (_("Blocked the bot"), str(tally.blocked)),
        (_("Failed"), str(tally.failures)),
    ]
    for code, number in sorted((tally.failed or {}).items()):
        rows.append((f"– {_failure_text(reader, code)}", str(number)))
    waiting = sum(tally.waiting.values())
    if waiting:
        rows.append((_("Waiting, and tried again"), str(waiting)))
    for code, number in sorted(tally.waiting.items()):
        rows.append((f"– {_failure_text(reader, code)}", str(number)))
    if tally.switched_off:
        rows.append((_("Have since switched announcements off"), str(tally.switched_off)))
    left = announcement.chats - tally.sent - tally.blocked - tally.failures - tally.switched_off
    left -= waiting
    if left > 0:
        # These chats were forgotten, or left the audience, before their turn.
        ended = announcement.status in ("stopped", "sent")
        rows.append((_("Not sent") if ended else _("Remaining"), str(left)))
    if announcement.began is not None and announcement.ended is not None:
        rows.append(
            (_("Time taken"), _duration_text(reader, announcement.ended - announcement.began))
        )
    blocks: list[Block] = [
        Heading(f"{_('Announcement')} {announcement.id} · {status_text(reader, announcement)}"),
        labels.facts(reader, rows),
    ]
    if announcement.status == "paused":
        blocks.append(Paragraph(_("Nothing more will be sent until you resume.")))
    if announcement.status == "sent" and announcement.job == "announcement":
        blocks.append(Footnote(_("Telegram does not show who has read it.")))
    withdrawn = announcement.status == "sent" and announcement.job == "withdrawal"
    if (
        announcement.status in ("sent", "stopped")
        and announcement.correctable_until is not None
        and not withdrawn
    ):
        blocks.append(
            Footnote(_correctable_until_text(reader, announcement, announcement.correctable_until))
        )
    return Reply(tuple(blocks), tuple(_buttons(reader, announcement, live)), payload="desk")


def _correctable_until_text(
    reader: Reader, announcement: Announcement, correctable_until: datetime
) -> str:
    _ = reader.gettext
    if not is_correctable(announcement, reader.now):
        return _(
            "It can no longer be changed: the list of chats that received it has been deleted."
        )
    day = times.day(reader, correctable_until.astimezone(reader.zone).date())
    return _("The text can be changed until {day}.").format(day=day)


def _buttons(reader: Reader, announcement: Announcement, live: bool) -> list[Row]:
    _ = reader.gettext
    stop = Press(_("Stop permanently"), action_on(announcement, "stop"), danger=True)
    rows: list[Row] = []
    if announcement.status == "sending":
        rows.append((Press(_("Pause"), action_on(announcement, "pause")), stop))
        if live:
            return rows
        rows.append((Press(_("Refresh"), go(place_of(announcement.id))),))
    elif announcement.status == "paused":
        rows.append((Press(_("Resume"), action_on(announcement, "resume")), stop))
    else:
        rows.append((Press(_("Preview"), go(place_of(announcement.id, "preview"))),))
        if not (
            announcement.job == "withdrawal" and announcement.status == "sent"
        ) and is_correctable(announcement, reader.now):
            rows.append((Press(_("Edit the text"), WriteText(announcement.id, "")),))
            rows.append((Press(_("Withdraw"), go(place_of(announcement.id, "withdraw"))),))
    rows.append(way_back(reader, PLACE))
    return rows


def withdraw_view(reader: Reader, announcement: Announcement, messages: int) -> Reply:
    """The question before an announcement is withdrawn, with the number of messages."""
    _ = reader.gettext
    label = reader.ngettext("Delete from {number} chat", "Delete from {number} chats", messages)
    press = Press(label.format(number=messages), action_on(announcement, "withdraw"), danger=True)
    return Reply(
        blocks=(
            Heading(_("Withdraw")),
            Paragraph(_("The messages will be deleted in every chat that received one.")),
            Paragraph(_("Telegram lets bots delete a message within 48 hours only.")),
        ),
        buttons=(*(((press,),) if messages else ()), way_back(reader, place_of(announcement.id))),
        payload="desk",
    )


def correct_view(reader: Reader, announcement: Announcement, language: str, messages: int) -> Reply:
    """The question before the messages are changed; the new version is shown above it."""
    _ = reader.gettext
    label = reader.ngettext("Change {number} message", "Change {number} messages", messages)
    press = Press(label.format(number=messages), action_on(announcement, "correct"), danger=True)
    return Reply(
        blocks=(
            Heading(_("Edit the text")),
            Paragraph(
                _(
                    "This is how it will look. Those who have received it will not be notified "
                    "again."
                )
            ),
        ),
        buttons=(
            *(((press,),) if messages else ()),
            (Press(_("Rewrite it"), WriteText(announcement.id, language)),),
            way_back(reader, place_of(announcement.id)),
        ),
        payload="desk",
    )
