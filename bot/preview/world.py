"""All the state of a preview, in memory: bot, people, chats, files, updates, events."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.preview.cast import BotSeed, Cast
from bot.preview.clock import PreviewClock
from bot.preview.commands import Registered
from bot.preview.files import FileStore
from bot.preview.journal import Journal
from bot.preview.ledger import Ledger
from bot.preview.people import Chat, Message, Person
from bot.preview.queries import OpenQueries
from bot.preview.updates import UpdateQueue
from bot.preview.webhook import Webhook

# Telegram publishes neither. Users report refusals from about 10 to 20 seconds on
# (github.com/eternnoir/pyTelegramBotAPI/issues/1615).
_CALLBACK_SECONDS = 15.0
_INLINE_SECONDS = 10.0
_MESSAGES_KEPT = 100_000  # over all chats


class World:
    def __init__(
        self,
        clock: PreviewClock,
        cast: Cast,
        next_due: Callable[[], Awaitable[datetime | None]] | None = None,
    ) -> None:
        self.clock = clock
        self._next_due = next_due
        self.bot: BotSeed = cast.bot
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore()
        self.updates = UpdateQueue()
        self.webhook: Webhook | None = None
        self.journal = Journal()
        self.ledger = Ledger()
        self.registered = Registered()
        self.callbacks = OpenQueries(_CALLBACK_SECONDS)
        self.inlines = OpenQueries(_INLINE_SECONDS)
        self.began = self.unix_now()
        # People the bot has heard of: in private, or by an update from a group.
        self.met: set[int] = set()
        self._order: deque[tuple[Chat, int]] = deque()  # messages of all chats, oldest first
        self._next_ids: dict[int | None, int] = {}
        for person in cast.people:
            self.people[person.id] = Person(
                person.id, person.first_name, person.username, person.language_code
            )
            self.chats[person.id] = Chat(
                person.id, "private", person.first_name, members={person.id: "member"}
            )
        for group in cast.groups:
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

    async def next_due(self) -> datetime | None:
        """When the bot will next do something by itself, as far as it is known."""
        return None if self._next_due is None else await self._next_due()

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; all other chats of a bot share one count."""
        counter = chat.id if chat.kind == "supergroup" else None
        # In a forum a topic's id is the id of the message that made it.
        first = max(chat.topics, default=0) + 1
        number = self._next_ids.get(counter, first)
        self._next_ids[counter] = number + 1
        return number

    def add_message(
        self, chat: Chat, author: int, content: dict[str, Any], **details: Any
    ) -> Message:
        """Puts a message into a chat and tells the page. The bot gets no update by this."""
        message = Message(
            self.next_message_id(chat), chat.id, author, self.unix_now(), content, **details
        )
        chat.keep(message)
        self._order.append((chat, message.id))
        if len(self._order) > _MESSAGES_KEPT:
            oldest, number = self._order.popleft()
            oldest.forget(number)
        self.journal.add("message", chat=chat.id, message=self.page_message(message))
        return message

    def changed_message(self, message: Message) -> None:
        self.journal.add("edit", chat=message.chat, message=self.page_message(message))

    def delete_message(self, chat: Chat, message_id: int) -> None:
        chat.forget(message_id)
        self.journal.add("delete", chat=chat.id, message_id=message_id)

    def user_json(self, user_id: int) -> dict[str, Any]:
        """A User, with the language of people whom the bot knows."""
        if user_id == self.bot.id:
            return {
                "id": self.bot.id,
                "is_bot": True,
                "first_name": self.registered.names.get("") or self.bot.first_name,
                "username": self.bot.username,
            }
        return self.people[user_id].as_user()

    def known_user(self, user_id: int) -> dict[str, Any] | None:
        return self.user_json(user_id) if user_id in {*self.people, self.bot.id} else None

    def chat_json(self, chat: Chat) -> dict[str, Any]:
        """A Chat: https://core.telegram.org/bots/api#chat"""
        if chat.is_private:
            person = self.people[chat.id]
            named = {"first_name": person.first_name}
            if person.username:
                named["username"] = person.username
            return {"id": chat.id, **named, "type": "private"}
        forum = {"is_forum": True} if chat.is_forum else {}
        return {"id": chat.id, "title": chat.title, **forum, "type": chat.kind}

    def message_json(self, message: Message, with_reply: bool = True) -> dict[str, Any]:
        """A Message as the bot sees it; replies go one level deep."""
        chat = self.chats[message.chat]
        seen: dict[str, Any] = {
            "message_id": message.id,
            "from": self.user_json(message.author),
            "chat": self.chat_json(chat),
            "date": message.date,
        }
        if message.edit_date is not None:
            seen["edit_date"] = message.edit_date
        if message.thread is not None:
            seen |= {"message_thread_id": message.thread, "is_topic_message": True}
        if with_reply and message.reply_to is not None:
            original = chat.messages.get(message.reply_to)
            if original is not None:
                seen["reply_to_message"] = self.message_json(original, with_reply=False)
        elif with_reply and message.thread is not None:
            seen["reply_to_message"] = self._topic_start(chat, message.thread)
        seen |= message.content
        if message.via_bot:
            seen["via_bot"] = self.user_json(self.bot.id)
        if message.protected:
            seen["has_protected_content"] = True
        if message.markup is not None:
            seen["reply_markup"] = message.markup
        return seen

    def page_message(self, message: Message) -> dict[str, Any]:
        return self.message_json(message) | {"outgoing": message.outgoing}

    def _topic_start(self, chat: Chat, thread: int) -> dict[str, Any]:
        """The service message a topic begins with: plain messages in a topic answer it."""
        creator = next(
            (person for person, status in chat.members.items() if status == "creator"), None
        )
        return {
            "message_id": thread,
            "from": self.user_json(creator if creator is not None else self.bot.id),
            "chat": self.chat_json(chat),
            "date": self.began,
            "message_thread_id": thread,
            "forum_topic_created": {"name": chat.topics[thread], "icon_color": 7322096},
            "is_topic_message": True,
        }

    def reset(self) -> None:
        """Empties the chats. The cast, who pressed Start and what the bot registered stay."""
        for chat in self.chats.values():
            chat.empty()
        self._order.clear()
        self.files.clear()
        self.ledger.clear()
        self.callbacks.clear()
        self.inlines.clear()
        self.updates.clear()
        self.journal.add("reset")
