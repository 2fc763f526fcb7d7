"""To whom it goes: in words, and as screens to choose from."""

from __future__ import annotations

from content.languages import NAMES
from content.model import Pack
from handlers.desk.announcements.buttons import Aim, place_of
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels
from handlers.wording.subscribable import subject_exists, subject_name
from storage.announcements import Announcement, Reach


def chats_said(reader: Reader, number: int) -> str:
    return reader.ngettext("{number} chat", "{number} chats", number).format(number=number)


def reach_said(reader: Reader, reach: Reach) -> str:
    """143 chats; 5 have switched announcements off."""
    said = chats_said(reader, reach.chats)
    if not reach.switched_off:
        return said
    off = reader.ngettext(
        "{number} has switched announcements off",
        "{number} have switched announcements off",
        reach.switched_off,
    ).format(number=reach.switched_off)
    return f"{said}; {off}"


def audience_said(reader: Reader, pack: Pack, what: str, value: str) -> str:
    _ = reader.gettext
    match what:
        case "everybody":
            return _("everybody")
        case "language":
            return _("who chose {language}").format(language=NAMES.get(value, value))
        case "all":
            return _("who subscribed to all meetings")
        case _:
            return _("who subscribed to: {what}").format(
                what=subject_name(reader, pack, what, value)
            )


def is_audience(pack: Pack, what: str, value: str) -> bool:
    if what == "everybody":
        return value == ""
    return value in NAMES if what == "language" else subject_exists(pack, what, value)


def _choices(reader: Reader, pack: Pack, what: str) -> list[tuple[str, str]]:
    """(label, value) of all that can be chosen."""
    match what:
        case "kind":
            return [(title, kind) for kind, title in pack.kinds.items()]
        case "region":
            return [(title, region) for region, title in pack.regions.items()]
        case "roundtable":
            numbers = [str(each.number) for each in pack.roundtables]
            return [(subject_name(reader, pack, "roundtable", each), each) for each in numbers]
        case "meeting":
            ordered = sorted(pack.meetings, key=lambda each: each.opens)
            return [(labels.label(reader, pack, f"meeting-{m.id}"), m.id) for m in ordered]
        case "language":
            return [(own, language) for language, own in NAMES.items()]
        case _:
            return []


def audiences_view(reader: Reader, pack: Pack, it: Announcement) -> Reply:
    _ = reader.gettext
    by = [
        (_("A meeting"), "meeting"),
        (_("A kind"), "kind"),
        (_("A region"), "region"),
        (_("A roundtable"), "roundtable"),
        (_("A language"), "language"),
    ]
    listed = [
        Press(label, go(place_of(it.id, "to", what)))
        for label, what in by
        if _choices(reader, pack, what)
    ]
    pairs: list[Row] = [tuple(listed[at : at + 2]) for at in range(0, len(listed), 2)]
    return Reply(
        blocks=(Heading(_("To whom?")),),
        buttons=(
            (Press(_("Everybody"), Aim(it.id, "everybody", "")),),
            (Press(_("Who subscribed to all meetings"), Aim(it.id, "all", "")),),
            *pairs,
            way_back(reader, place_of(it.id)),
        ),
        payload="desk",
    )


def choose_view(reader: Reader, pack: Pack, it: Announcement, here: Place, what: str) -> Reply:
    """One of a meeting, a kind, a region, a roundtable or a language."""
    _ = reader.gettext
    some, page, pages = page_of(_choices(reader, pack, what), here.page)
    blocks: list[Block] = [Heading(_("To whom?"))]
    match what:
        case "language":
            said = _(
                "It goes to chats that chose the language in their settings, and to no others: "
                "the language of their Telegram is not kept."
            )
        case "meeting":
            said = _("It goes to all who are reminded of the meeting.")
        case _:
            said = _("It goes to who subscribed to it, or to all meetings.")
    blocks.append(Paragraph(said))
    if pages > 1:
        blocks.append(Footnote(_("Page {page} of {pages}").format(page=page, pages=pages)))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *((Press(labels.clipped(label), Aim(it.id, what, value)),) for label, value in some),
            *paging(reader, Place(here.id, here.part, page), pages),
            way_back(reader, place_of(it.id, "to")),
        ),
        payload="desk",
    )
