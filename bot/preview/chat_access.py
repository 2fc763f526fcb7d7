"""Which chats, topics and messages the bot may use.

The error texts are those of telegram-bot-api: Client::check_chat, check_message,
check_message_topic.
"""

from __future__ import annotations

import base64

from bot.preview.api_errors import bad_request, forbidden
from bot.preview.chat_state import Chat, Message
from bot.preview.group_upgrade import migrated
from bot.preview.preview_state import PreviewState


def known_chat(state: PreviewState, chat_id: int | str) -> Chat:
    """Return a chat that the bot may read. Raises ApiError."""
    chat = state.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None or (chat.is_private and chat.id not in state.met):
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if not chat.is_private and chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    if not chat.is_private and chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def check_may_send(chat: Chat, thread: int | None, what: str) -> None:
    """Raise ApiError if the bot may not send to a topic of a group; `what` is "text messages",
    "photos" or "documents".

    The words of the first are TDLib's (DialogParticipantManager, can_send_message_content), the
    second is an error of the servers that the Bot API hands on:
    https://core.telegram.org/method/messages.sendMessage#possible-errors
    """
    if chat.bot_status == "restricted":
        raise bad_request(f"not enough rights to send {what} to the chat")
    if chat.kind == "channel" and chat.bot_status != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    if thread in chat.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")


def writable_chat(state: PreviewState, chat_id: int | str) -> Chat:
    """Return a chat that the bot may write to. Raises ApiError.

    It may not write to a person who blocked it or never pressed Start.
    """
    chat = known_chat(state, chat_id)
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.is_private and not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def known_topic(chat: Chat, thread: int | None) -> int | None:
    """Return the topic to write to. Raises ApiError.

    Telegram ignores the thread id in a group that is not a forum.
    """
    if not thread or not (chat.is_forum or chat.is_private):
        return None
    if thread not in chat.topics:  # General has no thread id; its internal id 1 is refused as well.
        raise bad_request("message thread not found")
    return thread


def known_message(chat: Chat, message_id: int | None, role: str) -> Message:
    """Return a message of the chat. Raises ApiError.

    `role` is Telegram's name for it in the error, such as "message to edit".
    """
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad_request(f"{role} not found")
    return message


def inline_message_id(message: Message) -> str:
    """Return the id by which the bot knows a message that a person sent via it."""
    return base64.urlsafe_b64encode(f"{message.chat}/{message.id}".encode()).decode().rstrip("=")


def inline_message(state: PreviewState, inline_id: str) -> Message:
    """Return a message that a person sent via the bot. Raises ApiError."""
    for chat in state.chats.values():
        for message in chat.messages.values():
            if message.via_bot and inline_message_id(message) == inline_id:
                return message
    raise bad_request("MESSAGE_ID_INVALID")


def own_message(chat: Chat, message_id: int | None, role: str) -> Message:
    """Return a message that the bot itself sent. Raises ApiError."""
    message = known_message(chat, message_id, role)
    if not message.outgoing:
        raise bad_request("message can't be edited")
    return message
