"""Which messages reach the bot: https://core.telegram.org/bots/features#privacy-mode

In private all; in a group, with privacy mode on, commands for it, mentions of it, replies to
messages it knows, messages sent via it and service messages. An administrator sees all. BotFather's
words for the mode: "messages that either start with the '/' symbol or mention the bot by username".
"""

from __future__ import annotations

from typing import Any

from bot.preview.people import Chat, Message
from bot.preview.world import World


def deliver(world: World, kind: str, message: Message) -> int | None:
    """Makes the update, where the bot gets one: its id, or None."""
    chat = world.chats[message.chat]
    if not _reaches_bot(world, chat, message):
        return None
    message.seen = True
    world.met.add(message.author)
    return world.updates.push(kind, world.message_json(message))


def _reaches_bot(world: World, chat: Chat, message: Message) -> bool:
    if chat.bot_status in ("left", "kicked"):
        return False
    if chat.is_private or chat.bot_status == "administrator" or message.via_bot:
        return True
    original = chat.messages.get(message.reply_to or 0)
    if original is not None and original.seen:
        return True
    name = f"@{world.bot.username.lower()}"
    for entity, words in _entities(message):
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            # "General commands … if the bot was the last bot to send a message to the group":
            # here it is the only bot.
            if "@" not in words or words.lower().endswith(name):
                return True
        elif entity["type"] == "mention" and words.lower() == name:
            return True
    return False


def _entities(message: Message) -> list[tuple[dict[str, Any], str]]:
    """Each with its words."""
    content = message.content
    text = content.get("text") or content.get("caption") or ""
    units = text.encode("utf-16-le")
    found = content.get("entities") or content.get("caption_entities") or []
    return [
        (
            each,
            units[each["offset"] * 2 : (each["offset"] + each["length"]) * 2].decode("utf-16-le"),
        )
        for each in found
    ]
