"""Search over everything in a pack. See docs/search.md."""

from __future__ import annotations

from collections.abc import Container
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING

from content.model import EntryKind, Pack
from content.search.hits import Hit, SearchResults
from content.search.scripts import languages_of

if TYPE_CHECKING:
    from content.search.engine import Engine

__all__ = ["Hit", "Search", "SearchResults"]


class Search:
    """Searches one pack in all languages. Thread-safe; each index is built on first use."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack.original
        self._engines: dict[str, Engine] = {}
        self._building = Lock()
        self._titles_in: dict[str, frozenset[str]] = {}  # by language, folded

    @property
    def prepared(self) -> tuple[str, ...]:
        """The languages whose index is built."""
        return tuple(self._engines)

    def prepare(self, language: str | None = None) -> Engine:
        """Build the index of a language, by default the pack's own, unless it is built already.

        Takes 0.2 s for the pack that ships.
        """
        # Most first answers need no search, so that its libraries are not imported at the start.
        from content.search.engine import Engine

        language = language or self._pack.language
        with self._building:
            if language not in self._engines:
                self._engines[language] = Engine(self._pack, language)
            return self._engines[language]

    def warm_up(self, language: str) -> None:
        """Build the index of a language and load its list of words; takes up to a second."""
        from content.search.word_lists import load_word_list

        engine = self.prepare(language)
        load_word_list(language)
        if language == "zh":
            engine.find("移民贱康")  # a misspelling, which loads the pronunciations

    def is_title(self, text: str) -> bool:
        """Whether a text is a title or a search word of one of the documents' passages, in any
        language. Needs no index."""
        plain = _plain(text)
        languages = (self._pack.language, *self._pack.translations)
        return any(plain in self._titles(language) for language in languages)

    def _titles(self, language: str) -> frozenset[str]:
        titles = self._titles_in.get(language)
        if titles is None:
            passages = self._pack.in_language(language).passages.values()
            names = chain.from_iterable((passage.title, *passage.words) for passage in passages)
            titles = self._titles_in[language] = frozenset(map(_plain, names))
        return titles

    def missing(self, text: str, language: str) -> str | None:
        """The next language whose index `find` would have to build; None if it has all it needs."""
        first, *others = self._languages_of(text, language)
        if first not in self._engines:
            return first
        if others and self._engines[first].familiarity(text)[1]:
            for code in others:
                if code not in self._engines:
                    return code
                if self._engines[code].familiarity(text)[0] == 1.0:
                    break
        return None

    def find(
        self,
        text: str,
        *,
        language: str | None = None,
        limit: int = 50,
        kinds: Container[EntryKind] | None = None,
        typing: bool = False,
    ) -> SearchResults:
        """Find at most `limit` entries for any text, best first; only of `kinds`, if given.

        `language` is the reader's, by default the pack's own. The text may be in any language; the
        reader's is tried first unless another one knows more of its words. With `typing` the last
        word may be unfinished, as in inline mode.
        """
        reader_language = language or self._pack.language
        first, *others = self._languages_of(text, reader_language)
        engine = self._engine(first)
        known, foreign = engine.familiarity(text) if others else (1.0, False)
        shares: list[tuple[float, str]] = []
        for code in others if foreign else ():
            shares.append((self._engine(code).familiarity(text)[0], code))
            if shares[-1][0] == 1.0:
                break
        better = [code for share, code in sorted(shares, reverse=True) if share > known]
        # Misspelt words are read as the reader's language first.
        tries = [(code, False) for code in better] + [(first, True)]
        if foreign and first != self._pack.language:
            tries.append((self._pack.language, True))
        results = SearchResults()
        for code, correct in tries:
            results = self._engine(code).find(
                text, limit=limit, kinds=kinds, typing=typing, correct=correct
            )
            if results.hits:
                break
        if code == reader_language:
            return results
        found_in = self._pack.in_language(code)
        return results.in_pack(self._pack.in_language(reader_language), found_in)

    def _languages_of(self, text: str, reader_language: str) -> tuple[str, ...]:
        """The languages that a query may be in. The pack has no words in other languages than its
        own, those of its translations and those of its documents."""
        first, *others = languages_of(text, reader_language, self._pack.language)
        known = self._pack.languages
        return (first, *(code for code in others if code in known))

    def _engine(self, language: str) -> Engine:
        return self._engines.get(language) or self.prepare(language)


def _plain(text: str) -> str:
    from content.search.words import fold

    return " ".join(fold(text).split()).strip(" .?!؟。？！")
