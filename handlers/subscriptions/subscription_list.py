"""The list of a chat's subscriptions, each with a button that ends it."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Pack
from handlers.documents.follow_buttons import Unfollow
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.subscriptions.overlaps import listed_names
from handlers.wording import examples, labels
from handlers.wording.subscribable import subject_name
from storage import subscriptions
from storage.subscriptions import Subscription

PLACE = Place("subscriptions")
_MAX_NAME = 50  # characters


def subscriptions_view(
    reader: Reader,
    pack: Pack,
    current: Sequence[Subscription],
    switched_off: Sequence[str] = (),
    page: int = 1,
) -> Reply:
    """Return a page of the subscriptions. `switched_off` are the ids of the meetings of which the
    chat wants no reminders although it follows something that includes them."""
    _ = reader.gettext
    heading = Heading(_("What you follow"))
    explanation = _("You are not subscribed to anything yet.")
    if current:
        explanation = _("Stop what you no longer want reminders of. The rest stays.")
    shown, page, pages = page_of(current, page)
    stops = [
        Press(
            _("Stop: {name}").format(
                name=labels.clipped(subject_name(reader, pack, item.what, item.value), _MAX_NAME)
            ),
            Unfollow(item.what, item.value, "list"),
        )
        for item in shown
    ]
    names = [subject_name(reader, pack, item.what, item.value) for item in shown[:2]]
    if rest := len(current) - len(names):
        more = reader.ngettext("and {number} more", "and {number} more", rest)
        names.append(more.format(number=rest))
    command = _("To stop one here: {command}").format(
        command=f"/unsubscribe {examples.subject(pack)}"
    )
    without: tuple[Paragraph, ...] = ()
    if switched_off:
        subjects = [("meeting", meeting_id) for meeting_id in switched_off]
        sentence = _("No reminders of: {names}")
        names_off = listed_names(reader, pack, subjects)
        without = (Paragraph(sentence.format(names=names_off)),)
    return Reply(
        blocks=(heading, Paragraph(explanation), *without),
        brief=(heading, Paragraph(reader.listed(names) or explanation), Paragraph(command)),
        buttons=(
            *((stop,) for stop in stops),
            *paging(reader, Place(PLACE.id, "", page), pages),
            (Press(_("Follow more") if current else _("Subscribe"), go("subscribe")),),
            way_back(reader, "agenda"),
        ),
        payload=PLACE.id,
    )


async def subscriptions_screen(request: Request, page: int = 1) -> Reply:
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
        switched_off = await subscriptions.exceptions_of(connection, request.chat_id)
    return subscriptions_view(request.reader, request.pack, current, switched_off, page)
