"""Editing, deleting and pinning messages."""

from __future__ import annotations

from typing import Any

from bot.preview.api_errors import ApiError, bad_request
from bot.preview.chat_access import inline_message, known_message, own_message, writable_chat
from bot.preview.chat_state import Chat, Message
from bot.preview.inline_keyboards import checked_keyboard
from bot.preview.methods.sending_messages import caption_content, text_content
from bot.preview.parameters import Arguments
from bot.preview.preview_state import PreviewState

_DELETABLE_SECONDS = 48 * 3600
_MAX_DELETED = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def edit_message_text(state: PreviewState, arguments: Arguments) -> Any:
    content = text_content(state, arguments)
    message = _message_to_edit(state, arguments)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _apply_edit(state, message, content, _keyboard(state, message, arguments))


async def edit_message_caption(state: PreviewState, arguments: Arguments) -> Any:
    content = caption_content(state, arguments)
    message = _message_to_edit(state, arguments)
    if not {"document", "photo", "video", "audio", "voice"} & set(message.content):
        raise bad_request("there is no caption in the message to edit")
    kept = {
        name: value
        for name, value in message.content.items()
        if name not in ("caption", "caption_entities", "show_caption_above_media")
    }
    if arguments.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    markup = _keyboard(state, message, arguments)
    return _apply_edit(state, message, kept | content, markup)


async def edit_message_reply_markup(state: PreviewState, arguments: Arguments) -> Any:
    message = _message_to_edit(state, arguments)
    markup = _keyboard(state, message, arguments)
    return _apply_edit(state, message, message.content, markup)


async def delete_message(state: PreviewState, arguments: Arguments) -> Any:
    chat = writable_chat(state, arguments["chat_id"])
    message = known_message(chat, arguments["message_id"], "message to delete")
    _check_deletable(state, chat, message)
    state.delete_message(chat, message.id)
    return True


async def delete_messages(state: PreviewState, arguments: Arguments) -> Any:
    """Delete up to 100 messages: "If some of the specified messages can't be found, they are
    skipped" (https://core.telegram.org/bots/api#deletemessages)."""
    chat, ids = writable_chat(state, arguments["chat_id"]), arguments["message_ids"]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in ids):
        raise bad_request("message identifier is not specified")
    if len(ids) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    found = [chat.messages[number] for number in ids if number in chat.messages]
    for message in found:
        _check_deletable(state, chat, message)
    for message in found:
        state.delete_message(chat, message.id)
    return True


async def pin_chat_message(state: PreviewState, arguments: Arguments) -> Any:
    chat = writable_chat(state, arguments["chat_id"])
    message = known_message(chat, arguments["message_id"], "message to pin")
    _check_may_pin(chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        state.events.add("chats")
    return True


async def unpin_chat_message(state: PreviewState, arguments: Arguments) -> Any:
    chat = writable_chat(state, arguments["chat_id"])
    _check_may_pin(chat)
    message_id = arguments.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    state.events.add("chats")
    return True


def _message_to_edit(state: PreviewState, arguments: Arguments) -> Message:
    if "chat_id" not in arguments and "message_id" not in arguments:
        if "inline_message_id" in arguments:
            return inline_message(state, arguments["inline_message_id"])
        raise bad_request("Message identifier is not specified")
    if "inline_message_id" in arguments:
        raise ApiError(
            400,
            "Bad Request: inline_message_id has no effect beside chat_id and message_id "
            "(the preview refuses what Telegram would ignore)",
        )
    if "chat_id" not in arguments:
        raise bad_request("chat_id is empty")
    chat = writable_chat(state, arguments["chat_id"])
    return own_message(chat, arguments.get("message_id"), "message to edit")


def _keyboard(state: PreviewState, message: Message, arguments: Arguments) -> dict[str, Any] | None:
    place = "inline" if message.via_bot else state.chats[message.chat].kind
    return checked_keyboard(arguments.get("reply_markup"), place)


def _apply_edit(
    state: PreviewState, message: Message, content: dict[str, Any], markup: dict[str, Any] | None
) -> Any:
    """Change the message and return it as JSON, or True for one sent via inline mode."""
    if content == message.content and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    if content != message.content:  # A new keyboard alone sets no edit_date.
        message.edit_date = state.unix_now()
    message.content, message.markup = content, markup
    state.message_changed(message)
    return True if message.via_bot else state.message_json(message)


def _check_deletable(state: PreviewState, chat: Chat, message: Message) -> None:
    """Raise ApiError unless the bot may delete the message.

    In private it may delete any message for 48 hours; in a group its own for 48 hours, and any
    message as an administrator: https://core.telegram.org/bots/api#deletemessage
    """
    recent = state.unix_now() - message.date <= _DELETABLE_SECONDS
    if chat.is_private and not recent:
        raise bad_request("Message can't be deleted for everyone")
    if chat.is_private or chat.bot_status == "administrator" or (recent and message.outgoing):
        return
    raise bad_request("Message can't be deleted")


def _check_may_pin(chat: Chat) -> None:
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
