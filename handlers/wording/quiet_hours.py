"""Quiet hours in words: 22:00 to 07:00 (Zurich time)."""

from __future__ import annotations

from handlers.framework.reader import Reader
from handlers.wording.times import clock_time, daily_hour
from storage.reminder_settings import ReminderSettings


def quiet_hours(reader: Reader, settings: ReminderSettings) -> str:
    _ = reader.gettext
    if settings.quiet_from is None or settings.quiet_to is None:
        return reader.pgettext("quiet hours", "none")
    return _("{begins} to {ends}").format(
        begins=clock_time(settings.quiet_from), ends=daily_hour(reader, settings.quiet_to)
    )
