"""What people do: write, edit, press Start, block the bot, press buttons, make groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.preview.api_errors import ApiError
from bot.preview.bot_membership import change_bot_status
from bot.preview.chat_access import inline_message_id
from bot.preview.chat_state import Chat, Message
from bot.preview.entities import format_text, utf16_length
from bot.preview.entities.formatted_text import check_unicode
from bot.preview.group_upgrade import can_migrate, migrate
from bot.preview.open_queries import Query
from bot.preview.preview_state import PreviewState
from bot.preview.privacy_mode import deliver
from bot.preview.seed_data import Status

MAX_TEXT = 4096  # UTF-16 units; clients split longer texts
_CAPTIONED = frozenset({"photo", "video", "document", "audio", "voice", "animation"})
_CAPTION = ("caption", "caption_entities")
_MAX_TITLE = 128  # characters
_MAX_INLINE_QUERY = 256  # characters
_FIRST_GROUP_ID = -4_000_000_000  # The ids of groups made here are lower.
_FIRST_CHANNEL_ID = -1_002_000_000_000  # likewise
_BOT_STATUSES: dict[str, Status] = {
    "member": "member", "administrator": "administrator", "left": "left", "kicked": "kicked",
    "restricted": "restricted",
}  # fmt: skip
_USERNAME = re.compile(r"(?=.{5,32}$)[A-Za-z]\w*bot", re.ASCII | re.IGNORECASE)
# The users whom Telegram names for messages in the name of a chat, "for backward compatibility"
# (https://core.telegram.org/bots/api#message); TDLib's UserManager has their ids.
_STAND_INS: dict[str, dict[str, Any]] = {
    "group": {
        "id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot",
    },
    "channel": {
        "id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot",
    },
    "automatic": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
}  # fmt: skip
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class ActionError(ValueError):
    """An action that no Telegram client would let a person do; says why."""


def write(
    state: PreviewState,
    chat: Chat,
    person: int,
    text: str,
    reply_to: int | None = None,
    thread: int | None = None,
) -> list[tuple[Message, int | None]]:
    """Write a text; one above the limit becomes several messages.

    Return them with their update ids, which are None where the bot gets no update.
    """
    return [
        send(state, chat, person, _text_content(part), reply_to=reply_to, thread=thread)
        for part in _split(text)
    ]


def reply_elsewhere(
    state: PreviewState, chat: Chat, person: int, text: str, original: Chat, message_id: int
) -> tuple[Message, int | None]:
    """Reply in a chat to a message of another chat."""
    replied = original.messages.get(message_id)
    if replied is None:
        raise ActionError("there is no such message to reply to")
    # https://core.telegram.org/bots/api#externalreplyinfo
    told: dict[str, Any] = {
        "origin": {
            "type": "user", "sender_user": state.user_json(replied.author), "date": replied.date,
        }
    }  # fmt: skip
    if original.kind == "supergroup":
        told |= {"chat": state.chat_json(original), "message_id": message_id}
    return send(state, chat, person, {**_text_content(text), "external_reply": told})


def write_as(
    state: PreviewState, chat: Chat, person: int, text: str, name: str, reply_to: int | None
) -> tuple[Message, int | None]:
    """Write in a group in the name of the group or of a channel; or be a channel whose post comes
    into its discussion group (`name` is group, channel or automatic)."""
    if name not in _STAND_INS:
        raise ActionError("one writes as the group, as a channel, or a post comes automatically")
    channel = {"id": -1002000000009, "type": "channel", "title": "News of Exampleland"}
    content = {
        **_text_content(text),
        "from": _STAND_INS[name],
        "sender_chat": state.chat_json(chat) if name == "group" else channel,
    }
    if name == "automatic":
        content["is_automatic_forward"] = True
    return send(state, chat, person, content, reply_to=reply_to)


def send(
    state: PreviewState,
    chat: Chat,
    person: int,
    content: dict[str, Any],
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    via_bot: bool = False,
    markup: dict[str, Any] | None = None,
) -> tuple[Message, int | None]:
    """Send a message of any content. Return it with its update's id, or None."""
    _check_may_write(chat, person, thread)
    if reply_to is not None:
        if reply_to not in chat.messages:
            raise ActionError("there is no such message to reply to")
        thread = chat.messages[reply_to].thread if thread is None else thread
    if chat.is_private:
        chat.started = True
        state.met.add(person)
        if chat.blocked:
            set_blocked(state, chat, False)
    message = state.add_message(
        chat, person, content, reply_to=reply_to, thread=thread, via_bot=via_bot, markup=markup
    )
    return message, deliver(state, "message", message)


def edit(state: PreviewState, chat: Chat, person: int, message_id: int, text: str) -> Message:
    message = chat.messages.get(message_id)
    captioned = message is not None and bool(_CAPTIONED & message.content.keys())
    if message is None or message.author != person or not (captioned or "text" in message.content):
        raise ActionError("a person edits only texts and captions of their own")
    content = _text_content(text)
    if utf16_length(content["text"]) > MAX_TEXT:
        raise ActionError("the text is too long")
    if captioned:
        names = {"text": "caption", "entities": "caption_entities"}
        kept = {name: value for name, value in message.content.items() if name not in _CAPTION}
        content = kept | {names[name]: value for name, value in content.items()}
    message.content = content
    message.edit_date = state.unix_now()
    state.message_changed(message)
    deliver(state, "edited_message", message)
    return message


def start(state: PreviewState, chat: Chat, person: int, payload: str) -> tuple[Message, int | None]:
    """Open `https://t.me/<bot>?start=<payload>` and press Start.

    In a group, open `?startgroup=<payload>` and choose the group, which adds the bot if it is not a
    member. Return the message with its update's id, or None.
    """
    if not _PAYLOAD.fullmatch(payload):
        raise ActionError("a start payload has up to 64 of A-Z a-z 0-9 _ -")
    if not chat.is_private:
        return _start_in_group(state, chat, person, payload)
    text = f"/start {payload}" if payload else "/start"
    return send(state, chat, person, _text_content(text))


def _start_in_group(
    state: PreviewState, chat: Chat, person: int, payload: str
) -> tuple[Message, int | None]:
    """Send `/start@bot payload`: https://core.telegram.org/bots/features#deep-linking"""
    if not payload:
        raise ActionError("without a payload nothing is started in a group")
    _check_may_write(chat, person, None)
    if chat.bot_status in ("left", "kicked"):
        set_bot_status(state, chat, person, "member")
    return send(state, chat, person, _text_content(f"/start@{state.bot.username} {payload}"))


def set_blocked(state: PreviewState, chat: Chat, blocked: bool) -> int | None:
    """Block or unblock the bot. Return the update's id, or None if nothing changed."""
    if not chat.is_private:
        raise ActionError("the bot is blocked in private chats only")
    if chat.blocked == blocked:
        return None
    if not blocked:
        chat.started = True
    return change_bot_status(state, chat, chat.id, "kicked" if blocked else "member")


def set_bot_status(state: PreviewState, chat: Chat, person: int, status: str) -> int | None:
    """Add, promote or remove the bot as an administrator of a group.

    Return the update's id, or None if nothing changed.
    """
    if chat.is_private:
        raise ActionError("in a private chat the bot is blocked, not removed")
    if chat.members.get(person) not in ("creator", "administrator"):
        raise ActionError("only administrators of the group may do this")
    if status not in _BOT_STATUSES:
        raise ActionError(f"the bot's status is one of {', '.join(_BOT_STATUSES)}")
    return change_bot_status(state, chat, person, _BOT_STATUSES[status])


def rename_bot(state: PreviewState, username: str) -> None:
    """Give the bot another username, as its owner does with BotFather:
    https://core.telegram.org/bots/features#edit-bots"""
    if not _USERNAME.fullmatch(username):
        raise ActionError("a bot's username has 5 to 32 of A-Z a-z 0-9 _ and ends in bot")
    state.bot = replace(state.bot, username=username)


def make_topic(state: PreviewState, chat: Chat, person: int, name: str) -> int:
    """Make a topic in a forum, or in a private chat of a bot that allows it; return its id:
    https://core.telegram.org/bots/api#forumtopiccreated"""
    _check_member(chat, person)
    if not (chat.is_forum or chat.is_private):
        raise ActionError("only forums and private chats have topics")
    number = state.next_message_id(chat)
    chat.topics[number] = name
    state.events.add("chats")
    return number


def change_topic(
    state: PreviewState, chat: Chat, person: int, thread: int | None, status: str
) -> None:
    """Close, reopen or delete a topic; General (None) cannot be deleted, but hidden."""
    if not chat.is_private and chat.members.get(person) not in ("creator", "administrator"):
        raise ActionError("only administrators of the group may do this")
    if thread is not None and thread not in chat.topics:
        raise ActionError("there is no such topic in the chat")
    match status:
        case "open":
            chat.closed.discard(thread)
        case "closed":
            chat.closed.add(thread)
        case "hidden" if thread is None:
            # "The topic will be automatically closed if it was open."
            # https://core.telegram.org/bots/api#hidegeneralforumtopic
            chat.closed.add(None)
        case "deleted" if thread is not None:
            for message in [one for one in chat.messages.values() if one.thread == thread]:
                state.delete_message(chat, message.id)
            del chat.topics[thread]
            chat.closed.discard(thread)
        case _:
            raise ActionError("a topic is open, closed, hidden (General) or deleted (others)")
    state.events.add("chats")


def make_group(state: PreviewState, title: str, people: list[int]) -> Chat:
    """Make a basic group; the first of the people is its creator and adds the bot."""
    if not people or len(set(people)) != len(people):
        raise ActionError("a group has people, each of them once")
    if not title.strip() or len(title) > _MAX_TITLE:
        raise ActionError(f"a group's title has 1 to {_MAX_TITLE} characters")
    members: dict[int, Status] = dict.fromkeys(people, "member")
    members[people[0]] = "creator"
    others = [other.id for other in state.chats.values() if other.kind == "group"]
    chat = Chat(
        min([_FIRST_GROUP_ID, *others]) - 1,
        "group",
        title,
        members=members,
        bot_status="left",
    )
    state.chats[chat.id] = chat
    change_bot_status(state, chat, people[0], "member")
    return chat


def make_channel(state: PreviewState, title: str, person: int) -> Chat:
    """Make a channel, whose creator makes the bot an administrator."""
    number = min(_FIRST_CHANNEL_ID, *state.chats) - 1
    chat = Chat(number, "channel", title, members={person: "creator"}, bot_status="left")
    state.chats[number] = chat
    change_bot_status(state, chat, person, "administrator")
    return chat


def upgrade(state: PreviewState, chat: Chat, person: int) -> int:
    """Upgrade a basic group as its creator. Return the supergroup's id."""
    if not can_migrate(chat):
        raise ActionError("only a basic group becomes a supergroup, and only once")
    if chat.members.get(person) != "creator":
        raise ActionError("only the group's creator may do this")
    return migrate(state, chat, person)


def press(state: PreviewState, chat: Chat, person: int, message: Message, data: str) -> Query:
    """Press a callback button; `data` may be forged."""
    _check_member(chat, person)
    query = state.callbacks.ask(person, chat.id)
    state.met.add(person)
    # The bot learns only the inline_message_id of a message sent via inline mode.
    where: dict[str, Any] = (
        {"inline_message_id": inline_message_id(message)}
        if message.via_bot
        else {"message": state.message_json(message)}
    )
    state.updates.push(
        "callback_query",
        {
            "id": query.id,
            "from": state.user_json(person),
            **where,
            "chat_instance": str(abs(chat.id) * 7_919),
            "data": data,
        },
    )
    return query


def ask_inline(state: PreviewState, chat: Chat, person: int, text: str, offset: str) -> Query:
    """Type `@bot text` in a chat; only the first 256 characters count."""
    _check_member(chat, person)
    query = state.inlines.ask(person, chat.id, query=text[:_MAX_INLINE_QUERY])
    state.met.add(person)
    with_bot = chat.is_private and chat.id == person
    state.updates.push(
        "inline_query",
        {
            "id": query.id,
            "from": state.user_json(person),
            # "sender" means the person's private chat with the bot.
            "chat_type": "sender" if with_bot else chat.kind,
            "query": text[:_MAX_INLINE_QUERY],
            "offset": offset,
        },
    )
    return query


def choose_inline(
    state: PreviewState, chat: Chat, person: int, query: Query, result_id: str, thread: int | None
) -> Message:
    """Send the message of an inline result."""
    results = query.answer.result()["results"] if query.answer.done() else []
    result = next((result for result in results if result["id"] == result_id), None)
    if result is None or query.person != person:
        raise ActionError("there is no such result to choose")
    message, _ = send(
        state, chat, person, dict(result["content"]), thread=thread, via_bot=True,
        markup=result["reply_markup"],
    )  # fmt: skip
    return message


def _check_member(chat: Chat, person: int) -> None:
    if chat.members.get(person, "left") in ("left", "kicked"):
        raise ActionError("this person is not in the chat")


def _check_may_write(chat: Chat, person: int, thread: int | None) -> None:
    _check_member(chat, person)
    if chat.migrated_to is not None:
        raise ActionError("this group has become a supergroup, write there")
    if thread is not None and thread not in chat.topics:
        raise ActionError("there is no such topic in the chat")


def _text_content(text: str) -> dict[str, Any]:
    try:
        check_unicode(text)
        formatted = format_text(text)
    except ApiError:
        raise ActionError("the text is empty or not Unicode") from None
    content: dict[str, Any] = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = formatted.entities_json()
    return content


def _split(text: str) -> list[str]:
    """Split a text as clients do, at the limit; blank parts are dropped."""
    parts: list[str] = []
    characters: list[str] = []
    length = 0
    for character in text:
        width = 2 if character > "\uffff" else 1
        if length + width > MAX_TEXT:
            parts.append("".join(characters))
            characters, length = [], 0
        characters.append(character)
        length += width
    parts.append("".join(characters))
    return [part for part in parts if part.strip()] or [""]
