"""What whoever wants the floor is told: third, next, you have the floor, 30 seconds, over."""

from __future__ import annotations

from handlers.floor.context import FloorContext
from handlers.floor.wording import clock, exact_hour
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, LocalTime, Paragraph, Phrase, Press, Reply
from handlers.wording import times
from storage.floor.notices import NEARLY_SECONDS, FloorNotice
from storage.floor.records import Turn


def floor_notice_view(
    reader: Reader, context: FloorContext, turn: Turn, notice: FloorNotice
) -> Reply | None:
    """Return a notice, or None if it does not hold any more."""
    _ = reader.gettext
    floor = context.floor
    limit = clock(floor.limit_of(turn))
    speaking = floor.session.speaking == turn.id
    text: Phrase
    if notice in ("third", "next"):
        order = [one.id for one in (*floor.waiting(), *floor.waiting("reply"))]
        if turn.state != "waiting" or turn.id not in order[: 1 if notice == "next" else 3]:
            return None
        text = (
            (Bold(_("You are next.")), " ", _("You have {time}.").format(time=limit))
            if notice == "next"
            else (Bold(_("You are third on the list.")), " ", _("Please be at your seat."))
        )
    elif not speaking:
        return None
    elif notice == "floor":
        up = floor.time_is_up_at()
        if up is None:
            text = (Bold(_("You have the floor.")), " ", _("You have {time}.").format(time=limit))
        else:
            until = _("Until {hour} ({city} time).").format(
                hour=exact_hour(reader, up), city=times.zone_name(reader, reader.zone)
            )
            text = (Bold(_("You have the floor.")), " ", LocalTime(up, until))
    elif notice == "nearly":
        left = _("{number} seconds left.").format(number=NEARLY_SECONDS)
        text = (Bold(left),)
    else:
        text = (Bold(_("Your time is up.")),)
    place = Place("floor", str(context.session.id))
    return Reply((Paragraph(text),), ((Press(_("List of speakers"), go(place)),),))
