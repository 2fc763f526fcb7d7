"""The bot's standing in its chats: member, administrator, left, blocked."""

from __future__ import annotations

from typing import Any

from bot.preview.cast import Status
from bot.preview.people import Chat
from bot.preview.world import World

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def change_standing(world: World, chat: Chat, by: int, status: Status) -> int | None:
    """Makes the my_chat_member update: its id, or None where nothing changed.

    A group also gets the service message that people see there; the bot sees it while inside.
    """
    old = chat.bot_status
    if old == status:
        return None
    chat.bot_status = status
    world.journal.add("chats")
    if by != world.bot.id:
        world.met.add(by)
    update = world.updates.push(
        "my_chat_member",
        {
            "chat": world.chat_json(chat),
            "from": world.user_json(by),
            "date": world.unix_now(),
            "old_chat_member": member_json(world, world.bot.id, old),
            "new_chat_member": member_json(world, world.bot.id, status),
        },
    )
    if not chat.is_private:
        _tell_group(world, chat, by, old, status)
    return update


def member_json(world: World, user_id: int, status: Status) -> dict[str, Any]:
    """A ChatMember: https://core.telegram.org/bots/api#chatmember"""
    member: dict[str, Any] = {"user": world.user_json(user_id), "status": status}
    match status:
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= {"can_be_edited": False, "is_anonymous": False}
            member |= dict.fromkeys(_RIGHTS, True)
        case "kicked":
            member["until_date"] = 0
    return member


def _tell_group(world: World, chat: Chat, by: int, old: Status, status: Status) -> None:
    was_inside, is_inside = (each not in ("left", "kicked") for each in (old, status))
    bot = world.user_json(world.bot.id)
    if is_inside and not was_inside:
        message = world.add_message(chat, by, {"new_chat_members": [bot]}, seen=True)
        world.updates.push("message", world.message_json(message))
    elif was_inside and not is_inside:
        world.add_message(chat, by, {"left_chat_member": bot})
