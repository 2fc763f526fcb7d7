"""Texts in several languages on screens of the desk."""

from __future__ import annotations

from collections.abc import Mapping

from content.languages import LANGUAGES
from handlers.desk.team_texts.buttons import RemoveText, WriteText
from handlers.desk.team_texts.kinds import Owner
from handlers.framework.places import two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
    Verbatim,
)
from handlers.me.cancel import EndDialog
from handlers.wording import labels
from storage.team_texts import language_for

_MAX_SHOWN_CHARACTERS = 200


def text_rows(reader: Reader, texts: Mapping[str, str], own: str) -> list[tuple[str, Phrase]]:
    """Return the beginning of the text in each language. Languages without one say which language
    is shown instead; `own` is the pack's."""
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    for language in LANGUAGES:
        name = labels.language_name(reader, language)
        shown = language_for(texts, language, own)
        if shown == language:
            text = " ".join(texts[language].split())
            rows.append((name, labels.clipped(text, _MAX_SHOWN_CHARACTERS)))
        elif shown is not None:
            instead = labels.language_name(reader, shown)
            rows.append((name, _("as in: {language}").format(language=instead)))
    return rows


def text_buttons(reader: Reader, kind: str, owner: str, texts: Mapping[str, str]) -> list[Row]:
    """Return a button for each language, which asks for its text."""
    _ = reader.gettext
    buttons = []
    for language in LANGUAGES:
        name = labels.language_name(reader, language)
        label = _("{language}: change") if language in texts else _("{language}: add")
        buttons.append(Press(label.format(language=name), WriteText(kind, owner, language)))
    return two_columns(buttons)


def prompt_view(
    reader: Reader,
    button: WriteText,
    owner: Owner,
    current: str | None,
    max_characters: int,
    problem: str | None = None,
) -> Reply:
    """Ask for the text in a language; `problem` says why the message before could not be taken."""
    _ = reader.gettext
    language = labels.language_name(reader, button.language)
    blocks: list[Block] = [
        Heading(_("{title} · {language}").format(title=owner.title, language=language))
    ]
    if problem:
        blocks.append(Paragraph(problem))
    if current is not None:
        blocks.append(Verbatim(current))
    sentence = _("Write the text in one message, at most {most} characters.")
    blocks.append(Paragraph(sentence.format(most=max_characters)))
    if owner.seen_by:
        blocks.append(Footnote(owner.seen_by))
    rows: list[Row] = []
    if current is not None:
        remove = RemoveText(button.kind, button.owner, button.language)
        rows.append((Press(_("Remove this text"), remove),))
    return Reply(
        tuple(blocks), (*rows, (Press(_("Cancel"), EndDialog(owner.place)),)), payload="desk"
    )
