"""Making a version of an announcement from the message that its author sent."""

from __future__ import annotations

import html
from dataclasses import replace
from typing import Literal

from handlers.desk.announcements.recipient_view import SENDER_ENTITIES, SENDER_UNITS
from handlers.framework.reader import Reader
from handlers.framework.request import Incoming
from handlers.framework.telegram_html import InvalidMarkup, clean_html
from handlers.framework.telegram_limits import CAPTION_UNITS, MESSAGE_ENTITIES, MESSAGE_UNITS
from storage.announcements import Version


class InvalidVersion(ValueError):
    """A message that cannot be announced; the text says why, in the author's language."""


def version_from_message(reader: Reader, incoming: Incoming | None, words: str = "") -> Version:
    """Return the version that a message makes: its text, or its photo or document with the
    caption. Without a message it is the words alone. Raises InvalidVersion."""
    _ = reader.gettext
    markup = html.escape(words, quote=False) if incoming is None else incoming.html
    attachment = None if incoming is None else incoming.attachment
    try:
        clean = clean_html(markup)
    except InvalidMarkup:
        raise InvalidVersion(
            _("I could not read the formatting. Please simplify it and send it again.")
        ) from None
    other = attachment is not None and attachment.kind not in ("photo", "document")
    if other or (attachment is None and not clean.markup):
        raise InvalidVersion(
            _("An announcement can be a text, or a photo or document with a caption.")
        )
    max_units = (MESSAGE_UNITS if attachment is None else CAPTION_UNITS) - SENDER_UNITS
    max_entities = MESSAGE_ENTITIES - SENDER_ENTITIES
    _check_length(reader, clean.shown_units, max_units)
    if clean.entities > max_entities:
        raise InvalidVersion(
            _("It has {number} formatted parts; an announcement can have {most}.").format(
                number=clean.entities, most=max_entities
            )
        )
    if attachment is None:
        return Version("text", clean.markup)
    kind: Literal["photo", "document"] = "photo" if attachment.kind == "photo" else "document"
    return Version(kind, clean.markup, attachment.file_id)


def without_command(incoming: Incoming | None) -> Incoming | None:
    """Return a command's message without the command itself, its formatting kept."""
    if incoming is None:
        return None
    head, _, rest = incoming.html.partition(" ")
    if "\n" in head:
        head, _, rest = incoming.html.partition("\n")
    return replace(incoming, html=rest)


def corrected_version(reader: Reader, before: Version | None, after: Version) -> Version:
    """Return the version that replaces one that was sent: the new words, with the photo or
    document of the old one. Raises InvalidVersion."""
    if before is None or (before.kind == "text" and after.kind == "text"):
        return after
    if after.kind != "text":
        raise InvalidVersion(
            reader.gettext("Only the wording can be changed. Please send it as text.")
        )
    _check_length(reader, clean_html(after.html).shown_units, CAPTION_UNITS - SENDER_UNITS)
    return Version(before.kind, after.html, before.file_id)


def _check_length(reader: Reader, length: int, max_units: int) -> None:
    if length > max_units:
        sentence = reader.gettext(
            "It has {length} characters; an announcement can have {most}. Please shorten it."
        )
        raise InvalidVersion(sentence.format(length=length, most=max_units))
