"""Narrowing a list of meetings: past or to come, by kind, region or roundtable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from content.model import Meeting, Pack, Timeline
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.wording import labels
from handlers.wording.subscribable import subject_exists

_LETTERS = {"kind": "k", "region": "r", "roundtable": "t"}
_FIELDS = {letter: field for field, letter in _LETTERS.items()}
_PART = re.compile(r"(?:(past)(?:-|$))?(?:([krt])(?:-(.+))?)?")
_MAX_LABEL = 56  # characters


@dataclass(frozen=True)
class MeetingFilter:
    """Which meetings a list shows.

    `over` selects past meetings instead of those to come. `by` is kind, region or roundtable, and
    `value` the one selected; both are empty for all meetings.
    """

    over: bool = False
    by: str = ""
    value: str = ""

    @property
    def part(self) -> str:
        """The filter as the part of a place: `k-rcp`, `past-r-africa`, `t-2`."""
        steps = ("past" if self.over else "", _LETTERS.get(self.by, ""), self.value)
        return "-".join(step for step in steps if step)

    @classmethod
    def parse(cls, part: str) -> MeetingFilter | None:
        """Read the part of a place; return None if it is not a filter."""
        match = _PART.fullmatch(part)
        if match is None:
            return None
        return cls(match[1] is not None, _FIELDS.get(match[2] or "", ""), match[3] or "")

    def is_known(self, pack: Pack) -> bool:
        """Return whether the pack has this kind, region or roundtable."""
        return not self.by or subject_exists(pack, self.by, self.value)

    def select(self, pack: Pack, now: datetime) -> Sequence[Meeting]:
        """Return the pack's meetings that the filter includes, the nearest to now first."""
        timeline = self.timeline(pack)
        return timeline.past(now) if self.over else timeline.not_over(now)

    def timeline(self, pack: Pack) -> Timeline:
        """Return the meetings of this kind, region or roundtable, past and to come."""
        if not self.by:
            return pack.timeline
        value = str(int(self.value)) if self.by == "roundtable" else self.value
        return pack.timeline.narrowed(self.by, value)

    def includes(self, meeting: Meeting) -> bool:
        """Return whether the meeting has this kind, region or roundtable, past or to come."""
        match self.by:
            case "kind":
                return meeting.kind == self.value
            case "region":
                return meeting.region == self.value
            case "roundtable":
                return int(self.value) in meeting.roundtables
            case _:
                return True


def filters_by(pack: Pack, by: str, over: bool) -> list[MeetingFilter]:
    """Return a filter for each kind, region or roundtable that has meetings, in pack order."""
    values: Sequence[str] = {
        "kind": tuple(pack.kinds),
        "region": tuple(pack.regions),
        "roundtable": tuple(str(roundtable.number) for roundtable in pack.roundtables),
    }[by]
    filters = [MeetingFilter(over, by, value) for value in values]
    return [candidate for candidate in filters if candidate.timeline(pack).meetings]


def has_filters(pack: Pack, by: str) -> bool:
    """Return whether a list can be narrowed by kind, region or roundtable: a single kind or region
    would leave the list as it is."""
    number = len(filters_by(pack, by, False))
    return number > 0 if by == "roundtable" else number > 1


def any_filters(pack: Pack) -> bool:
    return any(has_filters(pack, by) for by in _LETTERS)


def _value_name(reader: Reader, pack: Pack, wanted: MeetingFilter) -> str:
    _ = reader.gettext
    if wanted.by == "roundtable":
        return _("Roundtable {number}").format(number=wanted.value)
    return (pack.kinds if wanted.by == "kind" else pack.regions).get(wanted.value, wanted.value)


def filters_view(reader: Reader, pack: Pack, here: Place, current: MeetingFilter) -> Reply:
    """Offer kinds, regions or roundtables, each with its number of meetings."""
    _ = reader.gettext
    by = current.by or "kind"
    here = Place("meetings-by", MeetingFilter(current.over, by).part, here.page)
    shown, page, pages = page_of(filters_by(pack, by, current.over), here.page)
    here = Place(here.id, here.part, page)
    titles = {
        "kind": _("Meetings by kind"),
        "region": _("Meetings by region"),
        "roundtable": _("Meetings by roundtable"),
    }
    tabs = {"kind": _("By kind"), "region": _("By region"), "roundtable": _("By roundtable")}
    labelled = []
    for offered in shown:
        name = labels.clipped(_value_name(reader, pack, offered), _MAX_LABEL)
        count = len(offered.select(pack, reader.now))
        labelled.append((f"{name} · {count}", str(Place("meetings", offered.part))))
    explanation = (
        _("The number counts past meetings.")
        if current.over
        else _("The number counts upcoming meetings.")
    )
    if not shown:
        explanation = _("There is nothing to filter by.")
    return Reply(
        blocks=(Heading(titles[by]), Paragraph(explanation)),
        brief=(Paragraph(_("For example: {command}").format(command=example_command(pack))),),
        buttons=(
            *open_buttons(labelled, ""),
            *paging(reader, here, pages),
            tuple(
                Press(tab, go(Place("meetings-by", MeetingFilter(current.over, other).part)))
                for other, tab in tabs.items()
                if other != by and has_filters(pack, other)
            ),
            way_back(reader, Place("meetings", MeetingFilter(current.over).part)),
        ),
        payload="meetings-by",
    )


def example_command(pack: Pack) -> str:
    """Return a command that lists some of this pack's meetings."""
    kinds = filters_by(pack, "kind", False)
    return f"/meetings {kinds[0].value}" if kinds else "/meetings past"


async def visit_filters(request: Request, visit: Visit) -> Answer:
    current = MeetingFilter.parse(visit.place.part)
    if current is None:
        return out_of_date(request.reader)
    return filters_view(request.reader, request.pack, visit.place, replace(current, value=""))
