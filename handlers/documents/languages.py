"""A passage in other languages than the reader's: all of them, and a screen for each."""

from __future__ import annotations

from content.languages import own_name
from content.model import Pack, Passage
from handlers.documents.quotations import official_blocks, passage_tools, quotation
from handlers.framework.places import Place, go, open_buttons, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels

# The part of a passage's place that lists its other languages, and that of one language: "in-fr".
OTHERS = "others"
_IN_LANGUAGE = "in-"
_PROOF_IN_LANGUAGE = "proof-"
# Two texts share one message of 4,096 UTF-16 units where they fit with their citations.
_PAGE_CHARACTERS = 3_400
_TEXTS_ON_PAGE = 2


def language_in(part: str) -> str:
    """Return the language that the part of a place names; empty if it names none."""
    return part.removeprefix(_IN_LANGUAGE) if part.startswith(_IN_LANGUAGE) else ""


def proof_language(part: str) -> str:
    """Return the language of a proof's part; empty if it is not one in a language."""
    return part.removeprefix(_PROOF_IN_LANGUAGE) if part.startswith(_PROOF_IN_LANGUAGE) else ""


def other_languages(passage: Passage) -> list[str]:
    """Return the languages of a passage's other texts, in the order of its document."""
    return [language for language in passage.texts if language != passage.language]


def languages_button(reader: Reader, entry_id: str, passage: Passage, back: str) -> list[Row]:
    """Return a row with the button that opens the passage's other languages, if it has any."""
    if not other_languages(passage):
        return []
    return [(Press(reader.gettext("Other languages"), go(Place(entry_id, OTHERS), back)),)]


def _pages(passage: Passage) -> list[list[str]]:
    pages: list[list[str]] = []
    size = 0
    for language in other_languages(passage):
        length = len(passage.texts[language])
        if not pages or len(pages[-1]) == _TEXTS_ON_PAGE or size + length > _PAGE_CHARACTERS:
            pages.append([])
            size = 0
        pages[-1].append(language)
        size += length
    return pages


def others_view(reader: Reader, pack: Pack, place: Place, back: str = "") -> Reply | None:
    """Return a page of a passage's texts in other languages, each with its citation and a button
    to its own screen; None if there are none."""
    passage = pack.passages[place.id]
    pages = _pages(passage)
    if not pages:
        return None
    page = min(place.page, len(pages))
    here = Place(place.id, OTHERS, page)
    blocks: list[Block] = [Heading(labels.heading(reader, pack, place.id))]
    for language in pages[page - 1]:
        blocks.append(Paragraph((Bold(labels.language_name(reader, language)),)))
        blocks.append(quotation(reader, pack, passage.in_language(language)))
    return Reply(
        blocks=tuple(blocks),
        brief=tuple(blocks[:3]),
        buttons=(
            *open_buttons(
                [
                    (own_name(language), str(Place(place.id, f"{_IN_LANGUAGE}{language}")))
                    for language in other_languages(passage)
                ],
                here,
            ),
            *paging(reader, here, len(pages), back),
            way_back(reader, place.id, back),
        ),
        cacheable=True,
        payload=place.id,
    )


def in_language_view(
    reader: Reader, pack: Pack, entry_id: str, language: str, back: str = ""
) -> Reply | None:
    """Return a passage's screen in one of its languages; None if it has no text in it."""
    _ = reader.gettext
    if language not in pack.passages[entry_id].texts:
        return None
    passage = pack.passages[entry_id].in_language(language)
    heading = Heading(labels.heading(reader, pack, entry_id))
    proof = Place(entry_id, f"{_PROOF_IN_LANGUAGE}{language}")
    blocks = (heading, *official_blocks(reader, pack, passage, chosen=True))
    return Reply(
        blocks=blocks,
        brief=blocks,
        buttons=(
            passage_tools(reader, pack, entry_id, passage),
            (Press(_("Link and verification"), go(proof, back)),),
            way_back(reader, back or Place(entry_id, OTHERS)),
        ),
        cacheable=True,
        payload=entry_id,
    )
