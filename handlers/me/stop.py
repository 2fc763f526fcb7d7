"""`/stop`: asks what to stop."""

from __future__ import annotations

from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.me.announcement_buttons import stop_button
from handlers.me.settings import has_announcements
from handlers.meetings.subscribe_buttons import Unsubscribe
from storage import subscriptions

PLACE = Place("stop")
_ALL_REMINDERS = "reminders"  # the part of the place that asks again


def stop_view(reader: Reader, number: int, announcements: bool) -> Reply:
    """Offer what can be stopped. `number` is that of the chat's subscriptions, `announcements` says
    whether they come."""
    _ = reader.gettext
    rows: list[Row] = []
    if number:
        rows.append((Press(_("One subscription"), go("subscriptions", PLACE)),))
        rows.append((Press(_("All reminders"), go(Place(PLACE.id, _ALL_REMINDERS))),))
    if announcements:
        rows.append((stop_button(reader),))
    rows.append((Press(_("Everything, and delete my data"), go("forget")),))
    question = Heading(_("What would you like to stop?"))
    return Reply(
        blocks=(question,),
        brief=(question, Paragraph("/unsubscribe all · /settings · /forget")),
        buttons=(*rows, way_back(reader, "home")),
        payload=PLACE.id,
    )


def all_reminders_view(reader: Reader, number: int) -> Reply:
    """Ask before all subscriptions are ended, which cannot be undone."""
    sentence = reader.ngettext(
        "This ends your {number} subscription and all its reminders.",
        "This ends your {number} subscriptions and all their reminders.",
        number,
    )
    stop = Press(reader.gettext("Stop all reminders"), Unsubscribe("all", ""), danger=True)
    return Reply(
        blocks=(Paragraph(sentence.format(number=number)),),
        buttons=((stop,), way_back(reader, PLACE)),
        payload=PLACE.id,
    )


async def show_stop(request: Request) -> Answer:
    return await visit_stop(request, Visit(PLACE))


async def visit_stop(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        number = len(await subscriptions.subscriptions_of(connection, request.chat_id))
    if visit.place.part == _ALL_REMINDERS and number:
        return all_reminders_view(request.reader, number)
    return stop_view(request.reader, number, await has_announcements(request))


TOPIC = Topic("stop", commands={"stop": show_stop}, screens={PLACE.id: visit_stop})
