"""What is done to several meetings, in words."""

from __future__ import annotations

from datetime import date

from handlers.framework.reader import Reader
from handlers.wording import times

_MINUTES_OF_HOUR, _MINUTES_OF_DAY = 60, 1440


def duration(reader: Reader, minutes: int) -> str:
    """Return a length of time in the largest unit that divides it."""
    npgettext = reader.npgettext
    if minutes % _MINUTES_OF_DAY == 0:
        number = minutes // _MINUTES_OF_DAY
        text = npgettext("how long", "{number} day", "{number} days", number)
    elif minutes % _MINUTES_OF_HOUR == 0:
        number = minutes // _MINUTES_OF_HOUR
        text = npgettext("how long", "{number} hour", "{number} hours", number)
    else:
        number = minutes
        text = npgettext("how long", "{number} minute", "{number} minutes", number)
    return text.format(number=number)


def change_text(reader: Reader, what: str, value: str) -> str:
    """Return what a swap or a move changes: see Draft.what and Draft.value."""
    _ = reader.gettext
    match what:
        case "rooms" | "each":
            return _("Rooms")
        case "hours":
            return _("Times")
        case "both":
            return _("Rooms and times")
        case "room":
            return _("Room: {room}").format(room=value)
        case "day":
            day = times.short_day(reader, date.fromisoformat(value))
            return _("To {day}").format(day=day)
        case "minutes" if int(value) < 0:
            return _("Earlier by {duration}").format(duration=duration(reader, -int(value)))
        case "minutes":
            return _("Later by {duration}").format(duration=duration(reader, int(value)))
        case _:
            return ""
