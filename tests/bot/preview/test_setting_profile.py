"""Commands, descriptions and menu buttons that the bot sets, and which commands a person sees.

https://core.telegram.org/bots/api#setmycommands, #determining-list-of-commands; words: tdlib,
BotCommand.cpp, BotCommandScope.cpp.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.preview.conftest import AMINA, DIEGO, FORUM, GROUP, OLGA, Client


def _list(name: str) -> list[dict[str, str]]:
    return [{"command": name, "description": f"Of {name}"}]


async def _seen(telegram: Client, chat: int, person: int) -> str | None:
    answer = await telegram.get(f"chats/{chat}/commands?person={person}")
    return answer["commands"][0]["command"] if answer["commands"] else None


async def test_the_first_list_of_the_narrowest_scope_is_seen(telegram: Client) -> None:
    await telegram.start(AMINA)
    assert await _seen(telegram, AMINA, AMINA) is None
    wide: list[tuple[dict[str, Any], str, str]] = [
        ({"type": "default"}, "", "everyone"),
        ({"type": "all_private_chats"}, "", "private"),
        ({"type": "all_group_chats"}, "", "groups"),
        ({"type": "all_chat_administrators"}, "", "administrators"),
        ({"type": "default"}, "es", "todos"),
    ]
    for scope, language, name in wide:
        await telegram.call(
            "setMyCommands", commands=_list(name), scope=scope, language_code=language
        )
    assert await _seen(telegram, AMINA, AMINA) == "private"
    # The scope goes before the language.
    assert await _seen(telegram, DIEGO, DIEGO) == "private"
    assert await _seen(telegram, FORUM, DIEGO) == "groups"
    assert await _seen(telegram, FORUM, AMINA) == "administrators"
    assert await _seen(telegram, GROUP, AMINA) == "groups"
    assert await _seen(telegram, GROUP, OLGA) == "administrators"
    narrow: list[tuple[dict[str, Any], str]] = [
        ({"type": "chat", "chat_id": FORUM}, "here"),
        ({"type": "chat_administrators", "chat_id": FORUM}, "chairs"),
        ({"type": "chat_member", "chat_id": FORUM, "user_id": AMINA}, "amina"),
        ({"type": "chat", "chat_id": AMINA}, "own"),
    ]
    for scope, name in narrow:
        await telegram.call("setMyCommands", commands=_list(name), scope=scope)
    assert await _seen(telegram, FORUM, DIEGO) == "here"
    assert await _seen(telegram, FORUM, OLGA) == "chairs"
    assert await _seen(telegram, FORUM, AMINA) == "amina"
    assert await _seen(telegram, AMINA, AMINA) == "own"
    await telegram.call("deleteMyCommands", scope={"type": "chat", "chat_id": AMINA})
    assert await _seen(telegram, AMINA, AMINA) == "private"


async def test_a_persons_language_is_found_before_none(telegram: Client) -> None:
    await telegram.call("setMyCommands", commands=_list("everyone"))
    await telegram.call("setMyCommands", commands=_list("todos"), language_code="es")
    assert await _seen(telegram, DIEGO, DIEGO) == "todos"
    assert await _seen(telegram, AMINA, AMINA) == "everyone"
    await telegram.post(f"people/{AMINA}", language_code="es")
    assert await _seen(telegram, AMINA, AMINA) == "todos"
    await telegram.call("setMyCommands", commands=[], language_code="es")
    assert await _seen(telegram, DIEGO, DIEGO) == "everyone"


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, 'parameter "commands" is required'),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": ["x"]}, "can't parse BotCommand: expected an Object"),
        ({"commands": [{"command": "x"}]},
         'can\'t parse BotCommand: Can\'t find field "description"'),
        ({"commands": [{"command": "/", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "x" * 33, "description": "x"}]},
         "command length must not exceed 32"),
        ({"commands": [{"command": "x", "description": " "}]},
         "command description must be non-empty"),
        ({"commands": [{"command": "x", "description": "x" * 257}]},
         "command description length must not exceed 256"),
        ({"commands": [{"command": "Now", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": _list("x") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "x", "description": "x" * 256}] * 50},
         "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "pt-br"}, "invalid language code specified"),
        ({"commands": [], "scope": "[]"},
         "can't parse BotCommandScope: BotCommandScope must be an Object"),
        ({"commands": [], "scope": {}},
         'can\'t parse BotCommandScope: Can\'t find field "type"'),
        ({"commands": [], "scope": {"type": "all"}},
         "can't parse BotCommandScope: Unsupported type specified"),
        ({"commands": [], "scope": {"type": "chat"}},
         'can\'t parse BotCommandScope: Can\'t find field "chat_id"'),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 999}}, "chat not found"),
        ({"commands": [], "scope": {"type": "chat_member", "chat_id": GROUP, "user_id": 0}},
         "can't parse BotCommandScope: Invalid user_id specified"),
        ({"commands": [], "scope": {"type": "chat_administrators", "chat_id": AMINA}},
         "can't use specified scope in private chats"),
        ({"commands": [], "scope": {"type": "default", "chat_id": 1}},
         'unknown field "chat_id" in BotCommandScope '
         "(the preview refuses what Telegram would ignore)"),
    ],
)  # fmt: skip
async def test_telegrams_refusals_of_commands(
    telegram: Client, parameters: dict[str, Any], error: str
) -> None:
    await telegram.start(AMINA)
    assert await telegram.refused("setMyCommands", **parameters) == f"Bad Request: {error}"


@pytest.mark.parametrize(
    ("method", "field", "limit"),
    [
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ],
)
async def test_texts_by_language_with_their_limits(
    telegram: Client, method: str, field: str, limit: int
) -> None:
    await telegram.call(method, **{field: "x" * limit})
    await telegram.call(method, **{field: "deux"}, language_code="fr")
    assert (await telegram.get("state"))["bot"][field] == "x" * limit
    assert (await telegram.get("state?language=fr"))["bot"][field] == "deux"
    assert (await telegram.get("state?language=es"))["bot"][field] == "x" * limit
    await telegram.refused(method, **{field: "x" * (limit + 1)})
    await telegram.refused(method, **{field: "x"}, language_code="French")


async def test_the_page_sees_the_descriptions_of_a_language(telegram: Client) -> None:
    await telegram.call("setMyDescription", description="Hello")
    await telegram.call("setMyDescription", description="Bonjour", language_code="fr")
    assert (await telegram.get("state?language=fr"))["bot"]["description"] == "Bonjour"
    assert (await telegram.get("state"))["bot"]["description"] == "Hello"
    events = await telegram.get("events?after=0&type=commands")
    assert len(events["events"]) == 2


async def test_menu_buttons(telegram: Client) -> None:
    await telegram.start(AMINA)
    await telegram.call("setChatMenuButton", menu_button={"type": "default"})
    await telegram.call("setChatMenuButton", chat_id=AMINA, menu_button={"type": "commands"})
    shown = await telegram.get(f"chats/{AMINA}/commands?person={AMINA}")
    assert shown["menu_button"] == {"type": "commands"}
    assert (
        await telegram.refused("setChatMenuButton", menu_button={"type": "x"})
        == "Bad Request: can't parse menu button: MenuButton has unsupported type"
    )
