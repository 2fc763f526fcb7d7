"""Recognizes the files that people can open: by their first bytes, which have to fit their name.

What runs in a browser or an office program (SVG, HTML, macros, archives) is refused.
"""

from __future__ import annotations

import struct
from pathlib import PurePosixPath

# https://core.telegram.org/bots/api#sending-files
MAX_FILE_BYTES = 50_000_000
MAX_PHOTO_BYTES = 10_000_000
# https://core.telegram.org/bots/api#sendphoto
_MAX_PHOTO_SIDES = 10_000  # pixels, width and height together
_MAX_PHOTO_RATIO = 20

_PICTURES = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp",
}  # fmt: skip
_WEBP_HEAD_BYTES = 30
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_ZIPPED = {  # the type, and the folder that such a file has inside
    ".docx": (f"{_OFFICE}.wordprocessingml.document", b"word/"),
    ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", b"xl/"),
    ".pptx": (f"{_OFFICE}.presentationml.presentation", b"ppt/"),
    ".odt": (f"{_OPEN_DOCUMENT}.text", b""),
    ".ods": (f"{_OPEN_DOCUMENT}.spreadsheet", b""),
    ".odp": (f"{_OPEN_DOCUMENT}.presentation", b""),
}
_TEXTS = {".txt": "text/plain", ".csv": "text/csv", ".ics": "text/calendar"}
SUFFIXES = (".pdf", *_PICTURES, *_ZIPPED, *_TEXTS)


class UnfitFile(Exception):
    """A file that the bot does not send: what is wrong with it, and how to correct it."""

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(what)


def media_type(name: str, content: bytes) -> str:
    """Return the media type of a file. Raises UnfitFile for one of another type than its name says,
    or of a type that is not sent."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in SUFFIXES:
        known = ", ".join(suffix[1:].upper() for suffix in SUFFIXES)
        raise UnfitFile("it is of a type that the bot does not send", f"These can be: {known}.")
    if not content:
        raise UnfitFile("it is empty", "Put the file itself there.")
    found = _type_by_content(suffix, content)
    if found is None:
        what = f"its content is not what “{suffix}” says"
        raise UnfitFile(what, "Save it again in that format, or give it the right ending.")
    return found


def _type_by_content(suffix: str, content: bytes) -> str | None:
    """The media type if the content is what the suffix says."""
    if suffix in _PICTURES:
        return _PICTURES[suffix] if _picture_type(content) == _PICTURES[suffix] else None
    if suffix == ".pdf":
        return "application/pdf" if content.startswith(b"%PDF-") else None
    if suffix in _ZIPPED:
        return _zipped_type(suffix, content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else _TEXTS[suffix]


def _zipped_type(suffix: str, content: bytes) -> str | None:
    found, folder = _ZIPPED[suffix]
    if not content.startswith(b"PK\x03\x04"):
        return None
    if b"vbaProject.bin" in content:
        raise UnfitFile("it has macros", "Save it without them.")
    if folder:
        return found if b"[Content_Types].xml" in content and folder in content else None
    # https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part2-packages: a first, stored entry
    return found if content[30:].startswith(b"mimetype" + found.encode()) else None


def check_photo(content: bytes) -> None:
    """Check that Telegram takes a file as a photo. Raises UnfitFile."""
    size = picture_size(content)
    if size is None:
        raise UnfitFile("it is not a picture", "Save it as PNG, JPEG or WebP.")
    width, height = size
    if len(content) > MAX_PHOTO_BYTES:
        raise UnfitFile(f"it is larger than {MAX_PHOTO_BYTES // 1_000_000} MB", "Make it smaller.")
    if width + height > _MAX_PHOTO_SIDES or max(size) > _MAX_PHOTO_RATIO * min(size):
        raise UnfitFile(
            f"it has {width:,} × {height:,} pixels, which Telegram does not show",
            f"Width and height together are at most {_MAX_PHOTO_SIDES:,}, "
            f"and neither is over {_MAX_PHOTO_RATIO} times the other.",
        )


def _picture_type(content: bytes) -> str | None:
    if picture_size(content) is None:
        return None
    beginnings = {b"\x89": "image/png", b"\xff": "image/jpeg", b"R": "image/webp"}
    return beginnings[content[:1]]


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, JPEG or WebP, or None."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack(">II", content[16:24])
        elif content.startswith(b"\xff\xd8"):
            width, height = _jpeg_size(content)
        elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            width, height = _webp_size(content)
        else:
            return None
    except struct.error:
        return None
    return (width, height) if width and height else None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """The size in the frame header (ITU-T T.81, B.2.2); 0, 0 if there is none."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    """The size by the three forms of https://developers.google.com/speed/webp/docs/riff_container;
    0, 0 if it is none of them."""
    form = content[12:16]
    if len(content) < _WEBP_HEAD_BYTES:
        return 0, 0
    if form == b"VP8X":
        width, height = (int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
        return 1 + width, 1 + height
    if form == b"VP8L":
        bits = struct.unpack("<I", content[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0
