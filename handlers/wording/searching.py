"""How to search."""

from __future__ import annotations

from content.model import Pack
from handlers.framework.reader import Reader
from handlers.framework.reply import Paragraph
from handlers.wording import examples


def search_hint(reader: Reader, pack: Pack) -> tuple[Paragraph, ...]:
    """Return how to search, with words that find something; nothing if there is nothing to find."""
    found = examples.searches(pack)
    sentence = reader.gettext("To search, write any words, such as “{words}”.")
    return (Paragraph(sentence.format(words=found[0])),) if found else ()
