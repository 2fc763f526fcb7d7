"""Buttons that switch announcements on and off for a chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.reader import Reader
from handlers.framework.reply import Press


@dataclass(frozen=True)
class AnnouncementSettings(ButtonData):
    """Stands below an announcement, which stays as it is. Opens the setting in a new message."""

    tag: ClassVar[str] = "as4"


@dataclass(frozen=True)
class StopAnnouncements(ButtonData):
    """Stops announcements; the message with the button stays as it is."""

    tag: ClassVar[str] = "as1"


@dataclass(frozen=True)
class ResumeAnnouncements(ButtonData):
    """Undoes StopAnnouncements."""

    tag: ClassVar[str] = "as2"


@dataclass(frozen=True)
class SwitchAnnouncements(ButtonData):
    """Stands in the settings. `wanted` is 1 or 0."""

    tag: ClassVar[str] = "as3"
    wanted: int


def settings_button(reader: Reader) -> Press:
    return Press(reader.gettext("Announcement settings"), AnnouncementSettings())


def stop_button(reader: Reader) -> Press:
    return Press(reader.gettext("Stop announcements"), StopAnnouncements())


def switch_button(reader: Reader, on: bool) -> Press:
    """Return a button that shows whether announcements are on, and switches them."""
    _ = reader.gettext
    label = _("Announcements: on") if on else _("Announcements: off")
    return Press(label, SwitchAnnouncements(int(not on)))


def announcements_state(reader: Reader, on: bool) -> str:
    _ = reader.gettext
    return _("Announcements are on.") if on else _("Announcements are off.")
