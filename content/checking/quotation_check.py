"""Checks quotations: the text of every passage is in its document, white space aside.

Declared footnote marks are removed from the document first, because text extraction joined them to
words. Declared interruptions, whole lines such as a footnote at the end of a page, may be skipped.
Both must themselves be in the file, so that a typing error in one is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from content.checking.source import Mismatch, SourceText
from content.checking.walk import walk_passages
from content.model import Document, Pack
from content.problems import FindingList, Path, printable

MAX_QUOTATION_UNITS = 3500  # UTF-16; with its citation it fits a message (4096)


# The texts of the documents, by a document's id and a language.
Texts = Mapping[tuple[str, str], str]


def check_quotations(pack: Pack, texts: Texts, findings: FindingList) -> None:
    """Check footnote marks and interruptions, then every passage in every language, against the
    documents."""
    known: dict[tuple[str, str], tuple[SourceText, ...]] = {}
    for place, document in enumerate(pack.documents):
        prepared = {
            language: prepare(document, texts[document.id, language])
            for language in document.files(pack.language)
            if (document.id, language) in texts
        }
        for language, one in prepared.items():
            known[document.id, language] = one.sources
        _report_faults([*prepared.values()], ("documents", place), findings)
    for path, passage in walk_passages(pack):
        # A text that is missing was reported when it was looked for.
        only = {pack.language_of(passage): passage.text} if passage.text else {}
        for language, text in (passage.texts or only).items():
            if findings.full:
                return
            here: Path = (*path, "text", language) if passage.texts else (*path, "text")
            length = len(text.encode("utf-16-le", "surrogatepass")) // 2
            if length > MAX_QUOTATION_UNITS:
                most = f"{MAX_QUOTATION_UNITS:,} fit into one message"
                what = f"its text has {length:,} characters; {most}"
                findings.add(here, what, "Make two passages of it.")
            key = (passage.citation.document, language)
            if key in known:
                _check_text(text, known[key], here, findings)


def sources(document: Document, text: str) -> tuple[SourceText, ...]:
    """The versions of a document's text in which quotations may be found (see `prepare`)."""
    return prepare(document, text).sources


@dataclass(frozen=True)
class PreparedText:
    """The text of a document in one language, without footnote marks (`whole`) and also without
    interruptions (`shorter`). `faults` are what is wrong with these, by their path in the document,
    and `missing` the paths of those that are not in the text."""

    whole: str
    shorter: str
    faults: Mapping[Path, tuple[str, str]]
    missing: frozenset[Path]

    @cached_property
    def sources(self) -> tuple[SourceText, ...]:
        if self.shorter == self.whole:
            return (SourceText(self.whole),)
        return (SourceText(self.whole), SourceText(self.shorter))


def prepare(document: Document, text: str) -> PreparedText:
    """Remove footnote marks and interruptions from the text of a document."""
    name = printable(document.file or document.id)
    patterns = []
    text = unicodedata.normalize("NFC", text)
    letters = _letters(text)
    spans: list[tuple[int, int]] = []
    faults: dict[Path, tuple[str, str]] = {}
    missing: set[Path] = set()
    for number, mark in enumerate(document.footnote_marks):
        here: Path = ("footnote_marks", number)
        pattern = _mark_pattern(unicodedata.normalize("NFC", mark))
        if pattern is None:
            what = f"“{printable(mark)}” is not a word with a footnote's number at its end"
            faults[here] = (what, "Write both as they stand in the file, such as HLD.2.")
            continue
        patterns.append(pattern)
        # Searching for the letters is faster than for the pattern, and usually sufficient.
        places = list(islice(pattern.finditer(text), 2)) if _letters(mark) in letters else []
        if not places:
            what = f"“{printable(mark)}” does not stand in {name}"
            faults[here] = (what, "Copy it from the file, or take it out.")
            missing.add(here)
        elif len(places) > 1:
            what = f"“{printable(mark)}” stands more than once in {name}"
            faults[here] = (what, "Write the word before it too, so that one place is meant.")
        else:
            spans.append(places[0].span("number"))
    whole = shorter = _without(text, spans)
    for number, interruption in enumerate(document.interruptions):
        here = ("interruptions", number)
        lines = _lines_pattern(unicodedata.normalize("NFC", interruption), patterns)
        if _letters(interruption) not in letters or lines.search(whole) is None:
            what = f"“{printable(interruption)}” does not stand in {name} on lines of its own"
            faults[here] = (what, "Copy whole lines from the file, or take it out.")
            missing.add(here)
        else:
            shorter = lines.sub("", shorter)
    return PreparedText(whole, shorter, faults, frozenset(missing))


def _report_faults(prepared: Sequence[PreparedText], path: Path, findings: FindingList) -> None:
    """Report what is wrong with marks and interruptions. One that is missing in a language is no
    fault if another language has it."""
    in_all = frozenset.intersection(*(text.missing for text in prepared)) if prepared else ()
    reported: set[Path] = set()
    for text in prepared:
        for here, (what, fix) in text.faults.items():
            if here not in reported and (here not in text.missing or here in in_all):
                reported.add(here)
                findings.add((*path, *here), what, fix)


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _mark_pattern(mark: str) -> re.Pattern[str] | None:
    match = _MARK.fullmatch(mark)
    if match is None:
        return None
    begin = r"(?<!\w)" if mark[0].isalnum() else ""
    return re.compile(f"{begin}{_spaced(match[1])}(?P<number>{match[2]})(?![{_DIGITS}])")


def _lines_pattern(interruption: str, marks: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    for mark in marks:
        match = mark.search(interruption)
        if match is not None:
            interruption = _without(interruption, [match.span("number")])
    words = _spaced(interruption.strip())
    return re.compile(rf"^[^\S\n]*{words}[^\S\n]*$", re.MULTILINE)


def _spaced(text: str) -> str:
    """A pattern for a text, with any white space between its words."""
    return r"\s+".join(re.escape(word) for word in re.split(r"\s+", text))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept, end = [], 0
    for start, stop in sorted(set(spans)):
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]])


def _check_text(
    text: str, sources: tuple[SourceText, ...], path: Path, findings: FindingList
) -> None:
    text = unicodedata.normalize("NFC", text)
    if any(source.holds(text) for source in sources):
        return
    if any(source.holds_inside_words(text) for source in sources):
        what = "it begins or ends in the middle of a word of the document"
        findings.add(path, what, "Quote whole words.")
        return
    mismatches = [source.mismatch(text) for source in sources]
    findings.add(path, *_explain(max(mismatches, key=lambda mismatch: mismatch.length)))


def _explain(mismatch: Mismatch) -> tuple[str, str]:
    quoted, printed = mismatch.quoted, mismatch.printed
    if mismatch.length < _MIN_MATCHED_CHARACTERS:
        what = f"it is not in the document, from its first words on: “{printable(quoted)}”"
        if _LEFT_OUT.search(quoted):
            return what, _NOTHING_LEFT_OUT
        return what, "Copy them from the document's file, or mend the citation's document."
    if not printed:
        what = f"the document ends after “…{printable(mismatch.matched)}”"
        return what, "Copy the words from the document's file."
    what = (
        f"after “…{printable(mismatch.matched)}” the quotation has “{printable(quoted)}”, "
        f"the document “{printable(printed)}”"
    )
    return what, _fix(mismatch)


def _fix(mismatch: Mismatch) -> str:
    quoted, printed = mismatch.characters
    for signs, name in ((_QUOTES, "quotation mark or apostrophe"), (_DASHES, "dash or hyphen")):
        if quoted and quoted in signs and printed in signs:
            return f"Copy the {name} from the file: {printed}, not {quoted}."
    if _LEFT_OUT.search(mismatch.quoted) and not _LEFT_OUT.search(mismatch.printed):
        return _NOTHING_LEFT_OUT
    if re.match(f"[{_DIGITS}]", printed):
        return (
            "If this is a footnote's number, write it with its word under “footnote_marks” of the "
            "document. Otherwise copy the words from the file."
        )
    if mismatch.continues:
        return (
            "If a footnote or a page's heading stands between, write its lines under "
            "“interruptions” of the document. Otherwise copy the words from the file."
        )
    return "Copy the words from the document's file."


_DIGITS = "0-9⁰¹²³⁴-⁹"
_MARK = re.compile(rf"(.*[^{_DIGITS}])([{_DIGITS}]+)", re.DOTALL)
_LEFT_OUT = re.compile(r"\[|…|\.\.\.")
_NOTHING_LEFT_OUT = "A quotation leaves nothing out and adds nothing: make two passages of it."
_QUOTES = "'\"‘’‚‛“”„‟«»‹›`´"
_DASHES = "-‐‑‒–—―−"
# Fewer characters match by chance.
_MIN_MATCHED_CHARACTERS = 8
