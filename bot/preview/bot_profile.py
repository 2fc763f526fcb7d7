"""What the bot has set for itself: commands, descriptions and menu buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.preview.chat_state import Chat

Command = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """https://core.telegram.org/bots/api#botcommandscope"""

    kind: str = "default"
    chat: int | None = None
    user: int | None = None


@dataclass
class BotProfile:
    """Commands by scope and language; descriptions by language ("" for all others)."""

    commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    # By private chat; None is the default of all chats.
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)

    def menu_button(self, chat: int | None) -> dict[str, Any]:
        """Return the button of a private chat, or the default button."""
        own = self.menu_buttons.get(chat, {"type": "default"})
        if own["type"] != "default":
            return own
        return self.menu_buttons.get(None, {"type": "commands"})


def in_language(texts: dict[str, str], language: str | None) -> str:
    """Return the text in a language, or else the text for all other languages."""
    return texts.get(language or "") or texts.get("", "")


def visible_commands(
    profile: BotProfile, chat: Chat, person: int, language: str | None
) -> list[Command]:
    """Return the list that a person sees in a chat.

    https://core.telegram.org/bots/api#determining-list-of-commands: the first list found wins,
    in each scope the person's language before no language.
    """
    for scope in _scopes(chat, person):
        for code in dict.fromkeys((language or "", "")):
            found = profile.commands.get((scope, code))
            if found:
                return found
    return []


def _scopes(chat: Chat, person: int) -> Iterator[Scope]:
    if chat.is_private:
        yield Scope("chat", chat.id)
        yield Scope("all_private_chats")
    else:
        yield Scope("chat_member", chat.id, person)
        if chat.members.get(person) in ("creator", "administrator"):
            yield Scope("chat_administrators", chat.id)
            yield Scope("chat", chat.id)
            yield Scope("all_chat_administrators")
        else:
            yield Scope("chat", chat.id)
        yield Scope("all_group_chats")
    yield Scope()
