"""Files of a pack that people can open: pictures, and documents such as a PDF."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from content.model.field_types import Title, Value, WebAddress

FilePath = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class AttachedDocument(Value):
    """A document of a meeting or a page: on the web, or a file of the pack that the bot sends."""

    _LEFT_OUT_IF_DEFAULT = ("file",)

    title: Title
    link: WebAddress | None = None
    file: FilePath | None = None  # its path inside the pack

    @model_validator(mode="after")
    def _has_one(self) -> AttachedDocument:
        if bool(self.link) == bool(self.file):
            raise ValueError("a document has either “link” or “file”")
        return self


AttachedDocuments = Annotated[tuple[AttachedDocument, ...], Field(max_length=20)]


def file_id(path: str) -> str:
    """Return the name of a file in buttons: 12 hexadecimal digits made from its path, so that the
    button in an old message sends the file as it is now."""
    return hashlib.sha256(path.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class PackFile:
    """A file of a pack that was checked when the pack was loaded."""

    path: str  # inside the pack
    location: Path  # on this machine
    media_type: str
    is_photo: bool  # whether Telegram takes it as a photo
    size: int  # bytes
    sha256: str  # of its content, in hexadecimal

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def id(self) -> str:
        return file_id(self.path)
