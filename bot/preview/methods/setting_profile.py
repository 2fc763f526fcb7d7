"""Setting the bot's commands, descriptions and menu buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.preview.api_errors import ApiError, bad_request, not_supported
from bot.preview.bot_profile import Scope
from bot.preview.chat_access import known_chat
from bot.preview.parameters import Arguments
from bot.preview.preview_state import PreviewState

_MAX_COMMANDS = 100
# Characters of a whole list. Telegram does not publish the limit; it is known to refuse 50
# descriptions of 256 characters (github.com/NousResearch/hermes-agent/pull/4010).
_MAX_COMMANDS_SIZE = 12_800
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MAX_COMMAND, _MAX_COMMAND_DESCRIPTION = 32, 256  # characters, as below
_MAX_DESCRIPTION, _MAX_SHORT_DESCRIPTION = 512, 120
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


async def set_my_commands(state: PreviewState, arguments: Arguments) -> Any:
    commands = [_command(given) for given in arguments["commands"]]
    scope, language = _scope(state, arguments.get("scope")), _language(arguments)
    size = sum(len(command["command"]) + len(command["description"]) for command in commands)
    if len(commands) > _MAX_COMMANDS or size > _MAX_COMMANDS_SIZE:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if commands:
        state.profile.commands[scope, language] = commands
    else:  # An empty list deletes.
        state.profile.commands.pop((scope, language), None)
    state.events.add("commands")
    return True


async def delete_my_commands(state: PreviewState, arguments: Arguments) -> Any:
    scope, language = _scope(state, arguments.get("scope")), _language(arguments)
    state.profile.commands.pop((scope, language), None)
    state.events.add("commands")
    return True


async def set_my_description(state: PreviewState, arguments: Arguments) -> Any:
    texts = state.profile.descriptions
    return _set_text(
        state, texts, arguments, "description", _MAX_DESCRIPTION, "DESCRIPTION_TOO_LONG"
    )


async def set_my_short_description(state: PreviewState, arguments: Arguments) -> Any:
    texts = state.profile.short_descriptions
    return _set_text(
        state, texts, arguments, "short_description", _MAX_SHORT_DESCRIPTION, "ABOUT_TOO_LONG"
    )


async def set_chat_menu_button(state: PreviewState, arguments: Arguments) -> Any:
    button = arguments.get("menu_button") or {"type": "default"}
    kind = button.get("type")
    if kind == "web_app":
        raise not_supported("the preview does not know Web Apps")
    if kind not in ("default", "commands"):
        raise bad_request("Can't parse menu button: MenuButton has unsupported type")
    state.profile.menu_buttons[_private_chat(state, arguments)] = {"type": kind}
    state.events.add("commands")
    return True


def _private_chat(state: PreviewState, arguments: Arguments) -> int | None:
    chat_id = arguments.get("chat_id")
    if chat_id is None:
        return None
    if chat_id <= 0:
        raise bad_request("Invalid chat_id specified")
    return known_chat(state, chat_id).id


def _set_text(
    state: PreviewState,
    texts: dict[str, str],
    arguments: Arguments,
    name: str,
    limit: int,
    error: str,
) -> bool:
    language, text = _language(arguments), arguments.get(name, "")
    if len(text) > limit:
        raise bad_request(error)
    texts[language] = text
    state.events.add("commands")
    return True


def _language(arguments: Arguments) -> str:
    language = arguments.get("language_code", "")
    if not re.fullmatch(r"(?:[a-z]{2})?", language):
        raise bad_request("Invalid language code specified")
    return str(language)


def _command(given: object) -> dict[str, Any]:
    prefix = "Can't parse BotCommand: "
    if not isinstance(given, dict):
        raise bad_request(f"{prefix}expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f'{prefix}Can\'t find field "{name}"')
    for name in given:
        if name not in ("command", "description"):
            raise not_supported(f'the preview does not support "{name}" in BotCommand')
    command = given["command"].strip().removeprefix("/")
    description = given["description"].strip()
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > _MAX_COMMAND:
        raise bad_request(f"Command length must not exceed {_MAX_COMMAND}")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > _MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"Command description length must not exceed {_MAX_COMMAND_DESCRIPTION}")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _scope(state: PreviewState, given: Mapping[str, Any] | None) -> Scope:
    if given is None:
        return Scope()
    prefix = "Can't parse BotCommandScope: "
    kind = given.get("type")
    if not isinstance(kind, str):
        raise bad_request(f'{prefix}Can\'t find field "type"')
    known = {"type"}
    if kind in _CHAT_SCOPES:
        known = {"type", "chat_id", "user_id"} if kind == "chat_member" else {"type", "chat_id"}
    elif kind not in _WIDE_SCOPES:
        raise bad_request(f"{prefix}Unsupported type specified")
    for name in given:
        if name not in known:
            raise ApiError(
                400,
                f'Bad Request: unknown field "{name}" in BotCommandScope '
                "(the preview refuses what Telegram would ignore)",
            )
    if kind in _WIDE_SCOPES:
        return Scope(kind)
    chat_id, user_id = given.get("chat_id"), given.get("user_id")
    if chat_id in (None, ""):
        raise bad_request(f'{prefix}Can\'t find field "chat_id"')
    if kind == "chat_member" and (not isinstance(user_id, int) or user_id <= 0):
        raise bad_request(f"{prefix}Invalid user_id specified")
    try:
        chat = known_chat(state, int(str(chat_id)))
    except ValueError:
        raise bad_request("chat not found") from None
    if chat.is_private and kind != "chat":
        raise bad_request("Can't use specified scope in private chats")
    return Scope(kind, chat.id, user_id if kind == "chat_member" else None)
