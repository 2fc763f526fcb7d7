"""Receiving updates by polling or webhook; getMe and getFile."""

from __future__ import annotations

import re
from typing import Any

from bot.preview.api_errors import ApiError, bad_request
from bot.preview.loopback import loopback_address
from bot.preview.parameters import Arguments
from bot.preview.preview_state import PreviewState
from bot.preview.update_queue import MAX_TIMEOUT_SECONDS
from bot.preview.webhook_sender import WebhookSender

_MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024  # https://core.telegram.org/bots/api#getfile
_MAX_SECRET = 256  # characters
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_me(state: PreviewState, arguments: Arguments) -> Any:
    return {
        **state.user_json(state.bot.id),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_guest_queries": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


async def get_file(state: PreviewState, arguments: Arguments) -> Any:
    stored = state.files.get(arguments["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.upload.content) > _MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored.as_file()


async def get_updates(state: PreviewState, arguments: Arguments) -> Any:
    if state.webhook is not None:
        raise ApiError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = max(1, min(arguments.get("limit", 100), 100))
    timeout = max(0, min(arguments.get("timeout", 0), MAX_TIMEOUT_SECONDS))
    state.updates.allow(arguments.get("allowed_updates"))
    return await state.updates.poll(arguments.get("offset", 0), limit, timeout)


async def set_webhook(state: PreviewState, arguments: Arguments) -> Any:
    url = arguments["url"]
    if not url:
        return await delete_webhook(state, arguments)
    address = loopback_address(url)
    secret = arguments.get("secret_token", "")
    if len(secret) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    state.updates.allow(arguments.get("allowed_updates"))
    state.updates.abort_poll("Conflict: terminated by setWebhook request")
    await delete_webhook(state, arguments)
    connections = max(1, min(arguments.get("max_connections", 40), 100))
    state.webhook = WebhookSender(address, secret, connections, state.updates, state.unix_now)
    return True


async def delete_webhook(state: PreviewState, arguments: Arguments) -> Any:
    if arguments.get("drop_pending_updates"):
        state.updates.clear()
    if state.webhook is not None:
        await state.webhook.close()
        state.webhook = None
    return True


async def get_webhook_info(state: PreviewState, arguments: Arguments) -> Any:
    info: dict[str, Any] = {"url": "", "has_custom_certificate": False}
    if state.webhook is not None:
        info |= state.webhook.as_info()
    info["pending_update_count"] = state.updates.pending_count
    if state.updates.allowed_list is not None:
        info["allowed_updates"] = state.updates.allowed_list
    return info
