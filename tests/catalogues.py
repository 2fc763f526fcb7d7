"""Which sentences each catalogue must have: `make sentences` lists those that are missing.

A language with `desk = "en"` in its `language.toml` may lack those that only the team sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from content.languages import DOMAIN, LANGUAGES, LOCALES, SOURCE_LANGUAGE

ROOT = Path(__file__).parents[1]
TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
# The official languages of the United Nations, in which the bot and the packs that ship are whole.
OFFICIAL = ["ar", "zh", "en", "fr", "ru", "es"]
DESK = "handlers/desk/"
# What delegates read of the desk: announcements, and answers to their questions.
_FOR_DELEGATES = (
    "handlers/desk/announcements/received_version.py",
    "handlers/desk/announcements/recipient_view.py",
    "handlers/desk/questions/question_messages.py",
)
Key = tuple[str | None, str]  # the context and the English sentence, of several forms the first


def catalogue(language: str) -> Catalog:
    """All sentences of a language, translated or not."""
    with (LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=LANGUAGES[language].locale)


def translated(language: str) -> Iterator[Message]:
    """The sentences of a language that are translated."""
    return (message for message in catalogue(language) if message.id and any(translations(message)))


def template() -> Catalog:
    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        return read_po(file)


def key(message: Message) -> Key:
    return message.context, originals(message)[0]


def originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    """The translation in all its forms; empty texts where it is missing."""
    forms = message.string
    return (forms or "",) if isinstance(forms, str) or forms is None else tuple(forms)


@cache
def places() -> dict[Key, set[str]]:
    """The files that each sentence of the program is in, by their paths in the checkout."""
    found: dict[Key, set[str]] = {}
    for folder in ("handlers", "bot"):
        for file, _line, message, _comments, context in extract_from_dir(
            ROOT / folder, [("**.py", "python")]
        ):
            one = message if isinstance(message, str) else message[0]
            found.setdefault((context, one), set()).add(f"{folder}/{file}")
    return found


def is_required(language: str, sentence: Key) -> bool:
    """Whether a language's catalogue must have a sentence."""
    if LANGUAGES[language].desk != SOURCE_LANGUAGE:
        return True
    return any(
        not path.startswith(DESK) or path in _FOR_DELEGATES for path in places().get(sentence, ())
    )


def missing(language: str) -> list[str]:
    """The sentences that a language's catalogue must have and has not, or not in all forms."""
    own = catalogue(language)
    found = []
    for message in template():
        if message.id and is_required(language, key(message)):
            one = own.get(key(message)[1], message.context)
            if one is None or one.fuzzy or not all(translations(one)):
                found.append(key(message)[1])
    return found


if __name__ == "__main__":
    for code in TRANSLATED:
        lacking = missing(code)
        print(f"{code} untranslated: {len(lacking)}", *lacking[:30], sep="\n  ")
