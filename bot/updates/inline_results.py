"""Inline mode's results as Telegram takes them."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from bot.telegram.rendering import isolated_for, render
from bot.updates.answer_cache import Key, answer_key
from content.model import Meeting
from handlers.documents.inline import inline_result
from handlers.framework.reply import InlineAnswer
from handlers.framework.request import Request


def inline_parameters(
    request: Request, answer: InlineAnswer, cache: MutableMapping[Key, Any]
) -> dict[str, Any]:
    """The parameters of https://core.telegram.org/bots/api#answerinlinequery."""
    found = [_result(request, entry_id, cache) for entry_id in answer.entries]
    parameters: dict[str, Any] = {
        "results": [result for result in found if result],
        "cache_time": answer.cache_seconds,
        "is_personal": answer.personal,
        "next_offset": answer.next_offset,
    }
    if answer.hint is not None:
        parameters["button"] = {
            "text": isolated_for(request.reader, answer.hint),
            "start_parameter": answer.hint_payload,
        }
    return parameters


def _result(request: Request, entry_id: str, cache: MutableMapping[Key, Any]) -> dict[str, Any]:
    """Empty where it does not fit into one message; check-pack holds every passage to that."""
    # A meeting's hour is told in the time zone of the person who asks.
    of_meeting = isinstance(request.pack.entries.get(entry_id), Meeting)
    asked = ("result", entry_id, *([request.reader.zone.key] if of_meeting else []))
    key = answer_key(request, *asked)
    found = None if key is None else cache.get(key)
    if found is None:
        found = _made(request, entry_id)
        if key is not None:
            cache[key] = found
    return dict(found)


def _made(request: Request, entry_id: str) -> dict[str, Any]:
    reader = request.reader
    result = inline_result(reader, request.pack, entry_id)
    rendered = render(result.reply, right_to_left=reader.right_to_left)
    if len(rendered.texts) != 1:
        return {}
    return {
        "type": "article",
        "id": entry_id,
        "title": isolated_for(reader, result.title),
        "description": isolated_for(reader, result.description),
        "input_message_content": {
            "message_text": rendered.texts[0],
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {"inline_keyboard": rendered.keyboard},
    }
