"""The screen of the form's open question."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import FormCommand, PickAnswer
from handlers.desk.calendar.form import (
    FIELDS,
    Form,
    cities_of,
    find_form_places,
    key_of,
    rooms_of,
)
from handlers.desk.calendar.form_meeting import button_days, decode_days, form_zone
from handlers.framework.places import two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels, times

_MAX_CHOICES = 40  # buttons
_MAX_PLACES = 12  # buttons; others are written
_KEPT_ANSWER_CHARACTERS = 40  # on a button


def form_heading(reader: Reader, form: Form, meeting: Meeting | None) -> Heading:
    _ = reader.gettext
    sentences = {
        "move": _("Move: {title}"),
        "change": _("Change: {title}"),
        "cancel": _("Cancel: {title}"),
        "restore": _("Restore: {title}"),
    }
    if meeting is None:
        return Heading(_("Add a meeting"))
    return Heading(sentences[form.action].format(title=meeting.title))


def question_view(
    reader: Reader,
    pack: Pack,
    form: Form,
    meeting: Meeting | None,
    problem: str | None = None,
    readings: Sequence[str] = (),
) -> Reply:
    """The open question; `problem` says why the answer before it could not be used, and `readings`
    are the days that it may mean, as the form stores them."""
    _ = reader.gettext
    question, example = _question(reader, pack, form, meeting)
    blocks: list[Block] = [Paragraph(problem)] if problem else [form_heading(reader, form, meeting)]
    blocks.append(Paragraph(question))
    if example:
        blocks.append(Footnote(example))
    offered = answer_choices(reader, pack, form, meeting)
    offered += [(answer_text(reader, pack, "when", days), button_days(days)) for days in readings]
    most = _MAX_PLACES if form.step in ("room", "city") else _MAX_CHOICES
    rows = two_columns(
        Press(labels.clipped(label), PickAnswer(form.nonce, value))
        for label, value in offered[:most]
    )
    answer = form.answers.get(form.step)
    if answer:
        text = answer_text(reader, pack, form.step, answer)
        keep = _("Keep: {answer}").format(answer=labels.clipped(text, _KEPT_ANSWER_CHARACTERS))
        rows.append((Press(keep, FormCommand(form.nonce, "keep")),))
    if may_skip(pack, form, meeting):
        label = _("Skip") if form.action == "add" else _("Leave empty")
        rows.append((Press(label, FormCommand(form.nonce, "skip")),))
    rows.append(navigation_row(reader, form))
    return Reply(tuple(blocks), tuple(rows), payload="desk")


def navigation_row(reader: Reader, form: Form) -> Row:
    _ = reader.gettext
    leave = Press(_("Quit"), FormCommand(form.nonce, "drop"))
    back = Press(_("‹ Back"), FormCommand(form.nonce, "back"))
    return (leave,) if form.previous_step is None else (back, leave)


def may_skip(pack: Pack, form: Form, meeting: Meeting | None) -> bool:
    """Return whether the open question may be left without an answer."""
    kind = form.answers.get("kind") if meeting is None else meeting.kind
    if form.step in ("city", "country"):
        return kind in pack.deadlines
    return form.step in (
        "room", "venue", "theme", "roundtables", "organisers", "description", "documents",
    )  # fmt: skip


def answer_choices(
    reader: Reader, pack: Pack, form: Form, meeting: Meeting | None
) -> list[tuple[str, str]]:
    """Return the label and the value of each answer that the open question offers."""
    match form.step:
        case "kind":
            return [(title, kind) for kind, title in pack.kinds.items()]
        case "region":
            return [(title, region) for region, title in pack.regions.items()]
        case "room":
            own = meeting.room if meeting else None
            return [(room, key_of(room)) for room in rooms_of(pack) if room != own]
        case "city":
            return [(city, key_of(city)) for city, _country, _zone in cities_of(pack)]
        case "zone":
            places = find_form_places(form, meeting, reader.language).places
            own = meeting.time_zone if meeting else pack.event.time_zone
            zones = dict.fromkeys([*(place.zone for place in places), own])
            return [(zone.replace("_", " "), zone) for zone in zones]
        case "field":
            names = field_names(reader)
            left_out = {
                name
                for name, choices in (
                    ("roundtables", pack.roundtables),
                    ("kind", len(pack.kinds) > 1),
                    ("region", len(pack.regions) > 1),
                )
                if not choices
            }
            return [(names[field], field) for field in FIELDS if field not in left_out]
        case _:
            return []


def field_names(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "when": _("When"), "title": _("Title"), "room": _("Room"), "venue": _("Venue"),
        "city": _("City"), "country": _("Country"), "zone": _("Time zone"), "theme": _("Theme"),
        "roundtables": _("Roundtables"), "kind": _("Kind"), "region": _("Region"),
        "organisers": _("Organizers"), "description": _("Description"),
        "documents": _("Documents"),
    }  # fmt: skip


def question_names(reader: Reader) -> dict[str, str]:
    """Return a name in the reader's language for each question with an answer."""
    _ = reader.gettext
    return field_names(reader) | {"reason": _("Reason")}


def answer_text(reader: Reader, pack: Pack, step: str, answer: str) -> str:
    """Return a stored answer as it is shown to the person who gave it."""
    match step:
        case "kind":
            return pack.kinds.get(answer, answer)
        case "region":
            return pack.regions.get(answer, answer)
        case "when":
            start, end = decode_days(answer)
            return times.short_days(reader, start, end or start)
        case _:
            return answer


def _question(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None) -> tuple[str, str]:
    """Return the question and an example of an answer, which may be empty."""
    _ = reader.gettext
    match form.step:
        case "field":
            return _("What would you like to change?"), ""
        case "title":
            return _("What is it called?"), _("For example: Preparatory meeting for Africa")
        case "kind":
            return _("What kind of meeting is it?"), _("Please tap one of the buttons.")
        case "region":
            return _("Which region does it belong to?"), _("Please tap one of the buttons.")
        case "city":
            return _("In which city will it take place?"), _("For example: Addis Ababa")
        case "country":
            return _("In which country?"), _("For example: Ethiopia")
        case "room":
            return _("In which room?"), _("For example: Hall A")
        case "venue":
            return _("At which venue?"), _("For example: United Nations Conference Centre, room 2")
        case "zone":
            return _("Which time zone is it in?"), _("For example: Addis Ababa, or UTC+3")
        case "when":
            return (
                _(
                    "When does it take place? Please give the local time of the venue "
                    "({city} time)."
                ).format(city=times.zone_name(reader, form_zone(form, pack, meeting))),
                _("For example: 29 May 09:00, or 22-23 May, or 29 May 2013 09:00-17:30"),
            )
        case "theme":
            return _("What is its theme?"), _("For example: Migration and development")
        case "roundtables":
            numbers = [str(roundtable.number) for roundtable in pack.roundtables]
            example = _("For example: {numbers}").format(numbers=reader.listed(numbers[:2]))
            return _("Which roundtables does it concern?"), example
        case "organisers":
            return _("Who organizes it?"), _("One name in each line.")
        case "description":
            return _("How do you describe it?"), _(
                "Delegates read it on the screen of the meeting."
            )
        case "documents":
            return (
                _("Which documents belong to it?"),
                _("One in each line, with its address. For example: Agenda https://example.org/a"),
            )
        case _:
            return _reason_question(reader)


def _reason_question(reader: Reader) -> tuple[str, str]:
    _ = reader.gettext
    return (
        _("Why? Everyone who is notified will read this."),
        _("For example: The room was not free."),
    )
