"""The screen of /subscribe: everything, roundtables, kinds of meeting and regions, by the page."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Pack
from handlers.documents.follow_buttons import Follow, Unfollow
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.wording import examples, labels
from handlers.wording.subscribable import Subject, subject_name
from storage import subscriptions
from storage.subscriptions import Subscription

PLACE = Place("subscribe")
_PAGE_SIZE = 5  # with the other parts, paging, Back and Home this makes eight rows
_PARTS = {"": ("all", "roundtable"), "kinds": ("kind",), "regions": ("region",)}
_MAX_NAME = 50  # characters, so that a phone shows what follows the name


def _subjects(pack: Pack, part: str) -> list[Subject]:
    """Return all that can be followed on a part of the screen, in the pack's order. A single kind
    or region would be the same as all meetings."""
    every: list[Subject] = [
        ("all", ""),
        *(("roundtable", str(roundtable.number)) for roundtable in pack.roundtables),
        *(("kind", kind) for kind in pack.kinds if len(pack.kinds) > 1),
        *(("region", region) for region in pack.regions if len(pack.regions) > 1),
    ]
    return [subject for subject in every if subject[0] in _PARTS[part]]


def place_of(pack: Pack, what: str, value: str) -> Place:
    """Return the place whose page shows a subject."""
    for part, kinds in _PARTS.items():
        subjects = _subjects(pack, part)
        if what in kinds and (what, value) in subjects:
            return Place("subscribe", part, subjects.index((what, value)) // _PAGE_SIZE + 1)
    return PLACE


def subscribe_view(
    reader: Reader, pack: Pack, current: Sequence[Subscription], place: Place
) -> Reply:
    """Return a page of a part, with a button for each subject that follows or stops following."""
    _ = reader.gettext
    part = place.part if place.part in _PARTS else ""
    followed = {(item.what, item.value) for item in current}
    shown, page, pages = page_of(_subjects(pack, part), place.page, _PAGE_SIZE)
    rows: list[Row] = []
    for what, value in shown:
        name = _("All meetings") if what == "all" else subject_name(reader, pack, what, value)
        if (what, value) in followed:
            label = _("Following: {name} · stop").format(name=labels.clipped(name, _MAX_NAME))
            rows.append((Press(label, Unfollow(what, value, "subscribe")),))
        else:
            rows.append((Press(labels.clipped(name), Follow(what, value, "subscribe")),))
    first = _("Roundtables") if pack.roundtables else _("All meetings")
    titles = {"": first, "kinds": _("By kind"), "regions": _("By region")}
    tabs = [
        Press(title, go(Place("subscribe", other)))
        for other, title in titles.items()
        if other != part and _subjects(pack, other)
    ]
    example = f"/subscribe {examples.subject(pack)}"
    return Reply(
        blocks=(
            Heading(_("What would you like to follow?")),
            Paragraph(_("You will be reminded of each meeting and notified of changes.")),
            Paragraph(_("To be reminded of a single meeting, open it.")),
        ),
        brief=(Paragraph(_("For example: {command}").format(command=example)),),
        buttons=(
            *rows,
            *paging(reader, Place("subscribe", part, page), pages),
            tuple(tabs),
            (Press(_("Meetings"), go("meetings")),),
            way_back(reader, "agenda"),
        ),
        payload="subscribe",
    )


async def subscribe_screen(request: Request, place: Place = PLACE) -> Reply:
    async with request.services.database.transaction() as connection:
        current = await subscriptions.subscriptions_of(connection, request.chat_id)
    return subscribe_view(request.reader, request.pack, current, place)
