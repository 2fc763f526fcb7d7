"""What a programme says of a meeting beside its times and place: people, documents, languages."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from content.model.field_types import Title, Value

Role = Literal["chair", "co-chair", "moderator", "speaker", "panellist", "rapporteur"]


class Person(Value):
    """Somebody with a part in a meeting, and whom they speak for or where they work."""

    name: Title
    role: Role = "speaker"
    affiliation: Title | None = None


class Interpretation(Value):
    """A language into which a meeting is interpreted, and the channel of the receivers.

    `language` is a code of ISO 639, such as fr.
    """

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    channel: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)
    ] | None = None  # fmt: skip


MAX_PEOPLE = 60
People = Annotated[tuple[Person, ...], Field(max_length=MAX_PEOPLE)]
Interpretations = Annotated[tuple[Interpretation, ...], Field(max_length=30)]
Capacity = Annotated[int, Field(ge=1, le=1_000_000)]
