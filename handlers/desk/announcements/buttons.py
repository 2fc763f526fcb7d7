"""The buttons of announcements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from storage.announcements import Announcement

PLACE = "desk-announce"


def place_of(number: int, *parts: str) -> str:
    """Return the screen of one announcement, or a part of it."""
    return f"{PLACE}.{'-'.join([str(number), *parts])}"


@dataclass(frozen=True)
class WriteText(ButtonData):
    """Ask for the text in a language. Number 0 is the author's draft, begun if there is none."""

    tag: ClassVar[str] = "an1"
    number: int
    language: str


@dataclass(frozen=True)
class ChooseAudience(ButtonData):
    """`what` and `value` as in storage.announcements.Announcement."""

    tag: ClassVar[str] = "an2"
    number: int
    what: str
    value: str


@dataclass(frozen=True)
class RemoveLanguage(ButtonData):
    tag: ClassVar[str] = "an3"
    number: int
    language: str


@dataclass(frozen=True)
class ChooseFallback(ButtonData):
    """Choose the language for chats in whose own language there is no version."""

    tag: ClassVar[str] = "an4"
    number: int
    language: str


@dataclass(frozen=True)
class AskTime(ButtonData):
    """Ask when the announcement is to be sent."""

    tag: ClassVar[str] = "an5"
    number: int


@dataclass(frozen=True)
class Schedule(ButtonData):
    """Send it at an instant, in minutes since 1970 (UTC)."""

    tag: ClassVar[str] = "an6"
    number: int
    minute: int


@dataclass(frozen=True)
class ChooseTime(ButtonData):
    """Choose one of the times that words may mean, in minutes since 1970 (UTC)."""

    tag: ClassVar[str] = "an8"
    number: int
    minute: int


@dataclass(frozen=True)
class FindMeeting(ButtonData):
    """Ask for words of the meeting whose subscribers receive it."""

    tag: ClassVar[str] = "an9"
    number: int


@dataclass(frozen=True)
class FindAnnouncement(ButtonData):
    """Ask for words of an announcement."""

    tag: ClassVar[str] = "an10"


@dataclass(frozen=True)
class AnnouncementAction(ButtonData):
    """`action` is send, unschedule, discard, pause, resume, stop, correct or withdraw. `edition`
    is the announcement's when the button was shown: an old button does nothing to a newer one."""

    tag: ClassVar[str] = "an7"
    number: int
    action: str
    edition: int


def action_on(announcement: Announcement, action: str) -> AnnouncementAction:
    return AnnouncementAction(announcement.id, action, announcement.edition)
