"""https://core.telegram.org/bots/api#date-time-entity-formatting"""

from __future__ import annotations


def checked_date_format(written: str) -> str:
    """Return a date_time_format in the order in which Telegram keeps it. Raises ValueError."""
    if written in ("r", "R"):
        return "r"
    if set(written) - set("tTdDwW"):
        raise ValueError(written)
    parts = ["w" if set(written) & set("wW") else ""]
    for pair in ("dD", "tT"):
        # Of a short and a long form, Telegram keeps the long one.
        parts.append(pair[1] if pair[1] in written else pair[0] if pair[0] in written else "")
    return "".join(parts)
