"""Quotations: every passage's words stand in its document, white space aside.

Declared footnote marks are taken out of the document first, because text extraction glued them to
words. Declared interruptions, whole lines such as a footnote at the foot of a page, may be
skipped. Each must itself stand in the file: a slip in one would go unseen otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice

from content.checking.source import Departure, Source
from content.checking.walk import passages
from content.model import Document, Pack, Passage
from content.problems import Limited, Path, shown

# A quotation and its citation fit one Telegram message of 4096 UTF-16 units.
LONGEST = 3500


def check_quotations(pack: Pack, texts: Mapping[str, str], found: Limited) -> None:
    """Adds marks and interruptions that are not in their file, and words that are not there."""
    known: dict[str, tuple[Source, ...]] = {}
    for place, document in enumerate(pack.documents):
        if document.id in texts:
            path: Path = ("documents", place)
            known[document.id] = _sources(document, texts[document.id], path, found)
    for path, passage in passages(pack):
        if found.full:
            return
        length = len(passage.text.encode("utf-16-le", "surrogatepass")) // 2
        if length > LONGEST:
            what = f"its text has {length:,} characters; {LONGEST:,} fit into one message"
            found.add((*path, "text"), what, "Make two passages of it.")
        if passage.citation.document in known:
            _check(passage, known[passage.citation.document], (*path, "text"), found)


def sources(document: Document, text: str) -> tuple[Source, ...]:
    """The document's text as quotations may be found in it: with its interruptions and without."""
    return _sources(document, text, (), Limited())


def _sources(document: Document, text: str, path: Path, found: Limited) -> tuple[Source, ...]:
    """The document without its marks, and again without its interruptions too."""
    name = shown(document.file)
    patterns = []
    text = unicodedata.normalize("NFC", text)
    letters = _letters(text)
    spans: list[tuple[int, int]] = []
    for number, mark in enumerate(document.footnote_marks):
        here = (*path, "footnote_marks", number)
        pattern = _mark_pattern(unicodedata.normalize("NFC", mark))
        if pattern is None:
            what = f"“{shown(mark)}” is not a word with a footnote's number at its end"
            found.add(here, what, "Write both as they stand in the file, such as HLD.2.")
            continue
        patterns.append(pattern)
        # Looking for the letters is quicker than for the pattern, and mostly enough.
        places = list(islice(pattern.finditer(text), 2)) if _letters(mark) in letters else []
        if not places:
            what = f"“{shown(mark)}” does not stand in {name}"
            found.add(here, what, "Copy it from the file, or take it out.")
        elif len(places) > 1:
            what = f"“{shown(mark)}” stands more than once in {name}"
            found.add(here, what, "Write the word before it too, so that one place is meant.")
        else:
            spans.append(places[0].span("number"))
    whole = shorter = _without(text, spans)
    for number, interruption in enumerate(document.interruptions):
        lines = _lines_pattern(unicodedata.normalize("NFC", interruption), patterns)
        if _letters(interruption) not in letters or lines.search(whole) is None:
            what = f"“{shown(interruption)}” does not stand in {name} on lines of its own"
            mend = "Copy whole lines from the file, or take it out."
            found.add((*path, "interruptions", number), what, mend)
        else:
            shorter = lines.sub("", shorter)
    return (Source(whole),) if shorter == whole else (Source(whole), Source(shorter))


def _letters(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _mark_pattern(mark: str) -> re.Pattern[str] | None:
    match = _MARK.fullmatch(mark)
    if match is None:
        return None
    begin = r"(?<!\w)" if mark[0].isalnum() else ""
    return re.compile(f"{begin}{_loosely(match[1])}(?P<number>{match[2]})(?![{_DIGITS}])")


def _lines_pattern(interruption: str, marks: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    for mark in marks:
        match = mark.search(interruption)
        if match is not None:
            interruption = _without(interruption, [match.span("number")])
    words = _loosely(interruption.strip())
    return re.compile(rf"^[^\S\n]*{words}[^\S\n]*$", re.MULTILINE)


def _loosely(text: str) -> str:
    """A pattern for a text with any white space between its words."""
    return r"\s+".join(re.escape(word) for word in re.split(r"\s+", text))


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept, end = [], 0
    for start, stop in sorted(set(spans)):
        kept.append(text[end:start])
        end = stop
    return "".join([*kept, text[end:]])


def _check(passage: Passage, sources: tuple[Source, ...], path: Path, found: Limited) -> None:
    text = unicodedata.normalize("NFC", passage.text)
    if any(source.holds(text) for source in sources):
        return
    if any(source.holds_inside_words(text) for source in sources):
        what = "it begins or ends in the middle of a word of the document"
        found.add(path, what, "Quote whole words.")
        return
    departures = [source.departure(text) for source in sources]
    found.add(path, *_said(max(departures, key=lambda each: each.length)))


def _said(departure: Departure) -> tuple[str, str]:
    quoted, printed = departure.quoted, departure.printed
    if departure.length < _BEGINNING:
        what = f"it is not in the document, from its first words on: “{shown(quoted)}”"
        if _LEFT_OUT.search(quoted):
            return what, _NOTHING_LEFT_OUT
        return what, "Copy them from the document's file, or mend the citation's document."
    if not printed:
        what = f"the document ends after “…{shown(departure.agreed)}”"
        return what, "Copy the words from the document's file."
    what = (
        f"after “…{shown(departure.agreed)}” the quotation has “{shown(quoted)}”, "
        f"the document “{shown(printed)}”"
    )
    return what, _advice(departure)


def _advice(departure: Departure) -> str:
    quoted, printed = departure.signs
    for signs, name in ((_QUOTES, "quotation mark or apostrophe"), (_DASHES, "dash or hyphen")):
        if quoted and quoted in signs and printed in signs:
            return f"Copy the {name} from the file: {printed}, not {quoted}."
    if _LEFT_OUT.search(departure.quoted) and not _LEFT_OUT.search(departure.printed):
        return _NOTHING_LEFT_OUT
    if re.match(f"[{_DIGITS}]", printed):
        return (
            "If this is a footnote's number, write it with its word under “footnote_marks” of the "
            "document. Otherwise copy the words from the file."
        )
    if departure.goes_on:
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
# Fewer letters than this agree by chance.
_BEGINNING = 8
