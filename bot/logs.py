"""Logging: one line for each event, as text or JSON, without tokens and without people's words."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

# A bot token, also inside a URL: digits, colon, 30 or more URL-safe characters.
_TOKEN = re.compile(r"[0-9]{5,20}(?::|%3A)[A-Za-z0-9_-]{30,64}", re.IGNORECASE)
_LIBRARY_LOGGERS = (
    "httpx",
    "httpcore",
    "aiohttp.access",
    "apscheduler",
    "alembic",
    "telegram",
    "aiosqlite",
)
# https://www.sqlite.org/rescode.html and
# https://www.postgresql.org/docs/current/errcodes-appendix.html, by their beginnings
_CAUSES = {
    "SQLITE_BUSY": "the database is busy",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "the disk is full or failing",
    "SQLITE_READONLY": "the database may not be written",
    "SQLITE_CORRUPT": "the database is damaged; restore a backup",
    "08": "the database server cannot be reached",
    "53100": "the disk of the database server is full",
    "53300": "the database server has no connection left",
    "55P03": "the database is busy",
    "57P": "the database server stops or ended the connection",
}
_LOG_PAUSE_SECONDS = 60.0
_EXTRA_FIELDS = ("worker", "kind", "update_id", "code", "method", "count", "seconds", "error")
_ROOT = Path(__file__).parents[1]
_PROGRAM = tuple(f"{_ROOT / name}/" for name in ("bot", "handlers", "content", "storage"))


def without_secrets(text: str) -> str:
    return _TOKEN.sub("<token>", text)


def start_logging(format_name: Literal["console", "json"], level: str) -> None:
    """Log to standard error in one format; of libraries, only warnings and errors."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format_name == "json" else _Console())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _LIBRARY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)


def describe_error(error: BaseException) -> str:
    """The error's type and its places in the code, without its message, which may hold words
    that people wrote or an address with a token.

    The places are the last in the program's own code, and the very last, mostly in a library.
    """
    own: list[str] = []
    last = ""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        last = f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}"
        if code.co_filename.startswith(_PROGRAM):
            own.append(last)
        trace = trace.tb_next
    places = own[-6:]
    if last not in places:
        places.append(last)
    return f"{type(error).__name__}{_cause(error)} at {' > '.join(places)}"


def _cause(error: BaseException) -> str:
    """Return SQLite's name or PostgreSQL's code of an error, which contains nobody's words, and
    what it means."""
    raised = getattr(error, "orig", error)
    name = str(getattr(raised, "sqlite_errorname", "") or getattr(raised, "sqlstate", "") or "")
    cause = next((cause for start, cause in _CAUSES.items() if name.startswith(start)), None)
    return f" ({name}: {cause})" if cause else f" ({name})" if name else ""


def _line(record: logging.LogRecord) -> str:
    line = record.getMessage()
    if record.exc_info and record.exc_info[1] is not None:
        line += f" · {describe_error(record.exc_info[1])}"
    return without_secrets(line)


class OncePerMinute(logging.Filter):
    """Lets one record a minute pass, and gives it as `count` how many there were since the last.

    For what strangers can cause as often as they like.
    """

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        self._count += 1
        now = time.monotonic()
        if now < self._next:
            return False
        record.count = self._count
        self._count, self._next = 0, now + _LOG_PAUSE_SECONDS
        return True


class _Console(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S")
        extras = "".join(
            f" {name}={without_secrets(str(getattr(record, name)))}"
            for name in _EXTRA_FIELDS
            if hasattr(record, name)
        )
        return f"{moment} {record.levelname:<7} {_line(record)}{extras}"


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _line(record),
        }
        for name in _EXTRA_FIELDS:
            if hasattr(record, name):
                value = getattr(record, name)
                entry[name] = without_secrets(value) if isinstance(value, str) else value
        return json.dumps(entry, ensure_ascii=False, default=str)
