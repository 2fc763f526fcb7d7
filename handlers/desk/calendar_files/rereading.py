"""Reading a file again, with what a person answered about it: its letters and its time zones."""

from __future__ import annotations

import base64
import json
import zlib

from sqlalchemy.ext.asyncio import AsyncConnection

from content.calendars import Options, Read
from content.calendars.time_zones import iana
from content.zones import find_places
from handlers.desk.calendar_files.buttons import ChooseFileZone, name_mark
from handlers.desk.calendar_files.complaints import failure_view
from handlers.desk.calendar_files.file_parser import ParsingFailed, parse_file
from handlers.desk.calendar_files.importing import Draft
from handlers.desk.calendar_files.screens import ZONE_DIALOG, next_screen, show_zone_question
from handlers.framework.permissions import out_of_date
from handlers.framework.request import Request
from handlers.framework.topic import Answer
from storage import calendar_imports, dialogs

_MAX_ECHO_CHARACTERS = 60  # of words that name no zone


def draft_of(content: bytes, read: Read, options: Options) -> Draft:
    """Return the draft of a file that was sent, with its content if it may be parsed again."""
    again = bool(read.unknown_zones or read.readings)
    return Draft(read=read, options=options, content=_packed(content) if again else "")


async def find_draft(request: Request, connection: AsyncConnection, file_hash: str) -> Draft | None:
    stored = await calendar_imports.find_import(connection, request.chat_id, request.reader.now)
    if stored is None or stored.mark != file_hash:
        return None
    return Draft.model_validate_json(stored.draft)


async def press_zone(request: Request, button: ChooseFileZone) -> Answer:
    draft = await _find(request, button.file_hash)
    names = () if draft is None else draft.read.unknown_zones
    name = next((name for name in names if name_mark(name) == button.name), None)
    if draft is None or name is None or (button.zone and iana(button.zone) != button.zone):
        return out_of_date(request.reader)
    return await _choose_zone(request, button.file_hash, draft, name, button.zone)


async def answer_zone(request: Request, state: str) -> Answer | None:
    """Take a message as the time zone that was asked for."""
    if not request.words.strip():
        return None
    asked = json.loads(state)
    draft = await _find(request, asked["file"])
    if draft is None or draft.unknown_zone != asked["name"]:
        async with request.services.database.write_transaction() as connection:
            await dialogs.close_dialog(connection, request.chat_id, ZONE_DIALOG)
        return None
    reader, words = request.reader, request.words.strip()
    found = find_places(words, reader.language)
    if found.plain is not None:
        return await _choose_zone(request, asked["file"], draft, asked["name"], found.plain.zone)
    echo = words[:_MAX_ECHO_CHARACTERS]
    if found.places:
        problem = reader.gettext("Which one do you mean by “{words}”?").format(words=echo)
    else:
        problem = reader.gettext("I do not know the time zone “{words}”.").format(words=echo)
    zones = [place.zone for place in found.places]
    async with request.services.database.write_transaction() as connection:
        return await show_zone_question(
            request, connection, asked["file"], asked["name"], zones, problem
        )


async def choose_letters(request: Request, file_hash: str, codec: str) -> Answer:
    """Read the file again in another encoding."""
    draft = await _find(request, file_hash)
    if draft is None or codec not in (letters.codec for letters in draft.read.readings):
        return out_of_date(request.reader)
    options = draft.options.model_copy(update={"codec": codec})
    return await _read_again(request, file_hash, draft, options)


async def _choose_zone(
    request: Request, file_hash: str, draft: Draft, name: str, zone: str
) -> Answer:
    if not zone:
        draft = draft.model_copy(update={"left_zones": (*draft.left_zones, name)})
        return await _store(request, file_hash, draft)
    options = draft.options.model_copy(update={"zones": {**draft.options.zones, name: zone}})
    return await _read_again(request, file_hash, draft, options)


async def _read_again(request: Request, file_hash: str, draft: Draft, options: Options) -> Answer:
    try:
        read = await parse_file(_unpacked(draft.content), True, options=options)
    except ParsingFailed:
        return failure_view(request.reader, "not-read")
    if read is None:
        return failure_view(request.reader, "not-read")
    update = {"read": read, "options": options, "letters_confirmed": bool(options.codec)}
    return await _store(request, file_hash, draft.model_copy(update=update))


async def _store(request: Request, file_hash: str, draft: Draft) -> Answer:
    async with request.services.database.write_transaction() as connection:
        if await find_draft(request, connection, file_hash) is None:
            return out_of_date(request.reader)
        await dialogs.close_dialog(connection, request.chat_id, ZONE_DIALOG)
        await calendar_imports.update_import(
            connection, request.chat_id, file_hash, draft.model_dump_json()
        )
        return await next_screen(request, connection, file_hash, draft)


async def _find(request: Request, file_hash: str) -> Draft | None:
    async with request.services.database.transaction() as connection:
        draft = await find_draft(request, connection, file_hash)
    return draft if draft is not None and draft.content else None


def _packed(content: bytes) -> str:
    return base64.b85encode(zlib.compress(content)).decode()


def _unpacked(content: str) -> bytes:
    return zlib.decompress(base64.b85decode(content))
