"""The whole state of a preview, in memory: bot, people, chats, files, updates, events."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from bot.preview.bot_profile import BotProfile
from bot.preview.chat_state import Chat, Message, Person
from bot.preview.event_log import EventLog
from bot.preview.file_store import FileStore
from bot.preview.open_queries import OpenQueries
from bot.preview.seed_data import BotSeed, SeedData
from bot.preview.sent_counts import SentCounts
from bot.preview.update_queue import UpdateQueue
from bot.preview.webhook_sender import WebhookSender

# Telegram publishes neither. Users report refusals after about 10 to 20 seconds
# (github.com/eternnoir/pyTelegramBotAPI/issues/1615).
_CALLBACK_SECONDS = 15.0
_INLINE_SECONDS = 10.0
_MAX_MESSAGES = 100_000  # over all chats


class PreviewClock(Protocol):
    """A clock that runs `speed` times as fast as real time and can be moved."""

    @property
    def speed(self) -> float: ...

    def now(self) -> datetime:
        """Return the instant, in UTC."""

    def move(self, to: datetime) -> None:
        """Jump to an instant, forwards or backwards; the speed stays."""

    def set_speed(self, speed: float) -> None:
        """Change the speed. Raises ValueError for one that the clock cannot run at."""


class PreviewState:
    """Begins with the people and chats of `seed`.

    `next_due` gives the next instant at which the bot will act without being asked;
    `rehearsal_command` begins a rehearsal that the bot offers.
    """

    def __init__(
        self,
        clock: PreviewClock,
        seed: SeedData,
        next_due: Callable[[], Awaitable[datetime | None]] | None = None,
        rehearsal_command: str | None = None,
    ) -> None:
        self.clock = clock
        self.rehearsal_command = rehearsal_command
        self._next_due = next_due
        self.bot: BotSeed = seed.bot
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.updates = UpdateQueue()
        self.webhook: WebhookSender | None = None
        self.events = EventLog()
        self.sent_counts = SentCounts()
        self.profile = BotProfile()
        self.callbacks = OpenQueries(_CALLBACK_SECONDS)
        self.inlines = OpenQueries(_INLINE_SECONDS)
        self.started_at = self.unix_now()
        # People whom the bot knows: they wrote to it, or an update from a group named them.
        self.met: set[int] = set()
        # Chat and message id of all messages, oldest first.
        self._order: deque[tuple[Chat, int]] = deque()
        self._next_ids: dict[int | None, int] = {}
        self._albums = 0
        for person in seed.people:
            self.people[person.id] = Person(
                person.id, person.first_name, person.username, person.language_code
            )
            self.chats[person.id] = Chat(
                person.id, "private", person.first_name, members={person.id: "member"}
            )
        for group in seed.groups:
            self.chats[group.id] = Chat(
                group.id,
                "group" if group.basic else "supergroup",
                group.title,
                is_forum=group.is_forum,
                topics=dict(group.topics),
                members=dict(group.members),
                bot_status=group.bot_status,
            )

    def unix_now(self) -> int:
        return int(self.clock.now().timestamp())

    def set_next_due(self, next_due: Callable[[], Awaitable[datetime | None]]) -> None:
        self._next_due = next_due

    async def next_due(self) -> datetime | None:
        """Return when the bot will next act without being asked, or None if unknown."""
        return None if self._next_due is None else await self._next_due()

    def next_message_id(self, chat: Chat) -> int:
        """Return the next id: each supergroup has its own count, all other chats share one."""
        counter = chat.id if chat.kind in ("supergroup", "channel") else None
        # In a forum a topic's id is the id of the message that made it.
        first = max(chat.topics, default=0) + 1
        number = self._next_ids.get(counter, first)
        self._next_ids[counter] = number + 1
        return number

    def next_album(self) -> str:
        """Return the next media_group_id."""
        self._albums += 1
        return str(13_000_000_000_000_000 + self._albums)

    def add_message(
        self, chat: Chat, author: int, content: dict[str, Any], **details: Any
    ) -> Message:
        """Add a message to a chat and to the events. It makes no update for the bot."""
        message = Message(
            self.next_message_id(chat), chat.id, author, self.unix_now(), content, **details
        )
        chat.keep(message)
        self._order.append((chat, message.id))
        if len(self._order) > _MAX_MESSAGES:
            oldest, number = self._order.popleft()
            oldest.forget(number)
        self.events.add("message", chat=chat.id, message=self.page_message(message))
        return message

    def message_changed(self, message: Message) -> None:
        self.events.add("edit", chat=message.chat, message=self.page_message(message))

    def delete_message(self, chat: Chat, message_id: int) -> None:
        chat.forget(message_id)
        self.events.add("delete", chat=chat.id, message_id=message_id)

    def user_json(self, user_id: int) -> dict[str, Any]:
        """Return a User; a person with their language."""
        if user_id == self.bot.id:
            return {
                "id": self.bot.id,
                "is_bot": True,
                "first_name": self.bot.first_name,
                "username": self.bot.username,
            }
        return self.people[user_id].as_user()

    def known_user(self, user_id: int) -> dict[str, Any] | None:
        """Return a User, or None for an unknown id."""
        return self.user_json(user_id) if user_id in {*self.people, self.bot.id} else None

    def chat_json(self, chat: Chat) -> dict[str, Any]:
        """Return a Chat: https://core.telegram.org/bots/api#chat"""
        if chat.is_private:
            person = self.people[chat.id]
            named = {"first_name": person.first_name}
            if person.username:
                named["username"] = person.username
            return {"id": chat.id, **named, "type": "private"}
        forum = {"is_forum": True} if chat.is_forum else {}
        return {"id": chat.id, "title": chat.title, **forum, "type": chat.kind}

    def message_json(self, message: Message, with_reply: bool = True) -> dict[str, Any]:
        """Return a Message as the bot gets it: replies go one level deep."""
        chat = self.chats[message.chat]
        shown: dict[str, Any] = {
            "message_id": message.id,
            "from": self.user_json(message.author),
            "chat": self.chat_json(chat),
            "date": message.date,
        }
        if message.edit_date is not None:
            shown["edit_date"] = message.edit_date
        if message.thread is not None:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        if with_reply and message.reply_to is not None:
            original = chat.messages.get(message.reply_to)
            if original is not None:
                shown["reply_to_message"] = self.message_json(original, with_reply=False)
        elif with_reply and message.thread is not None:
            shown["reply_to_message"] = self._topic_start(chat, message.thread)
        shown |= message.content
        if message.via_bot:
            shown["via_bot"] = self.user_json(self.bot.id)
        if message.protected:
            shown["has_protected_content"] = True
        if message.markup is not None:
            shown["reply_markup"] = message.markup
        return shown

    def page_message(self, message: Message) -> dict[str, Any]:
        """Return a Message as the page gets it: with `outgoing`, true if the bot sent it."""
        return self.message_json(message) | {"outgoing": message.outgoing}

    def _topic_start(self, chat: Chat, thread: int) -> dict[str, Any]:
        """Return the service message that created a topic: other messages in it reply to that."""
        creator = next(
            (person for person, status in chat.members.items() if status == "creator"), None
        )
        return {
            "message_id": thread,
            "from": self.user_json(creator if creator is not None else self.bot.id),
            "chat": self.chat_json(chat),
            "date": self.started_at,
            "message_thread_id": thread,
            "forum_topic_created": {"name": chat.topics[thread], "icon_color": 7322096},
            "is_topic_message": True,
        }

    def reset(self) -> None:
        """Empty the chats. People, chats, who pressed Start and the bot's profile stay."""
        for chat in self.chats.values():
            chat.empty()
        self._order.clear()
        self.files.clear()
        self.sent_counts.clear()
        self.callbacks.clear()
        self.inlines.clear()
        self.updates.clear()
        self.events.add("reset")
