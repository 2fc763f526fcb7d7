"""Words that answer a question of a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from content.model.field_types import MAX_LINE_CHARACTERS, MAX_TITLE_CHARACTERS
from content.moments import NotADate, read_when
from content.moments.durations import NotADuration, read_durations
from content.typed_words import folded
from handlers.desk.calendar.form import rooms_of
from handlers.desk.calendar.moves.draft import MAX_AMOUNT, Draft, with_next_room
from handlers.framework.request import Request
from handlers.wording.date_problems import date_problem
from handlers.wording.labels import clipped

_MAX_ECHO_CHARACTERS = 60  # of words that could not be read


class InvalidAnswer(ValueError):
    """Words that cannot be used; the text says why, in the reader's language."""


def answered(request: Request, draft: Draft, text: str) -> Draft:
    """Return the draft with the answer to its open question. Raises InvalidAnswer."""
    reader = request.reader
    _ = reader.gettext
    if not text:
        raise InvalidAnswer(_("Please write some text."))
    limit = MAX_LINE_CHARACTERS if draft.step == "reason" else MAX_TITLE_CHARACTERS
    if draft.step in ("reason", "room") and len(text) > limit:
        sentence = _("That has {number} characters; the maximum is {most}.")
        raise InvalidAnswer(sentence.format(number=len(text), most=limit))
    match draft.step:
        case "reason":
            return replace(draft, reason=text)
        case "room":
            known = {folded(name): name for name in rooms_of(request.pack)}
            return replace(draft, what="room", value=known.get(folded(text), text))
        case "day":
            return replace(draft, what="day", value=_read_day(request, text))
        case _:
            minutes = _read_minutes(request, text)
            sign = 1 if draft.step == "later" else -1
            return replace(draft, what="minutes", value=str(sign * minutes))


def with_rooms(request: Request, draft: Draft) -> Draft:
    """Take each line as the room of the next meeting. Raises InvalidAnswer."""
    lines = [" ".join(line.split()) for line in request.words.split("\n") if line.strip()]
    if not lines:
        raise InvalidAnswer(request.reader.gettext("Please write some text."))
    for line in lines:
        if draft.step == "each":
            draft = with_next_room(draft, _read_room(request, line))
    return draft


def _read_room(request: Request, text: str) -> str:
    if len(text) > MAX_TITLE_CHARACTERS:
        sentence = request.reader.gettext("That has {number} characters; the maximum is {most}.")
        raise InvalidAnswer(sentence.format(number=len(text), most=MAX_TITLE_CHARACTERS))
    known = {folded(name): name for name in rooms_of(request.pack)}
    return known.get(folded(text), text)


def _read_minutes(request: Request, text: str) -> int:
    try:
        amount = sum(read_durations(text), timedelta())
    except (NotADuration, OverflowError):
        amount = timedelta()
    if not timedelta(minutes=1) <= amount <= MAX_AMOUNT:
        sentence = request.reader.gettext("I could not read “{words}”.")
        raise InvalidAnswer(sentence.format(words=clipped(text, _MAX_ECHO_CHARACTERS)))
    return amount // timedelta(minutes=1)


def _read_day(request: Request, text: str) -> str:
    zone = request.pack.event.zone
    today = request.reader.now.astimezone(zone).date()
    echo = clipped(text, _MAX_ECHO_CHARACTERS)
    try:
        when = read_when(text, zone, today)
    except NotADate as problem:
        raise InvalidAnswer(date_problem(request.reader, echo, problem)) from None
    if when.end is not None or isinstance(when.start, datetime):
        raise InvalidAnswer(date_problem(request.reader, echo, NotADate("a range")))
    return when.start.isoformat()
