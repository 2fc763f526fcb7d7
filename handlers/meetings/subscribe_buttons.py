"""Buttons that subscribe and unsubscribe. Screens and notices show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row
from handlers.wording.durations import format_lead_times


@dataclass(frozen=True)
class Subscribe(ButtonData):
    """Subscribes the chat.

    `what` and `value` are those of a Subscription (storage.subscriptions).
    """

    tag: ClassVar[str] = "s1"
    what: str
    value: str


@dataclass(frozen=True)
class Unsubscribe(ButtonData):
    """Ends a subscription. A meeting that a wider subscription covers is excepted from that one."""

    tag: ClassVar[str] = "u1"
    what: str
    value: str


def subscribe_rows(
    reader: Reader, meeting: Meeting, subscribed: bool, lead_times: tuple[int, ...]
) -> tuple[Row, ...]:
    """Return a button with the chat's state, which a press changes, and one to its reminders.

    `lead_times` are in seconds.
    """
    _ = reader.gettext
    if not subscribed:
        return ((Press(_("Subscribe"), Subscribe("meeting", meeting.id)),),)
    state = _("Subscribed · {leads} before").format(leads=format_lead_times(reader, lead_times))
    return (
        (Press(state, Unsubscribe("meeting", meeting.id)),),
        (reminders_button(reader, meeting.id),),
    )


def reminders_button(reader: Reader, meeting_id: str) -> Press:
    """Return a button that opens the lead times of one meeting."""
    return Press(reader.gettext("Reminder times"), go(Place("remind", meeting_id)))
