"""What a message asks for."""

from __future__ import annotations

from typing import Any

import aiogram.types
import pytest

from bot.updates.message_content import (
    Album,
    command_and_words,
    incoming,
    is_reply_to_bot,
    replies_elsewhere,
)
from bot.updates.parse import MESSAGE_KINDS, Message, kind_of, read_update
from content.languages import LANGUAGES

GREETINGS = [greeting for language in LANGUAGES.values() for greeting in language.greetings]


def asked(text: str, kind: str = "private") -> tuple[str | None, str] | None:
    raw = {"message_id": 1, "date": 1380800000, "chat": {"id": 1, "type": kind}, "text": text}
    message = read_update({"update_id": 1, "message": raw}).message
    assert message is not None
    return command_and_words(message, raw, "bot", ())


@pytest.mark.parametrize("greeting", [*GREETINGS, "Menu", "home"])
def test_a_greeting_opens_the_first_screen(greeting: str) -> None:
    for text in (greeting, f" {greeting.title()}! "):
        assert asked(text) == ("start", "")
    assert asked(greeting, "group") is None


def test_a_greeting_with_more_words_is_a_search() -> None:
    assert asked("hello world") == (None, "hello world")


BOT_ID = 7_000_000_001
# Fields of a message that say nothing of its kind, or belong to another kind.
BESIDE = {
    "message_id", "message_thread_id", "direct_messages_topic", "from_user", "sender_chat",
    "sender_boost_count", "sender_business_bot", "sender_tag", "date", "business_connection_id",
    "chat", "forward_origin", "is_topic_message", "is_automatic_forward", "reply_to_message",
    "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id",
    "reply_to_poll_option_id", "via_bot", "edit_date", "has_protected_content", "is_from_offline",
    "is_paid_post", "media_group_id", "author_signature", "paid_star_count", "entities",
    "link_preview_options", "suggested_post_info", "effect_id", "caption", "caption_entities",
    "show_caption_above_media", "has_media_spoiler", "reply_markup", "ephemeral_message_id",
    "receiver_user", "guest_bot_caller_chat", "guest_bot_caller_user", "guest_query_id",
    "forward_date", "forward_from", "forward_from_chat", "forward_from_message_id",
    "forward_sender_name", "forward_signature",
}  # fmt: skip
# Service messages are not answered.
SERVICE = {
    "boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed",
    "chat_owner_left", "chat_shared", "checklist_tasks_added", "checklist_tasks_done",
    "community_chat_added", "community_chat_joined", "community_chat_removed", "connected_website",
    "delete_chat_photo", "direct_message_price_changed", "forum_topic_closed",
    "forum_topic_created", "forum_topic_edited", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift_upgrade_sent",
    "giveaway_completed", "giveaway_created", "group_chat_created", "left_chat_member",
    "managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id",
    "migrate_to_chat_id", "new_chat_members", "new_chat_photo", "new_chat_title",
    "paid_message_price_changed", "passport_data", "pinned_message", "poll_option_added",
    "poll_option_deleted", "proximity_alert_triggered", "refunded_payment", "successful_payment",
    "suggested_post_approval_failed", "suggested_post_approved", "suggested_post_declined",
    "suggested_post_paid", "suggested_post_refunded", "supergroup_chat_created", "user_shared",
    "users_shared", "video_chat_ended", "video_chat_participants_invited",
    "video_chat_scheduled", "video_chat_started", "web_app_data", "write_access_allowed",
}  # fmt: skip


def test_every_field_of_a_message_is_a_kind_or_not() -> None:
    """A kind that Telegram adds is to be answered, too."""
    fields = set(aiogram.types.Message.model_fields)
    assert fields == {*MESSAGE_KINDS} | BESIDE | SERVICE
    assert not {*MESSAGE_KINDS} & (BESIDE | SERVICE)


def test_a_kind_is_told_although_other_fields_are_set() -> None:
    assert kind_of({"document": {}, "animation": {}}) == "animation"
    assert kind_of({"venue": {}, "location": {}}) == "venue"
    assert kind_of({"pinned_message": {}}) is None


def a_message(**fields: Any) -> tuple[Message, dict[str, Any]]:
    raw = {"message_id": 1, "date": 1380800000, "chat": {"id": 1, "type": "private"}, **fields}
    message = read_update({"update_id": 1, "message": raw}).message
    assert message is not None
    return message, raw


def test_a_reply_to_the_bot_is_known_by_its_id() -> None:
    author = {"id": BOT_ID, "first_name": "Bot", "username": "a_name_of_former_days"}
    chat = {"id": 1, "type": "private"}
    answered = {"message_id": 5, "date": 1, "chat": chat, "from": author, "text": "x"}
    message, _ = a_message(text="y", reply_to_message=answered)
    assert is_reply_to_bot(message, BOT_ID) and not is_reply_to_bot(message, BOT_ID + 1)
    origin = {"type": "user", "sender_user": author, "date": 1}
    message, _ = a_message(text="y", external_reply={"origin": origin})
    assert replies_elsewhere(message, BOT_ID) and not is_reply_to_bot(message, BOT_ID)


def test_an_album_is_one_message_with_the_caption_of_any_part() -> None:
    photo = [{"file_id": "small"}, {"file_id": "large", "file_size": 9}]
    first = a_message(photo=photo, media_group_id="1")
    video = {"file_id": "film", "file_name": "a.mp4"}
    second = a_message(video=video, caption="Here", media_group_id="1")
    whole = incoming(Album((first, second)), replies=False)
    assert (whole.text, whole.album) == ("Here", "1")
    assert [(file.kind, file.file_id) for file in whole.attachments] == [
        ("photo", "large"), ("video", "film"),
    ]  # fmt: skip


def test_a_place_keeps_its_name() -> None:
    at = {"latitude": 46.2, "longitude": 6.1}
    venue = {"location": at, "title": "Palais", "address": "Geneva"}
    (place,) = incoming(Album((a_message(location=at, venue=venue),)), False).attachments
    assert place.position == (46.2, 6.1)
    assert incoming(Album((a_message(location=at, venue=venue),)), False).text == "Palais\nGeneva"
