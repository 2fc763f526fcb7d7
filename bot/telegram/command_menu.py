"""The bot's commands, descriptions and menu button, as Telegram shows them."""

from __future__ import annotations

import gettext
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from telegram import error

from bot.telegram.sender import Sender
from content.languages import SOURCE_LANGUAGE
from content.model import Pack
from handlers.desk import ORGANISERS
from handlers.framework.offers import is_offered
from handlers.framework.telegram_limits import DESCRIPTION_CHARACTERS, SHORT_DESCRIPTION_CHARACTERS
from handlers.wording import examples

_logger = logging.getLogger(__name__)
Commands = list[tuple[str, str]]
# The pack's own commands stand before the first of these.
_AFTER = ("new", "saved", "ask", "search", "settings", "help")

# Telegram takes ISO 639-1 codes, of two letters. People of other languages get the English menu.
_CODE_LETTERS = 2


def _private(_: Callable[[str], str], pack: Pack) -> Commands:
    texts = _("Recommendations and other texts") if pack.areas else _("Official texts")
    return [
        ("next", _("Next meetings")),
        ("meetings", _("All meetings")),
        ("agenda", _("My schedule")),
        ("floor", _("List of speakers")),
        ("roundtables", _("Roundtables and related texts")),
        ("documents", texts),
        ("new", _("What’s new")),
        ("saved", _("Saved passages")),
        ("ask", _("Ask the secretariat")),
        ("settings", _("Language and time zone")),
        ("help", _("What this bot does")),
    ]


def _group(_: Callable[[str], str], pack: Pack) -> Commands:
    recommendation = _("A recommendation, such as {number}")
    return [
        ("next", _("Next meetings")),
        ("meetings", _("All meetings")),
        ("agenda", _("This group’s schedule")),
        ("roundtable", _("A roundtable by its number")),
        ("recommendation", recommendation.format(number=examples.recommendation(pack))),
        ("search", _("Search everything")),
        ("help", _("What this bot does")),
    ]


def _administrators(_: Callable[[str], str], pack: Pack) -> Commands:
    return [
        *_group(_, pack),
        ("language", _("The language in this group")),
        ("timezone", _("The time zone in this group")),
    ]


def _organisers(_: Callable[[str], str]) -> Commands:
    return [
        ("desk", _("The organizers’ menu")),
        ("calendar", _("Manage the calendar")),
        ("announce", _("Write an announcement")),
        ("team", _("Team members")),
    ]


def _programme(_: Callable[[str], str]) -> Commands:
    return [
        ("today", _("Today’s meetings")),
        ("room", _("Meetings by room")),
        ("who", _("Meetings by person")),
        ("track", _("Meetings by track")),
    ]


def _of_pack(
    _: Callable[[str], str], pack: Pack, listed: Commands, may_ask: bool, places: int
) -> Commands:
    """The commands that the pack has something for. In place of the others, as many as there were,
    stand those of the pack's collections, then those of a programme of rooms."""
    only_collections = pack.commands and not (
        pack.areas or pack.mandate or pack.position or pack.background
    )
    left_out = {*(["documents"] if only_collections else []), *([] if may_ask else ["ask"])}
    shown = [
        (name, text) for name, text in listed if is_offered(pack, name) and name not in left_out
    ]
    own = [(name, collection.title) for name, collection in pack.commands.items()]
    if "rooms" in pack.parts:
        own += [(name, text) for name, text in _programme(_) if is_offered(pack, name)]
    own = own[: places - len(shown)]
    at = next((place for place, (name, _text) in enumerate(shown) if name in _AFTER), len(shown))
    return [*shown[:at], *own, *shown[at:]]


_SCOPES = (
    ("all_private_chats", _private),
    ("all_group_chats", _group),
    ("all_chat_administrators", _administrators),
)


def _language_parameter(language: str) -> dict[str, str]:
    """Return the parameter that names a language. English has none: it is the default."""
    return {} if language == SOURCE_LANGUAGE else {"language_code": language}


def registrations(
    pack: Pack, sentences: Mapping[str, gettext.NullTranslations], may_ask: bool
) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls that register everything, as (method, parameters). `may_ask` says whether
    anybody answers questions."""
    calls: list[tuple[str, dict[str, Any]]] = []
    for language, translation in sentences.items():
        if len(language) != _CODE_LETTERS:
            continue
        _ = translation.gettext
        language_code = _language_parameter(language)
        localized = pack.in_language(language)
        for scope, listed in _SCOPES:
            every = listed(_, localized)
            of_pack = _of_pack(_, localized, every, may_ask, len(every))
            commands = [{"command": name, "description": text} for name, text in of_pack]
            calls.append(
                ("setMyCommands", {"commands": commands, "scope": {"type": scope}, **language_code})
            )
        description, short = _descriptions(_, localized)
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


def _descriptions(_: Callable[[str], str], pack: Pack) -> tuple[str, str]:
    """Return the description and the short description."""
    name, short = pack.event.name, pack.event.short
    has_meetings, quotes = is_offered(pack, "meetings"), is_offered(pack, "verify")
    if quotes and pack.areas and pack.mandate:
        long = _(
            "The exact text of recommendations and mandates, its source, and the meetings "
            "leading up to the event: {event}. Tap Start."
        )
    elif quotes and has_meetings:
        long = _("The exact texts of {event}, and its meetings with reminders. Tap Start.")
    elif has_meetings:
        long = _("The programme of {event}, with reminders. Tap Start.")
    else:
        long = _("The exact texts of {event}. Tap Start.") if quotes else "{event}"
    if quotes and pack.roundtables and has_meetings:
        brief = _("Quotations, roundtables and meetings of {event}")
    elif quotes and has_meetings:
        brief = _("Quotations and meetings of {event}")
    elif has_meetings:
        brief = _("The programme of {event}")
    else:
        brief = _("Quotations of {event}") if quotes else "{event}"
    return long.format(event=name), brief.format(event=short)


async def register(
    sender: Sender,
    sentences: Mapping[str, gettext.NullTranslations],
    may_ask: Callable[[], Awaitable[bool]],
    pack: Pack,
) -> None:
    """Register everything with Telegram. A refusal is logged, as the bot works without it.
    `may_ask` tells whether anybody answers questions."""
    for method, parameters in registrations(pack, sentences, await may_ask()):
        try:
            await sender.call(method, parameters)
        except error.TelegramError as problem:
            extra = {"method": method, "error": type(problem).__name__}
            _logger.warning("Telegram did not take a registration", extra=extra)


def _of_roles(_: Callable[[str], str], roles: Collection[str]) -> Commands:
    """Return the commands of somebody's roles, without those that delegates have, too."""
    if ORGANISERS & frozenset(roles):
        return _organisers(_)
    named = [
        ("desk", _("Your menu at the desk"), {"chair-of-roundtable"}),
        ("delegations", _("Delegations and their codes"), {"clerk"}),
        ("summary", _("The summary of a session"), {"chair", "rapporteur"}),
    ]
    return [(name, text) for name, text, whose in named if whose & frozenset(roles)]


def team_commands(
    _: Callable[[str], str], pack: Pack, roles: Collection[str] = ("organiser",)
) -> Commands:
    """Return the commands of somebody with roles: their own, then a delegate's. For whoever runs a
    list of speakers, that is the first."""
    own = _of_roles(_, roles)
    if not ORGANISERS & frozenset(roles) and is_offered(pack, "floor"):
        own.insert(0, ("floor", _("List of speakers")))
    delegates = [
        command
        for command in _private(_, pack)
        if command[0] not in ("documents", "saved", "ask", "new", *(name for name, _text in own))
    ]
    return [*own, *_of_pack(_, pack, delegates, True, len(delegates))]


class TeamMenu:
    """Shows the team's own commands in the members' private chats."""

    def __init__(
        self,
        sender: Sender,
        sentences: Mapping[str, gettext.NullTranslations],
        roles_of: Callable[[int], Awaitable[frozenset[str]]],
        pack: Callable[[], Pack],
    ) -> None:
        """`pack` returns the pack in use, `roles_of` a user’s roles, also those at sessions."""
        self._sender = sender
        self._sentences = sentences
        self._roles_of = roles_of
        self._pack = pack
        # The roles, and the pack's parts and commands, of the menu that a user has.
        self._shown: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    async def update(self, user_id: int) -> None:
        """Show a user the menu of their roles, or the common one, unless they have it already."""
        roles = await self._roles_of(user_id)
        pack = self._pack()
        shown = roles, pack.parts | pack.commands.keys()
        if self._shown.get(user_id) == shown:
            return
        self._shown[user_id] = shown
        for language, translation in self._sentences.items():
            if len(language) != _CODE_LETTERS:
                continue
            language_code = _language_parameter(language)
            scope = {"scope": {"type": "chat", "chat_id": user_id}, **language_code}
            method, listed = "deleteMyCommands", {}
            if roles:
                commands = [
                    {"command": name, "description": text}
                    for name, text in team_commands(
                        translation.gettext, pack.in_language(language), roles
                    )
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
