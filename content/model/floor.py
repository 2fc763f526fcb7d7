"""The rules of a floor: when the list of speakers opens, in which order, and how long one speaks.

Every rule has a default that suits a roundtable of the United Nations; what the public sources say
of each stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from content.model.field_types import Value, parse_moment

Category = Literal[
    "state", "group", "observer", "igo", "un", "civil-society", "private-sector", "academia",
    "expert",
]  # fmt: skip
Level = Literal["head", "minister", "other"]
Order = Literal["chair", "arrival", "rank", "alternate"]
GroupThenNational = Literal["allow", "advise", "refuse"]
Public = Literal["none", "delegation", "name"]
Questions = Literal["off", "moderated", "open"]
LimitName = Literal[
    "head", "minister", "state", "group", "observer", "igo", "un", "civil-society",
    "private-sector", "academia", "expert", "panellist", "answer", "reply", "second-reply", "point",
]  # fmt: skip

_DURATION = re.compile(r"([0-9]{1,3})\s*([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])")
_MINUTES = re.compile(r"[0-9]{1,2}")
_ONE_IN = re.compile(r"1 in ([0-9]{1,2})")
MAX_LIMIT_SECONDS = 60 * 60


def _duration(value: object) -> object:
    """Parse 1d, 2h or 30m."""
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return timedelta(**{_UNITS[match[2]]: int(match[1])})
    if isinstance(value, timedelta):
        return value
    raise ValueError("write a duration such as 1d, 2h or 30m")


def _duration_text(value: timedelta) -> str:
    minutes = int(value.total_seconds()) // 60
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


Duration = Annotated[
    timedelta, BeforeValidator(_duration), PlainSerializer(_duration_text, return_type=str)
]


def _limit(value: object) -> object:
    """Parse minutes (3), or minutes and seconds (2:15), to seconds."""
    if isinstance(value, str):
        if match := _CLOCK.fullmatch(value.strip()):
            return int(match[1]) * 60 + int(match[2])
        if _MINUTES.fullmatch(value.strip()):  # all values of a pack's files are texts
            return int(value) * 60
    elif isinstance(value, int | float) and not isinstance(value, bool):
        return round(value * 60)
    raise ValueError("write minutes such as 3, or minutes and seconds such as 2:15")


def _limit_text(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


LimitSeconds = Annotated[
    int,
    BeforeValidator(_limit),
    Field(ge=15, le=MAX_LIMIT_SECONDS),
    PlainSerializer(_limit_text, return_type=str),
]


def _when(value: object) -> object:
    """Parse an hour at the venue (2013-10-03T09:00), or a duration before the session begins."""
    if isinstance(value, str) and "T" in value:
        return parse_moment(value)
    return value if isinstance(value, datetime) else _duration(value)


def _when_text(value: datetime | timedelta) -> str:
    return _duration_text(value) if isinstance(value, timedelta) else value.isoformat()


When = Annotated[
    datetime | timedelta, BeforeValidator(_when), PlainSerializer(_when_text, return_type=str)
]


def _closing(value: object) -> object:
    return value if value == "chair" else _when(value)


def _closing_text(value: object) -> str:
    return value if isinstance(value, str) else _when_text(value)  # type: ignore[arg-type]


Closing = Annotated[
    datetime | timedelta | Literal["chair"],
    BeforeValidator(_closing),
    PlainSerializer(_closing_text, return_type=str),
]


def _one_in(value: object) -> object:
    if isinstance(value, str) and (match := _ONE_IN.fullmatch(value.strip())):
        return int(match[1])
    return value


# Human Rights Council: 3 minutes members, 2 observers; IPoA Mid-term Review round tables: three
# minutes; WHO: 3 minutes a State, 4 a group, 2 observers, UN and IGOs. Replies and points of
# order: practice of the General Assembly.
DEFAULT_LIMITS: Mapping[LimitName, int] = {
    "head": 180, "minister": 180, "state": 180, "group": 240, "observer": 120, "igo": 120,
    "un": 120, "civil-society": 120, "private-sector": 120, "academia": 120, "expert": 120,
    "panellist": 420, "answer": 120, "reply": 180, "second-reply": 120, "point": 60,
}  # fmt: skip


class TextRules(Value):
    """When texts of statements are due, before the session, and who gets them."""

    due: Duration = timedelta(hours=2)
    to: tuple[Literal["interpreters", "rapporteur", "chair"], ...] = ("interpreters", "rapporteur")


class FloorRules(Value):
    """How a session's list of speakers is run. Instants are local to the venue."""

    opens: When = timedelta(days=1)
    closes: Closing = "chair"
    order: Order = "chair"
    limits: Mapping[LimitName, LimitSeconds] = {}
    words_a_minute: Annotated[int, Field(ge=60, le=200)] = 110  # WHO: 330 words in 3 minutes
    # A speaker of civil society is proposed if none was among the last so many; None: never.
    civil_society: Annotated[
        Annotated[int, Field(ge=2, le=20)] | None, BeforeValidator(_one_in)
    ] = 5
    group_then_national: GroupThenNational = "advise"
    reply: Literal["session", "day"] = "session"  # replies come at the end of which
    replies: Annotated[int, Field(ge=0, le=5)] = 2  # of a delegation
    per_delegation: Annotated[int, Field(ge=1, le=20)] = 1  # statements that wait at once
    points_of_order: tuple[Category, ...] = ("state",)  # who may raise one
    texts: TextRules = TextRules()
    public: Public = "delegation"  # what everybody sees of who speaks
    questions: Questions = "off"
    anonymous_questions: bool = False  # to all but the moderators
    between_seconds: Annotated[int, Field(ge=0, le=120)] = 15  # from one speaker to the next

    @model_validator(mode="before")
    @classmethod
    def _hyphens(cls, content: Any) -> Any:
        """Read `words-a-minute` as `words_a_minute`."""
        if not isinstance(content, Mapping):
            return content
        return {
            name.replace("-", "_") if isinstance(name, str) else name: value
            for name, value in content.items()
        }

    def limit(self, name: LimitName) -> int:
        """Return a limit in seconds."""
        return self.limits.get(name, DEFAULT_LIMITS[name])
