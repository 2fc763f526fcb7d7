"""Sending files again by their ids, as albums where Telegram allows it.

They are sent by id, not copied with copyMessages: a copy takes no reply_parameters, needs the
original to be there still, and is of what it was edited to (https://core.telegram.org/bots/api).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# https://core.telegram.org/bots/api#sendmediagroup
MAX_ALBUM = 10
# Only these can be in one album.
_ALBUMS = (("photo", "video"), ("document",), ("audio",))
_METHODS = {
    "photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument", "audio": "sendAudio",
    "voice": "sendVoice",
}  # fmt: skip


@dataclass(frozen=True)
class Media:
    """A file by its id, or a location (latitude and longitude)."""

    kind: str
    file_id: str
    position: tuple[float, float] | None = None


def count_together(media: Sequence[Media]) -> int:
    """Return how many of them, from the first on, can be sent by one call."""
    for kinds in _ALBUMS:
        if media[0].kind in kinds:
            fitting = 0
            while fitting < min(len(media), MAX_ALBUM) and media[fitting].kind in kinds:
                fitting += 1
            return fitting
    return 1


def call_for(
    media: Sequence[Media], caption: Mapping[str, Any] | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the method that sends them, and its parameters. The caption belongs to the first."""
    first, shown = media[0], dict(caption or {})
    if first.position is not None:
        latitude, longitude = first.position
        return "sendLocation", {"latitude": latitude, "longitude": longitude}
    if len(media) == 1:
        return _METHODS[first.kind], {first.kind: first.file_id, **shown}
    parts: list[dict[str, Any]] = [{"type": one.kind, "media": one.file_id} for one in media]
    parts[0] |= shown
    return "sendMediaGroup", {"media": parts}


def ids_of(result: Any) -> list[int]:
    """Return the ids of the messages that a call sent."""
    messages = result if isinstance(result, list) else [result]
    return [int(message["message_id"]) for message in messages]
