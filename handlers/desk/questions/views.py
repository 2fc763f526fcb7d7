"""The screens of the desk about questions."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.desk.questions.buttons import (
    MUTED,
    OPEN,
    PLACE,
    SUBJECTS_PLACE,
    MakeGroupLink,
    SendToEachOrganiser,
    Unmute,
)
from handlers.framework.places import PAGE_SIZE, Place, go, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Footnote, Heading, Open, Paragraph, Press, Reply, Row
from handlers.wording import labels
from storage.questions import Group, Muted

_MAX_NAME_CHARACTERS = 40  # on a button


def questions_view(
    reader: Reader,
    group: Group | None,
    organisers: int,
    waiting: int,
    muted: int,
    notice: str | None = None,
) -> Reply:
    """Where questions are sent, how many wait for an answer, and how many people are muted.
    `organisers` is how many get them if there is no group."""
    _ = reader.gettext
    if group is None or group.lost:
        number = reader.ngettext(
            "{number} organizer, in private", "{number} organizers, each in private", organisers
        )
        recipients = number.format(number=organisers)
    else:
        recipients = _("the group {title}").format(title=group.title)
    rows = ((_("Questions go to"), recipients), (_("Not answered yet"), str(waiting)))
    blocks: list[Block] = [
        Heading(_("Questions to the secretariat")),
        labels.facts(reader, rows),
    ]
    if group is not None and group.lost:
        sentence = _(
            "I can no longer write to the group {title}, so each organizer receives the questions."
        )
        blocks.append(Paragraph(sentence.format(title=group.title)))
    choose = _("Choose a group") if group is None else _("Choose another group")
    buttons: list[Row] = []
    if waiting:
        label = _("Open questions: {number}").format(number=waiting)
        buttons.append((Press(label, go(Place(PLACE.id, OPEN))),))
    prepared = Press(_("Prepared answers"), go("desk-prepared"))
    buttons.append((prepared, Press(_("Subjects"), go(SUBJECTS_PLACE))))
    buttons.append((Press(choose, MakeGroupLink()),))
    if group is not None:
        buttons.append((Press(_("Send to each organizer"), SendToEachOrganiser()),))
    if muted:
        label = _("Muted people: {number}").format(number=muted)
        buttons.append((Press(label, go(Place(PLACE.id, MUTED))),))
    blocks.append(Footnote(_("Organizers answer by replying to a question.")))
    return Reply(
        tuple(blocks), (*buttons, way_back(reader, "desk")), payload=PLACE.id, notice=notice
    )


def link_view(reader: Reader, link: str, back: Place = PLACE) -> Reply:
    """The link with which an organiser chooses the group."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Heading(_("Choose the organizers’ group")),
            Paragraph(_("Tap the button to choose a group and add the bot to it.")),
            Paragraph(_("It can be used once, only by you, within an hour.")),
            Footnote(_("Everyone in that group sees the questions. Organizers answer them.")),
        ),
        buttons=((Open(_("Choose a group"), link),), way_back(reader, back)),
        payload=PLACE.id,
    )


def group_chosen_view(reader: Reader, subject: str = "") -> Reply:
    """The message in the group that was chosen: for all questions, or for those about a subject."""
    _ = reader.gettext
    heading = _("Questions to the secretariat arrive here.")
    if subject:
        heading = _("Questions about {subject} arrive here.").format(subject=subject)
    blocks: tuple[Block, ...] = (
        Heading(heading),
        Paragraph(_("Organizers answer by replying to a question.")),
    )
    return Reply(blocks, brief=blocks, payload=PLACE.id)


def invalid_link_view(reader: Reader) -> Reply:
    _ = reader.gettext
    sentence = _(
        "This link has been used, has expired or belongs to someone else. Create a new one "
        "at the desk."
    )
    return Reply((Paragraph(sentence),), (way_back(reader, "desk"),), payload=PLACE.id)


def muted_people_view(
    reader: Reader, people: Sequence[Muted], total: int, page: int, notice: str | None = None
) -> Reply:
    """One page of the muted people, with a button for each that takes their questions again."""
    _ = reader.gettext
    rows: list[Row] = [
        (
            Press(
                _("Unmute: {name}").format(
                    name=muted.name[:_MAX_NAME_CHARACTERS] or _("Someone who deleted their data")
                ),
                Unmute(str(muted.chat_id)),
            ),
        )
        for muted in people
    ]
    sentence = _("Their questions are not accepted.") if total else _("Nobody is muted.")
    pages = max(1, -(-total // PAGE_SIZE))
    return Reply(
        blocks=(Heading(_("Muted people")), Paragraph(sentence)),
        buttons=(
            *rows,
            *paging(reader, Place(PLACE.id, MUTED, page), pages),
            way_back(reader, PLACE),
        ),
        payload=PLACE.id,
        notice=notice,
    )
