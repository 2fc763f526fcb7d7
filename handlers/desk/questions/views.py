"""The desk's screens about questions."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.desk.questions.buttons import MUTED, PLACE, EachOrganiser, GroupLink, Unmute
from handlers.framework.places import PAGE_SIZE, Place, go, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Open, Paragraph, Press, Reply, Row
from handlers.wording import labels
from storage.questions import Group, Muted


def questions_view(
    reader: Reader,
    group: Group | None,
    organisers: int,
    waiting: int,
    muted: int,
    notice: str | None = None,
) -> Reply:
    """Where questions go, how many wait, and how many people are muted."""
    _ = reader.gettext
    if group is None or group.lost:
        number = reader.ngettext(
            "{number} organiser, in private", "{number} organisers, each in private", organisers
        )
        whither = number.format(number=organisers)
    else:
        whither = _("the group {title}").format(title=group.title)
    rows = ((_("They go to"), whither), (_("Not answered yet"), str(waiting)))
    blocks: list[Block] = [
        Heading(_("Questions to the secretariat")),
        labels.facts(reader, rows),
    ]
    if group is not None and group.lost:
        said = _("I cannot write to the group {title} any more, so each organiser gets them.")
        blocks.append(Paragraph(said.format(title=group.title)))
    choose = _("Choose a group") if group is None else _("Choose another group")
    buttons: list[Row] = [(Press(choose, GroupLink()),)]
    if group is not None:
        buttons.append((Press(_("Send them to each organiser"), EachOrganiser()),))
    if muted:
        label = _("Muted people: {number}").format(number=muted)
        buttons.append((Press(label, go(Place(PLACE.id, MUTED))),))
    blocks.append(Footnote(_("Organisers answer by replying to a question.")))
    return Reply(
        tuple(blocks), (*buttons, way_back(reader, "desk")), payload=PLACE.id, notice=notice
    )


def link_view(reader: Reader, link: str) -> Reply:
    """The way into a group, shown this once."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Choose the organisers’ group")),
            Paragraph(_("The button lets you choose a group, and adds the bot to it.")),
            Paragraph(_("It works once, for you alone, and for an hour.")),
            Footnote(_("Everybody in that group sees the questions. Organisers answer them.")),
        ),
        buttons=((Open(_("Choose a group"), link),), way_back(reader, PLACE)),
        payload=PLACE.id,
    )


def chosen_view(reader: Reader) -> Reply:
    """In the group, once it is chosen."""
    _ = reader.gettext
    blocks: tuple[Block, ...] = (
        Heading(_("Questions to the secretariat come here.")),
        Paragraph(_("Organisers answer by replying to a question.")),
    )
    return Reply(blocks, brief=blocks, payload=PLACE.id)


def no_link_view(reader: Reader) -> Reply:
    _ = reader.gettext
    said = _("This link was used, is over or is somebody else’s. Make a new one at the desk.")
    return Reply((Paragraph(said),), (way_back(reader, "desk"),), payload=PLACE.id)


def muted_people_view(
    reader: Reader, people: Sequence[Muted], many: int, page: int, notice: str | None = None
) -> Reply:
    """Who is muted; each button lifts one."""
    _ = reader.gettext
    rows: list[Row] = [
        (
            Press(
                _("Lift: {name}").format(
                    name=each.name[:40] or _("Someone who asked to be forgotten")
                ),
                Unmute(str(each.chat_id)),
            ),
        )
        for each in people
    ]
    said = _("Their questions are not taken.") if many else _("Nobody is muted.")
    pages = max(1, -(-many // PAGE_SIZE))
    return Reply(
        blocks=(Heading(_("Muted people")), Paragraph(said)),
        buttons=(
            *rows,
            *paging(reader, Place(PLACE.id, MUTED, page), pages),
            way_back(reader, PLACE),
        ),
        payload=PLACE.id,
        notice=notice,
    )
