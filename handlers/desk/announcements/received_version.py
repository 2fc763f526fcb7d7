"""Making a version of an announcement from the message that its author sent."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from handlers.desk.announcements.recipient_view import (
    SENDER_ENTITIES,
    SETTINGS_ENTITIES,
    units_around,
)
from handlers.framework.reader import Reader
from handlers.framework.request import Attachment, AttachmentKind, Incoming
from handlers.framework.telegram_html import InvalidMarkup, clean_html
from handlers.framework.telegram_limits import CAPTION_UNITS, MESSAGE_ENTITIES, MESSAGE_UNITS
from storage.announcements import Version

Kind = Literal["text", "photo", "document", "video", "album"]
_TAKEN = ("photo", "video", "document")
_MAX_PARTS = 10  # https://core.telegram.org/bots/api#sendmediagroup


class InvalidVersion(ValueError):
    """A message that cannot be announced; the text says why, in the author's language."""


def version_from_message(reader: Reader, incoming: Incoming | None, words: str = "") -> Version:
    """Return the version that a message makes: its text, or its photos, videos or documents
    with the caption. Without a message it is the words alone. Raises InvalidVersion."""
    _ = reader.gettext
    markup = html.escape(words, quote=False) if incoming is None else incoming.html
    attachments = () if incoming is None else incoming.attachments
    kind = _kind_of(reader, attachments)
    try:
        clean = clean_html(markup)
    except InvalidMarkup:
        raise InvalidVersion(
            _("I could not read the formatting. Please simplify it and send it again.")
        ) from None
    other = incoming is not None and incoming.kind not in ("text", *_TAKEN)
    if other or (kind == "text" and not clean.markup):
        raise InvalidVersion(_only_these(reader))
    max_units = (MESSAGE_UNITS if kind == "text" else CAPTION_UNITS) - units_around(kind)
    max_entities = MESSAGE_ENTITIES - SENDER_ENTITIES
    if kind == "album":
        max_entities -= SETTINGS_ENTITIES
    _check_length(reader, clean.shown_units, max_units)
    if clean.entities > max_entities:
        raise InvalidVersion(
            _("It has {number} formatted parts; an announcement can have {most}.").format(
                number=clean.entities, most=max_entities
            )
        )
    if kind == "album" and incoming is not None:
        parts = tuple((file.kind, file.file_id) for file in attachments)
        return Version(kind, clean.markup, None, parts, incoming.album)
    return Version(kind, clean.markup, attachments[0].file_id if attachments else None)


def _kind_of(reader: Reader, attachments: Sequence[Attachment]) -> Kind:
    """Return the kind of the version that attachments make. Raises InvalidVersion."""
    kinds = {file.kind for file in attachments}
    if not kinds:
        return "text"
    if not kinds <= {*_TAKEN}:
        raise InvalidVersion(_only_these(reader))
    if len(attachments) > 1:
        if len(attachments) > _MAX_PARTS or ("document" in kinds and len(kinds) > 1):
            raise InvalidVersion(
                reader.gettext("An album has up to 10 photos and videos, or up to 10 documents.")
            )
        return "album"
    kind = attachments[0].kind
    return "photo" if kind == "photo" else "video" if kind == "video" else "document"


def _only_these(reader: Reader) -> str:
    return reader.gettext(
        "An announcement can be a text, or photos, videos or documents with a caption."
    )


def with_late_part(reader: Reader, version: Version, incoming: Incoming) -> Version:
    """Return a version with parts of its album that came later. Raises InvalidVersion."""
    known = {file for _kind, file in version.parts} | {version.file_id}
    first = ((version.kind, version.file_id),) if version.file_id else ()
    more = tuple(
        (file.kind, file.file_id) for file in incoming.attachments if file.file_id not in known
    )
    parts = (*first, *version.parts, *more)
    _kind_of(reader, [Attachment(_kind(kind), file or "") for kind, file in parts])
    _check_length(
        reader, clean_html(version.html).shown_units, CAPTION_UNITS - units_around("album")
    )
    return Version(
        "album", version.html, None, tuple((kind, file or "") for kind, file in parts),
        incoming.album,
    )  # fmt: skip


def _kind(kind: str) -> AttachmentKind:
    return "photo" if kind == "photo" else "video" if kind == "video" else "document"


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
    most = CAPTION_UNITS - units_around(before.kind)
    _check_length(reader, clean_html(after.html).shown_units, most)
    return replace(before, html=after.html)


def _check_length(reader: Reader, length: int, max_units: int) -> None:
    if length > max_units:
        sentence = reader.gettext(
            "It has {length} characters; an announcement can have {most}. Please shorten it."
        )
        raise InvalidVersion(sentence.format(length=length, most=max_units))
