"""The form: which questions it asks and what was answered. It is stored in the chat's dialog as
JSON."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from content.model import Meeting, Pack
from content.typed_words import folded
from content.zones import Found, find_places

DIALOG = "calendar"
# Steps that are no question: the summary, and the choice of a field to change.
CONFIRM, FIELD = "confirm", "field"
_KEY_DIGITS = 10
FIELDS = (
    "when", "room", "title", "venue", "city", "country", "zone", "kind", "region", "theme",
    "roundtables", "organisers", "description", "documents",
)  # fmt: skip
_QUESTIONS_TO_ADD = (
    "title", "kind", "region", "city", "country", "room", "venue", "zone", "when",
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """An organiser's answers about one meeting.

    `action` is add, move, change, cancel or restore. `revision` is the meeting's when the form
    was begun, 0 to add one. `step` is the open question, CONFIRM or FIELD. `nonce` changes with
    every step, so that buttons of an earlier step are recognised. `last_message_id` is the last
    message taken as an answer. `chosen_fields` are those to be changed, in the order of their
    choice. `answers` are by question; an answer that was skipped is empty. `asks_region` says
    whether the pack has regions. `given` are the questions with one possible answer, which was
    filled in. `asks_room` says whether a new meeting is asked for its room, or for its venue.
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
    given: tuple[str, ...] = ()
    asks_room: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        match self.action:
            case "add":
                left_out = {"venue" if self.asks_room else "room", *self.given}
                if "zone" not in self.chosen_fields:
                    left_out.add("zone")
                if not self.asks_region:
                    left_out.add("region")
                if self.answers.get("city") == "":
                    left_out |= {"country", "venue"}
                return tuple(step for step in _QUESTIONS_TO_ADD if step not in left_out)
            case "move":
                return tuple(dict.fromkeys(("when", *self.chosen_fields)))
            case "change":
                return (FIELD, *self.chosen_fields)
            case _:
                return ()

    @property
    def is_begun(self) -> bool:
        """Whether it has an answer of the organiser's."""
        return bool(self.answers.keys() - {*self.given})

    @property
    def can_change_more(self) -> bool:
        """Whether the summary leads to other fields."""
        return self.action in ("add", "move", "change")

    @property
    def previous_step(self) -> str | None:
        answered = self.answers.keys() >= {*self.questions} - {FIELD}
        if self.step == FIELD:
            return CONFIRM if answered and self.answers else None
        steps = (*self.questions, CONFIRM)
        if self.step not in steps:
            return CONFIRM if answered and self.answers else None
        index = steps.index(self.step)
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
    lists = {name: tuple(fields.get(name, ())) for name in ("chosen_fields", "given")}
    return Form(**{**fields, **lists})


def new_form(action: str, pack: Pack, meeting_id: str = "", revision: int = 0) -> Form:
    """Return a form without answers, but for those of a new meeting that have one choice alone."""
    form = Form(action, meeting_id, revision, "", 0, asks_region=bool(pack.regions))
    if action != "add":
        return form
    given = {
        name: next(iter(choices))
        for name, choices in (("kind", pack.kinds), ("region", pack.regions))
        if len(choices) == 1
    }
    cities = cities_of(pack)
    if len(cities) == 1:
        given["city"], given["country"], given["zone"] = cities[0]
    elif not cities and pack.original.meetings:
        given["city"], given["zone"] = "", pack.event.time_zone
    return replace(form, answers=given, given=tuple(given), asks_room=bool(rooms_of(pack)))


def cities_of(pack: Pack) -> list[tuple[str, str, str]]:
    """Return the city, the country and the time zone of the pack's meetings, that of most of them
    first."""
    places = Counter(
        (meeting.city, meeting.country or "", meeting.time_zone)
        for meeting in pack.original.meetings
        if meeting.city
    )
    found: dict[str, tuple[str, str, str]] = {}
    for place, _number in places.most_common():
        found.setdefault(folded(place[0]), place)
    return list(found.values())


def key_of(name: str) -> str:
    """Return a short key for a name, for a button."""
    return hashlib.sha256(folded(name).encode()).hexdigest()[:_KEY_DIGITS]


def rooms_of(pack: Pack) -> list[str]:
    """Return the names of all rooms: those of the pack, then others that meetings have."""
    meetings = (meeting for meeting in pack.original.meetings if not meeting.cancelled)
    used = (meeting.room for meeting in meetings if meeting.room)
    return list(dict.fromkeys([*pack.original.rooms.values(), *used]))


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
    given = tuple(name for name in form.given if name not in unknown)
    form = replace(form, asks_region=asks_region, given=given)
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
