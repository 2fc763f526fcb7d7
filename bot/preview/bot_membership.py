"""The bot's status in its chats: member, administrator, left, kicked (blocked)."""

from __future__ import annotations

from typing import Any

from bot.preview.chat_state import Chat
from bot.preview.preview_state import PreviewState
from bot.preview.seed_data import Status

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
# https://core.telegram.org/bots/api#chatmemberadministrator
_IN_CHANNELS = ("can_post_messages", "can_edit_messages", "can_manage_direct_messages")
# https://core.telegram.org/bots/api#chatmemberrestricted
_PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos",
    "can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages",
    "can_edit_tag", "can_change_info", "can_invite_users", "can_pin_messages",
    "can_manage_topics",
)  # fmt: skip


def change_bot_status(state: PreviewState, chat: Chat, by: int, status: Status) -> int | None:
    """Change the bot's status and make a my_chat_member update.

    Return the update's id, or None if nothing changed. A group also gets its service message, which
    reaches the bot only while it is a member.
    """
    old = chat.bot_status
    if old == status:
        return None
    in_channel = chat.kind == "channel"
    chat.bot_status = status
    state.events.add("chats")
    if by != state.bot.id:
        state.met.add(by)
    update = state.updates.push(
        "my_chat_member",
        {
            "chat": state.chat_json(chat),
            "from": state.user_json(by),
            "date": state.unix_now(),
            "old_chat_member": member_json(state, state.bot.id, old, in_channel),
            "new_chat_member": member_json(state, state.bot.id, status, in_channel),
        },
    )
    if not (chat.is_private or in_channel):
        _add_service_message(state, chat, by, old, status)
    return update


def member_json(
    state: PreviewState, user_id: int, status: Status, in_channel: bool = False
) -> dict[str, Any]:
    """Return a ChatMember: https://core.telegram.org/bots/api#chatmember"""
    member: dict[str, Any] = {"user": state.user_json(user_id), "status": status}
    match status:
        case "creator":
            member["is_anonymous"] = False
        case "administrator":
            member |= {"can_be_edited": False, "is_anonymous": False}
            member |= dict.fromkeys((*_RIGHTS, *(_IN_CHANNELS if in_channel else ())), True)
        case "restricted":
            member |= {"is_member": True, "until_date": 0} | dict.fromkeys(_PERMISSIONS, False)
        case "kicked":
            member["until_date"] = 0
    return member


def _add_service_message(
    state: PreviewState, chat: Chat, by: int, old: Status, status: Status
) -> None:
    was_inside, is_inside = (one not in ("left", "kicked") for one in (old, status))
    bot = state.user_json(state.bot.id)
    if is_inside and not was_inside:
        message = state.add_message(chat, by, {"new_chat_members": [bot]}, seen=True)
        state.updates.push("message", state.message_json(message))
    elif was_inside and not is_inside:
        state.add_message(chat, by, {"left_chat_member": bot})
