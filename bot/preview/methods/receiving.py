"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo, getMe, getFile."""

from __future__ import annotations

import re
from typing import Any

from bot.preview.parameters import Arguments
from bot.preview.refusals import Refusal, bad_request
from bot.preview.updates import MAX_TIMEOUT
from bot.preview.webhook import Webhook, loopback_address
from bot.preview.world import World

_MAX_DOWNLOAD = 20 * 1024 * 1024  # bytes (https://core.telegram.org/bots/api#getfile)
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


async def get_me(world: World, arguments: Arguments) -> Any:
    return {
        **world.user_json(world.bot.id),
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


async def get_file(world: World, arguments: Arguments) -> Any:
    stored = world.files.get(arguments["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.upload.content) > _MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return stored.as_file()


async def get_updates(world: World, arguments: Arguments) -> Any:
    if world.webhook is not None:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = max(1, min(arguments.get("limit", 100), 100))
    timeout = max(0, min(arguments.get("timeout", 0), MAX_TIMEOUT))
    world.updates.allow(arguments.get("allowed_updates"))
    return await world.updates.poll(arguments.get("offset", 0), limit, timeout)


async def set_webhook(world: World, arguments: Arguments) -> Any:
    url = arguments["url"]
    if not url:
        return await delete_webhook(world, arguments)
    address = loopback_address(url)
    secret = arguments.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(arguments.get("allowed_updates"))
    world.updates.abort_poll("Conflict: terminated by setWebhook request")
    await delete_webhook(world, arguments)
    connections = max(1, min(arguments.get("max_connections", 40), 100))
    world.webhook = Webhook(address, secret, connections, world)
    return True


async def delete_webhook(world: World, arguments: Arguments) -> Any:
    if arguments.get("drop_pending_updates"):
        world.updates.clear()
    if world.webhook is not None:
        await world.webhook.close()
        world.webhook = None
    return True


async def get_webhook_info(world: World, arguments: Arguments) -> Any:
    info: dict[str, Any] = {"url": "", "has_custom_certificate": False}
    if world.webhook is not None:
        info |= world.webhook.as_info()
    info["pending_update_count"] = world.updates.pending_count
    if world.updates.allowed_list is not None:
        info["allowed_updates"] = world.updates.allowed_list
    return info
