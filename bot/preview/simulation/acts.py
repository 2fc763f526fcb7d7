"""What people do in a chat: write, edit, press Start, block the bot, press buttons."""

from __future__ import annotations

import re
from typing import Any

from bot.preview.access import inline_message_id
from bot.preview.cast import Status
from bot.preview.delivery import deliver
from bot.preview.entities import format_text, utf16_length
from bot.preview.entities.formatted import check_unicode
from bot.preview.migration import can_migrate, migrate
from bot.preview.people import Chat, Message
from bot.preview.queries import Query
from bot.preview.refusals import Refusal
from bot.preview.standing import change_standing
from bot.preview.world import World

_MAX_TITLE = 128  # characters
_BASIC_GROUPS = -4_000_000_000  # ids of groups made here lie below
MAX_TEXT = 4096  # UTF-16 units; clients split longer texts
_STANDINGS: dict[str, Status] = {
    "member": "member", "administrator": "administrator", "left": "left", "kicked": "kicked"
}  # fmt: skip
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Impossible(ValueError):
    """What no client would let a person do; says why."""


def write(
    world: World,
    chat: Chat,
    person: int,
    text: str,
    reply_to: int | None = None,
    thread: int | None = None,
) -> list[tuple[Message, int | None]]:
    """The messages with their update ids: several for a text past 4096."""
    return [
        say(world, chat, person, _text_content(part), reply_to=reply_to, thread=thread)
        for part in _split(text)
    ]


def say(
    world: World,
    chat: Chat,
    person: int,
    content: dict[str, Any],
    *,
    reply_to: int | None = None,
    thread: int | None = None,
    via_bot: bool = False,
    markup: dict[str, Any] | None = None,
) -> tuple[Message, int | None]:
    """One message of any content, with its update's id."""
    _check_may_write(chat, person, thread)
    if reply_to is not None:
        if reply_to not in chat.messages:
            raise Impossible("there is no such message to reply to")
        thread = chat.messages[reply_to].thread if thread is None else thread
    if chat.is_private:
        chat.started = True
        world.met.add(person)
        if chat.blocked:
            set_blocked(world, chat, False)
    message = world.add_message(
        chat, person, content, reply_to=reply_to, thread=thread, via_bot=via_bot, markup=markup
    )
    return message, deliver(world, "message", message)


def edit(world: World, chat: Chat, person: int, message_id: int, text: str) -> Message:
    message = chat.messages.get(message_id)
    if message is None or message.author != person or "text" not in message.content:
        raise Impossible("a person edits only texts of their own")
    content = _text_content(text)
    if utf16_length(content["text"]) > MAX_TEXT:
        raise Impossible("the text is too long")
    message.content = content
    message.edit_date = world.unix_now()
    world.changed_message(message)
    deliver(world, "edited_message", message)
    return message


def start(world: World, chat: Chat, person: int, payload: str) -> tuple[Message, int | None]:
    """As opening `https://t.me/<bot>?start=<payload>` and pressing Start; in a group, as opening
    `?startgroup=<payload>` and choosing it, which adds the bot where it is not inside."""
    if not _PAYLOAD.fullmatch(payload):
        raise Impossible("a start payload has up to 64 of A-Z a-z 0-9 _ -")
    if not chat.is_private:
        return _start_in_group(world, chat, person, payload)
    text = f"/start {payload}" if payload else "/start"
    return say(world, chat, person, _text_content(text))


def _start_in_group(
    world: World, chat: Chat, person: int, payload: str
) -> tuple[Message, int | None]:
    """https://core.telegram.org/bots/features#deep-linking: once the group is chosen, the bot
    gets a message in the format `/start@your_bot payload`."""
    if not payload:
        raise Impossible("without a payload nothing is started in a group")
    _check_may_write(chat, person, None)
    if chat.bot_status in ("left", "kicked"):
        set_standing(world, chat, person, "member")
    return say(world, chat, person, _text_content(f"/start@{world.bot.username} {payload}"))


def set_blocked(world: World, chat: Chat, blocked: bool) -> int | None:
    if not chat.is_private:
        raise Impossible("the bot is blocked in private chats only")
    if chat.blocked == blocked:
        return None
    if not blocked:
        chat.started = True
    return change_standing(world, chat, chat.id, "kicked" if blocked else "member")


def set_standing(world: World, chat: Chat, person: int, status: str) -> int | None:
    """An administrator of a group adds, promotes or removes the bot: the update's id."""
    if chat.is_private:
        raise Impossible("in a private chat the bot is blocked, not removed")
    if chat.members.get(person) not in ("creator", "administrator"):
        raise Impossible("only administrators of the group may do this")
    if status not in _STANDINGS:
        raise Impossible(f"the bot's status is one of {', '.join(_STANDINGS)}")
    return change_standing(world, chat, person, _STANDINGS[status])


def make_group(world: World, title: str, people: list[int]) -> Chat:
    """A basic group; the first of the people is its creator, and adds the bot."""
    if not people or len(set(people)) != len(people):
        raise Impossible("a group has people, each of them once")
    if not title.strip() or len(title) > _MAX_TITLE:
        raise Impossible(f"a group's title has 1 to {_MAX_TITLE} characters")
    members: dict[int, Status] = dict.fromkeys(people, "member")
    members[people[0]] = "creator"
    others = [each.id for each in world.chats.values() if each.kind == "group"]
    chat = Chat(
        min([_BASIC_GROUPS, *others]) - 1,
        "group",
        title,
        members=members,
        bot_status="left",
    )
    world.chats[chat.id] = chat
    change_standing(world, chat, people[0], "member")
    return chat


def upgrade(world: World, chat: Chat, person: int) -> int:
    """The creator makes a supergroup of a basic group: the supergroup's id."""
    if not can_migrate(chat):
        raise Impossible("only a basic group becomes a supergroup, and only once")
    if chat.members.get(person) != "creator":
        raise Impossible("only the group's creator may do this")
    return migrate(world, chat, person)


def press(world: World, chat: Chat, person: int, message: Message, data: str) -> Query:
    """A press of a callback button, or one with forged data."""
    _check_member(chat, person)
    query = world.callbacks.ask(person, chat.id)
    world.met.add(person)
    # Of a message sent via inline mode the bot learns the inline_message_id only.
    where: dict[str, Any] = (
        {"inline_message_id": inline_message_id(message)}
        if message.via_bot
        else {"message": world.message_json(message)}
    )
    world.updates.push(
        "callback_query",
        {
            "id": query.id,
            "from": world.user_json(person),
            **where,
            "chat_instance": str(abs(chat.id) * 7_919),
            "data": data,
        },
    )
    return query


def ask_inline(world: World, chat: Chat, person: int, text: str, offset: str) -> Query:
    """`@bot text` typed in a chat, up to 256 characters."""
    _check_member(chat, person)
    query = world.inlines.ask(person, chat.id, query=text[:256])
    world.met.add(person)
    own = chat.is_private and chat.id == person
    world.updates.push(
        "inline_query",
        {
            "id": query.id,
            "from": world.user_json(person),
            # "sender" for a private chat with the inline query sender, that is with the bot.
            "chat_type": "sender" if own else chat.kind,
            "query": text[:256],
            "offset": offset,
        },
    )
    return query


def choose_inline(
    world: World, chat: Chat, person: int, query: Query, result_id: str, thread: int | None
) -> Message:
    results = query.answer.result()["results"] if query.answer.done() else []
    result = next((each for each in results if each["id"] == result_id), None)
    if result is None or query.person != person:
        raise Impossible("there is no such result to choose")
    message, _ = say(
        world, chat, person, dict(result["content"]), thread=thread, via_bot=True,
        markup=result["reply_markup"],
    )  # fmt: skip
    return message


def _check_member(chat: Chat, person: int) -> None:
    if chat.members.get(person, "left") in ("left", "kicked"):
        raise Impossible("this person is not in the chat")


def _check_may_write(chat: Chat, person: int, thread: int | None) -> None:
    _check_member(chat, person)
    if chat.migrated_to is not None:
        raise Impossible("this group has become a supergroup, write there")
    if thread is not None and thread not in chat.topics:
        raise Impossible("there is no such topic in the chat")


def _text_content(text: str) -> dict[str, Any]:
    try:
        check_unicode(text)
        formatted = format_text(text)
    except Refusal:
        raise Impossible("the text is empty or not Unicode") from None
    content: dict[str, Any] = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = formatted.entities_json()
    return content


def _split(text: str) -> list[str]:
    parts: list[str] = []
    part: list[str] = []
    length = 0
    for character in text:
        width = 2 if character > "\uffff" else 1
        if length + width > MAX_TEXT:
            parts.append("".join(part))
            part, length = [], 0
        part.append(character)
        length += width
    parts.append("".join(part))
    return [each for each in parts if each.strip()] or [""]
