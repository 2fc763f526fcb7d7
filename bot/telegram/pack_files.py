"""Sending files of the pack: uploaded once, and then sent by Telegram's id."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from telegram import error

from bot.telegram.errors import chat_is_gone, photo_is_refused
from bot.telegram.rendering import Rendered
from bot.telegram.sender import Destination, Sender, text_below_file
from content.model import PackFile
from handlers.framework.reply import File, SentFile
from storage import uploads
from storage.database import Database
from storage.uploads import FileKind, Upload

_logger = logging.getLogger(__name__)


class FileChanged(Exception):
    """A file of the pack is not there any more, or not what it was when the pack was loaded."""


class PackFileSender:
    """Sends replies with a file of the pack."""

    def __init__(
        self,
        sender: Sender,
        database: Database,
        bot_id: int,
        waiting: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """`waiting` is entered while somebody else uploads the same file."""
        self._sender = sender
        self._database = database
        self._bot_id = bot_id
        self._waiting = waiting
        # One upload of each file at a time.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, to: Destination, rendered: Rendered, file: PackFile) -> None:
        """Send a rendered reply with a file. Raises FileChanged before anything is sent, or
        telegram.error.TelegramError."""
        known = await self._known(file)
        if known is not None:
            try:
                await self._sender.send(
                    to, replace(rendered, file=SentFile(known.file_id, known.kind))
                )
                return
            except error.BadRequest as problem:
                if chat_is_gone(problem):
                    raise
                # An id may stop to work, as after a move to another Bot API server. Texts before
                # the file are sent by now.
                _logger.info("a file is uploaded again", extra={"error": problem.message})
                rendered = replace(rendered, texts=text_below_file(rendered))
        lock = self._locks.setdefault(file.sha256, asyncio.Lock())
        async with self._waiting():
            await lock.acquire()
        try:
            uploaded = await self._known(file)
            if uploaded is not None and uploaded != known:
                sent = SentFile(uploaded.file_id, uploaded.kind)
                await self._sender.send(to, replace(rendered, file=sent))
            else:
                await self._upload(to, rendered, file)
        finally:
            lock.release()

    async def _upload(self, to: Destination, rendered: Rendered, file: PackFile) -> None:
        content = await asyncio.to_thread(_content, file)
        kind: FileKind = "photo" if file.is_photo else "document"
        upload = File(file.name, file.media_type, content, kind)
        try:
            sent = await self._sender.send_for_result(to, replace(rendered, file=upload))
        except error.BadRequest as problem:
            if kind != "photo" or not photo_is_refused(problem):
                raise
            kind, upload = "document", replace(upload, kind="document")
            below = replace(rendered, texts=text_below_file(rendered), file=upload)
            sent = await self._sender.send_for_result(to, below)
        if (file_id := _file_id(sent, kind)) is not None:
            async with self._database.write_transaction() as connection:
                await uploads.keep(connection, self._bot_id, file.sha256, Upload(kind, file_id))

    async def _known(self, file: PackFile) -> Upload | None:
        async with self._database.transaction() as connection:
            return await uploads.upload_of(connection, self._bot_id, file.sha256)


def _content(file: PackFile) -> bytes:
    """Read a file as it was when the pack was loaded. Raises FileChanged."""
    try:
        with file.location.open("rb") as opened:
            content = opened.read(file.size + 1)
    except OSError:
        raise FileChanged(file.path) from None
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileChanged(file.path)
    return content


def _file_id(sent: Mapping[str, Any], kind: FileKind) -> str | None:
    """Return the id of the file in a message; None if Telegram made something else of it."""
    if kind == "photo":
        sizes = sent.get("photo") or [{}]
        found = sizes[-1].get("file_id")
    else:
        found = sent.get("document", {}).get("file_id")
    return found if isinstance(found, str) else None
