"""The bot's commands, descriptions and menu button, as Telegram shows them."""

from __future__ import annotations

import gettext
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import error

from bot.telegram.sender import Sender
from content.languages import SOURCE_LANGUAGE
from content.model import Pack
from handlers.desk import ORGANISERS
from handlers.framework.telegram_limits import DESCRIPTION_CHARACTERS, SHORT_DESCRIPTION_CHARACTERS
from storage.team_members import Role

_logger = logging.getLogger(__name__)

# Telegram takes ISO 639-1 codes, of two letters. People of other languages get the English menu.
_CODE_LETTERS = 2


def _private(_: Callable[[str], str]) -> list[tuple[str, str]]:
    return [
        ("next", _("Next meetings")),
        ("meetings", _("All meetings")),
        ("agenda", _("My schedule")),
        ("roundtables", _("Roundtables and related texts")),
        ("documents", _("Recommendations and other texts")),
        ("new", _("What’s new")),
        ("saved", _("Saved passages")),
        ("ask", _("Ask the secretariat")),
        ("settings", _("Language and time zone")),
        ("help", _("What this bot does")),
    ]


def _group(_: Callable[[str], str]) -> list[tuple[str, str]]:
    return [
        ("next", _("Next meetings")),
        ("meetings", _("All meetings")),
        ("agenda", _("This group’s schedule")),
        ("roundtable", _("A roundtable by its number")),
        ("recommendation", _("A recommendation, such as 3.2")),
        ("search", _("Search everything")),
        ("help", _("What this bot does")),
    ]


def _administrators(_: Callable[[str], str]) -> list[tuple[str, str]]:
    return [
        *_group(_),
        ("language", _("The language in this group")),
        ("timezone", _("The time zone in this group")),
    ]


def _organisers(_: Callable[[str], str]) -> list[tuple[str, str]]:
    return [
        ("desk", _("The organizers’ menu")),
        ("calendar", _("Manage the calendar")),
        ("announce", _("Write an announcement")),
        ("team", _("Team members")),
        *(
            command
            for command in _private(_)
            if command[0] not in ("documents", "saved", "ask", "new")
        ),
    ]


def _of_pack(pack: Pack, commands: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The commands with those of the pack's collections in place of those for what it has not."""
    others = pack.areas or pack.mandate or pack.position or pack.background
    is_there = {
        "roundtables": pack.roundtables, "roundtable": pack.roundtables,
        "recommendation": pack.areas, "documents": others or not pack.commands,
    }  # fmt: skip
    own = [(name, collection.title) for name, collection in pack.commands.items()]
    shown: list[tuple[str, str]] = []
    for command in commands:
        if is_there.get(command[0], True):
            shown.append(command)
        elif own:
            shown.append(own.pop(0))
    return shown


_SCOPES = (
    ("all_private_chats", _private),
    ("all_group_chats", _group),
    ("all_chat_administrators", _administrators),
)


def _language_parameter(language: str) -> dict[str, str]:
    """Return the parameter that names a language. English has none: it is the default."""
    return {} if language == SOURCE_LANGUAGE else {"language_code": language}


def registrations(
    pack: Pack, sentences: Mapping[str, gettext.NullTranslations]
) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls that register everything, as (method, parameters)."""
    calls: list[tuple[str, dict[str, Any]]] = []
    for language, translation in sentences.items():
        if len(language) != _CODE_LETTERS:
            continue
        _ = translation.gettext
        language_code = _language_parameter(language)
        localized = pack.in_language(language)
        event = localized.event
        for scope, listed in _SCOPES:
            of_pack = _of_pack(localized, listed(_))
            commands = [{"command": name, "description": text} for name, text in of_pack]
            calls.append(
                ("setMyCommands", {"commands": commands, "scope": {"type": scope}, **language_code})
            )
        description = _(
            "The exact text of recommendations and mandates, its source, and the meetings "
            "leading up to the event: {event}. Tap Start."
        ).format(event=event.name)
        short = _("Quotations, roundtables and meetings of {event}").format(event=event.short)
        calls.append(
            (
                "setMyDescription",
                {"description": description[:DESCRIPTION_CHARACTERS], **language_code},
            )
        )
        calls.append(
            (
                "setMyShortDescription",
                {"short_description": short[:SHORT_DESCRIPTION_CHARACTERS], **language_code},
            )
        )
    calls.append(("setChatMenuButton", {"menu_button": {"type": "commands"}}))
    return calls


async def register(
    sender: Sender, sentences: Mapping[str, gettext.NullTranslations], pack: Pack
) -> None:
    """Register everything with Telegram. A refusal is logged, as the bot works without it."""
    for method, parameters in registrations(pack, sentences):
        try:
            await sender.call(method, parameters)
        except error.TelegramError as problem:
            extra = {"method": method, "error": type(problem).__name__}
            _logger.warning("Telegram did not take a registration", extra=extra)


class TeamMenu:
    """Shows the team's own commands in the members' private chats."""

    def __init__(
        self,
        sender: Sender,
        sentences: Mapping[str, gettext.NullTranslations],
        role_of: Callable[[int], Awaitable[Role | None]],
    ) -> None:
        self._sender = sender
        self._sentences = sentences
        self._role_of = role_of
        self._shown: dict[int, Role | None] = {}

    async def update(self, user_id: int) -> None:
        """Show a user the menu of their role, or the common one, unless they have it already."""
        role = await self._role_of(user_id)
        if user_id in self._shown and self._shown[user_id] == role:
            return
        self._shown[user_id] = role
        for language, translation in self._sentences.items():
            if len(language) != _CODE_LETTERS:
                continue
            language_code = _language_parameter(language)
            scope = {"scope": {"type": "chat", "chat_id": user_id}, **language_code}
            method, listed = "deleteMyCommands", {}
            if role in ORGANISERS:
                commands = [
                    {"command": name, "description": text}
                    for name, text in _organisers(translation.gettext)
                ]
                method, listed = "setMyCommands", {"commands": commands}
            try:
                await self._sender.call(method, {**listed, **scope})
            except error.TelegramError as problem:
                # A user who never wrote to the bot has no chat with it yet.
                self._shown.pop(user_id, None)
                extra = {"method": method, "error": type(problem).__name__}
                _logger.info("a member's menu stays the common one", extra=extra)
                return
