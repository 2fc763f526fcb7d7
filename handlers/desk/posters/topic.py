"""Posters as a PDF, asked for at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from content.double_bookings import double_bookings
from content.languages import NAMES
from handlers.desk import ORGANISERS
from handlers.desk.posters.pages import posters_of, sheet_of
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, File, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording.labels import clipped

PLACE = "desk-posters"
_MAX_CLASHES = 5
_MAX_POSTERS = 300  # in one file
_MAX_TITLE_CHARACTERS = 40


@dataclass(frozen=True)
class PrintPosters(ButtonData):
    """Send the posters in a language."""

    tag: ClassVar[str] = "po1"
    language: str


def posters_view(
    reader: Reader, number: int, clashes: list[tuple[str, str, str]], problem: str = ""
) -> Reply:
    """How many posters there are, two meetings in one room at one time, and the languages.
    `clashes` are a room and two titles."""
    _ = reader.gettext
    sentence = reader.ngettext(
        "{number} page: the bot, each roundtable, room and day, and upcoming meeting.",
        "{number} pages: the bot, each roundtable, room and day, and upcoming meeting.",
        number,
    )
    blocks: list[Block] = [Heading(_("Posters")), Paragraph(sentence.format(number=number))]
    if clashes:
        lines = [
            reader.annotated(reader.listed(clipped(t, _MAX_TITLE_CHARACTERS) for t in titles), room)
            for room, *titles in clashes[:_MAX_CLASHES]
        ]
        blocks.append(Bullets(tuple(lines), title=_("In one room at one time")))
    if problem:
        blocks.append(Paragraph(problem))
    blocks.append(Paragraph(_("In which language?")))
    languages = two_columns(Press(name, PrintPosters(code)) for code, name in NAMES.items())
    return Reply(tuple(blocks), (*languages, way_back(reader, "desk")), payload="desk")


async def visit_posters(request: Request, visit: Visit) -> Answer:
    return _view(request)


def _view(request: Request, problem: str = "") -> Reply:
    reader, pack = request.reader, request.pack
    upcoming = [
        meeting
        for meeting in pack.meetings
        if meeting.closes > reader.now and not meeting.cancelled
    ]
    clashes = [(one.room or "", one.title, other.title) for one, other in double_bookings(upcoming)]
    return posters_view(reader, len(posters_of(reader, pack)), clashes, problem)


async def press_print(request: Request, button: PrintPosters) -> Answer:
    if button.language not in NAMES or not request.in_private:
        return out_of_date(request.reader)
    _ = request.reader.gettext
    pack = request.pack.original.in_language(button.language)
    zone = pack.event.zone
    reader = request.services.reader(pack, request.reader.now, button.language, zone.key)
    posters = posters_of(reader, pack)[:_MAX_POSTERS]
    async with request.services.large_file_lock:
        pdf = await request.services.print_document(sheet_of(reader, pack, posters, "a4"))
    if pdf is None:
        problem = _("Printing is not installed here. Whoever runs the bot can install it.")
        return _view(request, problem)
    file = File(f"posters-{button.language}.pdf", "application/pdf", pdf)
    return Reply((Paragraph(_("Posters")),), file=file, payload="desk")


TOPIC = Topic(
    "posters",
    screens={PLACE: visit_posters},
    buttons={PrintPosters: press_print},
    roles=ORGANISERS,
)
