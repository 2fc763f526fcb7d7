"""How far it is, and what became of it in the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from content.model import Pack
from handlers.desk.announcements.audience import audience_said, chats_said
from handlers.desk.announcements.buttons import PLACE, Steer, Write, place_of
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Phrase, Press, Reply, Row
from handlers.wording import labels, times
from storage.announcements import Announcement, Tally


def status_said(reader: Reader, it: Announcement) -> str:
    _ = reader.gettext
    match it.status, it.job:
        case "draft", _job:
            return _("Draft")
        case "scheduled", _job:
            return _("Scheduled")
        case "paused", _job:
            return _("Paused")
        case "stopped", _job:
            return _("Stopped")
        case "sending", "announcement":
            return _("Being sent")
        case "sending", "correction":
            return _("Being changed")
        case "sending", _job:
            return _("Being withdrawn")
        case _, "announcement":
            return _("Sent")
        case _, "correction":
            return _("Changed")
        case _:
            return _("Withdrawn")


def _reason(reader: Reader, code: str) -> str:
    _ = reader.gettext
    return {
        "refused": _("Telegram refused it"),
        "gone": _("the message was gone"),
        "too-old": _("sent more than 48 hours before"),
        "expired": _("not possible in two days"),
        "unanswered": _("Telegram did not answer"),
    }.get(code, _("an error on our side"))


def _taken(reader: Reader, time: timedelta) -> str:
    seconds = int(time.total_seconds())
    minutes, hours = seconds // 60, seconds // 3600
    if hours:
        said = reader.ngettext("{number} hour", "{number} hours", hours).format(number=hours)
        left = minutes % 60
        more = reader.ngettext("{number} minute", "{number} minutes", left).format(number=left)
        return reader.listed((said, more)) if left else said
    if minutes >= 2:
        return reader.ngettext("{number} minute", "{number} minutes", minutes).format(
            number=minutes
        )
    return reader.ngettext("{number} second", "{number} seconds", seconds).format(number=seconds)


def changeable(it: Announcement, now: datetime) -> bool:
    """Its messages are still known, or there are none yet."""
    return it.correctable_until is None or now < it.correctable_until


def progress_view(
    reader: Reader, pack: Pack, it: Announcement, tally: Tally, live: bool = True
) -> Reply:
    """`live` is the author's own message: while it goes out it is brought up to date, and leads
    nowhere else."""
    _ = reader.gettext
    done = {"announcement": _("Delivered to Telegram"), "correction": _("Messages changed")}
    rows: list[tuple[str, Phrase]] = [
        (_("To"), audience_said(reader, pack, it.what, it.value)),
        (_("Concerned"), chats_said(reader, it.chats)),
        (done.get(it.job, _("Messages taken back")), str(tally.sent)),
        (_("Blocked the bot"), str(tally.blocked)),
        (_("Failed"), str(tally.failures)),
    ]
    for code, number in sorted((tally.failed or {}).items()):
        rows.append((f"– {_reason(reader, code)}", str(number)))
    if tally.switched_off:
        rows.append((_("Switched announcements off meanwhile"), str(tally.switched_off)))
    left = it.chats - tally.sent - tally.blocked - tally.failures - tally.switched_off
    if left > 0:
        # Of one that is sent, these were forgotten, or left the audience, before their turn.
        ended = it.status in ("stopped", "sent")
        rows.append((_("Not sent") if ended else _("Still to go"), str(left)))
    if it.began is not None and it.ended is not None:
        rows.append((_("Time taken"), _taken(reader, it.ended - it.began)))
    blocks: list[Block] = [
        Heading(f"{_('Announcement')} {it.id} · {status_said(reader, it)}"),
        labels.facts(reader, rows),
    ]
    if it.status == "paused":
        blocks.append(Paragraph(_("Nothing more goes out until it is resumed.")))
    if it.status == "sent" and it.job == "announcement":
        blocks.append(Footnote(_("Telegram does not tell who has read it.")))
    withdrawn = it.status == "sent" and it.job == "withdrawal"
    if it.status in ("sent", "stopped") and it.correctable_until is not None and not withdrawn:
        blocks.append(Footnote(_changed_until(reader, it, it.correctable_until)))
    return Reply(tuple(blocks), tuple(_buttons(reader, it, live)), payload="desk")


def _changed_until(reader: Reader, it: Announcement, correctable_until: datetime) -> str:
    _ = reader.gettext
    if not changeable(it, reader.now):
        return _("It can be changed no more: where it went is forgotten.")
    day = times.day(reader, correctable_until.astimezone(reader.zone).date())
    return _("Its words can be changed until {day}.").format(day=day)


def _buttons(reader: Reader, it: Announcement, live: bool) -> list[Row]:
    _ = reader.gettext
    stop = Press(_("Stop for good"), Steer(it.id, "stop", it.edition), danger=True)
    rows: list[Row] = []
    if it.status == "sending":
        rows.append((Press(_("Pause"), Steer(it.id, "pause", it.edition)), stop))
        if not live:
            rows.append((Press(_("Look again"), go(place_of(it.id))),))
        else:
            return rows
    elif it.status == "paused":
        rows.append((Press(_("Resume"), Steer(it.id, "resume", it.edition)), stop))
    else:
        rows.append((Press(_("Show it"), go(place_of(it.id, "preview"))),))
        if not (it.job == "withdrawal" and it.status == "sent") and changeable(it, reader.now):
            rows.append((Press(_("Change its words"), go(place_of(it.id, "in"))),))
            rows.append((Press(_("Withdraw it"), go(place_of(it.id, "withdraw"))),))
    rows.append(way_back(reader, PLACE))
    return rows


def withdraw_view(reader: Reader, it: Announcement, messages: int) -> Reply:
    """The second step, with the number in it."""
    _ = reader.gettext
    label = reader.ngettext(
        "Take it back from {number} chat", "Take it back from {number} chats", messages
    )
    press = Press(label.format(number=messages), Steer(it.id, "withdraw", it.edition), danger=True)
    return Reply(
        blocks=(
            Heading(_("Withdraw it")),
            Paragraph(_("The messages are deleted in every chat that got one.")),
            Paragraph(_("Telegram lets a bot delete messages for 48 hours, not longer.")),
        ),
        buttons=(*(((press,),) if messages else ()), way_back(reader, place_of(it.id))),
        payload="desk",
    )


def correct_view(reader: Reader, it: Announcement, language: str, messages: int) -> Reply:
    """What was written anew is shown before; the messages change when this is pressed."""
    _ = reader.gettext
    label = reader.ngettext("Change {number} message", "Change {number} messages", messages)
    press = Press(label.format(number=messages), Steer(it.id, "correct", it.edition), danger=True)
    return Reply(
        blocks=(
            Heading(_("Change its words")),
            Paragraph(_("So it will look. Who got it is not notified again.")),
        ),
        buttons=(
            *(((press,),) if messages else ()),
            (Press(_("Write it anew"), Write(it.id, language)),),
            way_back(reader, place_of(it.id)),
        ),
        payload="desk",
    )
