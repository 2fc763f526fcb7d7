"""Run documents.py, codes.py or posters.py in a process of its own, one document at a time."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict

import orjson

from handlers.framework.code_sheets import CodeSheet
from handlers.framework.poster_sheets import PosterSheet
from handlers.framework.printed import PrintedDocument
from handlers.framework.subprocesses import run_module

_logger = logging.getLogger(__name__)
_TIMEOUT_SECONDS = 60
_MODULES = {
    PrintedDocument: "bot.printing.documents", CodeSheet: "bot.printing.codes",
    PosterSheet: "bot.printing.posters",
}  # fmt: skip


class DocumentPrinter:
    """Sets documents one after another, so that pressing a button again and again does not occupy
    the machine."""

    def __init__(self, timeout_seconds: float = _TIMEOUT_SECONDS) -> None:
        self._timeout_seconds = timeout_seconds
        self._lock = asyncio.Lock()

    async def print(self, document: PrintedDocument | CodeSheet | PosterSheet) -> bytes | None:
        """Return a document as PDF, or None if it could not be set in time, or Typst is not
        installed: it comes with the extra `posters`."""
        given = orjson.dumps(asdict(document))
        async with self._lock:
            try:
                ended = await run_module(
                    _MODULES[type(document)], stdin=given, timeout_seconds=self._timeout_seconds
                )
            except TimeoutError:
                _logger.warning("a PDF was not made within %g seconds", self._timeout_seconds)
                return None
        if ended.exit_code != 0:
            # Without its standard error, which may quote names.
            _logger.warning("a PDF was not made: exit code %d", ended.exit_code)
            return None
        return ended.stdout
