"""The form: which questions it asks and what was answered. It is stored in the chat's dialog as
JSON."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from content.model import Meeting, Pack
from content.zones import Found, find_places

DIALOG = "calendar"
# Steps that are no question: the summary, and the choice of a field to change.
CONFIRM, FIELD = "confirm", "field"
FIELDS = ("title", "room", "venue", "city", "country", "zone", "theme", "roundtables")
_QUESTIONS_TO_ADD = (
    "title", "kind", "region", "city", "country", "venue", "zone", "when", "reason",
)  # fmt: skip
_QUESTIONS = {"move": ("when", "reason"), "cancel": ("reason",), "restore": ("reason",)}


@dataclass(frozen=True)
class Form:
    """An organiser's answers about one meeting.

    `action` is add, move, change, cancel or restore. `revision` is the meeting's when the form
    was begun, 0 to add one. `step` is the open question, CONFIRM or FIELD. `nonce` changes with
    every step, so that buttons of an earlier step are recognised. `last_message_id` is the last
    message taken as an answer. `chosen_fields` are those to be changed, in the order of their
    choice. `answers` are by question; an answer that was skipped is empty. `asks_region` says
    whether the pack has regions.
    """

    action: str
    meeting_id: str
    revision: int
    step: str
    nonce: int
    last_message_id: int = 0
    chosen_fields: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    asks_region: bool = True

    @property
    def questions(self) -> tuple[str, ...]:
        if self.action == "add":
            left_out = set() if "zone" in self.chosen_fields else {"zone"}
            if not self.asks_region:
                left_out.add("region")
            if self.answers.get("city") == "":
                left_out |= {"country", "venue"}
            return tuple(step for step in _QUESTIONS_TO_ADD if step not in left_out)
        if self.action == "change":
            return (FIELD, *self.chosen_fields, "reason")
        return _QUESTIONS[self.action]

    @property
    def previous_step(self) -> str | None:
        if self.step == FIELD:
            answered = self.chosen_fields and self.answers.keys() >= {*self.chosen_fields}
            return CONFIRM if answered else None
        steps = (*self.questions, CONFIRM)
        index = steps.index(self.step) if self.step in steps else 0
        return steps[index - 1] if index else None

    def with_answer(self, value: str) -> Form:
        """Return the form with an answer to the open question."""
        return replace(self, answers={**self.answers, self.step: value})

    def at_next_question(self) -> Form:
        """Return the form at its first question without an answer, or at the summary."""
        if self.action == "change" and not self.chosen_fields:
            return replace(self, step=FIELD)
        unanswered = (step for step in self.questions if step != FIELD and step not in self.answers)
        return replace(self, step=next(unanswered, CONFIRM))

    def with_new_nonce(self) -> Form:
        """Return the form with another nonce: the buttons shown before are out of date."""
        return replace(self, nonce=secrets.randbelow(10**9))


def to_json(form: Form) -> str:
    return json.dumps(asdict(form))


def from_json(state: str) -> Form:
    fields = json.loads(state)
    return Form(**{**fields, "chosen_fields": tuple(fields["chosen_fields"])})


def without_unknown_answers(form: Form, pack: Pack) -> Form:
    """Remove the answers that the pack, reloaded meanwhile, does not have any more; these are
    asked for again."""
    known = {"kind": pack.kinds, "region": pack.regions}
    numbers = [number for number in form.answers.get("roundtables", "").split(",") if number]
    unknown = {name for name, ids in known.items() if form.answers.get(name) not in (None, *ids)}
    if any(pack.roundtable(int(number)) is None for number in numbers):
        unknown.add("roundtables")
    asks_region = bool(pack.regions)
    if not unknown and (form.action != "add" or form.asks_region == asks_region):
        return form
    form = replace(form, asks_region=asks_region)
    answers = {name: value for name, value in form.answers.items() if name not in unknown}
    return replace(form, answers=answers).at_next_question()


def find_form_places(form: Form, meeting: Meeting | None, language: str) -> Found:
    """Look up the time zones of the city and country in the form, or else in the meeting."""
    city = form.answers.get("city", (meeting and meeting.city) or "")
    country = form.answers.get("country", (meeting and meeting.country) or "")
    found = find_places(f"{city}, {country}" if country else city, language)
    return found if found.places or not country else find_places(country, language)


def with_zone_of_city(form: Form, pack: Pack, meeting: Meeting | None, language: str) -> Form:
    """Fill in the time zone after the city or country was answered.

    The zone is asked for if the place has several zones or none that is known, or if it is not
    the zone that the meeting has.
    """
    answers = {name: value for name, value in form.answers.items() if name != "zone"}
    fields = tuple(name for name in form.chosen_fields if name != "zone")
    asking = replace(form, answers=answers, chosen_fields=(*fields, "zone"))
    if meeting is None and form.answers.get("city") == "":
        zone = pack.event.time_zone
        return replace(form, answers={**answers, "zone": zone}, chosen_fields=fields)
    place = find_form_places(form, meeting, language).plain
    if place is None:
        return asking
    if meeting is None:
        return replace(form, answers={**answers, "zone": place.zone}, chosen_fields=fields)
    same = place.zone == meeting.time_zone
    return replace(form, answers=answers, chosen_fields=fields) if same else asking
