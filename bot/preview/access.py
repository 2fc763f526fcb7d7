"""What the bot may reach: chats, topics, messages. Words: telegram-bot-api, Client::check_chat,
check_message, check_message_topic."""

from __future__ import annotations

import base64

from bot.preview.migration import migrated
from bot.preview.people import Chat, Message
from bot.preview.refusals import bad_request, forbidden
from bot.preview.world import World


def known_chat(world: World, chat_id: int | str) -> Chat:
    """A chat the bot may read. Raises Refusal."""
    chat = world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or (chat.is_private and chat.id not in world.met):
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if not chat.is_private and chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not chat.is_private and chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def writable_chat(world: World, chat_id: int | str) -> Chat:
    """A chat the bot may write to: not one whose person blocked it or never pressed Start."""
    chat = known_chat(world, chat_id)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.is_private and not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def known_topic(chat: Chat, thread: int | None) -> int | None:
    """The topic to write to. In a group that is no forum Telegram takes no heed of a thread id."""
    if not thread or not (chat.is_forum or chat.is_private):
        return None
    if thread not in chat.topics:  # General has no thread id; its internal 1 is refused too.
        raise bad_request("message thread not found")
    return thread


def known_message(chat: Chat, message_id: int | None, called: str) -> Message:
    """A message of the chat; `called` is what Telegram calls it, such as "message to edit"."""
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad_request(f"{called} not found")
    return message


def inline_message_id(message: Message) -> str:
    """What the bot calls a message that a person sent via it."""
    return base64.urlsafe_b64encode(f"{message.chat}/{message.id}".encode()).decode().rstrip("=")


def inline_message(world: World, inline_id: str) -> Message:
    """A message that a person sent via the bot."""
    for chat in world.chats.values():
        for message in chat.messages.values():
            if message.via_bot and inline_message_id(message) == inline_id:
                return message
    raise bad_request("MESSAGE_ID_INVALID")


def own_message(chat: Chat, message_id: int | None, called: str) -> Message:
    """A message the bot itself sent."""
    message = known_message(chat, message_id, called)
    if not message.outgoing or "forward_origin" in message.content:
        raise bad_request("message can't be edited")
    return message
