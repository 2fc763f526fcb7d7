"""Checks documents in several languages: that what is said of a language is of one they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.checking.walk import walk_passages
from content.model import Document, Pack
from content.numbering import InvalidNumbering, heading_pattern
from content.problems import Finding, FindingList, Path, printable

_A_NUMBER = "Write the heading with {n}, {roman} or {letter} for its number: Article {n}."


def check_documents(pack: Pack, findings: FindingList) -> None:
    """Check the languages that documents and their passages name, and the patterns of headings."""
    for place, document in enumerate(pack.documents):
        here: Path = ("documents", place)
        languages = document.files(pack.language)
        for field, language in _named_languages(document):
            if language not in languages:
                what = f"the document has no text in “{printable(language)}”"
                findings.add((*here, *field), what, f"Its languages are: {', '.join(languages)}.")
        for language, pattern in document.numbering.items():
            try:
                heading_pattern(pattern)
            except InvalidNumbering:
                what = f"“{printable(pattern)}” does not say where the number stands"
                findings.add((*here, "numbering", language), what, _A_NUMBER)
    languages_of = {document.id: document.files(pack.language) for document in pack.documents}
    for path, passage in walk_passages(pack):
        known = languages_of.get(passage.citation.document, {})
        for language in passage.texts:
            if known and language not in known:
                what = f"its document has no text in “{printable(language)}”"
                fix = "Add the file to “texts” of the document, or take the text out."
                findings.add((*path, "text", language), what, fix)


def _named_languages(document: Document) -> Iterator[tuple[Path, str]]:
    fields: tuple[tuple[Path, Iterable[str]], ...] = (
        (("authentic",), document.authentic),
        (("numbering",), document.numbering),
        *((("headings", unit), headings) for unit, headings in document.headings.items()),
    )
    for field, languages in fields:
        for language in languages:
            yield field, language


def missing_languages(pack: Pack) -> Iterator[Finding]:
    """Find passages that lack a language which their document has."""
    documents = {document.id: document.files(pack.language) for document in pack.documents}
    for path, passage in walk_passages(pack):
        given = passage.texts or {pack.language_of(passage): passage.text}
        lacking = [code for code in documents[passage.citation.document] if code not in given]
        if lacking:
            what = f"it has no text in {', '.join(lacking)}"
            fix = "Look for its heading there, or give the text. Until then another is shown."
            yield Finding(path, what, fix)
