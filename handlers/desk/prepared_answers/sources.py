"""What can be sent as a prepared answer: those of the team, and the pack's practical pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.model import Pack
from content.typed_words import fold
from handlers.me.ask import MAX_TEXT_CHARACTERS
from storage.hashing import sha256
from storage.prepared_answers import PreparedAnswer
from storage.team_texts import language_for

_MARK_DIGITS = 8


@dataclass(frozen=True)
class Prepared:
    """What can be sent. `language` is that of `words`, which need not be the delegate's."""

    source: str
    title: str
    words: str
    language: str
    searched: str = ""  # folded: its title and words

    @property
    def mark(self) -> str:
        return sha256(self.words)[:_MARK_DIGITS]


def prepared_for(
    pack: Pack, answers: Iterable[PreparedAnswer], language: str, title_language: str
) -> list[Prepared]:
    """Return what can be sent to a reader of `language`: the team's answers that have words, then
    the pages of the pack. The titles of pages are in `title_language`."""
    found = [*_of_team(pack, answers, language), *_of_pages(pack, language, title_language)]
    return [one for one in found if 0 < len(one.words) <= MAX_TEXT_CHARACTERS]


def _of_team(pack: Pack, answers: Iterable[PreparedAnswer], language: str) -> Iterable[Prepared]:
    for answer in answers:
        shown = language_for(answer.texts, language, pack.language)
        if shown is None:
            continue
        searched = fold(" ".join((answer.title, *answer.texts.values())))
        yield Prepared(f"a{answer.id}", answer.title, answer.texts[shown], shown, searched)


def _of_pages(pack: Pack, language: str, title_language: str) -> Iterable[Prepared]:
    own = pack.original
    theirs, ours = own.in_language(language), own.in_language(title_language)
    for written, page, shown in zip(own.pages, theirs.pages, ours.pages, strict=True):
        if not page.text:
            continue
        words = f"{page.title}\n\n{page.text}"
        is_theirs = language == own.language or page.text != written.text
        named = fold(" ".join((shown.title, written.title, words, *written.words, *shown.words)))
        text_language = language if is_theirs else own.language
        yield Prepared(f"p{page.id}", shown.title, words, text_language, named)


def matching(prepared: Sequence[Prepared], words: str) -> list[Prepared]:
    """Return what has most of these words first; what has none is left out."""
    wanted = set(fold(words).split())
    found = [(sum(word in one.searched for word in wanted), one) for one in prepared]
    ranked = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
    return [one for _number, one in ranked]
