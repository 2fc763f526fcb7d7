"""The form: what was asked and answered so far. It lives in the chat's dialog as JSON."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from content.model import Meeting, Pack
from content.zones import Found, find_places

NAME = "calendar"
CONFIRM, FIELD = "confirm", "field"
FIELDS = ("title", "venue", "city", "country", "zone", "theme", "roundtables")
_ADDING = ("title", "kind", "region", "city", "country", "venue", "zone", "when", "reason")
_ASKED = {"move": ("when", "reason"), "cancel": ("reason",), "restore": ("reason",)}


@dataclass(frozen=True)
class Form:
    """`revision` is the meeting's that the form builds upon (0 to add one), `step` the question
    that is open, `heard` the last message taken as an answer, `chosen` the fields that were
    chosen to be changed. An answer that was left empty is ''."""

    what: str
    meeting: str
    revision: int
    step: str
    mark: int
    heard: int = 0
    chosen: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[str, ...]:
        if self.what == "add":
            left_out = set() if "zone" in self.chosen else {"zone"}
            if self.answers.get("city") == "":
                left_out |= {"country", "venue"}
            return tuple(each for each in _ADDING if each not in left_out)
        if self.what == "change":
            return (FIELD, *self.chosen, "reason")
        return _ASKED[self.what]

    @property
    def before(self) -> str | None:
        """The question before the one that is open."""
        if self.step == FIELD:
            return CONFIRM if self.chosen and self.answers.keys() >= {*self.chosen} else None
        order = (*self.questions, CONFIRM)
        at = order.index(self.step) if self.step in order else 0
        return order[at - 1] if at else None

    def answered(self, value: str) -> Form:
        """With an answer to the open question."""
        return replace(self, answers={**self.answers, self.step: value})

    def on(self) -> Form:
        """At the first question that has no answer, or at the summary."""
        if self.what == "change" and not self.chosen:
            return replace(self, step=FIELD)
        waiting = (each for each in self.questions if each != FIELD and each not in self.answers)
        return replace(self, step=next(waiting, CONFIRM))

    def fresh(self) -> Form:
        """With another mark: the buttons shown before are out of date."""
        return replace(self, mark=secrets.randbelow(10**9))


def packed(form: Form) -> str:
    return json.dumps(asdict(form))


def unpacked(state: str) -> Form:
    given = json.loads(state)
    return Form(**{**given, "chosen": tuple(given["chosen"])})


def still_asked(form: Form, pack: Pack) -> Form:
    """Without answers that a pack reloaded since does not know; they are asked for again."""
    known = {"kind": pack.kinds, "region": pack.regions}
    numbers = [each for each in form.answers.get("roundtables", "").split(",") if each]
    gone = {name for name, ids in known.items() if form.answers.get(name) not in (None, *ids)}
    if any(pack.roundtable(int(each)) is None for each in numbers):
        gone.add("roundtables")
    if not gone:
        return form
    kept = {name: value for name, value in form.answers.items() if name not in gone}
    return replace(form, answers=kept).on()


def places_of(form: Form, meeting: Meeting | None, language: str) -> Found:
    """What is known of the zone at the city and country of the form."""
    city = form.answers.get("city", (meeting and meeting.city) or "")
    country = form.answers.get("country", (meeting and meeting.country) or "")
    found = find_places(f"{city}, {country}" if country else city, language)
    return found if found.places or not country else find_places(country, language)


def with_zone(form: Form, pack: Pack, meeting: Meeting | None, language: str) -> Form:
    """With the time zone of its city where that is beyond doubt; otherwise, and where it is not
    the meeting's own any more, it is asked for."""
    answers = {name: value for name, value in form.answers.items() if name != "zone"}
    chosen = tuple(each for each in form.chosen if each != "zone")
    asked = replace(form, answers=answers, chosen=(*chosen, "zone"))
    if meeting is None and form.answers.get("city") == "":
        return replace(form, answers={**answers, "zone": pack.event.time_zone}, chosen=chosen)
    plain = places_of(form, meeting, language).plain
    if plain is None:
        return asked
    if meeting is None:
        return replace(form, answers={**answers, "zone": plain.zone}, chosen=chosen)
    same = plain.zone == meeting.time_zone
    return replace(form, answers=answers, chosen=chosen) if same else asked
