"""Takes the texts of passages from their documents, by the documents' own numbering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from content.checking import Texts
from content.checking.quotation_check import prepare
from content.checking.walk import walk_passages
from content.model import Document, Pack, Passage
from content.numbering import InvalidNumbering, Part, parts
from content.problems import Finding

PartKey = int | str  # the number of a part, or the unit of one without a number


def with_numbered_texts(pack: Pack, texts: Texts) -> tuple[Pack, list[Finding]]:
    """Return the pack with the text of every passage, in all languages that its document has, the
    pack's own first; and what is wrong with those whose text is not found."""
    documents = {document.id: document for document in pack.documents}
    found = {
        (document.id, language): _parts_by_key(document, language, texts[document.id, language])
        for document in pack.documents
        for language in document.files(pack.language)
        if (document.id, language) in texts
    }
    findings: list[Finding] = []
    changed: dict[int, Passage] = {}
    for path, passage in walk_passages(pack):
        document = documents.get(passage.citation.document)
        if document is None:
            continue
        languages = _own_first(pack, document)
        if passage.text:
            changed[id(passage)] = _settled(pack, passage, languages)
            continue
        key: PartKey = passage.citation.number or passage.citation.unit
        parts_of = {code: found.get((document.id, code), {}) for code in languages}
        given = {code: known[key] for code, known in parts_of.items() if known.get(key)}
        if given:
            changed[id(passage)] = _with_texts(pack, passage, given)
        elif document.numbering or document.headings:
            what = f"the document has no heading for {passage.citation.unit} {_number(passage)}"
            fix = "Compare its number with the document, and “numbering” with its headings."
            findings.append(Finding((*path, "citation"), what.rstrip(), fix))
        else:
            fix = "Add a line “text: …” to the entry."
            findings.append(Finding((*path, "text"), "“text” is missing or empty", fix))
    return pack.with_passages(lambda passage: changed.get(id(passage), passage)), findings


def _number(passage: Passage) -> str:
    return str(passage.citation.number or "")


def _own_first(pack: Pack, document: Document) -> list[str]:
    languages = list(document.files(pack.language))
    return sorted(languages, key=lambda language: language != pack.language)


def _settled(pack: Pack, passage: Passage, languages: list[str]) -> Passage:
    """A passage whose text is written in the pack, with the language of that text."""
    if passage.texts:
        known = [language for language in languages if language in passage.texts]
        others = [language for language in passage.texts if language not in known]
        ordered = {language: passage.texts[language] for language in (*known, *others)}
        return _with_texts(pack, passage, ordered)
    if languages and languages[0] != pack.language and passage.language is None:
        return passage.model_copy(update={"language": languages[0]})
    return passage


def _with_texts(pack: Pack, passage: Passage, texts: Mapping[str, str]) -> Passage:
    language, text = next(iter(texts.items()))
    if len(texts) == 1 and language == pack.language:
        return passage.model_copy(update={"text": text, "language": None, "texts": {}})
    return passage.model_copy(update={"text": text, "language": language, "texts": dict(texts)})


def _parts_by_key(document: Document, language: str, text: str) -> dict[PartKey, str]:
    return {
        part.number or part.name: part.text for part in document_parts(document, language, text)
    }


def document_parts(document: Document, language: str, text: str) -> Iterator[Part]:
    """The numbered parts of a document's text in a language, without footnote marks and
    interruptions; none if the document does not describe its headings."""
    pattern = document.numbering.get(language)
    names = {
        str(unit): headings[language]
        for unit, headings in document.headings.items()
        if language in headings
    }
    if pattern is None and not names:
        return
    each_line = document.paragraphs == "lines"
    try:
        yield from parts(prepare(document, text).shorter, pattern, names, each_line)
    except InvalidNumbering:
        return  # content.checking says so
