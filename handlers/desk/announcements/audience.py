"""The audience of an announcement: in words, and the screens on which it is chosen."""

from __future__ import annotations

from content.languages import NAMES
from content.model import Pack
from handlers.desk.announcements.buttons import ChooseAudience, place_of
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Paragraph, Press, Reply, Row
from handlers.wording import labels
from handlers.wording.subscribable import subject_exists, subject_name
from storage.announcements import Announcement, Reach


def chats_text(reader: Reader, number: int) -> str:
    return reader.ngettext("{number} chat", "{number} chats", number).format(number=number)


def reach_text(reader: Reader, reach: Reach) -> str:
    """Return `143 chats; 5 have switched announcements off`."""
    chats = chats_text(reader, reach.chats)
    if not reach.switched_off:
        return chats
    off = reader.ngettext(
        "{number} has switched announcements off",
        "{number} have switched announcements off",
        reach.switched_off,
    ).format(number=reach.switched_off)
    return reader.gettext("{chats}; {switched_off}").format(chats=chats, switched_off=off)


def audience_text(reader: Reader, pack: Pack, what: str, value: str) -> str:
    _ = reader.gettext
    match what:
        case "everybody":
            return _("everyone")
        case "language":
            return _("people who use {language}").format(language=NAMES.get(value, value))
        case "all":
            return _("subscribers to all meetings")
        case _:
            return _("subscribers to: {what}").format(what=subject_name(reader, pack, what, value))


def is_audience(pack: Pack, what: str, value: str) -> bool:
    if what == "everybody":
        return value == ""
    return value in NAMES if what == "language" else subject_exists(pack, what, value)


def _choices(reader: Reader, pack: Pack, what: str) -> list[tuple[str, str]]:
    """Return the label and the value of all that can be chosen."""
    match what:
        case "kind":
            return [(title, kind) for kind, title in pack.kinds.items()]
        case "region":
            return [(title, region) for region, title in pack.regions.items()]
        case "roundtable":
            numbers = [str(roundtable.number) for roundtable in pack.roundtables]
            return [(subject_name(reader, pack, what, number), number) for number in numbers]
        case "meeting":
            ids = [meeting.id for meeting in sorted(pack.meetings, key=lambda m: m.opens)]
            return [(labels.label(reader, pack, f"meeting-{id}"), id) for id in ids]
        case "language":
            return [(name, language) for language, name in NAMES.items()]
        case _:
            return []


def audiences_view(reader: Reader, pack: Pack, announcement: Announcement) -> Reply:
    _ = reader.gettext
    narrower = [
        (_("A meeting"), "meeting"),
        (_("A kind"), "kind"),
        (_("A region"), "region"),
        (_("A roundtable"), "roundtable"),
        (_("A language"), "language"),
    ]
    buttons = [
        Press(label, go(place_of(announcement.id, "to", what)))
        for label, what in narrower
        if _choices(reader, pack, what)
    ]
    pairs: list[Row] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    return Reply(
        blocks=(Heading(_("Who should receive it?")),),
        buttons=(
            (Press(_("Everyone"), ChooseAudience(announcement.id, "everybody", "")),),
            (Press(_("Subscribers to all meetings"), ChooseAudience(announcement.id, "all", "")),),
            *pairs,
            way_back(reader, place_of(announcement.id)),
        ),
        payload="desk",
    )


def choose_view(
    reader: Reader, pack: Pack, announcement: Announcement, here: Place, what: str
) -> Reply:
    """A meeting, kind, region, roundtable or language to choose; `what` says which of these."""
    _ = reader.gettext
    shown, page, pages = page_of(_choices(reader, pack, what), here.page)
    blocks: list[Block] = [Heading(_("Who should receive it?"))]
    match what:
        case "language":
            sentence = _(
                "It goes to chats that chose this language in their settings, or whose "
                "Telegram app uses it."
            )
        case "meeting":
            sentence = _("It goes to everyone who receives reminders of the meeting.")
        case _:
            sentence = _("It goes to everyone subscribed to it or to all meetings.")
    blocks.append(Paragraph(sentence))
    if pages > 1:
        blocks.append(Footnote(_("Page {page} of {pages}").format(page=page, pages=pages)))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *(
                (Press(labels.clipped(label), ChooseAudience(announcement.id, what, value)),)
                for label, value in shown
            ),
            *paging(reader, Place(here.id, here.part, page), pages),
            way_back(reader, place_of(announcement.id, "to")),
        ),
        payload="desk",
    )
