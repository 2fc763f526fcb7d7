"""Inline mode's results as Telegram takes them, each made once."""

from __future__ import annotations

from typing import Any

from bot.telegram.rendering import isolated, render
from handlers.framework.lru_cache import Recent
from handlers.framework.reply import InlineAnswer, InlineResult
from handlers.framework.request import Reader

_MOST_STEADY = 1000


class InlineResults:
    """Makes the parameters of answerInlineQuery. Results that come again as the same objects are
    not rendered again."""

    def __init__(self) -> None:
        self._made: Recent[int, tuple[InlineResult, dict[str, Any]]] = Recent(_MOST_STEADY)

    def parameters(self, reader: Reader, answer: InlineAnswer) -> dict[str, Any]:
        """See https://core.telegram.org/bots/api#answerinlinequery."""
        found = [self._choice(reader, each) for each in answer.results]
        parameters: dict[str, Any] = {
            "results": [each for each in found if each],
            "cache_time": answer.cache_seconds,
            "is_personal": answer.personal,
            "next_offset": answer.next_offset,
        }
        if answer.hint is not None:
            parameters["button"] = {
                "text": line(reader, answer.hint),
                "start_parameter": answer.hint_payload,
            }
        return parameters

    def _choice(self, reader: Reader, result: InlineResult) -> dict[str, Any]:
        """Empty where it does not fit into one message; check-pack holds every passage to that."""
        found = self._made.find(id(result))
        if found is None or found[0] is not result:
            found = (result, _made(reader, result))
            self._made.keep(id(result), found)
        return found[1]


def _made(reader: Reader, result: InlineResult) -> dict[str, Any]:
    rendered = render(result.reply, right_to_left=reader.right_to_left)
    if len(rendered.texts) != 1:
        return {}
    return {
        "type": "article",
        "id": result.id,
        "title": line(reader, result.title),
        "description": line(reader, result.description),
        "input_message_content": {
            "message_text": rendered.texts[0],
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {"inline_keyboard": rendered.keyboard},
    }


def line(reader: Reader, text: str) -> str:
    """A line outside messages, with Latin kept in order for right-to-left readers."""
    return isolated(text) if reader.right_to_left else text
