"""Rendering a reply as messages with a keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.telegram.rendering.html import Piece, pieces
from bot.telegram.rendering.text import isolated
from content.model import PackFile
from handlers.framework.reply import (
    Album,
    Button,
    Copy,
    File,
    Open,
    OpenApp,
    Press,
    Reply,
    Row,
    SearchHere,
    SentFile,
    Share,
)
from handlers.framework.telegram_limits import COPY_CHARACTERS, MESSAGE_ENTITIES, MESSAGE_UNITS

Keyboard = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Rendered:
    """The HTML texts of one or more messages, in order; the keyboard belongs to the last."""

    texts: tuple[str, ...]
    keyboard: Keyboard
    file: File | SentFile | Album | PackFile | None = None


def render(reply: Reply, *, right_to_left: bool = False, folded: bool = False) -> Rendered:
    """Render a reply, split between blocks if it is too long for one message. `folded` folds every
    quotation, as in groups."""
    all_pieces = [
        piece
        for block in reply.blocks
        for piece in pieces(block, MESSAGE_UNITS, right_to_left, folded)
    ]
    buttons = keyboard(reply.buttons, right_to_left)
    return Rendered(tuple(_packed(all_pieces)), buttons, reply.file)


def _packed(all_pieces: list[Piece]) -> list[str]:
    texts: list[str] = []
    open_piece: Piece | None = None
    for piece in all_pieces:
        if open_piece is None:
            open_piece = piece
            continue
        gap = "\n" if piece.tight else "\n\n"
        joined = open_piece + Piece(gap, len(gap)) + piece
        if joined.length > MESSAGE_UNITS or joined.entities > MESSAGE_ENTITIES:
            texts.append(open_piece.markup)
            open_piece = piece
        else:
            open_piece = joined
    if open_piece is not None:
        texts.append(open_piece.markup)
    return texts


def keyboard(rows: tuple[Row, ...], right_to_left: bool = False) -> Keyboard:
    """Return rows of buttons as in https://core.telegram.org/bots/api#inlinekeyboardmarkup."""
    made = [[_button(button) for button in row] for row in rows if row]
    if right_to_left:
        for button in (button for row in made for button in row):
            button["text"] = isolated(button["text"])
    return made


def _button(button: Button) -> dict[str, Any]:
    match button:
        case Press(label, data, danger):
            pressed: dict[str, Any] = {"text": label, "callback_data": data.pack()}
            return pressed | {"style": "danger"} if danger else pressed
        case Copy(label, text):
            if not 1 <= len(text) <= COPY_CHARACTERS:
                raise ValueError(f"a copy button takes 1 to {COPY_CHARACTERS} characters")
            return {"text": label, "copy_text": {"text": text}}
        case Share(label, query):
            return {"text": label, "switch_inline_query": query}
        case SearchHere(label, query):
            return {"text": label, "switch_inline_query_current_chat": query}
        case Open(label, url):
            return {"text": label, "url": url}
        case OpenApp(label, url):
            # https://core.telegram.org/bots/api#webappinfo
            return {"text": label, "web_app": {"url": url}}
