"""The machine: the disk, the pack, and who may read the files."""

from __future__ import annotations

import os
from pathlib import Path

from bot.config import ENV_FILE, FILE_ENDING, SECRETS, Settings
from bot.doctor.findings import Finding, note, ok, wrong
from bot.operating.disk import DISK_LOW_BYTES, disk_space
from bot.version import program_version
from content.loading import PackError, load_pack
from storage.errors import DatabaseError
from storage.files import database_file, wal_of

_FOR_OTHERS = 0o077
# Secrets of containers and of systemd are mounted for one program alone.
_MOUNTED = Path("/run")


def examine_disk(settings: Settings) -> Finding:
    file = _database_file(settings)
    free, total = disk_space(Path() if file is None else file)
    left = f"{free / 1e6:,.0f} MB free of {total / 1e6:,.0f} MB"
    if free < DISK_LOW_BYTES:
        return wrong("Disk", left, "Make room: on a full disk, the bot can save nothing.")
    return ok("Disk", left)


def examine_pack(settings: Settings) -> Finding:
    try:
        pack = load_pack(settings.pack)
    except PackError as problem:
        return wrong("Pack", str(problem).splitlines()[0], "python -m bot check-pack tells more.")
    return ok("Pack", f"{pack.id} {pack.version} ({pack.hash})")


def examine_files(settings: Settings) -> list[Finding]:
    """Whether others can read what holds people's words or secrets."""
    file = _database_file(settings)
    secret = [getattr(settings, name + FILE_ENDING) for name in SECRETS]
    held = [each for each in secret if each is not None and _MOUNTED not in each.parents]
    paths = [*([] if file is None else [file, wal_of(file)]), *held, ENV_FILE]
    existing = [path for path in paths if path.is_file()]
    findings = [
        wrong("Files", f"others on this machine may read {path}", f"chmod 600 {path}")
        for path in existing
        if path.stat().st_mode & _FOR_OTHERS
    ]
    if file is not None and file.is_file() and file.stat().st_uid != os.geteuid():
        words = f"{file} belongs to another user than the one that examines it"
        findings.append(note("Files", words, "Run the doctor as the bot's user."))
    return findings or [ok("Files", "nobody else may read them")]


def examine_version() -> Finding:
    return ok("Version", program_version())


def _database_file(settings: Settings) -> Path | None:
    try:
        return database_file(settings.database_url.get_secret_value())
    except DatabaseError:
        return None
