"""The audience of an announcement: in words, and the screens on which it is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from content.languages import NAMES
from content.model import Meeting, Pack
from handlers.desk.announcements.buttons import ChooseAudience, FindMeeting, place_of
from handlers.desk.meeting_choice import DAYS_PER_PAGE, days_of, is_large, names_of, on_day
from handlers.framework.places import Place, go, page_of, paging, two_columns, way_back
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
        case "channels":
            return _("the channels alone")
        case "language":
            return _("people who use {language}").format(language=NAMES.get(value, value))
        case "all":
            return _("subscribers to all meetings")
        case _:
            return _("subscribers to: {what}").format(what=subject_name(reader, pack, what, value))


def is_audience(pack: Pack, what: str, value: str) -> bool:
    if what in ("everybody", "channels"):
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
            return _meeting_choices(reader, pack, _meetings(pack))
        case "language":
            return [(name, language) for language, name in NAMES.items()]
        case _:
            return []


def _meetings(pack: Pack) -> list[Meeting]:
    return sorted(pack.meetings, key=lambda meeting: (meeting.opens, meeting.id))


def _meeting_choices(
    reader: Reader, pack: Pack, meetings: Sequence[Meeting]
) -> list[tuple[str, str]]:
    names = names_of(reader, pack, meetings)
    return [(name, meeting.id) for name, meeting in zip(names, meetings, strict=True)]


def _days_view(reader: Reader, pack: Pack, announcement: Announcement, here: Place) -> Reply:
    """The days of all meetings, the coming ones first."""
    _ = reader.gettext
    meetings = _meetings(pack)
    coming = [meeting for meeting in meetings if meeting.last_day >= reader.today]
    over = [meeting for meeting in meetings if meeting.last_day < reader.today]
    days = [*days_of(reader, coming), *reversed(days_of(reader, over))]
    shown, page, pages = page_of(days, here.page, DAYS_PER_PAGE)
    rows = two_columns(
        Press(label, go(place_of(announcement.id, "to", "meeting", key))) for label, key in shown
    )
    return Reply(
        (Heading(_("Who should receive it?")), Paragraph(_("Which day?"))),
        (
            *rows,
            *paging(reader, Place(here.id, here.part, page), pages),
            (Press(_("Search"), FindMeeting(announcement.id)),),
            way_back(reader, place_of(announcement.id, "to")),
        ),
        payload="desk",
    )


def meetings_found_view(
    reader: Reader, pack: Pack, announcement: Announcement, found: Sequence[Meeting]
) -> Reply:
    """The meetings that words found."""
    _ = reader.gettext
    shown, _page, pages = page_of(found, 1, DAYS_PER_PAGE)
    blocks: list[Block] = [Heading(_("Who should receive it?"))]
    if not found:
        blocks.append(Paragraph(_("No meeting has these words.")))
    elif pages > 1:
        blocks.append(Paragraph(_("More meetings have these words. Please write one more word.")))
    rows = [
        (Press(name, ChooseAudience(announcement.id, "meeting", id)),)
        for name, id in _meeting_choices(reader, pack, shown)
    ]
    back = way_back(reader, place_of(announcement.id, "to", "meeting"))
    return Reply(tuple(blocks), (*rows, back), payload="desk")


def audiences_view(
    reader: Reader, pack: Pack, announcement: Announcement, channels: Sequence[str] = ()
) -> Reply:
    """The audiences to choose from. `channels` are the titles of those in which announcements are
    posted; everyone includes them."""
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
        blocks=(
            Heading(_("Who should receive it?")),
            *(
                [Paragraph(_("Channels, part of everyone: {titles}").format(titles=listed))]
                if (listed := reader.listed(list(channels)))
                else []
            ),
        ),
        buttons=(
            (Press(_("Everyone"), ChooseAudience(announcement.id, "everybody", "")),),
            (Press(_("Subscribers to all meetings"), ChooseAudience(announcement.id, "all", "")),),
            *pairs,
            *(
                [(Press(_("Only channels"), ChooseAudience(announcement.id, "channels", "")),)]
                if channels
                else []
            ),
            way_back(reader, place_of(announcement.id)),
        ),
        payload="desk",
    )


def choose_view(
    reader: Reader,
    pack: Pack,
    announcement: Announcement,
    here: Place,
    what: str,
    day: str = "",
) -> Reply:
    """A meeting, kind, region, roundtable or language to choose; `what` says which of these. Of
    many meetings, a day is chosen first; `day` is its key."""
    _ = reader.gettext
    by_day = what == "meeting" and is_large(pack.meetings)
    if by_day and not day:
        return _days_view(reader, pack, announcement, here)
    choices = _choices(reader, pack, what)
    if day:
        choices = _meeting_choices(reader, pack, on_day(pack.meetings, day))
    shown, page, pages = page_of(choices, here.page)
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
            way_back(reader, place_of(announcement.id, *(["to", what] if day else ["to"]))),
        ),
        payload="desk",
    )
