"""What was sent to us as an announcement's words, as a version of it."""

from __future__ import annotations

import html

from handlers.framework.reader import Reader
from handlers.framework.request import Incoming
from handlers.framework.telegram_html import InvalidMarkup, clean_html
from handlers.framework.telegram_limits import CAPTION_UNITS, MESSAGE_ENTITIES, MESSAGE_UNITS
from storage.announcements import Version


class Unfit(ValueError):
    """It cannot be sent like this; says why, to the person."""


def version_of(reader: Reader, incoming: Incoming | None, words: str = "") -> Version:
    """A message as a version: its text, or its photo or document with the caption. Without a
    message, the words alone. Raises Unfit."""
    _ = reader.gettext
    markup = html.escape(words, quote=False) if incoming is None else incoming.html
    attachment = None if incoming is None else incoming.attachment
    try:
        clean = clean_html(markup)
    except InvalidMarkup:
        raise Unfit(_("I could not read its formatting. Please send it more plainly.")) from None
    if attachment is None and not clean.markup:
        raise Unfit(_("I can announce a text, or a photo or document with a caption."))
    most = MESSAGE_UNITS if attachment is None else CAPTION_UNITS
    if clean.shown_units > most:
        raise Unfit(
            _("It has {length} characters; Telegram takes {most}. Please shorten it.").format(
                length=clean.shown_units, most=most
            )
        )
    if clean.entities > MESSAGE_ENTITIES:
        raise Unfit(
            _("It has {number} formatted pieces; Telegram takes {most}.").format(
                number=clean.entities, most=MESSAGE_ENTITIES
            )
        )
    if attachment is None:
        return Version("text", clean.markup)
    return Version(attachment.kind, clean.markup, attachment.file_id)


def command_words(incoming: Incoming | None) -> Incoming | None:
    """A command's message without the command, where its words are formatted."""
    if incoming is None:
        return None
    head, _, rest = incoming.html.partition(" ")
    if "\n" in head:
        head, _, rest = incoming.html.partition("\n")
    return Incoming(incoming.id, incoming.text, rest, None)


def correction_of(reader: Reader, before: Version | None, after: Version) -> Version:
    """New words for what went out; its photo or document stays. Raises Unfit."""
    _ = reader.gettext
    if before is None or (before.kind == "text" and after.kind == "text"):
        return after
    if after.kind != "text":
        raise Unfit(_("Only the words can be changed. Please send them as text."))
    length = clean_html(after.html).shown_units
    if length > CAPTION_UNITS:
        raise Unfit(
            _("It has {length} characters; Telegram takes {most}. Please shorten it.").format(
                length=length, most=CAPTION_UNITS
            )
        )
    return Version(before.kind, after.html, before.file_id)
