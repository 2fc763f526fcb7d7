"""What a body decided on the items of a collection, such as motions, and who proposed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from content.model.field_types import Title, Value

Status = Literal["proposed", "amended", "adopted", "rejected", "withdrawn"]
STATUSES: tuple[Status, ...] = get_args(Status)
# Those that end the matter; of these the day is told.
DECISIONS: tuple[Status, ...] = ("adopted", "rejected", "withdrawn")


class Proposer(Value):
    """Somebody who proposed an item, and whom they speak for. In a file, a name alone will do."""

    name: Title
    affiliation: Title | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_name(cls, content: Any) -> Any:
        return {"name": content} if isinstance(content, str) else content


Proposers = Annotated[tuple[Proposer, ...], Field(max_length=60)]


@dataclass(frozen=True)
class ItemStatus:
    """The status of an item, and the day of the decision at the event, if it is known."""

    status: Status | None
    decided: date | None = None


ItemStatuses = Mapping[str, ItemStatus]  # by the id of the item
