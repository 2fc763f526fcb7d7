"""Delegations: who can ask for the floor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints, model_validator

from content.model.field_types import ID_PATTERN, LanguageCode, Title, Value
from content.model.floor import Category

MAX_REGION_CHARACTERS = 80
Region = Annotated[Title, StringConstraints(max_length=MAX_REGION_CHARACTERS)]
# Codes and people belong to it, so it is never changed.
DelegationId = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=48)]


class Delegation(Value):
    """A State, a group or an organisation. `name` is in the pack's language, `names` are by
    language; one of the two is enough."""

    id: DelegationId
    name: Title | None = None
    names: Mapping[LanguageCode, Title] = {}
    category: Category = "state"
    region: Region | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Delegation:
        if self.name is None and not self.names:
            raise ValueError("a delegation has a “name” or “names” by language")
        return self
