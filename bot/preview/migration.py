"""A basic group becomes a supergroup: https://core.telegram.org/bots/api#responseparameters

The supergroup has an id of its own and counts its messages anew. The old group stays as it was,
and nobody writes there any more.
"""

from __future__ import annotations

from bot.preview.people import Chat
from bot.preview.refusals import Refusal
from bot.preview.world import World

_SUPERGROUPS = -1_001_000_000_000  # their ids lie below


def can_migrate(chat: Chat) -> bool:
    return chat.kind == "group" and chat.migrated_to is None


def migrate(world: World, chat: Chat, by: int | None = None) -> int:
    """The supergroup's id. `by` is the person who does it, the creator unless told.

    Both chats get their service message, and the bot an update of each while it is inside.
    """
    creator = next(
        (person for person, status in chat.members.items() if status == "creator"), world.bot.id
    )
    author = creator if by is None else by
    number = min(_SUPERGROUPS, *world.chats) - 1
    grown = Chat(
        number, "supergroup", chat.title, members=dict(chat.members), bot_status=chat.bot_status
    )
    world.chats[number] = grown
    world.journal.add("chats")
    _tell(world, chat, author, {"migrate_to_chat_id": number})
    chat.migrated_to = number
    _tell(world, grown, author, {"migrate_from_chat_id": chat.id})
    return number


def migrated(number: int) -> Refusal:
    """What a call for the old group is told (telegram-bot-api, Client::check_chat_access)."""
    return Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": number},
    )


def _tell(world: World, chat: Chat, author: int, content: dict[str, int]) -> None:
    message = world.add_message(chat, author, dict(content), seen=True)
    if chat.bot_status not in ("left", "kicked"):
        world.met.add(author)
        world.updates.push("message", world.message_json(message))
