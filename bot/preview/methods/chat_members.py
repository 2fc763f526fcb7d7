"""getChat, getChatMember and getChatAdministrators."""

from __future__ import annotations

from typing import Any

from bot.preview.api_errors import bad_request
from bot.preview.bot_membership import member_json
from bot.preview.chat_access import known_chat
from bot.preview.parameters import Arguments
from bot.preview.preview_state import PreviewState

_NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)  # fmt: skip


async def get_chat(state: PreviewState, arguments: Arguments) -> Any:
    """Return the fields of ChatFullInfo that the preview knows:
    https://core.telegram.org/bots/api#chatfullinfo"""
    chat = known_chat(state, arguments["chat_id"])
    shown = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
    return state.chat_json(chat) | shown


async def get_chat_member(state: PreviewState, arguments: Arguments) -> Any:
    chat, user_id = known_chat(state, arguments["chat_id"]), arguments["user_id"]
    if user_id == state.bot.id:
        return member_json(state, user_id, chat.bot_status)
    if user_id not in state.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(state, user_id, chat.members.get(user_id, "left"))


async def get_chat_administrators(state: PreviewState, arguments: Arguments) -> Any:
    chat = known_chat(state, arguments["chat_id"])
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    everyone = [*chat.members.items(), (state.bot.id, chat.bot_status)]
    return [
        member_json(state, user_id, status)
        for user_id, status in everyone
        if status in ("creator", "administrator")
    ]
