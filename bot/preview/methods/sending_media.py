"""sendVideo, sendAudio, sendVoice, sendLocation and sendMediaGroup."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.preview.api_errors import ApiError, bad_request, not_supported
from bot.preview.file_store import StoredFile
from bot.preview.image_sizes import photo_sizes
from bot.preview.methods.sending_messages import (
    caption_content,
    check_size,
    send_content,
    stored_file,
)
from bot.preview.parameters import Arguments, Upload
from bot.preview.preview_state import PreviewState

_MAX_UPLOAD_BYTES = 50 * 1024 * 1024  # https://core.telegram.org/bots/api#sending-files
_ALBUM_SIZES = (2, 10)  # https://core.telegram.org/bots/api#sendmediagroup
_TYPES = ("photo", "video", "document", "audio")
# "Documents and audio files can be only grouped in an album with messages of the same type".
_HOMOGENEOUS = ("document", "audio")
_ALBUM_FIELDS = {"type", "media", "caption", "parse_mode", "caption_entities"}


async def send_video(state: PreviewState, arguments: Arguments) -> Any:
    return _send_file(state, arguments, "video", "videos")


async def send_audio(state: PreviewState, arguments: Arguments) -> Any:
    return _send_file(state, arguments, "audio", "music")


async def send_voice(state: PreviewState, arguments: Arguments) -> Any:
    return _send_file(state, arguments, "voice", "voice")


def _send_file(state: PreviewState, arguments: Arguments, name: str, folder: str) -> Any:
    caption = caption_content(state, arguments)
    given = arguments[name]
    if isinstance(given, Upload):
        check_size(given, _MAX_UPLOAD_BYTES)
        stored = state.files.add(given, folder)
    else:
        stored = stored_file(state, given, name.title())
    return send_content(state, arguments, media_content(name, stored) | caption)


async def send_location(state: PreviewState, arguments: Arguments) -> Any:
    place: dict[str, float] = {}
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = arguments[name]
        if abs(value) > most:
            raise bad_request(f"wrong {name} specified")
        place[name] = value
    return send_content(state, arguments, {"location": place})


async def send_media_group(state: PreviewState, arguments: Arguments) -> Any:
    """Send an album, and return its messages. Nothing is sent if one of them is refused."""
    media = arguments["media"]
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > _ALBUM_SIZES[1]:
        raise bad_request("too much messages to send as an album")
    if len(media) < _ALBUM_SIZES[0]:
        raise ApiError(
            400, "Bad Request: an album has 2-10 items (the preview refuses what the Bot API's "
            "page does not describe)"
        )  # fmt: skip
    contents = [_part(state, part) for part in media]
    types = {str(part["type"]) for part in media}
    for name in _HOMOGENEOUS:
        if name in types and len(types) > 1:
            raise bad_request(f"{name} can't be mixed with other media types")
    album = state.next_album()
    return [
        send_content(state, arguments, {**content, "media_group_id": album}) for content in contents
    ]


def _part(state: PreviewState, part: Any) -> dict[str, Any]:
    """Return the fields of one message of an album."""
    if not isinstance(part, Mapping):
        raise bad_request("expected InputMedia as an Object")
    if unknown := part.keys() - _ALBUM_FIELDS:
        raise not_supported(f'the preview does not support "{min(unknown)}" in InputMedia')
    name, media = part.get("type"), part.get("media")
    if name not in _TYPES:
        raise bad_request("can't parse InputMedia: Can't find field \"type\"")
    if not isinstance(media, str) or media.startswith("attach://"):
        raise not_supported("the preview takes albums of files that were sent before")
    stored = stored_file(state, media, name.title())
    return media_content(name, stored) | caption_content(state, part)


def media_content(name: str, stored: StoredFile) -> dict[str, Any]:
    """Return the field of a message with a photo, a document, a video, an audio file or a voice
    message."""
    if name == "photo":
        return {"photo": photo_sizes(stored)}
    if name == "document":
        return {"document": stored.as_document()}
    shown = stored.as_document()
    if name == "voice":
        del shown["file_name"]
    if name == "video":
        shown |= {"width": 640, "height": 360}
    return {name: {**shown, "duration": 3}}
