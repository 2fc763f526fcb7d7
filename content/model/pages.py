"""Practical pages: Wi-Fi, badges, emergencies, shuttles, maps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from content.model.field_types import ID_PATTERN, Description, Line, Title, Value, Words
from content.model.files import AttachedDocuments, FilePath

# The id of its entry, with `page-` before it, is an id like others.
PageId = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=23)]


class Page(Value):
    """Practical information, in the words of the pack's editors.

    `picture` is the path of a picture inside the pack, which is sent with the page. Pages with
    `first` are listed before the others.
    """

    id: PageId
    title: Title
    text: Description | None = None
    picture: FilePath | None = None
    documents: Annotated[AttachedDocuments, Field(max_length=10)] = ()
    first: bool = False
    source: Line | None = None
    words: Words = ()

    @property
    def entry_id(self) -> str:
        return f"page-{self.id}"

    @model_validator(mode="after")
    def _has_content(self) -> Page:
        if not (self.text or self.picture or self.documents):
            raise ValueError("a page has a “text”, a “picture” or “documents”")
        return self
