"""Subscriptions that overlap: one includes the other, or two meetings are at the same time.

A subscription to everything includes every other one; one to a kind, a region or a roundtable
includes its meetings. A kind never includes a region or a roundtable, whatever meetings there are.
"""

from __future__ import annotations

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
from storage.hashing import sha256
from storage.subscriptions import Subscription

# What one can subscribe to: `what` and `value` of a Subscription.
Subject = tuple[str, str]
_MAX_NAMES = 3
_MAX_ENDED_NAMES = 120  # characters


@dataclass(frozen=True)
class Replace(ButtonData):
    """Ends the subscriptions that overlap with a new one.

    `fingerprint` is that of the overlap that was shown, so that no other subscription is ended.
    """

    tag: ClassVar[str] = "w1"
    what: str
    value: str
    fingerprint: str


@dataclass(frozen=True)
class Overlap:
    """How a new subscription to `chosen` overlaps with `others`.

    `wider`: the others include it. `narrower`: it includes the others. `time`: all are meetings,
    and at the same time.
    """

    how: Literal["wider", "narrower", "time"]
    chosen: Subject
    others: tuple[Subject, ...]

    @property
    def ended(self) -> tuple[Subject, ...]:
        """The subscriptions that Replace ends."""
        return (self.chosen,) if self.how == "wider" else self.others

    @property
    def fingerprint(self) -> str:
        return sha256(repr((self.how, self.others)))[:8]


def includes(pack: Pack, wide: Subject, narrow: Subject) -> bool:
    """Return whether a subscription to `wide` covers all that one to `narrow` does."""
    if wide[0] == "all":
        return narrow[0] != "all"
    if narrow[0] != "meeting" or wide[0] == "meeting":
        return False
    meeting = pack.meeting(narrow[1])
    return meeting is not None and MeetingFilter(False, *wide).includes(meeting)


def clash(one: Meeting, other: Meeting) -> bool:
    """Return whether two meetings overlap in time; deadlines and cancelled ones never do."""
    if any(meeting.deadline or meeting.cancelled for meeting in (one, other)):
        return False
    return one.opens < other.closes and other.opens < one.closes


def find_overlap(
    pack: Pack, chosen: Subject, current: Iterable[Subscription], agenda: Iterable[str]
) -> Overlap | None:
    """Return the overlap of a new subscription with the current ones, if there is any.

    Meetings at the same time come first, because one of them may have to be given up. `agenda`
    are meeting ids, used only if `chosen` is a meeting.
    """
    others = sorted({(item.what, item.value) for item in current} - {chosen})
    meeting = pack.meeting(chosen[1]) if chosen[0] == "meeting" else None
    if meeting is not None:
        known = (pack.meeting(other_id) for other_id in agenda if other_id != meeting.id)
        clashing = [other for other in known if other is not None and clash(meeting, other)]
        if clashing:
            return Overlap("time", chosen, tuple(("meeting", other.id) for other in clashing))
    if wider := tuple(other for other in others if includes(pack, other, chosen)):
        return Overlap("wider", chosen, wider)
    if narrower := tuple(other for other in others if includes(pack, chosen, other)):
        return Overlap("narrower", chosen, narrower)
    return None


def overlap_blocks(reader: Reader, pack: Pack, overlap: Overlap) -> list[Block]:
    """Say how the subscriptions overlap and what Replace does."""
    _ = reader.gettext
    chosen = subject_name(reader, pack, *overlap.chosen)
    others = _names(reader, pack, overlap.others)
    match overlap.how:
        case "time":
            meetings = [pack.meeting(value) for _what, value in (overlap.chosen, *overlap.others)]
            relation = (
                _("It is at the same time as: {titles}.")
                if all(meeting is not None and _hours_known(meeting) for meeting in meetings)
                else _("It is on the same day as: {titles}.")
            )
            relation = relation.format(titles=others)
            result = _("“Replace” stops the reminders for: {titles}.").format(titles=others)
        case "wider":
            relation = _("This is already included in: {names}.").format(names=others)
            result = _("“Replace” keeps only: {names}.").format(names=others)
        case "narrower":
            relation = _("This includes what you had: {names}.").format(names=others)
            result = _("“Replace” keeps only: {names}.").format(names=chosen)
    return [Paragraph(relation), Paragraph(result)]


def overlap_buttons(reader: Reader, overlap: Overlap) -> Row:
    """Return “Keep both”, which changes nothing and only opens the next screen, and “Replace”."""
    _ = reader.gettext
    what, value = overlap.chosen
    next_screen = f"meeting-{value}" if what == "meeting" else "subscribe"
    return (
        Press(_("Keep both"), go(next_screen)),
        Press(_("Replace"), Replace(what, value, overlap.fingerprint)),
    )


def ended_names(reader: Reader, pack: Pack, overlap: Overlap) -> str:
    return labels.clipped(_names(reader, pack, overlap.ended), _MAX_ENDED_NAMES)


def _names(reader: Reader, pack: Pack, others: Sequence[Subject]) -> str:
    shown = [subject_name(reader, pack, *subject) for subject in others[:_MAX_NAMES]]
    return reader.listed([*shown, *(["…"] if len(others) > _MAX_NAMES else [])])


def _hours_known(meeting: Meeting) -> bool:
    return isinstance(meeting.start, datetime) and isinstance(meeting.end, datetime)
