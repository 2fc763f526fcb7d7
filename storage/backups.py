"""Copying a database to a backup while it is in use, and putting a backup in its place."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.announcements.statuses import pause, unschedule
from storage.deliveries.planning import plan
from storage.deliveries.states import expire_all_due
from storage.deliveries.subjects import ANNOUNCEMENT_NOTICES
from storage.errors import DatabaseError
from storage.files import check_file, explained, read_only_uri
from storage.tables import (
    announcements,
    meeting_changes,
    operator_alert_messages,
    operator_alerts,
    question_answers,
    question_relays,
    updates,
)

_KEPT_BEFORE_UPDATES = 3


def back_up(file: Path, target: Path) -> None:
    """Write a copy of a database, which may be in use, to a file; a file that is there already is
    replaced, once the copy is whole. Raises DatabaseError."""
    if not file.is_file():
        raise DatabaseError(f"there is no database at {file}")
    if target.is_dir():
        raise DatabaseError(f"{target} is a folder; name a file in it")
    if target.resolve() == file.resolve():
        raise DatabaseError(f"{target} is the database itself; name another file")
    with in_its_place(target) as unfinished:
        copy_database(file, unfinished)


def back_up_dated(file: Path, folder: Path, now: datetime, keep: int) -> tuple[Path, int]:
    """Write a backup into a folder, under a name with the date in UTC, and delete the older ones
    but for the `keep` newest. Return the new one, and how many were deleted. Raises DatabaseError.
    """
    target = folder / f"{file.stem}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    back_up(file, target)
    dated = re.compile(re.escape(file.stem) + r"-\d{8}T\d{6}Z\.db")
    return target, keep_newest(
        [found for found in folder.iterdir() if dated.fullmatch(found.name)], keep
    )


def back_up_before_update(file: Path, revision: str) -> Path:
    """Write a backup beside a database of an older revision; the three newest such backups stay.
    Raises DatabaseError."""
    beginning = f"{file.name}.before-update-from-"
    target = file.with_name(f"{beginning}{revision}")
    back_up(file, target)
    keep_newest(list(file.parent.glob(f"{beginning}*")), _KEPT_BEFORE_UPDATES)
    return target


def keep_newest(files: Sequence[Path], keep: int) -> int:
    """Delete all but the files written last; return how many those were."""
    old = sorted(files, key=lambda file: file.stat().st_mtime_ns)[:-keep]
    for file in old:
        file.unlink()
    return len(old)


def copy_database(file: Path, target: Path) -> None:
    """Copy a database, with what is in its write-ahead log, and check the copy: it is one file
    without a log beside it. Raises DatabaseError."""
    try:
        with (
            closing(sqlite3.connect(read_only_uri(file), uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            if copy.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise DatabaseError(f"{file} is damaged; another backup may be whole")
    except sqlite3.Error as problem:
        raise DatabaseError(explained(problem, file)) from None


@contextmanager
def prepared(backup: Path, file: Path) -> Iterator[Path]:
    """Copy a backup beside the database `file`, so that it can be made ready before it takes its
    place; what is left of it is deleted at the end. Raises DatabaseError if it cannot be used."""
    if not backup.is_file():
        raise DatabaseError(f"there is no backup at {backup}")
    if file.exists() and backup.samefile(file):
        raise DatabaseError(f"{backup} is the database itself; name a backup")
    if file.is_dir():
        raise DatabaseError(f"{file} is a folder; set DATABASE_URL to a file")
    check_file(backup, writable=False)
    with _beside(file) as copy:
        copy_database(backup, copy)
        yield copy


def take_the_place(new: Path, file: Path, kept: Path) -> bool:
    """Replace a database that nobody uses. The one that was there, if any, is kept under another
    name, with its write-ahead log, which would damage the new one. Return whether there was one.

    A crash meanwhile leaves either the old or the new one in place.
    """
    replaced = file.exists()
    if replaced:
        # So nothing of it is left in its log. Where it is damaged, the log is moved as it is.
        with suppress(sqlite3.Error), closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try:
            kept.hardlink_to(file)
        except OSError:  # not every file system has links
            shutil.copy2(file, kept)
    for suffix in ("-wal", "-shm"):
        beside = file.with_name(file.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    _replace(new, file)
    return replaced


async def settle_what_was_due(connection: AsyncConnection, now: datetime, event_zone: str) -> int:
    """Let nothing go out that was due until now, as far as a restored backup knows: it may have
    gone out after the backup was made. Return how many notices that concerns.

    Announcements that were being sent are paused, and those that were to begin are drafts again,
    so that organisers decide.
    """
    # What fell due since the backup was made is not in the outbox yet.
    await plan(connection, now, now, event_zone)
    settled = await expire_all_due(connection, now, ANNOUNCEMENT_NOTICES)
    await connection.execute(update(meeting_changes).values(notice=null()))
    status = announcements.c.status
    rows = await connection.execute(
        select(announcements.c.id, status).where(
            or_(status == "sending", (status == "scheduled") & (announcements.c.due <= now))
        )
    )
    for row in rows.all():
        await (pause if row.status == "sending" else unschedule)(connection, row.id)
    settled += await _settle_questions(connection)
    # Whether something is still not well shows by itself.
    for told in (operator_alerts, operator_alert_messages):
        await connection.execute(delete(told))
    waiting = updates.c.body.is_not(None)
    settled += (await connection.execute(update(updates).where(waiting).values(body=None))).rowcount
    return settled


async def _settle_questions(connection: AsyncConnection) -> int:
    """Do the same for questions, answers and what their authors are told."""
    relays = question_relays.c.state == "waiting"
    answers = question_answers.c.state == "waiting"
    settled = 0
    for table, which in ((question_relays, relays), (question_answers, answers)):
        count = select(func.count()).select_from(table).where(which)
        settled += int(await connection.scalar(count) or 0)
    await connection.execute(update(question_relays).where(relays).values(state="failed"))
    await connection.execute(
        update(question_answers).where(answers).values(state="failed", words=None)
    )
    await connection.execute(update(question_answers).values(author_told=True))
    return settled


@contextmanager
def in_its_place(file: Path) -> Iterator[Path]:
    """A name for a database that is made in this block, and takes the place of `file` at its end;
    if the block raises, nothing is left of it."""
    with _beside(file) as unfinished:
        yield unfinished
        _replace(unfinished, file)


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A name for an unfinished file in the same folder, which is gone at the end."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    names = [
        unfinished.with_name(unfinished.name + end) for end in ("", "-wal", "-shm", "-journal")
    ]
    for name in names:
        name.unlink(missing_ok=True)
    try:
        yield unfinished
    finally:
        for name in names:
            name.unlink(missing_ok=True)


def _replace(new: Path, file: Path) -> None:
    """Put a file in the place of another; after a power cut one of them is there, and whole."""
    for path, flags in ((new, os.O_RDONLY), (file.parent, os.O_RDONLY | os.O_DIRECTORY)):
        if path != new:
            new.replace(file)
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
