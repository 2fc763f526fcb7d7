"""getChat, its members, leaveChat, getUserProfilePhotos."""

from __future__ import annotations

from typing import Any

from bot.preview.access import known_chat
from bot.preview.cast import Status
from bot.preview.parameters import Arguments
from bot.preview.people import Chat
from bot.preview.refusals import bad_request
from bot.preview.standing import change_standing, member_json
from bot.preview.world import World

_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_change_info",
    "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


async def get_chat(world: World, arguments: Arguments) -> Any:
    chat = known_chat(world, arguments["chat_id"])
    full = world.chat_json(chat) | {"accent_color_id": 0, "max_reaction_count": 11}
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False
    )
    full["accepted_gift_types"] = gifts | {"gifts_from_channels": False}
    if chat.is_private and "username" in full:
        full["active_usernames"] = [full["username"]]
    if not chat.is_private:
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    if chat.pinned:
        pinned = chat.messages[chat.pinned[-1]]
        full["pinned_message"] = world.message_json(pinned, with_reply=False)
    return full


async def get_chat_member(world: World, arguments: Arguments) -> Any:
    chat, user_id = known_chat(world, arguments["chat_id"]), arguments["user_id"]
    if user_id == world.bot.id:
        return member_json(world, user_id, chat.bot_status)
    if user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(world, user_id, chat.members.get(user_id, "left"))


async def get_chat_administrators(world: World, arguments: Arguments) -> Any:
    chat = known_chat(world, arguments["chat_id"])
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(world, user_id, status)
        for user_id, status in _everyone(world, chat)
        if status in ("creator", "administrator")
    ]


async def get_chat_member_count(world: World, arguments: Arguments) -> Any:
    chat = known_chat(world, arguments["chat_id"])
    return sum(status not in ("left", "kicked") for _, status in _everyone(world, chat))


async def leave_chat(world: World, arguments: Arguments) -> Any:
    chat = known_chat(world, arguments["chat_id"])
    if chat.is_private:
        raise bad_request("Can't leave private chats")
    change_standing(world, chat, world.bot.id, "left")
    return True


async def get_user_profile_photos(world: World, arguments: Arguments) -> Any:
    if arguments["user_id"] not in world.met:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


def _everyone(world: World, chat: Chat) -> list[tuple[int, Status]]:
    return [*chat.members.items(), (world.bot.id, chat.bot_status)]
