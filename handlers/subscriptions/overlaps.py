"""Subscriptions that overlap: one includes the other, or two meetings are at the same time.

Something wider includes something narrower by what it is, never by what meetings there happen to
be: everything includes all else, and a kind, a region or a roundtable its meetings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from content.model import Meeting, Pack
from handlers.framework.buttons import ButtonData
from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Paragraph, Press, Row
from handlers.meetings.filters import MeetingFilter
from handlers.wording import labels
from handlers.wording.subscribable import subject_name
from storage.meetings import KeptMeeting
from storage.subscriptions import Subscription

What = tuple[str, str]
_NAMED = 3


@dataclass(frozen=True)
class Replace(ButtonData):
    """End what overlaps with a subscription; `told` marks what was said to be ended, so that
    nothing else is."""

    tag: ClassVar[str] = "w1"
    what: str
    value: str
    told: str


@dataclass(frozen=True)
class Overlap:
    """How something just subscribed to overlaps with `others`: they include it (`wider`), it
    includes them (`narrower`), or they are meetings at the same time (`time`)."""

    how: Literal["wider", "narrower", "time"]
    chosen: What
    others: tuple[What, ...]

    @property
    def ended(self) -> tuple[What, ...]:
        """What Replace ends."""
        return (self.chosen,) if self.how == "wider" else self.others

    @property
    def mark(self) -> str:
        said = repr((self.how, self.others))
        return hashlib.sha256(said.encode()).hexdigest()[:8]


def includes(pack: Pack, wide: What, narrow: What) -> bool:
    """Whether no meeting is lost where `narrow` goes and `wide` stays."""
    if wide[0] == "all":
        return narrow[0] != "all"
    if narrow[0] != "meeting" or wide[0] == "meeting":
        return False
    meeting = pack.meeting(narrow[1])
    return meeting is not None and MeetingFilter(False, *wide).includes(meeting)


def clash(one: Meeting, other: Meeting) -> bool:
    """Whether nobody can be at both. A deadline or a cancelled meeting takes nobody's time."""
    if any(each.deadline or each.cancelled for each in (one, other)):
        return False
    return one.opens < other.closes and other.opens < one.closes


def overlap(
    pack: Pack, chosen: What, kept: Iterable[Subscription], agenda: Iterable[KeptMeeting]
) -> Overlap | None:
    """The one overlap to ask about; `agenda` matters only where one meeting was chosen.

    Two meetings at the same time come first, for there somebody may have to choose; what includes
    what loses nothing either way."""
    others = sorted({(each.what, each.value) for each in kept} - {chosen})
    meeting = pack.meeting(chosen[1]) if chosen[0] == "meeting" else None
    if meeting is not None:
        known = (pack.meeting(each.id) for each in agenda if each.id != meeting.id)
        same = [each for each in known if each is not None and clash(meeting, each)]
        if same:
            return Overlap("time", chosen, tuple(("meeting", each.id) for each in same))
    if wider := tuple(each for each in others if includes(pack, each, chosen)):
        return Overlap("wider", chosen, wider)
    if narrower := tuple(each for each in others if includes(pack, chosen, each)):
        return Overlap("narrower", chosen, narrower)
    return None


def question(reader: Reader, pack: Pack, found: Overlap) -> list[Block]:
    """How they overlap, and what Replace does."""
    _ = reader.gettext
    chosen, others = subject_name(reader, pack, *found.chosen), _names(reader, pack, found.others)
    match found.how:
        case "time":
            meetings = [pack.meeting(value) for _what, value in (found.chosen, *found.others)]
            said = (
                _("It is at the same time as: {titles}.")
                if all(each is not None and _hours_known(each) for each in meetings)
                else _("It is on the same day as: {titles}.")
            )
            said = said.format(titles=others)
            result = _("Replace stops the reminders for: {titles}.").format(titles=others)
        case "wider":
            said = _("You have it already through: {names}.").format(names=others)
            result = _("Replace keeps only: {names}.").format(names=others)
        case "narrower":
            said = _("It includes what you had: {names}.").format(names=others)
            result = _("Replace keeps only: {names}.").format(names=chosen)
    return [Paragraph(said), Paragraph(result)]


def question_row(reader: Reader, found: Overlap) -> Row:
    """Keeping both changes nothing, so it only leads on."""
    _ = reader.gettext
    what, value = found.chosen
    onward = f"meeting-{value}" if what == "meeting" else "subscribe"
    return (
        Press(_("Keep both"), go(onward)),
        Press(_("Replace"), Replace(what, value, found.mark)),
    )


def ended_names(reader: Reader, pack: Pack, found: Overlap) -> str:
    return labels.clipped(_names(reader, pack, found.ended), 120)


def _names(reader: Reader, pack: Pack, others: Sequence[What]) -> str:
    shown = [subject_name(reader, pack, *each) for each in others[:_NAMED]]
    return reader.listed([*shown, *(["…"] if len(others) > _NAMED else [])])


def _hours_known(meeting: Meeting) -> bool:
    return isinstance(meeting.start, datetime) and isinstance(meeting.end, datetime)
