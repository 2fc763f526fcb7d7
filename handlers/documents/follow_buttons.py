"""Buttons that follow a kind of meeting, a region, a roundtable or all meetings, and stop it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from content.model import Pack
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go, open_buttons
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row
from handlers.framework.request import Request
from handlers.wording import labels
from storage import subscriptions

# Where a button stands: the screen of what is followed, the list of roundtables, a list of
# meetings, the screen of /subscribe, the list of subscriptions.
Screen = Literal["own", "roundtables", "meetings", "subscribe", "list"]
_MAX_FOLLOW_ROWS = 6  # on the list of roundtables


@dataclass(frozen=True)
class Follow(ButtonData):
    """Subscribes the chat, and shows again the screen where the button stands.

    `what` and `value` are those of a Subscription (storage.subscriptions), `screen` is a Screen.
    """

    tag: ClassVar[str] = "fo1"
    what: str
    value: str
    screen: str


@dataclass(frozen=True)
class Unfollow(ButtonData):
    """Ends this one subscription, and shows again the screen where the button stands."""

    tag: ClassVar[str] = "fo2"
    what: str
    value: str
    screen: str


def follow_button(reader: Reader, what: str, value: str, followed: bool, screen: Screen) -> Press:
    """Return the button on the screen of a roundtable, or of a list of meetings."""
    _ = reader.gettext
    if followed:
        return Press(_("Following · stop"), Unfollow(what, value, screen))
    label = _("Follow this roundtable") if screen == "own" else _("Follow these meetings")
    return Press(label, Follow(what, value, screen))


def roundtable_rows(reader: Reader, pack: Pack, followed: frozenset[int] | None) -> list[Row]:
    """Return a row for each roundtable, which opens and which follows it. Where there are many,
    return their titles, and a button that opens /subscribe. `followed` is as
    `followed_roundtables` returns it."""
    _ = reader.gettext
    if len(pack.roundtables) > _MAX_FOLLOW_ROWS:
        titles = [
            (labels.label(reader, pack, roundtable.id), roundtable.id)
            for roundtable in pack.roundtables
        ]
        follow = Press(_("Follow a roundtable"), go(Place("subscribe"), "roundtables"))
        return [*open_buttons(titles, "roundtables"), (follow,)]
    rows: list[Row] = []
    for roundtable in pack.roundtables:
        number, value = roundtable.number, str(roundtable.number)
        if number in (followed or ()):
            label = _("Following {number} · stop").format(number=number)
            follow = Press(label, Unfollow("roundtable", value, "roundtables"))
        else:
            label = _("Follow {number}").format(number=number)
            follow = Press(label, Follow("roundtable", value, "roundtables"))
        name = _("Roundtable {number}").format(number=number)
        rows.append((Press(name, go(roundtable.id, "roundtables")), follow))
    return rows


async def followed_roundtables(request: Request) -> frozenset[int] | None:
    """Return the numbers of the roundtables that the chat is subscribed to; None if it is known
    that there are none, so that the screen may be cached."""
    if not request.may_follow_roundtables:
        return None
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
    return frozenset(int(item.value) for item in current if item.what == "roundtable")


async def is_following(request: Request, what: str, value: str) -> bool:
    """Return whether the chat has this very subscription."""
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
    return (what, value) in [(item.what, item.value) for item in current]
