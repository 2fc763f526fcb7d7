"""sendMessage, sendDocument, sendPhoto, copyMessage, forwardMessage, sendChatAction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.preview.access import known_chat, known_message, known_topic, writable_chat
from bot.preview.entities import Formatted, parse_text
from bot.preview.entities.links import WrongLink, normal_link
from bot.preview.files import StoredFile
from bot.preview.keyboards import checked_keyboard
from bot.preview.parameters import Arguments, Upload
from bot.preview.people import Chat, Message
from bot.preview.pictures import photo_sizes
from bot.preview.refusals import Refusal, bad_request, not_in_preview
from bot.preview.world import World

MAX_TEXT = 4096  # UTF-16 units after entities parsing
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_UPLOAD = 50 * 1024 * 1024  # bytes (https://core.telegram.org/bots/api#sending-files)
MAX_PHOTO = 10 * 1024 * 1024
_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
     "upload_document", "choose_sticker", "find_location", "record_video_note",
     "upload_video_note"}
)  # fmt: skip
_PREVIEW_FIELDS = {
    "is_disabled": bool, "url": str, "prefer_small_media": bool, "prefer_large_media": bool,
    "show_above_text": bool,
}  # fmt: skip


async def send_message(world: World, arguments: Arguments) -> Any:
    content = text_content(world, arguments)
    return _send(world, arguments, content)


async def send_document(world: World, arguments: Arguments) -> Any:
    caption = caption_content(world, arguments)
    given = arguments["document"]
    if isinstance(given, Upload):
        _check_size(given, MAX_UPLOAD)
        stored = world.files.add(given, "documents")
    else:
        stored = _stored(world, given, "Document")
    return _send(world, arguments, {"document": stored.as_document(), **caption})


async def send_photo(world: World, arguments: Arguments) -> Any:
    caption = caption_content(world, arguments)
    given = arguments["photo"]
    if isinstance(given, Upload):
        _check_size(given, MAX_PHOTO)
        sizes = photo_sizes(world.files.add(given, "photos"))
    else:
        sizes = photo_sizes(_stored(world, given, "Photo"))
    content: dict[str, Any] = {"photo": sizes, **caption}
    if arguments.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if arguments.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return _send(world, arguments, content)


async def copy_message(world: World, arguments: Arguments) -> Any:
    source = known_chat(world, arguments["from_chat_id"])
    original = known_message(source, arguments["message_id"], "message to copy")
    _check_may_leave(original)
    if "text" not in original.content and not _is_file(original):
        raise bad_request("the message can't be copied")
    content = dict(original.content)
    if "caption" in arguments and "text" not in content:
        for name in ("caption", "caption_entities"):
            content.pop(name, None)
        content |= caption_content(world, arguments)
    sent = _send(world, arguments, content)
    return {"message_id": sent["message_id"]}


async def forward_message(world: World, arguments: Arguments) -> Any:
    source = known_chat(world, arguments["from_chat_id"])
    original = known_message(source, arguments["message_id"], "message to forward")
    _check_may_leave(original)
    content = {
        "forward_origin": {
            "type": "user",
            "sender_user": world.user_json(original.author),
            "date": original.date,
        },
        "forward_from": world.user_json(original.author),
        "forward_date": original.date,
        **original.content,
    }
    return _send(world, arguments, content)


async def send_chat_action(world: World, arguments: Arguments) -> Any:
    if arguments["action"].lower() not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = writable_chat(world, arguments["chat_id"])
    thread = known_topic(chat, arguments.get("message_thread_id"))
    world.journal.add("typing", chat=chat.id, thread=thread)
    return True


def text_content(world: World, arguments: Arguments) -> dict[str, Any]:
    """The fields of a text message: text, entities, link_preview_options. Raises Refusal."""
    options = _link_preview(arguments.get("link_preview_options"))
    text = _formatted(world, arguments, "text", "entities")
    if text.length > MAX_TEXT:
        raise bad_request("message is too long")
    content: dict[str, Any] = {"text": text.text}
    if text.entities:
        content["entities"] = text.entities_json()
    if options:
        content["link_preview_options"] = options
    return content


def caption_content(world: World, arguments: Arguments) -> dict[str, Any]:
    text = _formatted(world, arguments, "caption", "caption_entities", allow_empty=True)
    if text.length > MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: dict[str, Any] = {}
    if text.text:
        content["caption"] = text.text
    if text.entities:
        content["caption_entities"] = text.entities_json()
    return content


def _formatted(
    world: World, arguments: Arguments, text: str, entities: str, allow_empty: bool = False
) -> Formatted:
    formatted = parse_text(
        arguments.get(text, ""),
        arguments.get("parse_mode"),
        arguments.get(entities),
        world.known_user,
        allow_empty,
    )
    if len(formatted.entities) > MAX_ENTITIES:
        raise Refusal(
            400,
            f"Bad Request: more than {MAX_ENTITIES} entities "
            "(the preview refuses what Telegram would drop)",
        )
    return formatted


def _link_preview(given: Mapping[str, Any] | None) -> dict[str, Any]:
    for name, value in (given or {}).items():
        if name not in _PREVIEW_FIELDS:
            raise Refusal(
                400,
                f'Bad Request: unknown field "{name}" in LinkPreviewOptions '
                "(the preview refuses what Telegram would ignore)",
            )
        if not isinstance(value, _PREVIEW_FIELDS[name]):
            raise bad_request(f'Field "{name}" must be of another type')
    kept = {name: value for name, value in (given or {}).items() if value}
    if "url" in kept:
        try:
            kept["url"] = normal_link(kept["url"])
        except WrongLink as wrong:
            raise bad_request(f"URL '{kept['url']}' is invalid: {wrong}") from None
    return kept


def _send(world: World, arguments: Arguments, content: dict[str, Any]) -> dict[str, Any]:
    """Puts the message into its chat and gives it as JSON."""
    reply = arguments.get("reply_parameters") or {}
    markup = checked_keyboard(arguments.get("reply_markup"))
    chat = writable_chat(world, arguments["chat_id"])
    thread = known_topic(chat, arguments.get("message_thread_id"))
    original = _replied_to(chat, reply)
    if thread is None and original is not None:
        thread = original.thread
    message = world.add_message(
        chat,
        world.bot.id,
        content,
        thread=thread,
        reply_to=original.id if original else None,
        markup=markup,
        outgoing=True,
        seen=True,
        protected=bool(arguments.get("protect_content")),
    )
    return world.message_json(message)


def _replied_to(chat: Chat, reply: Mapping[str, Any]) -> Message | None:
    known = {"message_id", "chat_id", "allow_sending_without_reply"}
    for name in reply:
        if name not in known:
            raise not_in_preview(f'the preview does not support "{name}" in ReplyParameters')
    if not reply:
        return None
    message_id = reply.get("message_id")
    if message_id is None:
        raise bad_request('Can\'t find field "message_id"')
    if isinstance(message_id, bool) or not isinstance(message_id, int):
        raise bad_request('Field "message_id" must be a valid Number')
    if str(reply.get("chat_id", chat.id)) != str(chat.id):
        raise not_in_preview("the preview does not support replies to another chat")
    found = chat.messages.get(message_id)
    if found is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return found


def _check_may_leave(message: Message) -> None:
    if message.protected:
        raise bad_request("Message has protected content and can't be forwarded")


def _is_file(message: Message) -> bool:
    return "document" in message.content or "photo" in message.content


def _check_size(upload: Upload, limit: int) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > limit:
        raise Refusal(413, "Request Entity Too Large")


def _stored(world: World, given: str, kind: str) -> StoredFile:
    """A file by its id. "It is not possible to change the file type when resending by file_id":
    https://core.telegram.org/bots/api#sending-files"""
    found = world.files.get(given)
    if found is None:
        raise _unknown_file(given)
    if found.kind != kind:
        raise bad_request(f"can't use file of type {found.kind} as {kind}")
    return found


def _unknown_file(given: str) -> Refusal:
    if "://" in given:
        return not_in_preview("the preview does not fetch files by URL")
    return bad_request("wrong file identifier/HTTP URL specified")
