"""Making a new pack from a template. The meetings of a conference come from its schedule.json, as
`import-programme` makes them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from content.new_pack import SCHEDULE, write_template


def new_pack(name: str, folder: Path, now: datetime, like: str = "dialogue") -> Path:
    """Make a pack in a new folder `name` inside `folder`, and return its path.

    `like` is one of `content.new_pack.TEMPLATES`. Raises PackError, and OSError if the meetings
    cannot be written.
    """
    made = write_template(name, folder, like, now.date())
    schedule = made / SCHEDULE
    if schedule.exists():
        # Slow to import, and not needed for the others.
        from bot.pack.import_programme import Choices, add_to_pack, read_programme
        from content.loading import load_pack

        programme = read_programme(schedule.read_bytes(), load_pack(made), Choices(), now)
        add_to_pack(made, programme.new)
    return made
