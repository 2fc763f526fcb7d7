"""The file of a SQLite database: whether it can be used, who uses it, and whether it is still
there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from storage.address import is_postgresql, parse_address
from storage.errors import DatabaseError, DatabaseGone, DatabaseInUse
from storage.schema import MADE_BY_THIS_PROGRAM, why_unusable

# https://www.sqlite.org/rescode.html, by the beginning of the name; {file} is the database's.
_SENTENCES = {
    "SQLITE_NOTADB": "{file} is not a database; move it away, or set DATABASE_URL to another file",
    "SQLITE_CORRUPT": (
        "{file} is damaged; restore a backup with: python -m bot restore BACKUP, or move it away"
    ),
    "SQLITE_READONLY": (
        "{file} may not be written; give the program's user the right to, also in its folder"
    ),
    "SQLITE_CANTOPEN": (
        "{file} cannot be opened; give the program's user the right to read and write it, and to "
        "make files in its folder"
    ),
    "SQLITE_PERM": "{file} may not be opened; give the program's user the right to",
    "SQLITE_FULL": "the disk is full, so {file} cannot be used; make room on it",
    "SQLITE_IOERR": "{file} cannot be read or written; the disk may be full or failing",
    "SQLITE_BUSY": "another program holds {file}; stop that program",
    "SQLITE_LOCKED": "another program holds {file}; stop that program",
}


def database_file(url: str) -> Path:
    """Return the file of a DATABASE_URL, which need not exist. Raises DatabaseError if the URL
    names none, so that all would be lost at the end of the program, or a server."""
    address = parse_address(url)
    if is_postgresql(address):
        raise DatabaseError("DATABASE_URL names a PostgreSQL server; this needs a SQLite file")
    name = address.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise DatabaseError(
            "DATABASE_URL names no file, so everything would be lost when the program ends; "
            "write it as sqlite+aiosqlite:///var/roundtable.db"
        )
    return Path(name).resolve()


def check_file(file: Path, writable: bool = True) -> None:
    """Look at a file without changing it, before the program opens it as its database. It has to be
    `writable`, unless it is only read.

    Raises DatabaseError if it is a folder, no database, damaged or not to be written, or if a newer
    version or another program made it. A file that does not exist, or is empty, is fine.
    """
    if file.is_dir():
        raise DatabaseError(
            f"{file} is a folder; set DATABASE_URL to a file in it, such as {file}/roundtable.db"
        )
    if not file.exists() or not file.stat().st_size:
        return
    if writable and not (os.access(file, os.R_OK | os.W_OK) and os.access(file.parent, os.W_OK)):
        raise DatabaseError(_SENTENCES["SQLITE_READONLY"].format(file=file))
    try:
        with closing(sqlite3.connect(read_only_uri(file), uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            if not tables:
                return
            revision = None
            if "alembic_version" in tables and tables >= MADE_BY_THIS_PROGRAM:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                revision = str(row[0]) if row else None
    except sqlite3.Error as problem:
        raise DatabaseError(explained(problem, file)) from None
    if (why := why_unusable(revision)) is not None:
        raise DatabaseError(f"{why} ({file})")


def read_only_uri(file: Path) -> str:
    """Return the URI that opens a database for reading and leaves no file beside it."""
    uri = f"file:{quote(str(file.absolute()))}?mode=ro"
    # If there is no write-ahead log, no program has the database open, and reading it would leave
    # an empty log and its index there: https://www.sqlite.org/wal.html#read_only_databases
    return uri if wal_of(file).exists() else f"{uri}&immutable=1"


def wal_of(file: Path) -> Path:
    """Return where SQLite keeps a database's write-ahead log."""
    return file.with_name(f"{file.name}-wal")


def explained(problem: Exception, file: Path) -> str:
    """Return a sentence for an error of SQLite's or SQLAlchemy's: what is wrong, and what to do."""
    name = str(getattr(getattr(problem, "orig", problem), "sqlite_errorname", ""))
    for beginning, sentence in _SENTENCES.items():
        if name.startswith(beginning):
            return sentence.format(file=file)
    return f"{file} cannot be used as a database ({name or type(problem).__name__})"


@contextmanager
def lock_file(file: Path) -> Iterator[None]:
    """Keep a database for this program, until the end of the block or of the program, however it
    ends. The lock is on a file beside the database, which stays.

    Raises DatabaseInUse if another program has it.
    """
    import fcntl  # not on Windows, where only serving needs it

    beside = file.with_name(f"{file.name}.lock")
    try:
        descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise DatabaseError(f"{beside} cannot be made: {problem.strerror}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode(errors="replace").strip()
            who = f"another program (process {holder})" if holder else "another program"
            raise DatabaseInUse(
                f"{who} uses {file}; stop that one first, or set DATABASE_URL to another file"
            ) from None
        except OSError as problem:
            raise DatabaseError(f"{beside} cannot be locked: {problem.strerror}") from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        yield
    finally:
        os.close(descriptor)


def lock_holder(file: Path) -> int | None:
    """Return the id of the process that has the lock of `lock_file`, 0 if it is not known; None if
    nobody has it. To see that, the lock is taken for a moment."""
    import fcntl

    try:
        descriptor = os.open(file.with_name(f"{file.name}.lock"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        return int(holder) if holder.isdecimal() else 0
    finally:
        os.close(descriptor)
    return None


class FileWatch:
    """Notices that the files of a database in use were deleted or replaced: what is written then is
    lost. To be used while a connection is open, as the log comes and goes with the connections."""

    def __init__(self, *files: Path) -> None:
        self._files = {path: _identity(path) for path in files}

    def check(self) -> None:
        """Raises DatabaseGone."""
        for path, known in self._files.items():
            if _identity(path) != known:
                raise DatabaseGone(
                    f"{path} was deleted or replaced while the program was running; "
                    "what it remembered since is lost"
                )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
