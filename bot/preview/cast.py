"""Who plays in the preview: a bot, people, and the chats they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]


@dataclass(frozen=True)
class BotSeed:
    id: int = 7_000_000_001
    username: str = "roundtable_preview_bot"
    first_name: str = "Roundtable"


@dataclass(frozen=True)
class PersonSeed:
    """A person has a private chat with the bot whose id is their own."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None


@dataclass(frozen=True)
class GroupSeed:
    """`members` are (person, status); `topics` (thread id, name) make a supergroup a forum, beside
    General, which has no thread id. A `basic` group can become a supergroup."""

    id: int
    title: str
    members: tuple[tuple[int, Status], ...]
    topics: tuple[tuple[int, str], ...] = ()
    is_forum: bool = False
    bot_status: Status = "member"
    basic: bool = False


@dataclass(frozen=True)
class Cast:
    people: tuple[PersonSeed, ...]
    groups: tuple[GroupSeed, ...] = ()
    bot: BotSeed = BotSeed()


# Olga runs the event's desk, unless OWNER_IDS says otherwise.
ORGANISER = 201


def default_cast() -> Cast:
    """Two delegates, an organiser, their group, and a working party with topics."""
    return Cast(
        people=(
            PersonSeed(101, "Amina", "amina", "fr"),
            PersonSeed(102, "Diego", "diego", "es"),
            PersonSeed(ORGANISER, "Olga", "olga", "en"),
        ),
        groups=(
            GroupSeed(
                -1001000000001,
                "Delegation of Exampleland",
                members=((201, "creator"), (101, "member"), (102, "member")),
            ),
            GroupSeed(
                -1001000000002,
                "Working party",
                members=((201, "creator"), (101, "administrator"), (102, "member")),
                topics=((11, "Roundtable 2"), (12, "Logistics")),
                is_forum=True,
            ),
        ),
    )
