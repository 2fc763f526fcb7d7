"""What an organiser is told of the notices that follow a change."""

from __future__ import annotations

from datetime import datetime

from handlers.framework.reader import Reader
from handlers.framework.reply import Phrase
from handlers.wording import times
from storage.deliveries.change_progress import ChangeProgress


def saved_text(reader: Reader, chats: int, due: datetime | None) -> str:
    """Say that a change is saved, how many chats are notified of it, and when."""
    _ = reader.gettext
    return f"{_('Saved.')} {notified_text(reader, chats, due)}"


def notified_text(reader: Reader, chats: int, due: datetime | None) -> str:
    """Say how many chats are notified, and when."""
    if not chats:
        return reader.gettext("Nobody will be notified.")
    if due is None or due <= reader.now:
        sentence = reader.ngettext(
            "{number} chat is being notified now.", "{number} chats are being notified now.", chats
        )
        return sentence.format(number=chats)
    sentence = reader.ngettext(
        "{number} chat will be notified at {hour}.",
        "{number} chats will be notified at {hour}.",
        chats,
    )
    return sentence.format(number=chats, hour=times.hour_in_zone(reader, due))


def progress_rows(reader: Reader, progress: ChangeProgress) -> list[tuple[str, Phrase]]:
    """Return how many notices of the last change went out; nothing if there were none."""
    _ = reader.gettext
    if not progress.number and progress.due is None:
        return []
    parts = []
    if progress.sent or not progress.waiting:
        parts.append(_("{number} sent").format(number=progress.sent))
    if progress.failed:
        parts.append(_("{number} failed").format(number=progress.failed))
    if progress.due is not None and progress.due > reader.now:
        hour = times.hour_in_zone(reader, progress.due)
        parts = (
            [*parts, _("{number} to be sent at {hour}").format(number=progress.waiting, hour=hour)]
            if progress.waiting
            else [_("to be sent at {hour}").format(hour=hour)]
        )
    elif progress.waiting:
        parts.append(_("{number} being sent").format(number=progress.waiting))
    return [(_("Notices of the last change"), reader.listed(parts))]
