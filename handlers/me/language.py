"""`/language`: the language of a person or group."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from content.languages import NAMES, spoken
from content.model import Pack
from content.typed_words import language_named
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit, always, with_words
from handlers.me.settings import has_announcements, settings_view
from storage import chats

_LANGUAGES_PER_ROW = 2


@dataclass(frozen=True)
class ChooseLanguage(ButtonData):
    tag: ClassVar[str] = "l1"
    code: str


def languages_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    only_ours = _("Only the bot’s own text changes. Quotations stay as they are in the documents.")
    official_too = _(
        "The bot’s own text changes, and quotations where the documents have official text in "
        "that language."
    )
    several = len(pack.text_languages) > 1
    chosen = _("{language} · chosen")
    buttons = [
        Press(
            chosen.format(language=name) if code == reader.language else name, ChooseLanguage(code)
        )
        for code, name in NAMES.items()
    ]
    rows: list[Row] = [
        tuple(buttons[start : start + _LANGUAGES_PER_ROW])
        for start in range(0, len(buttons), _LANGUAGES_PER_ROW)
    ]
    return Reply(
        blocks=(
            Heading(_("Language")),
            Paragraph(official_too if several else only_ours),
        ),
        brief=(Paragraph(_("To change it: {command}").format(command="/language fr")),),
        buttons=(*rows, way_back(reader, "settings")),
        payload="settings",
    )


async def language(request: Request) -> Answer:
    """Answer `/language`, `/language fr` or `/language Français`, also by its name in another
    language and without accents."""
    reader, words = request.reader, request.words.strip()
    if not words:
        return languages_view(reader, request.pack)
    code = language_named(words) or spoken(words)
    if code is None:
        _ = reader.gettext
        sentence = _("“{words}” is not available yet. Choose one of these languages:").format(
            words=words[:40]
        )
        listed = languages_view(reader, request.pack)
        return Reply((Paragraph(sentence), Bullets(tuple(NAMES.values()))), listed.buttons)
    return await _set_language(request, code)


async def choose_language(request: Request, button: ChooseLanguage) -> Answer:
    if button.code not in NAMES:
        return out_of_date(request.reader)
    return await _set_language(request, button.code)


async def _set_language(request: Request, code: str) -> Reply:
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        await chats.record_contact(connection, request.chat_id, reader.now)
        await chats.set_language(connection, request.chat_id, code)
    changed = replace(reader, language=code, sentences=request.services.sentences[code])
    return settings_view(changed, await has_announcements(request))


async def visit_languages(request: Request, visit: Visit) -> Answer:
    return languages_view(request.reader, request.pack)


TOPIC = Topic(
    "language",
    commands={"language": language},
    screens={"languages": visit_languages},
    buttons={ChooseLanguage: choose_language},
    changes={language: with_words, choose_language: always},
)
