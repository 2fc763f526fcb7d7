"""The updates that the benchmarks send, and the answers that they expect.

Both are made from our own views, so that all programs send the same answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from bot.preview.entities import parse_text
from bot.telegram.rendering import Rendered, render
from content.languages import Sentences
from content.loading import load_pack
from handlers.documents.roundtables import roundtable_view, roundtables_view
from handlers.framework.reader import Reader

# Placeholders that the double fills in: see api_double.mjs.
_CHAT, _NUMBER = 111111111, 222222222
_BOT = {"id": 7000000001, "is_bot": True, "first_name": "Bench", "username": "roundtable_bot"}
_SEARCHES = (
    "equal pay",
    "portable social security",
    "climate",
    "recruitment fees",
    "GFMD",
    "65/170",
)


@dataclass(frozen=True)
class Workload:
    """The files of updates, for the double, and of answers, for the peers."""

    updates: Path
    answers: Path


def write_workload(folder: Path) -> Workload:
    pack, sentences = load_pack("hld-2013"), Sentences()
    now = datetime.combine(pack.event.start, time(), pack.event.zone)
    reader = Reader("en", pack.event.zone, False, now, sentences["en"], "roundtable_bot")
    screens = {
        str(roundtable.number): render(roundtable_view(reader, pack, roundtable))
        for roundtable in pack.roundtables
    }
    answers = {
        number: {"text": screen.texts[0], "keyboard": screen.keyboard}
        for number, screen in screens.items()
    }
    listed = _sent(render(roundtables_view(reader, pack)))
    kinds = {
        "command": _kind([_message(f"/roundtable {number}", 11) for number in screens], 1),
        "button": _kind(
            [_press(f"g1:{roundtable.id}:roundtables", listed) for roundtable in pack.roundtables],
            2,
        ),
        "inline": _kind([_inline(query) for query in _SEARCHES], 1),
        "search": _kind([_message(query) for query in _SEARCHES], 1),
    }
    workload = Workload(folder / "updates.json", folder / "answers.json")
    workload.updates.write_text(json.dumps({"message": _sent(screens["3"]), "kinds": kinds}))
    workload.answers.write_text(json.dumps(answers))
    return workload


def _kind(updates: list[dict[str, Any]], calls: int) -> dict[str, Any]:
    """Return a kind of updates, each of which is answered by so many calls."""
    return {"updates": updates, "calls": calls}


def _person() -> dict[str, Any]:
    return {"id": _CHAT, "is_bot": False, "first_name": "Amina", "last_name": "Diallo",
            "username": "amina_diallo", "language_code": "en"}  # fmt: skip


def _chat() -> dict[str, Any]:
    return {"id": _CHAT, "first_name": "Amina", "last_name": "Diallo", "username": "amina_diallo",
            "type": "private"}  # fmt: skip


def _message(text: str, command: int = 0) -> dict[str, Any]:
    message: dict[str, Any] = {
        "message_id": _NUMBER, "from": _person(), "chat": _chat(), "date": 1369000000, "text": text,
    }  # fmt: skip
    if command:
        message["entities"] = [{"offset": 0, "length": command, "type": "bot_command"}]
    return {"update_id": _NUMBER, "message": message}


def _press(data: str, message: Mapping[str, Any]) -> dict[str, Any]:
    query = {"id": str(_NUMBER), "from": _person(), "message": message,
             "chat_instance": "8176393498137", "data": data}  # fmt: skip
    return {"update_id": _NUMBER, "callback_query": query}


def _inline(words: str) -> dict[str, Any]:
    query = {"id": str(_NUMBER), "from": _person(), "query": words, "offset": "",
             "chat_type": "private"}  # fmt: skip
    return {"update_id": _NUMBER, "inline_query": query}


def _sent(rendered: Rendered) -> dict[str, Any]:
    """Return a message as Telegram returns it to the bot."""
    formatted = parse_text(rendered.texts[0], "HTML", None, lambda _: None)
    return {
        "message_id": _NUMBER, "from": _BOT, "chat": _chat(), "date": 1369000001,
        "text": formatted.text, "entities": formatted.entities_json(),
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": rendered.keyboard},
    }  # fmt: skip
