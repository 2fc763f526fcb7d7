"""The Bot API methods that the preview supports, by group."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.preview.methods import (
    answering_queries,
    chat_members,
    editing_messages,
    receiving_updates,
    sending_media,
    sending_messages,
    setting_profile,
)
from bot.preview.parameters import Arguments
from bot.preview.preview_state import PreviewState

MethodHandler = Callable[[PreviewState, Arguments], Awaitable[Any]]


def method_handlers() -> dict[str, MethodHandler]:
    """Return the handler of each method by its name."""
    return {
        "getMe": receiving_updates.get_me,
        "getUpdates": receiving_updates.get_updates,
        "setWebhook": receiving_updates.set_webhook,
        "deleteWebhook": receiving_updates.delete_webhook,
        "getWebhookInfo": receiving_updates.get_webhook_info,
        "getFile": receiving_updates.get_file,
        "sendMessage": sending_messages.send_message,
        "sendDocument": sending_messages.send_document,
        "sendPhoto": sending_messages.send_photo,
        "sendVideo": sending_media.send_video,
        "sendAudio": sending_media.send_audio,
        "sendVoice": sending_media.send_voice,
        "sendLocation": sending_media.send_location,
        "sendMediaGroup": sending_media.send_media_group,
        "editMessageText": editing_messages.edit_message_text,
        "editMessageCaption": editing_messages.edit_message_caption,
        "editMessageReplyMarkup": editing_messages.edit_message_reply_markup,
        "deleteMessage": editing_messages.delete_message,
        "deleteMessages": editing_messages.delete_messages,
        "pinChatMessage": editing_messages.pin_chat_message,
        "unpinChatMessage": editing_messages.unpin_chat_message,
        "answerCallbackQuery": answering_queries.answer_callback_query,
        "answerInlineQuery": answering_queries.answer_inline_query,
        "getChat": chat_members.get_chat,
        "getChatMember": chat_members.get_chat_member,
        "getChatAdministrators": chat_members.get_chat_administrators,
        "setMyCommands": setting_profile.set_my_commands,
        "deleteMyCommands": setting_profile.delete_my_commands,
        "setMyDescription": setting_profile.set_my_description,
        "setMyShortDescription": setting_profile.set_my_short_description,
        "setChatMenuButton": setting_profile.set_chat_menu_button,
    }
