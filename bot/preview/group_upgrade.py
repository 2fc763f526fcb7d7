"""The upgrade of a basic group to a supergroup.

The supergroup has an id of its own and numbers its messages from 1. The old group keeps its
messages, and nobody can write there: https://core.telegram.org/bots/api#responseparameters
"""

from __future__ import annotations

from bot.preview.api_errors import ApiError
from bot.preview.chat_state import Chat
from bot.preview.preview_state import PreviewState

_FIRST_SUPERGROUP_ID = -1_001_000_000_000  # the ids of supergroups are lower


def can_migrate(chat: Chat) -> bool:
    return chat.kind == "group" and chat.migrated_to is None


def migrate(state: PreviewState, chat: Chat, by: int | None = None) -> int:
    """Upgrade a group and return the supergroup's id.

    `by` is the id of the person who does it, by default the creator. Both chats get their service
    message, and the bot an update of each while it is a member.
    """
    creator = next(
        (person for person, status in chat.members.items() if status == "creator"), state.bot.id
    )
    author = creator if by is None else by
    number = min(_FIRST_SUPERGROUP_ID, *state.chats) - 1
    supergroup = Chat(
        number, "supergroup", chat.title, members=dict(chat.members), bot_status=chat.bot_status
    )
    state.chats[number] = supergroup
    state.events.add("chats")
    _add_service_message(state, chat, author, {"migrate_to_chat_id": number})
    chat.migrated_to = number
    _add_service_message(state, supergroup, author, {"migrate_from_chat_id": chat.id})
    return number


def migrated(number: int) -> ApiError:
    """Return the error of a call for the old group (Client::check_chat_access)."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": number},
    )


def _add_service_message(
    state: PreviewState, chat: Chat, author: int, content: dict[str, int]
) -> None:
    message = state.add_message(chat, author, dict(content), seen=True)
    if chat.bot_status not in ("left", "kicked"):
        state.met.add(author)
        state.updates.push("message", state.message_json(message))
