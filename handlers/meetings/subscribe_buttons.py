"""Buttons that subscribe and unsubscribe. Screens and notices show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row
from handlers.wording.durations import meeting_lead_times


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
    """Return a button that subscribes; or one that tells when reminders come and opens their
    times, and one that stops them.

    `lead_times` (seconds) are those of which the reminder is still to come.
    """
    _ = reader.gettext
    if not subscribed:
        return ((Press(_("Remind me"), Subscribe("meeting", meeting.id)),),)
    state = _("No reminder to come")
    if lead_times:
        times = meeting_lead_times(reader, lead_times, meeting.begins is not None)
        state = _("Reminders: {times}").format(times=times)
    return (
        (Press(state, go(Place("remind", meeting.id))),),
        (Press(_("Stop reminders"), Unsubscribe("meeting", meeting.id)),),
    )


def reminders_button(reader: Reader, meeting_id: str) -> Press:
    """Return a button that opens the lead times of one meeting."""
    return Press(reader.gettext("Reminder times"), go(Place("remind", meeting_id)))
