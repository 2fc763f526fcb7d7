"""Reading and checking the words with which a question of the form is answered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pydantic import ValidationError

from content.characters import without_direction_controls
from content.model import Meeting, Pack
from content.model.field_types import (
    MAX_DESCRIPTION_CHARACTERS,
    MAX_LINE_CHARACTERS,
    MAX_TITLE_CHARACTERS,
)
from content.model.files import AttachedDocument
from content.moments import AmbiguousDate, NotADate, When, read_when
from content.zones import find_places
from handlers.desk.calendar.field_lists import organisers_of, read_document
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.form_meeting import (
    decode_days,
    encode_days,
    form_zone,
    meeting_from_form,
)
from handlers.framework.reader import Reader
from handlers.framework.request import ascii_digits
from handlers.wording.date_problems import date_problem
from handlers.wording.labels import clipped
from handlers.wording.subscribable import value_named

_MAX_ECHO_CHARACTERS = 60  # of words that could not be read
_MAX_DOCUMENTS = 10  # that the form takes


class InvalidAnswer(ValueError):
    """An answer that cannot be used; its text says why, in the reader's language. `readings` are
    the days that it may mean, as the form stores them."""

    def __init__(self, sentence: str, readings: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.readings = readings


def read_answer(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, words: str) -> str:
    """Return the answer to the open question as the form stores it. Raises InvalidAnswer."""
    text = _clean(words)
    if not text:
        raise InvalidAnswer(reader.gettext("Please write some text."))
    match form.step:
        case "description":
            return _check_length(reader, _clean_lines(words), MAX_DESCRIPTION_CHARACTERS)
        case "organisers":
            return _read_organisers(reader, _clean_lines(words))
        case "documents":
            return _read_documents(reader, _clean_lines(words))
        case "room":
            named = pack.original.rooms.get(text.casefold(), text)
            return _check_length(reader, named, MAX_TITLE_CHARACTERS)
        case "kind":
            return _read_choice(reader, pack, "kind", text)
        case "region":
            return _read_choice(reader, pack, "region", text)
        case "zone":
            place = find_places(text, reader.language).plain
            if place is None:
                raise _unreadable(reader, text)
            return place.zone
        case "when":
            return _read_days(reader, pack, form, meeting, text)
        case "roundtables":
            return _read_roundtables(reader, pack, text)
        case "theme":
            return _check_length(reader, text, MAX_LINE_CHARACTERS)
        case "reason" | "confirm":
            # The summary takes words as the reason.
            return _check_length(reader, text, MAX_LINE_CHARACTERS)
        case _:
            return _check_length(reader, text, MAX_TITLE_CHARACTERS)


def check_days(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None) -> None:
    """Raise InvalidAnswer if the meeting would end before it starts, or is over by now."""
    if "when" not in form.answers:
        return
    _ = reader.gettext
    try:
        after = meeting_from_form(form, pack, meeting, "-")
    except ValidationError:
        raise InvalidAnswer(_("The end would be before the beginning.")) from None
    if after.closes <= reader.now:
        raise InvalidAnswer(_("That date has already passed."))


def _read_days(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, text: str) -> str:
    zone = form_zone(form, pack, meeting)
    today = reader.now.astimezone(zone).date()
    # An hour without a day is one on the meeting's own day, if it has only one and that is to come.
    one_day = meeting is not None and meeting.first_day == meeting.last_day >= today
    try:
        when = read_when(text, zone, today, meeting.first_day if meeting and one_day else None)
    except AmbiguousDate as several:
        possible = [
            days
            for reading in several.readings
            if (days := _encode(pack, form, meeting, reading))
            and _is_possible(reader, pack, form, meeting, days)
        ]
        if len(possible) == 1:
            return possible[0]
        raise InvalidAnswer(date_problem(reader, _echo(text), several), possible) from None
    except NotADate as problem:
        raise InvalidAnswer(date_problem(reader, _echo(text), problem)) from None
    encoded = _encode(pack, form, meeting, when)
    if encoded is None:
        raise InvalidAnswer(date_problem(reader, _echo(text), NotADate("a range")))
    check_days(reader, pack, form.with_answer(encoded), meeting)
    return encoded


def picked_days(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, value: str) -> str:
    """Return the days of a button as the form stores them. Raises ValueError for one that no view
    made, and InvalidAnswer for days that cannot be saved."""
    encoded = encode_days(*decode_days(value))
    check_days(reader, pack, form.with_answer(encoded), meeting)
    return encoded


def _encode(pack: Pack, form: Form, meeting: Meeting | None, when: When) -> str | None:
    """Return days as the form stores them, or None for a range where a deadline is asked for, which
    is one instant or one day."""
    kind = form.answers.get("kind")
    deadline = meeting.deadline if meeting else kind in pack.deadlines
    if deadline and when.end is not None:
        return None
    end = when.end
    if end is None and meeting is not None:
        end = meeting.end_if_moved(when.start)
    return encode_days(when.start, None if end == when.start else end)


def _is_possible(
    reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, days: str
) -> bool:
    try:
        check_days(reader, pack, form.with_answer(days), meeting)
    except InvalidAnswer:
        return False
    return True


def _read_roundtables(reader: Reader, pack: Pack, text: str) -> str:
    digits = ascii_digits(text)
    numbers = sorted({int(number) for number in re.findall(r"[0-9]{1,3}", digits)})
    only_numbers = re.fullmatch(r"[0-9]{1,3}(?:[\s,;،、.+&-]+[0-9]{1,3})*", digits)
    if only_numbers is None or any(pack.roundtable(number) is None for number in numbers):
        raise _unreadable(reader, text)
    return ",".join(map(str, numbers))


def _read_organisers(reader: Reader, text: str) -> str:
    names = organisers_of(text)
    for name in names:
        _check_length(reader, name, MAX_TITLE_CHARACTERS)
    return "\n".join(names)


def _read_documents(reader: Reader, text: str) -> str:
    lines = [line for line in text.split("\n") if line]
    for line in lines:
        try:
            AttachedDocument.model_validate(read_document(line))
        except ValidationError:
            raise _unreadable(reader, line) from None
    if len(lines) > _MAX_DOCUMENTS:
        sentence = reader.ngettext(
            "A meeting can have {number} document.",
            "A meeting can have {number} documents.",
            _MAX_DOCUMENTS,
        )
        raise InvalidAnswer(sentence.format(number=_MAX_DOCUMENTS))
    return "\n".join(lines)


def _read_choice(reader: Reader, pack: Pack, what: str, text: str) -> str:
    value = value_named(pack, what, text)
    if value is None:
        raise _unreadable(reader, text)
    return value


def _check_length(reader: Reader, text: str, max_characters: int) -> str:
    if len(text) > max_characters:
        sentence = reader.gettext("That has {number} characters; the maximum is {most}.")
        raise InvalidAnswer(sentence.format(number=len(text), most=max_characters))
    return text


def _unreadable(reader: Reader, text: str) -> InvalidAnswer:
    sentence = reader.gettext("I could not read “{words}”.")
    return InvalidAnswer(sentence.format(words=_echo(text)))


def _echo(text: str) -> str:
    return clipped(text, _MAX_ECHO_CHARACTERS)


def _clean_lines(words: str) -> str:
    """Return words as `_clean` does, in the lines in which they were written."""
    return "\n".join(map(_clean, words.split("\n"))).strip()


def _clean(words: str) -> str:
    """Return words in one line, without control characters and unassigned ones."""
    text = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") else character
        for character in without_direction_controls(words)
    )
    return " ".join(text.split())
