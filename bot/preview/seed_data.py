"""The bot, people and groups with which a preview begins."""

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
    """A person; their private chat with the bot has the same id."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None


@dataclass(frozen=True)
class GroupSeed:
    """A group: a supergroup, or a `basic` group, which can become one.

    `members` are pairs of person id and status, `topics` of thread id and name. A forum also has
    the topic General, which has no thread id.
    """

    id: int
    title: str
    members: tuple[tuple[int, Status], ...]
    topics: tuple[tuple[int, str], ...] = ()
    is_forum: bool = False
    bot_status: Status = "member"
    basic: bool = False


@dataclass(frozen=True)
class SeedData:
    people: tuple[PersonSeed, ...]
    groups: tuple[GroupSeed, ...] = ()
    bot: BotSeed = BotSeed()


# Olga, who organises the event unless OWNER_IDS names others.
ORGANISER_ID = 201


def default_seed() -> SeedData:
    """Return a delegate for each language of the United Nations, an organiser, their group, and a
    forum for a working party."""
    return SeedData(
        people=(
            PersonSeed(101, "Amina", "amina", "fr"),
            PersonSeed(102, "Diego", "diego", "es"),
            PersonSeed(103, "Grace", "grace", "en"),
            PersonSeed(104, "Layla", "layla", "ar"),
            PersonSeed(105, "Pavel", "pavel", "ru"),
            PersonSeed(106, "Wei", "wei", "zh"),
            PersonSeed(ORGANISER_ID, "Olga", "olga", "en"),
        ),
        groups=(
            GroupSeed(
                -1001000000001,
                "Delegation of Exampleland",
                members=(
                    (ORGANISER_ID, "creator"),
                    *((person, "member") for person in range(101, 107)),
                ),
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
