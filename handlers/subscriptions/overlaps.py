"""Subscriptions that overlap: one includes the other, or two meetings are at the same time.

Only meetings at the same time need a decision; the rest is told in one sentence.

A subscription to everything includes every other one; one to a kind, a region or a roundtable
includes its meetings. A kind never includes a region or a roundtable, whatever meetings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from content.model import Meeting, Pack
from handlers.framework.buttons import ButtonData
from handlers.framework.places import go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row
from handlers.meetings.filters import MeetingFilter
from handlers.wording import labels
from handlers.wording.subscribable import Subject, subject_name
from storage.hashing import sha256
from storage.subscriptions import Subscription

_MAX_NAMES = 3
_MAX_ENDED_NAMES = 120  # characters


@dataclass(frozen=True)
class Replace(ButtonData):
    """Ends the reminders of the meetings that are at the same time as one that is kept.

    `fingerprint` is that of the overlap that was shown, so that no other subscription is ended.
    """

    tag: ClassVar[str] = "w1"
    what: str
    value: str
    fingerprint: str


@dataclass(frozen=True)
class Overlap:
    """The meetings `others` are at the same time as the meeting `chosen`."""

    chosen: Subject
    others: tuple[Subject, ...]

    @property
    def fingerprint(self) -> str:
        return sha256(repr(("time", self.others)))[:8]


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


def covering(pack: Pack, chosen: Subject, current: Iterable[Subscription]) -> list[Subject]:
    """Return the current subscriptions that include a new one."""
    return [other for other in _others(chosen, current) if includes(pack, other, chosen)]


def covered(pack: Pack, chosen: Subject, current: Iterable[Subscription]) -> list[Subject]:
    """Return the current subscriptions that a new one includes."""
    return [other for other in _others(chosen, current) if includes(pack, chosen, other)]


def _others(chosen: Subject, current: Iterable[Subscription]) -> list[Subject]:
    return sorted({(item.what, item.value) for item in current} - {chosen})


def find_overlap(pack: Pack, chosen: Subject, agenda: Iterable[str]) -> Overlap | None:
    """Return the meetings of the agenda, given by their ids, that are at the same time as a chosen
    meeting; None if there are none or `chosen` is not a meeting."""
    meeting = pack.meeting(chosen[1]) if chosen[0] == "meeting" else None
    if meeting is None:
        return None
    known = (pack.meeting(other_id) for other_id in agenda if other_id != meeting.id)
    clashing = [other for other in known if other is not None and clash(meeting, other)]
    return Overlap(chosen, tuple(("meeting", other.id) for other in clashing)) if clashing else None


def covering_sentence(reader: Reader, pack: Pack, subjects: Sequence[Subject]) -> str:
    """Say that the chat gets reminders already, and through which subscriptions."""
    return reader.gettext("You already get reminders of this through: {names}.").format(
        names=listed_names(reader, pack, subjects)
    )


def covered_sentence(reader: Reader, pack: Pack, subjects: Sequence[Subject]) -> str:
    return reader.gettext("This includes what you already follow: {names}.").format(
        names=listed_names(reader, pack, subjects)
    )


def overlap_sentence(reader: Reader, pack: Pack, overlap: Overlap) -> str:
    _ = reader.gettext
    meetings = [pack.meeting(value) for _what, value in (overlap.chosen, *overlap.others)]
    sentence = (
        _("It is at the same time as: {titles}.")
        if all(meeting is not None and _hours_known(meeting) for meeting in meetings)
        else _("It is on the same day as: {titles}.")
    )
    return sentence.format(titles=listed_names(reader, pack, overlap.others))


def overlap_buttons(reader: Reader, overlap: Overlap) -> tuple[Row, ...]:
    """Return a button that keeps all reminders, which only opens the meeting, and one that keeps
    those of the chosen meeting alone."""
    _ = reader.gettext
    what, value = overlap.chosen
    keep = _("Keep both") if len(overlap.others) == 1 else _("Keep all")
    replace = Replace(what, value, overlap.fingerprint)
    return (
        (Press(keep, go(f"meeting-{value}")),),
        (Press(_("Remind me only of this one"), replace),),
    )


def ended_names(reader: Reader, pack: Pack, overlap: Overlap) -> str:
    return labels.clipped(listed_names(reader, pack, overlap.others), _MAX_ENDED_NAMES)


def listed_names(reader: Reader, pack: Pack, subjects: Sequence[Subject]) -> str:
    """Return the names of subscriptions in a line, and the number of those that are left out."""
    names = [subject_name(reader, pack, *subject) for subject in subjects[:_MAX_NAMES]]
    if rest := len(subjects) - len(names):
        more = reader.ngettext("and {number} more", "and {number} more", rest)
        names.append(more.format(number=rest))
    return reader.listed(names)


def _hours_known(meeting: Meeting) -> bool:
    return isinstance(meeting.start, datetime) and isinstance(meeting.end, datetime)
