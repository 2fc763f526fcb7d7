"""An announcement as its recipients get it."""

from __future__ import annotations

from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Formatted, Heading, Reply
from handlers.framework.telegram_html import clean_html
from handlers.framework.telegram_limits import CAPTION_UNITS, MESSAGE_ENTITIES, MESSAGE_UNITS
from handlers.me.announcement_buttons import settings_button
from handlers.me.announcement_versions import file_of
from storage.announcements import Version

# What the line that names the sender takes, in the longest language, with the lines between.
SENDER_UNITS = 48
SENDER_ENTITIES = 1
# What the line takes that stands for the button below an album.
SETTINGS_UNITS = 64
SETTINGS_ENTITIES = 2


def units_around(kind: str) -> int:
    """Return the UTF-16 units of what is added to the words of a version of this kind."""
    return SENDER_UNITS + (SETTINGS_UNITS if kind == "album" else 0)


def announcement_view(reader: Reader, version: Version, in_channel: bool = False) -> Reply:
    """The author's words below a line that says whom they are from, with a button to the setting
    of announcements; a channel has no settings."""
    blocks: list[Block] = []
    if has_room_for_sender(version):
        blocks.append(Heading(reader.gettext("From the secretariat")))
    if version.html:
        blocks.append(Formatted(version.html))
    button = settings_button(reader)
    if version.kind == "album" and not in_channel:
        # Telegram shows no button below an album.
        blocks.append(Footnote(f"{button.label}: /settings"))
    buttons = () if in_channel else ((button,),)
    return Reply(blocks=tuple(blocks), buttons=buttons, file=file_of(version))


def has_room_for_sender(version: Version) -> bool:
    """Return whether the message stays one with the line. Texts that were written before there was
    such a line may be too long for it."""
    clean = clean_html(version.html)
    most = MESSAGE_UNITS if version.kind == "text" else CAPTION_UNITS
    fits = clean.shown_units <= most - units_around(version.kind)
    return fits and clean.entities <= MESSAGE_ENTITIES - SENDER_ENTITIES
