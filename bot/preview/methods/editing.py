"""editMessageText, editMessageCaption, editMessageReplyMarkup, deleteMessage(s), pins."""

from __future__ import annotations

from typing import Any

from bot.preview.access import inline_message, known_message, own_message, writable_chat
from bot.preview.keyboards import checked_keyboard
from bot.preview.methods.sending import caption_content, text_content
from bot.preview.parameters import Arguments
from bot.preview.people import Chat, Message
from bot.preview.refusals import Refusal, bad_request
from bot.preview.world import World

_DELETABLE_SECONDS = 48 * 3600  # https://core.telegram.org/bots/api#deletemessage
_MAX_DELETED = 100
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


async def edit_message_text(world: World, arguments: Arguments) -> Any:
    content = text_content(world, arguments)
    message = _edited(world, arguments)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, message, content, checked_keyboard(arguments.get("reply_markup")))


async def edit_message_caption(world: World, arguments: Arguments) -> Any:
    content = caption_content(world, arguments)
    message = _edited(world, arguments)
    if not {"document", "photo"} & set(message.content):
        raise bad_request("there is no caption in the message to edit")
    kept = {
        name: value
        for name, value in message.content.items()
        if name not in ("caption", "caption_entities", "show_caption_above_media")
    }
    if arguments.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    markup = checked_keyboard(arguments.get("reply_markup"))
    return _changed(world, message, kept | content, markup)


async def edit_message_reply_markup(world: World, arguments: Arguments) -> Any:
    message = _edited(world, arguments)
    markup = checked_keyboard(arguments.get("reply_markup"))
    return _changed(world, message, message.content, markup)


async def delete_message(world: World, arguments: Arguments) -> Any:
    chat = writable_chat(world, arguments["chat_id"])
    message = known_message(chat, arguments["message_id"], "message to delete")
    _check_deletable(world, chat, message)
    world.delete_message(chat, message.id)
    return True


async def delete_messages(world: World, arguments: Arguments) -> Any:
    chat = writable_chat(world, arguments["chat_id"])
    wanted = arguments["message_ids"]
    if not wanted:
        raise bad_request("Message identifiers are not specified")
    if len(wanted) > _MAX_DELETED:
        raise bad_request("Too many message identifiers specified")
    for number in wanted:
        if isinstance(number, bool) or not isinstance(number, int):
            raise bad_request("Message identifier must be a Number")
        if number <= 0:
            raise bad_request("Invalid message identifier specified")
    # "If some of the specified messages can't be found, they are skipped."
    found = [chat.messages[number] for number in dict.fromkeys(wanted) if number in chat.messages]
    for message in found:
        _check_deletable(world, chat, message)
    for message in found:
        world.delete_message(chat, message.id)
    return True


async def pin_chat_message(world: World, arguments: Arguments) -> Any:
    chat = writable_chat(world, arguments["chat_id"])
    message = known_message(chat, arguments["message_id"], "message to pin")
    _check_may_pin(chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.journal.add("chats")
    return True


async def unpin_chat_message(world: World, arguments: Arguments) -> Any:
    chat = writable_chat(world, arguments["chat_id"])
    _check_may_pin(chat)
    wanted = arguments.get("message_id") or (chat.pinned[-1] if chat.pinned else None)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    world.journal.add("chats")
    return True


def _edited(world: World, arguments: Arguments) -> Message:
    if "chat_id" not in arguments and "message_id" not in arguments:
        if "inline_message_id" in arguments:
            return inline_message(world, arguments["inline_message_id"])
        raise bad_request("Message identifier is not specified")
    if "inline_message_id" in arguments:
        raise Refusal(
            400,
            "Bad Request: inline_message_id is of no use beside chat_id and message_id "
            "(the preview refuses what Telegram would ignore)",
        )
    if "chat_id" not in arguments:
        raise bad_request("chat_id is empty")
    chat = writable_chat(world, arguments["chat_id"])
    return own_message(chat, arguments.get("message_id"), "message to edit")


def _changed(
    world: World, message: Message, content: dict[str, Any], markup: dict[str, Any] | None
) -> Any:
    """The message, or True for one sent via inline mode."""
    if content == message.content and markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    if content != message.content:  # Telegram does not call a new keyboard alone an edit.
        message.edit_date = world.unix_now()
    message.content, message.markup = content, markup
    world.changed_message(message)
    return True if message.via_bot else world.message_json(message)


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    """Its own and, in private, the person's, for 48 hours; in a group, others' as administrator."""
    recent = world.unix_now() - message.date <= _DELETABLE_SECONDS
    if chat.is_private and not recent:
        raise bad_request("Message can't be deleted for everyone")
    if chat.is_private or chat.bot_status == "administrator" or (recent and message.outgoing):
        return
    raise bad_request("Message can't be deleted")


def _check_may_pin(chat: Chat) -> None:
    if not chat.is_private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
