"""The buttons that subscribe and unsubscribe, on a meeting's screen and under its notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.model import Meeting
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row
from handlers.wording.durations import leads

WHAT = ("meeting", "kind", "region", "roundtable", "all")


@dataclass(frozen=True)
class Subscribe(ButtonData):
    """`what` is one of WHAT; `value` the meeting's id, the kind, the region or the number."""

    tag: ClassVar[str] = "s1"
    what: str
    value: str


@dataclass(frozen=True)
class Unsubscribe(ButtonData):
    """Ends a subscription; a meeting that something wider covers is switched off alone."""

    tag: ClassVar[str] = "u1"
    what: str
    value: str


def subscribe_rows(
    reader: Reader, meeting: Meeting, subscribed: bool, lead_times: tuple[int, ...]
) -> tuple[Row, ...]:
    """How one stands to a meeting, in words; a tap changes it. Below, what reminds of it."""
    _ = reader.gettext
    if not subscribed:
        return ((Press(_("Subscribe"), Subscribe("meeting", meeting.id)),),)
    state = _("Subscribed · {leads} before").format(leads=leads(reader, lead_times))
    return (
        (Press(state, Unsubscribe("meeting", meeting.id)),),
        (reminders_button(reader, meeting.id),),
    )


def reminders_button(reader: Reader, meeting_id: str) -> Press:
    """Leads to the lead times of one meeting."""
    return Press(reader.gettext("Reminders for this one"), go(Place("remind", meeting_id)))
