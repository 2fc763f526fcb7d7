"""Choosing which meetings to see: by kind, region or roundtable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from content.model import Meeting, Pack
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Visit
from handlers.meetings.lines import coming, past
from handlers.wording import labels
from handlers.wording.subscribable import exists, subject_name

_LETTERS = {"kind": "k", "region": "r", "roundtable": "t"}
_WAYS = {letter: way for way, letter in _LETTERS.items()}
_PART = re.compile(r"(?:(past)(?:-|$))?(?:([krt])(?:-(.+))?)?")


@dataclass(frozen=True)
class Choice:
    """Which meetings a list shows: to come or over, and of which kind, region or roundtable."""

    over: bool = False
    by: str = ""  # kind, region or roundtable; empty: all
    value: str = ""

    @property
    def part(self) -> str:
        """The part of a place that stands for it: `k-rcp`, `past-r-africa`, `t-2`."""
        steps = ("past" if self.over else "", _LETTERS.get(self.by, ""), self.value)
        return "-".join(each for each in steps if each)

    @classmethod
    def parse(cls, part: str) -> Choice | None:
        """What a part stands for, or None where no list is called so."""
        match = _PART.fullmatch(part)
        if match is None:
            return None
        return cls(match[1] is not None, _WAYS.get(match[2] or "", ""), match[3] or "")

    def holds(self, pack: Pack) -> bool:
        """Whether the pack knows what is chosen by."""
        return not self.by or exists(pack, self.by, self.value)

    def of(self, pack: Pack, now: datetime) -> list[Meeting]:
        """The meetings, the nearest to now first."""
        among = past(pack, now) if self.over else coming(pack, now)
        return [each for each in among if self.includes(each)]

    def includes(self, meeting: Meeting) -> bool:
        match self.by:
            case "kind":
                return meeting.kind == self.value
            case "region":
                return meeting.region == self.value
            case "roundtable":
                return int(self.value) in meeting.roundtables
            case _:
                return True


def choices(pack: Pack, by: str, over: bool) -> list[Choice]:
    """What there is to choose, in the pack's order, as far as any meeting is of it."""
    values: Sequence[str] = {
        "kind": tuple(pack.kinds),
        "region": tuple(pack.regions),
        "roundtable": tuple(str(each.number) for each in pack.roundtables),
    }[by]
    made = [Choice(over, by, value) for value in values]
    return [each for each in made if any(each.includes(meeting) for meeting in pack.meetings)]


def _short(reader: Reader, pack: Pack, choice: Choice) -> str:
    _ = reader.gettext
    if choice.by == "roundtable":
        return _("Roundtable {number}").format(number=choice.value)
    return (pack.kinds if choice.by == "kind" else pack.regions).get(choice.value, choice.value)


def choosing_view(reader: Reader, pack: Pack, here: Place, choice: Choice) -> Reply:
    """Kinds, regions or roundtables, each with the number of its meetings."""
    _ = reader.gettext
    by = choice.by or "kind"
    here = Place("meetings-by", Choice(choice.over, by).part, here.page)
    shown, page, pages = page_of(choices(pack, by, choice.over), here.page)
    here = Place(here.id, here.part, page)
    titles = {
        "kind": _("Meetings by kind"),
        "region": _("Meetings by region"),
        "roundtable": _("Meetings by roundtable"),
    }
    tabs = {"kind": _("By kind"), "region": _("By region"), "roundtable": _("By roundtable")}
    labelled = [
        (
            f"{labels.clipped(_short(reader, pack, each), 56)} · {len(each.of(pack, reader.now))}",
            str(Place("meetings", each.part)),
        )
        for each in shown
    ]
    said = (
        _("The number counts the meetings that took place.")
        if choice.over
        else _("The number counts the meetings to come.")
    )
    if not shown:
        said = _("There is nothing to choose by.")
    return Reply(
        blocks=(Heading(titles[by]), Paragraph(said)),
        brief=(Paragraph(_("For example: {command}").format(command=example(pack))),),
        buttons=(
            *open_buttons(labelled, ""),
            *paging(reader, here, pages),
            tuple(
                Press(tab, go(Place("meetings-by", Choice(choice.over, way).part)))
                for way, tab in tabs.items()
                if way != by and choices(pack, way, choice.over)
            ),
            way_back(reader, Place("meetings", Choice(choice.over).part)),
        ),
        payload="meetings-by",
    )


def example(pack: Pack) -> str:
    """A command that lists some of this pack's meetings."""
    kinds = choices(pack, "kind", False)
    return f"/meetings {kinds[0].value}" if kinds else "/meetings past"


def chosen(reader: Reader, pack: Pack, choice: Choice) -> str:
    """What a list is narrowed to, in words."""
    return subject_name(reader, pack, choice.by, choice.value)


async def visit_choosing(request: Request, visit: Visit) -> Answer:
    choice = Choice.parse(visit.place.part)
    if choice is None:
        return out_of_date(request.reader)
    return choosing_view(request.reader, request.pack, visit.place, replace(choice, value=""))
