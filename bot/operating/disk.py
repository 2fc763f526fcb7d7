"""Room on the disk where the database is."""

from __future__ import annotations

import shutil
from pathlib import Path

# Below it, the disk counts as nearly full; a day of a large event writes less.
DISK_LOW_BYTES = 200_000_000
# As much has to be free again until it does not any more.
DISK_ENOUGH_BYTES = 300_000_000


def disk_space(file: Path) -> tuple[int, int]:
    """Return how many bytes are free for the program, and how large the disk is. The file, and its
    folder, need not exist."""
    folder = file.absolute()
    while not folder.is_dir():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free, usage.total
