"""The questions of the form, one at a time."""

from __future__ import annotations

from content.model import Meeting, Pack
from handlers.desk.calendar.buttons import Pick, Turn
from handlers.desk.calendar.draft import days_of
from handlers.desk.calendar.form import FIELDS, Form, places_of
from handlers.framework.places import two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels, times

_MOST_CHOICES = 40


def heading(reader: Reader, form: Form, meeting: Meeting | None) -> Heading:
    """What the form is for."""
    _ = reader.gettext
    sentences = {
        "move": _("Move: {title}"),
        "change": _("Change: {title}"),
        "cancel": _("Cancel: {title}"),
        "restore": _("Restore: {title}"),
    }
    if meeting is None:
        return Heading(_("Add a meeting"))
    return Heading(sentences[form.what].format(title=meeting.title))


def question_view(
    reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, problem: str | None = None
) -> Reply:
    """The open question; `problem` says why the answer before does not do."""
    _ = reader.gettext
    asked, example = _question(reader, pack, form)
    blocks: list[Block] = [Paragraph(problem)] if problem else [heading(reader, form, meeting)]
    blocks.append(Paragraph(asked))
    if example:
        blocks.append(Footnote(example))
    rows = _choices(reader, pack, form, meeting)
    answer = form.answers.get(form.step)
    if answer:
        said = answer_said(reader, pack, form.step, answer)
        keep = _("Keep: {answer}").format(answer=labels.clipped(said, 40))
        rows.append((Press(keep, Turn(form.mark, "keep")),))
    if may_skip(pack, form, meeting):
        label = (
            _("Leave it empty") if form.what == "change" and form.step != "reason" else _("Skip")
        )
        rows.append((Press(label, Turn(form.mark, "skip")),))
    rows.append(last_row(reader, form))
    return Reply(tuple(blocks), tuple(rows), payload="desk")


def last_row(reader: Reader, form: Form) -> Row:
    _ = reader.gettext
    cancel = Press(_("Cancel"), Turn(form.mark, "drop"))
    back = Press(_("‹ Back"), Turn(form.mark, "back"))
    return (cancel,) if form.before is None else (back, cancel)


def may_skip(pack: Pack, form: Form, meeting: Meeting | None) -> bool:
    """Whether the open question may be left without an answer."""
    kind = form.answers.get("kind") if meeting is None else meeting.kind
    if form.step in ("city", "country"):
        return kind in pack.deadlines
    return form.step in ("venue", "theme", "roundtables", "reason")


def picks(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None) -> list[tuple[str, str]]:
    """(label, value) of the answers that the open question offers."""
    match form.step:
        case "kind":
            return [(title, kind) for kind, title in pack.kinds.items()]
        case "region":
            return [(title, region) for region, title in pack.regions.items()]
        case "zone":
            zones = {each.zone: None for each in places_of(form, meeting, reader.language).places}
            zones.setdefault(meeting.time_zone if meeting else pack.event.time_zone, None)
            return [(zone.replace("_", " "), zone) for zone in zones]
        case "field":
            names = field_names(reader)
            return [(names[each], each) for each in FIELDS if each != "roundtables"] + (
                [(names["roundtables"], "roundtables")] if pack.roundtables else []
            )
        case _:
            return []


def field_names(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "title": _("Title"), "venue": _("Venue"), "city": _("City"), "country": _("Country"),
        "zone": _("Time zone"), "theme": _("Theme"), "roundtables": _("Roundtables"),
    }  # fmt: skip


def _choices(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None) -> list[Row]:
    return two_columns(
        Press(labels.clipped(label), Pick(form.mark, value))
        for label, value in picks(reader, pack, form, meeting)[:_MOST_CHOICES]
    )


def question_names(reader: Reader) -> dict[str, str]:
    """What each question is about."""
    _ = reader.gettext
    return field_names(reader) | {
        "kind": _("Kind"), "region": _("Region"), "when": _("When"), "reason": _("Reason"),
    }  # fmt: skip


def answer_said(reader: Reader, pack: Pack, step: str, answer: str) -> str:
    """An answer as its person knows it."""
    match step:
        case "kind":
            return pack.kinds.get(answer, answer)
        case "region":
            return pack.regions.get(answer, answer)
        case "when":
            start, end = days_of(answer)
            return times.short_days(reader, start, end or start)
        case _:
            return answer


def _question(reader: Reader, pack: Pack, form: Form) -> tuple[str, str]:
    """What is asked, and an example."""
    _ = reader.gettext
    match form.step:
        case "field":
            return _("What is to be changed?"), ""
        case "title":
            return _("What is it called?"), _("For example: Preparatory meeting for Africa")
        case "kind":
            return _("What kind of meeting is it?"), _("Press one of the buttons.")
        case "region":
            return _("Which region does it belong to?"), _("Press one of the buttons.")
        case "city":
            return _("In which city does it take place?"), _("For example: Addis Ababa")
        case "country":
            return _("In which country?"), _("For example: Ethiopia")
        case "venue":
            return _("At which venue?"), _("For example: United Nations Conference Centre, room 2")
        case "zone":
            return _("Which time zone does it keep?"), _("For example: Addis Ababa, or UTC+3")
        case "when":
            return (
                _("When does it take place, in the venue’s own time?"),
                _("For example: 29 May 09:00, or 22-23 May, or 29 May 2013 09:00-17:30"),
            )
        case "theme":
            return _("What is its theme?"), _("For example: Migration and development")
        case "roundtables":
            numbers = [str(each.number) for each in pack.roundtables]
            example = _("For example: {numbers}").format(numbers=reader.listed(numbers[:2]))
            return _("Which roundtables does it bear on?"), example
        case _:
            return (
                _("Why? Everybody who is told of it reads this."),
                _("For example: The room was not free."),
            )
