"""What Telegram tells a Mini App of who opens it, signed with the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

MAX_CHARACTERS = 4096
MAX_AGE = timedelta(hours=1)
# Telegram's clock and this machine's may differ.
_MAX_AHEAD = timedelta(minutes=1)
_MAX_FIELDS = 32


@dataclass(frozen=True)
class Opener:
    """Who opens a Mini App."""

    user_id: int
    name: str


def opener_of(init_data: str, bot_token: str, now: datetime) -> Opener | None:
    """Return who signed in; None for data that is forged, too old, or names nobody.

    All fields but `hash` are signed, also `signature`, which is for third parties. `now` is the
    real time: Telegram knows no other.
    """
    try:
        pairs = parse_qsl(
            init_data[: MAX_CHARACTERS + 1], keep_blank_values=True, strict_parsing=True,
            max_num_fields=_MAX_FIELDS,
        )  # fmt: skip
    except ValueError:
        pairs = []
    fields = dict(pairs)
    given = fields.pop("hash", "")
    checked = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.new(b"WebAppData", bot_token.encode(), hashlib.sha256).digest()
    signed = hmac.new(secret, checked.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    right = hmac.compare_digest(signed.encode(), given.encode("utf-8", "replace"))
    twice = len(pairs) != len(fields) + 1
    if not right or twice or len(init_data) > MAX_CHARACTERS:
        return None
    return _fresh_opener(fields, now)


def _fresh_opener(fields: dict[str, str], now: datetime) -> Opener | None:
    try:
        at = datetime.fromtimestamp(int(fields["auth_date"]), UTC)
        user = json.loads(fields["user"])
        user_id, names = user["id"], (user.get("first_name"), user.get("last_name"))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        return None
    if not (at - _MAX_AHEAD <= now <= at + MAX_AGE):
        return None
    if not isinstance(user_id, int) or isinstance(user_id, bool) or user_id <= 0:
        return None
    return Opener(user_id, " ".join(name for name in names if isinstance(name, str) and name))
