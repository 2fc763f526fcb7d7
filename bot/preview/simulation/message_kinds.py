"""Messages of other kinds than plain text, with small made-up files."""

from __future__ import annotations

import base64
import binascii
import random
import struct
import zlib
from typing import Any

from bot.preview.api_errors import ApiError
from bot.preview.chat_state import Person
from bot.preview.entities import parse_text
from bot.preview.image_sizes import photo_sizes
from bot.preview.methods.sending_media import media_content
from bot.preview.parameters import Upload
from bot.preview.preview_state import PreviewState
from bot.preview.simulation.user_actions import MAX_TEXT, ActionError

_SILENCE = Upload("voice.ogg", b"OggS" + bytes(60), "audio/ogg")
_CLIP = Upload("note.mp4", bytes(64), "video/mp4")
_FILM = Upload("film.mp4", bytes(96), "video/mp4")
_SONG = Upload("song.mp3", b"ID3" + bytes(61), "audio/mpeg")
_STICKER = Upload("sticker.webp", b"RIFF" + bytes(60), "image/webp")
_MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
# UTF-16 units. People with Telegram Premium may write longer captions than bots.
_MAX_CAPTION = 4096
_MAX_ALBUM = 10


def content_of_kind(
    state: PreviewState, person: Person, kind: str, given: dict[str, Any]
) -> dict[str, Any]:
    """Return the fields of a Message of a kind. Raises ActionError."""
    match kind:
        case "sticker":
            file = state.files.add(_STICKER, "stickers")
            return {
                "sticker": {
                    **_file(file.as_file()), "width": 512, "height": 512, "emoji": "👍",
                    "is_animated": False, "is_video": False, "type": "regular",
                }
            }  # fmt: skip
        case "voice":
            file = state.files.add(_SILENCE, "voice")
            voice = {**_file(file.as_file()), "duration": 3, "mime_type": "audio/ogg"}
            return {"voice": voice, **_caption(state, given)}
        case "video":
            shown = media_content("video", state.files.add(_FILM, "videos"))
            return {**shown, **_caption(state, given)}
        case "audio":
            shown = media_content("audio", state.files.add(_SONG, "music"))
            return {**shown, **_caption(state, given)}
        case "animation":
            # "when this field is set, the document field will also be set".
            file = state.files.add(_FILM, "animations")
            shown = file.as_document()
            size = {"width": 320, "height": 240, "duration": 2}
            return {"animation": {**shown, **size}, "document": shown, **_caption(state, given)}
        case "paid_media":
            paid = {"star_count": 5, "paid_media": [{"type": "preview", "duration": 3}]}
            return {"paid_media": paid, **_caption(state, given)}
        case "checklist":
            task = {"id": 1, "text": "Bring the badge"}
            return {"checklist": {"title": "Before the session", "tasks": [task]}}
        case "story":
            chat = {"id": person.id, "type": "private", "first_name": person.first_name}
            return {"story": {"chat": chat, "id": 1}}
        case "gift":
            sticker = content_of_kind(state, person, "sticker", {})["sticker"]
            return {"gift": {"gift": {"id": "1", "sticker": sticker, "star_count": 15}}}
        case "venue":
            place = {"latitude": 46.2266, "longitude": 6.1404}
            venue = {"location": place, "title": "Palais des Nations", "address": "Geneva"}
            return {"location": place, "venue": venue}
        case "service":
            return {"pinned_message": {**_inaccessible(person), "message_id": 1}}
        case "video_note":
            file = state.files.add(_CLIP, "video_notes")
            return {"video_note": {**_file(file.as_file()), "length": 240, "duration": 3}}
        case "photo":
            picture = Upload("photo.png", _white_picture(), "image/png")
            sizes = photo_sizes(state.files.add(picture, "photos"))
            return {"photo": sizes, **_caption(state, given)}
        case "document":
            document = state.files.add(_document(given), "documents").as_document()
            return {"document": document, **_caption(state, given)}
        case "formatted":
            return _formatted(state, given, "text", "entities", MAX_TEXT)
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
    raise ActionError(f'the preview knows no message of kind "{kind}"')


def album_of_kinds(
    state: PreviewState, person: Person, parts: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the messages of an album. Raises ActionError."""
    if not 1 <= len(parts) <= _MAX_ALBUM:
        raise ActionError(f"an album has up to {_MAX_ALBUM} parts")
    album = {"media_group_id": state.next_album()}
    contents = []
    for part in parts:
        kind = str(part.get("kind", "photo"))
        if kind not in ("photo", "video", "document", "audio"):
            raise ActionError(f"an album has no {kind}")
        contents.append(content_of_kind(state, person, kind, part) | album)
    return contents


def _inaccessible(person: Person) -> dict[str, Any]:
    chat = {"id": person.id, "type": "private", "first_name": person.first_name}
    return {"chat": chat, "date": 0}


def _file(file: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name != "file_path"}


def _caption(state: PreviewState, given: dict[str, Any]) -> dict[str, Any]:
    return _formatted(state, given, "caption", "caption_entities", _MAX_CAPTION)


def _formatted(
    state: PreviewState, given: dict[str, Any], text: str, entities: str, limit: int
) -> dict[str, Any]:
    """Return a text that a person formatted, given in the HTML that bots use."""
    try:
        formatted = parse_text(str(given.get(text, "")), "HTML", None, state.known_user, True)
    except ApiError as error:
        raise ActionError(error.description) from None
    if formatted.length > limit:
        raise ActionError("the text is too long")
    content: dict[str, Any] = {text: formatted.text} if formatted.text else {}
    return content | ({entities: formatted.entities_json()} if formatted.entities else {})


def _document(given: dict[str, Any]) -> Upload:
    try:
        content = base64.b64decode(str(given.get("content_base64", "")), validate=True)
    except binascii.Error:
        raise ActionError("content_base64 is not base64") from None
    if len(content) > _MAX_DOCUMENT_BYTES:
        raise ActionError("the document is too large")
    name = str(given.get("name") or "document.txt")
    return Upload(name, content or b"Hello\n", str(given.get("mime_type") or "text/plain"))


def _white_picture() -> bytes:
    """Return a white PNG of 8 by 8 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xff" * 8) * 8
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
