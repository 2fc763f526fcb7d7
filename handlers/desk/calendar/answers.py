"""What a person answered, read and checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from content.characters import without_direction_controls
from content.model import Meeting, Pack
from content.model.field_types import MAX_LINE_CHARACTERS, MAX_TITLE_CHARACTERS
from content.moments import NotADate, read_when
from content.zones import find_places
from handlers.desk.calendar.draft import drafted, when_of
from handlers.desk.calendar.form import Form
from handlers.framework.reader import Reader
from handlers.framework.request import ascii_digits
from handlers.wording.labels import clipped

_ECHOED = 60


class Unfit(ValueError):
    """An answer that does not do; its text says why, in the reader's language."""


def read_answer(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, words: str) -> str:
    """The answer to the open question as the form keeps it. Raises Unfit."""
    said = _clean(words)
    if not said:
        raise Unfit(reader.gettext("I need words here."))
    match form.step:
        case "kind":
            return _one_of(reader, pack.kinds, said)
        case "region":
            return _one_of(reader, pack.regions, said)
        case "zone":
            found = find_places(said, reader.language).plain
            if found is None:
                raise _unread(reader, said)
            return found.zone
        case "when":
            return _when(reader, pack, form, meeting, said)
        case "roundtables":
            return _numbers(reader, pack, said)
        case "theme" | "reason":
            return _short(reader, said, MAX_LINE_CHARACTERS)
        case _:
            return _short(reader, said, MAX_TITLE_CHARACTERS)


def check(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None) -> None:
    """Raises Unfit where the form's days are over by now, or make no meeting."""
    if "when" not in form.answers:
        return
    _ = reader.gettext
    try:
        draft = drafted(form, pack, meeting, "-")
    except ValidationError:
        raise Unfit(_("That would end before it begins.")) from None
    if draft.closes <= reader.now:
        raise Unfit(_("That is over already."))


def _when(reader: Reader, pack: Pack, form: Form, meeting: Meeting | None, said: str) -> str:
    name = form.answers.get("zone") or (meeting.time_zone if meeting else pack.event.time_zone)
    known = ZoneInfo(name)
    today = reader.now.astimezone(known).date()
    of_a_day = meeting is not None and meeting.first_day == meeting.last_day >= today
    try:
        when = read_when(said, known, today, meeting.first_day if meeting and of_a_day else None)
    except NotADate:
        raise _unread(reader, said) from None
    kind = form.answers.get("kind")
    due = meeting.deadline if meeting else kind in pack.deadlines
    if due and when.end is not None:
        raise _unread(reader, said)  # a deadline is one moment, or one day
    kept = when_of(when.start, when.end)
    check(reader, pack, form.answered(kept), meeting)
    return kept


def _numbers(reader: Reader, pack: Pack, said: str) -> str:
    text = ascii_digits(said)
    numbers = sorted({int(each) for each in re.findall(r"[0-9]{1,3}", text)})
    plain = re.fullmatch(r"[0-9]{1,3}(?:[\s,;،、.+&-]+[0-9]{1,3})*", text)
    if plain is None or any(pack.roundtable(each) is None for each in numbers):
        raise _unread(reader, said)
    return ",".join(map(str, numbers))


def _one_of(reader: Reader, titles: Mapping[str, str], said: str) -> str:
    for value, title in titles.items():
        if said.casefold() in (value, title.casefold()):
            return value
    raise _unread(reader, said)


def _short(reader: Reader, said: str, most: int) -> str:
    if len(said) > most:
        sentence = reader.gettext("That has {number} characters; at most {most} fit here.")
        raise Unfit(sentence.format(number=len(said), most=most))
    return said


def _unread(reader: Reader, said: str) -> Unfit:
    sentence = reader.gettext("I could not read “{words}”.")
    return Unfit(sentence.format(words=clipped(said, _ECHOED)))


def _clean(words: str) -> str:
    seen = "".join(
        " " if unicodedata.category(each) in ("Cc", "Cs", "Co", "Cn") else each
        for each in without_direction_controls(words)
    )
    return " ".join(seen.split())
