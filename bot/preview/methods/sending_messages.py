"""sendMessage, sendDocument and sendPhoto."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.preview.api_errors import ApiError, bad_request, not_supported
from bot.preview.chat_access import check_may_send, known_topic, writable_chat
from bot.preview.chat_state import Chat, Message
from bot.preview.entities import FormattedText, parse_text
from bot.preview.entities.link_rules import WrongLink, normal_link
from bot.preview.file_store import StoredFile
from bot.preview.image_sizes import photo_sizes
from bot.preview.inline_keyboards import checked_keyboard
from bot.preview.parameters import Arguments, Upload
from bot.preview.preview_state import PreviewState

_MAX_TEXT = 4096  # UTF-16 units after entities parsing
_MAX_CAPTION = 1024  # likewise
_MAX_ENTITIES = 100
_MAX_UPLOAD_BYTES = 50 * 1024 * 1024  # https://core.telegram.org/bots/api#sending-files
_MAX_PHOTO_BYTES = 10 * 1024 * 1024
_PREVIEW_FIELDS = {
    "is_disabled": bool, "url": str, "prefer_small_media": bool, "prefer_large_media": bool,
    "show_above_text": bool,
}  # fmt: skip


async def send_message(state: PreviewState, arguments: Arguments) -> Any:
    content = text_content(state, arguments)
    return send_content(state, arguments, content)


async def send_document(state: PreviewState, arguments: Arguments) -> Any:
    caption = caption_content(state, arguments)
    given = arguments["document"]
    if isinstance(given, Upload):
        check_size(given, _MAX_UPLOAD_BYTES)
        stored = state.files.add(given, "documents")
    else:
        stored = stored_file(state, given, "Document")
    return send_content(state, arguments, {"document": stored.as_document(), **caption})


async def send_photo(state: PreviewState, arguments: Arguments) -> Any:
    caption = caption_content(state, arguments)
    given = arguments["photo"]
    if isinstance(given, Upload):
        check_size(given, _MAX_PHOTO_BYTES)
        sizes = photo_sizes(state.files.add(given, "photos"))
    else:
        sizes = photo_sizes(stored_file(state, given, "Photo"))
    content: dict[str, Any] = {"photo": sizes, **caption}
    if arguments.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if arguments.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return send_content(state, arguments, content)


def text_content(state: PreviewState, arguments: Arguments) -> dict[str, Any]:
    """Return the fields of a text message: text, entities, link_preview_options.

    Raises ApiError.
    """
    options = _link_preview(arguments.get("link_preview_options"))
    text = _formatted(state, arguments, "text", "entities")
    if text.length > _MAX_TEXT:
        raise bad_request("message is too long")
    content: dict[str, Any] = {"text": text.text}
    if text.entities:
        content["entities"] = text.entities_json()
    if options:
        content["link_preview_options"] = options
    return content


def caption_content(state: PreviewState, arguments: Arguments) -> dict[str, Any]:
    """Return the fields of a caption: caption, caption_entities. Raises ApiError."""
    text = _formatted(state, arguments, "caption", "caption_entities", allow_empty=True)
    if text.length > _MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: dict[str, Any] = {}
    if text.text:
        content["caption"] = text.text
    if text.entities:
        content["caption_entities"] = text.entities_json()
    return content


def _formatted(
    state: PreviewState, arguments: Arguments, text: str, entities: str, allow_empty: bool = False
) -> FormattedText:
    formatted = parse_text(
        arguments.get(text, ""),
        arguments.get("parse_mode"),
        arguments.get(entities),
        state.known_user,
        allow_empty,
    )
    if len(formatted.entities) > _MAX_ENTITIES:
        raise ApiError(
            400,
            f"Bad Request: more than {_MAX_ENTITIES} entities "
            "(the preview refuses what Telegram would drop)",
        )
    return formatted


def _link_preview(given: Mapping[str, Any] | None) -> dict[str, Any]:
    for name, value in (given or {}).items():
        if name not in _PREVIEW_FIELDS:
            raise ApiError(
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


def send_content(
    state: PreviewState, arguments: Arguments, content: dict[str, Any]
) -> dict[str, Any]:
    """Put the message into its chat and return it as JSON."""
    reply = arguments.get("reply_parameters") or {}
    chat = writable_chat(state, arguments["chat_id"])
    markup = checked_keyboard(arguments.get("reply_markup"), chat.kind)
    thread = known_topic(chat, arguments.get("message_thread_id"))
    original = _replied_to(chat, reply)
    if thread is None and original is not None:
        thread = original.thread
    what = next((f"{kind}s" for kind in ("photo", "document") if kind in content), "text messages")
    check_may_send(chat, thread, what)
    message = state.add_message(
        chat,
        state.bot.id,
        content,
        thread=thread,
        reply_to=original.id if original else None,
        markup=markup,
        outgoing=True,
        seen=True,
        protected=bool(arguments.get("protect_content")),
    )
    return state.message_json(message)


def _replied_to(chat: Chat, reply: Mapping[str, Any]) -> Message | None:
    known = {"message_id", "chat_id", "allow_sending_without_reply"}
    for name in reply:
        if name not in known:
            raise not_supported(f'the preview does not support "{name}" in ReplyParameters')
    if not reply:
        return None
    message_id = reply.get("message_id")
    if message_id is None:
        raise bad_request('Can\'t find field "message_id"')
    if isinstance(message_id, bool) or not isinstance(message_id, int):
        raise bad_request('Field "message_id" must be a valid Number')
    if str(reply.get("chat_id", chat.id)) != str(chat.id):
        raise not_supported("the preview does not support replies to another chat")
    found = chat.messages.get(message_id)
    if found is None and not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return found


def check_size(upload: Upload, limit: int) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > limit:
        raise ApiError(413, "Request Entity Too Large")


def stored_file(state: PreviewState, given: str, kind: str) -> StoredFile:
    """Return the file with an id.

    "It is not possible to change the file type when resending by file_id":
    https://core.telegram.org/bots/api#sending-files
    """
    found = state.files.get(given)
    if found is None:
        if "://" in given:
            raise not_supported("the preview does not fetch files by URL")
        raise bad_request("wrong file identifier/HTTP URL specified")
    if found.kind != kind:
        raise bad_request(f"can't use file of type {found.kind} as {kind}")
    return found
