"""The JSON in which `/sim` shows chats, buttons and results, and look-ups by id."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from bot.preview.chat_state import Chat, Person
from bot.preview.preview_state import PreviewState
from bot.preview.simulation.sim_requests import NotFound


def known_chat(state: PreviewState, chat_id: str | int) -> Chat:
    """Return a chat by its id. Raises NotFound."""
    chat = state.chats.get(int(chat_id))
    if chat is None:
        raise NotFound("there is no such chat")
    return chat


def known_person(state: PreviewState, person_id: str | int) -> Person:
    """Return a person by their id. Raises NotFound."""
    person = state.people.get(int(person_id))
    if person is None:
        raise NotFound("there is no such person")
    return person


async def clock_json(state: PreviewState) -> dict[str, Any]:
    due = await state.next_due()
    return {
        "now": state.clock.now().isoformat(timespec="milliseconds"),
        "speed": state.clock.speed,
        "next": None if due is None else due.astimezone(UTC).isoformat(timespec="milliseconds"),
    }


def chat_json(chat: Chat) -> dict[str, Any]:
    general: list[tuple[int | None, str]] = [(None, "General")] if chat.is_forum else []
    topics = [
        {"id": number, "name": name, "closed": number in chat.closed}
        for number, name in [*general, *chat.topics.items()]
    ]
    members = [{"person": person, "status": status} for person, status in chat.members.items()]
    return {
        "id": chat.id,
        "type": chat.kind,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "topics": topics,
        "members": members,
        "blocked": chat.blocked,
        "started": chat.started,
        "bot": chat.bot_status,
        "pinned": chat.pinned,
        "migrated_to": chat.migrated_to,
    }


def opened_by_client(button: dict[str, Any]) -> dict[str, Any] | None:
    """Return what a client does with a button on its own, or None for a callback button."""
    if "url" in button:
        return {"open": button["url"]}
    if "copy_text" in button:
        return {"copied": button["copy_text"]["text"]}
    if "switch_inline_query" in button:
        return {"inline": {"query": button["switch_inline_query"], "where": "choose"}}
    if "switch_inline_query_chosen_chat" in button:
        chosen = button["switch_inline_query_chosen_chat"]
        return {"inline": {"query": chosen.get("query", ""), "where": "choose"}}
    if "switch_inline_query_current_chat" in button:
        return {"inline": {"query": button["switch_inline_query_current_chat"], "where": "here"}}
    return None


def result_json(result: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": result["id"],
        "title": result["title"],
        "description": result.get("description", ""),
        "message_text": result["content"]["text"],
        "entities": result["content"].get("entities", []),
        "reply_markup": result["reply_markup"],
    }
