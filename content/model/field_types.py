"""The types of a pack's fields: ids, titles, quoted text, time zones and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# Ids travel in callback data (64 bytes) two at a time, and in start payloads (64 characters).
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=28)]
MeetingId = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=40)]


class Value(BaseModel):
    """Base of all models: immutable, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    # Fields that are left out of what is written as JSON where they have their default: fields
    # that came later than the class, so that the hash of a pack that has none of them stays.
    _LEFT_OUT_IF_DEFAULT: ClassVar[tuple[str, ...]] = ()

    @model_serializer(mode="wrap")
    def _without_defaults(self, serialize: SerializerFunctionWrapHandler) -> Any:
        content = serialize(self)
        for name in self._LEFT_OUT_IF_DEFAULT:
            if getattr(self, name) == type(self).model_fields[name].default:
                content.pop(name, None)
        return content

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the fields alone: a cached property of the original may not hold for the copy."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(copied).model_fields.keys():
            del copied.__dict__[name]
        return copied


LANGUAGE_PATTERN = r"^[a-z]{2,3}$"
LanguageCode = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN)]
MAX_LINE_CHARACTERS = 300
MAX_TITLE_CHARACTERS = 120


_GAP = re.compile(r" [ \t\r\n]+|[\t\r\n][ \t\r\n]*")  # but for a single space


def _one_line(text: object) -> object:
    return _GAP.sub(" ", text) if isinstance(text, str) else text


Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE_CHARACTERS),
    BeforeValidator(_one_line),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE_CHARACTERS),
    BeforeValidator(_one_line),
]
Words = Annotated[tuple[Line, ...], Field(max_length=60)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=500)]

# Of pages where people join or watch a meeting.
SecureAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"]+$", max_length=500)]


def _paragraphs(text: str) -> str:
    """Join the lines of each paragraph; keep one blank line between paragraphs."""
    folded = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in folded if part)


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    AfterValidator(_paragraphs),
    Field(min_length=1),
]

MAX_DESCRIPTION_CHARACTERS = 3_500
Description = Annotated[
    str,
    AfterValidator(_paragraphs),
    Field(min_length=1, max_length=MAX_DESCRIPTION_CHARACTERS),
]


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("this is not a time zone; write a name such as Europe/Paris")
    return name


Zone = Annotated[str, AfterValidator(_zone)]


def parse_moment(value: object) -> object:
    """Parse a day (2013-05-29), or a day and hour (2013-05-29T08:30) local to the venue."""
    if isinstance(value, str):
        value = value.strip()
        if not _MOMENT.fullmatch(value):
            raise ValueError(f"{_DAY_HINT} or 2013-05-29T08:30")
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            raise ValueError("there is no such day or hour in the calendar") from None
    if isinstance(value, datetime) and value.tzinfo is not None:
        raise ValueError("write the venue's own time, without an offset")
    if not isinstance(value, date):
        raise ValueError(f"{_DAY_HINT} or 2013-05-29T08:30")
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"the year must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


def _day(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and "T" in value):
        raise ValueError(f"{_DAY_HINT}, without an hour")
    if not isinstance(value, str | date):
        raise ValueError(_DAY_HINT)
    return parse_moment(value)


def _instant(value: object) -> object:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError(_INSTANT_HINT) from None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(_INSTANT_HINT)
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"the year must lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-].*|Z)?)?")
_DAY_HINT = "write a date as 2013-05-29"
_INSTANT_HINT = "write a date, an hour and an offset, such as 2013-05-20T09:00-05:00"
# Within the range of the time zone database; date arithmetic cannot overflow.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199

Moment = Annotated[datetime | date, BeforeValidator(parse_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
