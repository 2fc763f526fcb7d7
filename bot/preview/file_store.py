"""The files that the bot and people sent, in memory: the newest 64 MB."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.preview.parameters import Upload

_MAX_BYTES = 64 * 1024 * 1024
# By the folder of a file's path.
_KINDS = {
    "photos": "Photo", "videos": "Video", "music": "Audio", "voice": "Voice",
    "animations": "Animation", "video_notes": "VideoNote", "stickers": "Sticker",
}  # fmt: skip


@dataclass(frozen=True)
class StoredFile:
    id: str
    unique_id: str
    path: str
    upload: Upload

    @property
    def kind(self) -> str:
        """Telegram's name for it, which never changes, such as Photo."""
        return _KINDS.get(self.path.partition("/")[0], "Document")

    def as_document(self) -> dict[str, Any]:
        """Return a Document: https://core.telegram.org/bots/api#document"""
        return {
            "file_name": self.upload.name,
            "mime_type": self.upload.mime_type,
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.upload.content),
        }

    def as_file(self) -> dict[str, Any]:
        """Return a File: https://core.telegram.org/bots/api#file"""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.upload.content),
            "file_path": self.path,
        }


class FileStore:
    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._size = 0
        self._count = 0

    def add(self, upload: Upload, folder: str) -> StoredFile:
        """Store a file under `folder` (documents, photos …); the oldest go above the limit."""
        number = hashlib.sha256(upload.content).hexdigest()[:16]
        self._count += 1
        name = f"file_{self._count}_{number}"
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        suffix = suffix if suffix.isascii() and suffix.isalnum() else "bin"
        stored = StoredFile(f"preview-{name}", number, f"{folder}/{name}.{suffix}", upload)
        self._files[stored.id] = stored
        self._size += len(upload.content)
        while self._size > _MAX_BYTES and len(self._files) > 1:
            oldest = self._files.pop(next(iter(self._files)))
            self._size -= len(oldest.upload.content)
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self._files.values() if file.path == path), None)

    def clear(self) -> None:
        self._files.clear()
        self._size = 0
