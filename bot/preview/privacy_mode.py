"""Which messages reach the bot: https://core.telegram.org/bots/features#privacy-mode

In private every message does. In a group, with privacy mode on: commands for the bot, mentions of
it, replies to messages that it knows, messages sent via it, and service messages. An administrator
gets every message. BotFather on the mode: "messages that either start with the '/' symbol or
mention the bot by username".
"""

from __future__ import annotations

from typing import Any

from bot.preview.chat_state import Chat, Message
from bot.preview.preview_state import PreviewState


def deliver(state: PreviewState, kind: str, message: Message) -> int | None:
    """Make an update of a message. Return its id, or None if it does not reach the bot."""
    chat = state.chats[message.chat]
    if not _reaches_bot(state, chat, message):
        return None
    message.seen = True
    state.met.add(message.author)
    return state.updates.push(kind, state.message_json(message))


def _reaches_bot(state: PreviewState, chat: Chat, message: Message) -> bool:
    if chat.bot_status in ("left", "kicked"):
        return False
    if chat.is_private or chat.bot_status == "administrator" or message.via_bot:
        return True
    original = chat.messages.get(message.reply_to or 0)
    if original is not None and original.seen:
        return True
    name = f"@{state.bot.username.lower()}"
    for entity, text in _entities(message):
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            # "General commands … if the bot was the last bot to send a message to the group": the
            # preview has only one bot.
            if "@" not in text or text.lower().endswith(name):
                return True
        elif entity["type"] == "mention" and text.lower() == name:
            return True
    return False


def _entities(message: Message) -> list[tuple[dict[str, Any], str]]:
    """Return each entity with its text."""
    content = message.content
    text = content.get("text") or content.get("caption") or ""
    units = text.encode("utf-16-le")
    found = content.get("entities") or content.get("caption_entities") or []
    return [
        (
            entity,
            units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode(
                "utf-16-le"
            ),
        )
        for entity in found
    ]
