"""Width and height of a picture, read from its first bytes."""

from __future__ import annotations

import struct
from typing import Any

from bot.preview.api_errors import ApiError, bad_request
from bot.preview.file_store import StoredFile


def photo_sizes(stored: StoredFile) -> list[dict[str, Any]]:
    """Return one PhotoSize: https://core.telegram.org/bots/api#photosize

    Raises ApiError for a file that is not a picture, or whose size Telegram refuses
    (https://core.telegram.org/bots/api#sendphoto).
    """
    size = picture_size(stored.upload.content)
    if size is None:
        raise ApiError(400, "Bad Request: IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > 10_000 or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return [
        {
            "file_id": stored.id,
            "file_unique_id": stored.unique_id,
            "file_size": len(stored.upload.content),
            "width": width,
            "height": height,
        }
    ]


def picture_type(content: bytes) -> str | None:
    """Return the media type of a PNG, GIF, JPEG or WebP, or None."""
    if picture_size(content) is None:
        return None
    types = {b"\x89": "image/png", b"G": "image/gif", b"\xff": "image/jpeg", b"R": "image/webp"}
    return types[content[:1]]


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF, JPEG or WebP, or None.

    Telegram makes a JPEG of a WebP that is sent as a photo:
    https://github.com/yagop/node-telegram-bot-api/issues/470
    """
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
    elif content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
    elif content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP" and len(content) >= 30:
        width, height = _webp_size(content)
    else:
        return None
    return (width, height) if width and height else None


def _webp_size(content: bytes) -> tuple[int, int]:
    """https://developers.google.com/speed/webp/docs/riff_container; 0, 0 for what is not there."""
    form = content[12:16]
    if form == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
    elif form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif form == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack("<HH", content[26:30]))
    else:
        width = height = 0
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height) if width and height else None
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None
