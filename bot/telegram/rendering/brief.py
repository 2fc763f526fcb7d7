"""Shortening replies for groups."""

from __future__ import annotations

from dataclasses import replace

from handlers.framework.reply import Block, Bullets, Facts

MAX_LINES = 3


def in_brief(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the first blocks that fit into MAX_LINES, of which a paragraph or a folded quotation
    takes one. Lists are cut at the end; other blocks are never cut."""
    room = MAX_LINES
    kept: list[Block] = []
    for block in blocks:
        if room <= 0:
            break
        match block:
            case Facts(rows):
                kept.append(Facts(rows[:room]))
                room -= len(rows)
            case Bullets(items, title):
                fitting = room - (title is not None)
                if fitting > 0:
                    kept.append(replace(block, items=items[:fitting]))
                room = fitting - len(items)
            case _:
                kept.append(block)
                room -= 1
    return tuple(kept)
