"""The sentences of the program and their translations: plain words, whole forms, right marks.

What is held here was found by readers of each language: docs/translating.md says why.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.pack.check import walk
from content.languages import NAMES
from handlers.framework.reply import Press
from storage.database import open_database
from tests.catalogues import TRANSLATED, originals, template, translated, translations
from tests.databases import database_url
from tests.factories import BEFORE, a_reader, services_over

ROOT = Path(__file__).parents[2]
MAX_SHARED_LABEL_CHARACTERS = 22  # of a button that shares its row, as phones cut longer ones off

# Turns that sound translated or archaic, and what to write in their place.
HABITS = {
    r"!": "a full stop",
    r"['\"]": "curly quotation marks and apostrophes",
    r"\banew\b": "again",
    r"\b(is|are|still) to come\b|^[A-Z]\w+ to come\b": "upcoming",
    r"\bgoes? on\b": "continues, has resumed",
    r"\bbears? on\b": "related",
    r"\b[Ww]ho (got|gets|subscribed)\b": "those who, subscribers to",
    r"\bI know no\b|\bis no (day|duration|official)\b": "I do not know, is not a",
    r"\bmeanwhile\b": "in the meantime, has since",
    r"\b(is|are) the most\b|\bwhich is the most\b": "the maximum is",
    r"\b(take|takes|taken|took) (over|off|out|back)\b": "import, remove, delete",
    r"\b(is|was|are) over\b": "has passed, has expired",
    r"\bas always\b": "as usual",
    r"\bkept\b|\bKept\b": "saved, stored",
    r"\b(is|are) told\b": "will be notified",
    r"\b[Oo]rganis": "organiz-, as the United Nations spell it",
    r"\bEverybody\b": "everyone",
    r"\b[Pp]ress\b": "tap",
    r"\blifts? it\b|\bmend\b|\bbroken off\b": "undo, correct, interrupted",
}
# Values of a file's cells, and a query for the table of places: nobody reads these as sentences.
NOT_SENTENCES = {
    "handlers/desk/calendar/form.py",
    "handlers/desk/calendar_files/calendar_table.py",
    "handlers/desk/calendar_files/entry_fields.py",
    "handlers/desk/calendar_files/import_plan.py",
    "handlers/framework/switchboard.py",
}
GLUE = re.compile(r"^(: |; |, | \(| – |\))|(: |; |, | \(| – |\()$|^:$|[“”«»]")
# Second person singular, which the polite plural takes the place of.
ARABIC_SINGULAR = re.compile(
    r"(?<![\u0600-\u06ff])(لك|بك|منك|عنك|إليك|لديك|يمكنك|أنت|أنك|كنت|طلبت|اخترت|اشتركت|كتبت|لست"
    r"|سؤالك|جدولك|تقويمك|عنوانك|بياناتك|منطقتك|اسمك|لغتك|إجاباتك"
    r"|اختصره|اكتب|اكتبه|اكتبها|اختر|جرّب|أضف|افتح|اضغط|حاول|ألغِ|اطلب|انسخ)(?![\u0600-\u06ff])"
)


def sentences() -> Iterator[str]:
    for message in template():
        if message.id:
            yield from originals(message)


def test_english_sentences_are_plain() -> None:
    found = [
        f"“{sentence}”: write {better}"
        for sentence in sentences()
        for habit, better in HABITS.items()
        if re.search(habit, sentence)
    ]
    assert not found, "\n".join(found)


def test_punctuation_between_words_is_in_the_catalogues() -> None:
    """Colons, brackets, commas and dashes differ by language, so no f-string or join adds them."""
    found = []
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name in NOT_SENTENCES:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            parts: list[str] = []
            if isinstance(node, ast.JoinedStr):
                parts = [str(p.value) for p in node.values if isinstance(p, ast.Constant)]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                joiner = node.func.value
                if node.func.attr == "join" and isinstance(joiner, ast.Constant):
                    parts = [str(joiner.value)]
            if any(GLUE.search(part) and len(part) < 5 for part in parts):
                found.append(f"{name}:{node.lineno}: {ast.unparse(node)[:80]}")
    # A time of day on a clock.
    found = [line for line in found if "// 60" not in line and "':'.join" not in line]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", TRANSLATED)
def test_commands_and_marks_are_kept(language: str) -> None:
    for message in translated(language):
        for text in translations(message):
            assert set(re.findall(r"(?<!\w)/[a-z]+", originals(message)[-1])) <= set(
                re.findall(r"(?<!\w)/[a-z]+", text)
            ), text
            assert not re.search(r"['\"]|\.\.$|  |^ [^(]|[^,،、] $", text), repr(text)


# Named without gender, as what is done and not who does it: Présidence, Moderación.
ROLES = ("Chair", "Co-chair", "Moderator", "Speaker", "Panellist", "Rapporteur")


@pytest.mark.parametrize("language", TRANSLATED)
def test_forms_for_numbers_differ(language: str) -> None:
    """Where a form names the number, some noun or verb agrees with it: not the same form copied.

    Chinese has one form; elsewhere only words that do not change may be alike in all forms.
    """
    if language == "zh":
        return
    alike = [
        message.id
        for message in translated(language)
        if isinstance(message.id, tuple | list)
        and message.id[0] != message.id[1]
        and message.id[0] not in ROLES
        and len(set(translations(message))) == 1
    ]
    assert not alike


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_a_fragment(language: str) -> None:
    """A reader's note such as "…his word…" is no translation of the sentence that it is about."""
    fragments = [
        translation
        for message in translated(language)
        if not any(original.startswith("…") for original in originals(message))
        for translation in translations(message)
        if translation.startswith("…") and translation != "…"
    ]
    assert fragments == []


def test_french_has_no_break_spaces() -> None:
    for message in translated("fr"):
        for text in translations(message):
            assert not re.search(r"(?<![\u202f\u00a0])[;?!»]|« |«[^\u00a0\u202f]", text), repr(text)
            assert not re.search(r" :|(?<![\u00a0\d])(?<!\})(?<!https):(?=\s|$)", text), repr(text)


def test_arabic_addresses_people_in_the_polite_plural() -> None:
    for message in translated("ar"):
        for text in translations(message):
            assert not ARABIC_SINGULAR.search(text), text


def test_chinese_has_no_spaces_at_latin_letters() -> None:
    """But for commands and names after @, which Telegram finds by the space."""
    han = r"[\u3400-\u9fff]"
    for message in translated("zh"):
        for text in translations(message):
            assert not re.search(rf"{han} [A-Za-z0-9]", text), text
            assert not re.search(r"[\u3400-\u9fff][,;:!?]", text), text


@pytest.mark.parametrize("language", NAMES)
async def test_labels_that_share_a_row_are_short(tmp_path: Path, language: str) -> None:
    database = open_database(database_url(tmp_path / "rows.db"))
    await database.migrate()
    long = set()
    async for place, reply in walk(services_over(database), a_reader(language, BEFORE)):
        for row in reply.buttons:
            labels = [button.label for button in row if isinstance(button, Press)]
            if len(row) > 1:
                long |= {
                    (place, text) for text in labels if len(text) > MAX_SHARED_LABEL_CHARACTERS
                }
    await database.close()
    assert not long
