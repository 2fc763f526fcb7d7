"""Messages of other kinds than text, as small as Telegram's own may be."""

from __future__ import annotations

import base64
import binascii
import random
import struct
import zlib
from typing import Any

from bot.preview.entities import parse_text
from bot.preview.parameters import Upload
from bot.preview.people import Person
from bot.preview.pictures import photo_sizes
from bot.preview.refusals import Refusal
from bot.preview.simulation.acts import MAX_TEXT, Impossible
from bot.preview.world import World

_SILENCE = Upload("voice.ogg", b"OggS" + bytes(60), "audio/ogg")
_CLIP = Upload("note.mp4", bytes(64), "video/mp4")
_STICKER = Upload("sticker.webp", b"RIFF" + bytes(60), "image/webp")
_MAX_DOCUMENT = 20 * 1024 * 1024  # bytes
# Of people with Telegram Premium: longer than what a bot may send.
_MAX_CAPTION = 4096


def content_of_kind(
    world: World, person: Person, kind: str, given: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a Message of that kind. Raises Impossible."""
    match kind:
        case "sticker":
            file = world.files.add(_STICKER, "stickers")
            return {
                "sticker": {
                    **_file(file.as_file()), "width": 512, "height": 512, "emoji": "👍",
                    "is_animated": False, "is_video": False, "type": "regular",
                }
            }  # fmt: skip
        case "voice":
            file = world.files.add(_SILENCE, "voice")
            return {"voice": {**_file(file.as_file()), "duration": 3, "mime_type": "audio/ogg"}}
        case "video_note":
            file = world.files.add(_CLIP, "video_notes")
            return {"video_note": {**_file(file.as_file()), "length": 240, "duration": 3}}
        case "photo":
            picture = Upload("photo.png", _white_picture(), "image/png")
            sizes = photo_sizes(world.files.add(picture, "photos"))
            return {"photo": sizes, **_caption(world, given)}
        case "document":
            document = world.files.add(_document(given), "documents").as_document()
            return {"document": document, **_caption(world, given)}
        case "formatted":
            return _formatted(world, given, "text", "entities", MAX_TEXT)
        case "contact":
            contact = {"phone_number": "+15550100", "first_name": person.first_name}
            return {"contact": contact | {"user_id": person.id}}
        case "location":
            return {"location": {"latitude": 46.2266, "longitude": 6.1404}}
        case "dice":
            return {"dice": {"emoji": "🎲", "value": random.randint(1, 6)}}
        case "poll":
            options = [
                {"persistent_id": str(number), "text": text, "voter_count": 0}
                for number, text in enumerate(("Yes", "No"))
            ]
            return {
                "poll": {
                    "id": str(random.getrandbits(60)),
                    "question": "Shall we begin?", "options": options, "total_voter_count": 0,
                    "is_closed": False, "is_anonymous": True, "type": "regular",
                    "allows_multiple_answers": False, "allows_revoting": True,
                    "members_only": False,
                }
            }  # fmt: skip
    raise Impossible(f'the preview knows no message of kind "{kind}"')


def _file(file: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name != "file_path"}


def _caption(world: World, given: dict[str, Any]) -> dict[str, Any]:
    return _formatted(world, given, "caption", "caption_entities", _MAX_CAPTION)


def _formatted(
    world: World, given: dict[str, Any], text: str, entities: str, most: int
) -> dict[str, Any]:
    """Words as somebody formatted them, given in the HTML that bots use."""
    try:
        said = parse_text(str(given.get(text, "")), "HTML", None, world.known_user, True)
    except Refusal as problem:
        raise Impossible(problem.description) from None
    if said.length > most:
        raise Impossible("no client lets anybody write so much")
    content: dict[str, Any] = {text: said.text} if said.text else {}
    return content | ({entities: said.entities_json()} if said.entities else {})


def _document(given: dict[str, Any]) -> Upload:
    try:
        content = base64.b64decode(str(given.get("content_base64", "")), validate=True)
    except binascii.Error:
        raise Impossible("content_base64 is not base64") from None
    if len(content) > _MAX_DOCUMENT:
        raise Impossible("the document is too large")
    name = str(given.get("name") or "document.txt")
    return Upload(name, content or b"Hello\n", str(given.get("mime_type") or "text/plain"))


def _white_picture() -> bytes:
    """A white PNG of 8 by 8 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xff" * 8) * 8
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
