"""What a group is shown of a longer reply: three lines, and a button that opens the rest."""

from __future__ import annotations

from dataclasses import replace

from handlers.framework.reply import Block, Bullets, Facts

LINES = 3


def in_brief(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The first blocks that fit into three lines, counting a paragraph or a folded quotation as
    one. Lists lose their end; a single block is never cut, least of all official words."""
    room = LINES
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
