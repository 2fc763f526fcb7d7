"""Posters to print, before they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Poster:
    """One page: `lines` are printed below the title, `link` is in the code."""

    title: str
    lines: tuple[str, ...]
    link: str

    @property
    def id(self) -> str:
        """The start payload of the link, or the bot's username with @."""
        address, _, payload = self.link.partition("?start=")
        return payload or f"@{address.rpartition('/')[2]}"


@dataclass(frozen=True)
class PosterSheet:
    """Posters of an event, one on a page. `paper` is as Typst names it; `foot` stands on every
    page; `language` is of the sentences."""

    title: str
    language: str
    paper: str
    foot: Sequence[str]
    posters: Sequence[Poster]
