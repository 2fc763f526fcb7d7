"""`/mandate`, `/position`, `/background`: sections of passages in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import EntryKind, Pack, Section
from handlers.documents.passages import is_saved, part_view, passage_view
from handlers.documents.whole import SCREEN, fits_one_message, whole_view
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, Bullets, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import examples, labels

# Of passages on one screen of the mandate. The sections' own titles have the rest of the message.
_MAX_TITLES_CHARACTERS = 2000
_BETWEEN_TITLES = " · "
_MANDATE: frozenset[EntryKind] = frozenset({"mandate"})


def section_view(reader: Reader, pack: Pack, section: Section, here: Place, back: str) -> Reply:
    """Return a section whole if it fits into one message, else a page of its passages by title."""
    if fits_one_message(pack, section.id):
        return whole_view(reader, pack, section.id, here, back)
    shown, page, pages = page_of(section.passages, here.page)
    here = Place(here.id, here.part, page)
    heading = Heading(section.title)
    number = len(section.passages)
    sentence = reader.ngettext(
        "{number} passage, quoted in full:",
        "{number} passages, in order and quoted in full:",
        number,
    ).format(number=number)
    return Reply(
        blocks=(heading, Paragraph(sentence)),
        brief=(heading, Paragraph(sentence)),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, passage.id), passage.id) for passage in shown], here
            ),
            *paging(reader, here, pages),
            (Press(reader.gettext("Read in full"), go(Place(SCREEN, section.id), here)),),
            way_back(reader, back),
        ),
        payload=here.id,
        cacheable=True,
    )


def nothing_view(reader: Reader, title: str) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(Heading(title), Paragraph(_("There is nothing here for this event."))),
        buttons=(way_back(reader, "home"),),
    )


def mandate_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    """Return a page of the mandate's sections, each with the titles of its first passages."""
    _ = reader.gettext
    if not pack.mandate:
        return nothing_view(reader, _("Mandate"))
    heading = Heading(_("Mandate"))
    shown, page, pages = page_of(pack.mandate, page)
    here = Place("mandate", "", page)
    room = _MAX_TITLES_CHARACTERS // len(shown)
    items = tuple(
        (
            Bold(_("{label}:").format(label=section.title)),
            f" {_first_titles(reader, section, room)}",
        )
        for section in shown
    )
    labelled = [(section.title, str(Place("mandate", section.id))) for section in shown]
    example = f"/mandate {examples.mandate(pack)}"
    return Reply(
        blocks=(heading, Bullets(items)),
        brief=(heading, Paragraph(_("To see one: {command}").format(command=example))),
        buttons=(
            *open_buttons(labelled, here if page > 1 else ""),
            *paging(reader, here, pages),
            way_back(reader, "home"),
        ),
        payload="mandate",
        cacheable=True,
    )


def _first_titles(reader: Reader, section: Section, room: int) -> str:
    """Return the titles of a section's passages, as many as `room` characters hold, at least one,
    and the number of the others."""
    titles = [section.passages[0].title]
    for passage in section.passages[1:]:
        room -= len(titles[-1]) + len(_BETWEEN_TITLES)
        if len(passage.title) > room:
            rest = len(section.passages) - len(titles)
            more = reader.ngettext("and {number} more", "and {number} more", rest)
            titles.append(more.format(number=rest))
            break
        titles.append(passage.title)
    return _BETWEEN_TITLES.join(titles)


async def show_mandate(request: Request) -> Answer:
    """Answer `/mandate`, or `/mandate 65/170` with the passage found in the mandate."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    if not request.words or not pack.mandate:
        return mandate_view(reader, pack)
    found = await request.find(request.words, kinds=_MANDATE)
    if len(found.hits) == 1 or (found.hits and _is_name(pack, request.words.strip())):
        return await _passage_in_section(request, found.hits[0].id, "")
    section = _section_meant(pack, [hit.id for hit in found.hits])
    if section is not None:
        return section_view(reader, pack, section, Place("mandate", section.id), "mandate")
    if found.hits:
        return found_view(reader, pack, request.words, [hit.id for hit in found.hits])
    sentence = _("I found nothing about “{words}” in the mandate.").format(words=request.words[:60])
    listed = mandate_view(reader, pack)
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload="mandate")


def found_view(
    reader: Reader, pack: Pack, words: str, found: Sequence[str], page: int = 1
) -> Reply:
    """Return a page of the mandate's passages that were found. Paging reads the words from the
    message to which the list is a reply."""
    title = reader.gettext("Mandate passages for “{words}”").format(words=words[:60])
    shown, page, pages = page_of(found, page)
    here = Place("mandate-found", "", page)
    labelled = [(labels.label(reader, pack, entry_id), entry_id) for entry_id in shown]
    return Reply(
        blocks=(Heading(title), Bullets(tuple(label for label, _place in labelled))),
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages),
            way_back(reader, "mandate"),
        ),
        brief=(Heading(title), Bullets(tuple(label for label, _place in labelled[:2]))),
        payload="mandate",
        quotes_question=True,
    )


async def visit_found(request: Request, visit: Visit) -> Answer:
    found = await request.find(request.question or "", kinds=_MANDATE)
    if not found.hits or request.question is None:
        return out_of_date(request.reader)
    ids = [hit.id for hit in found.hits]
    return found_view(request.reader, request.pack, request.question, ids, visit.place.page)


def _is_name(pack: Pack, words: str) -> bool:
    """Return whether words name one mandate passage: its id, with or without its prefix. "1244"
    does not, because it also begins "1244-1"."""
    ids = [passage.id for section in pack.mandate for passage in section.passages]
    name = f"mandate-{words.removeprefix('mandate-')}"
    return name in ids and not any(other.startswith(f"{name}-") for other in ids)


def _section_meant(pack: Pack, found: Sequence[str]) -> Section | None:
    """Return the section that most of whose passages were found, as for "1244"; None if others
    were found, too."""
    sections = [pack.section_of(entry_id) for entry_id in found]
    alike = bool(sections) and all(section is sections[0] for section in sections)
    return sections[0] if alike and 2 * len(found) >= len(sections[0].passages) else None


async def _passage_in_section(request: Request, entry_id: str, back: str) -> Reply:
    pack, section = request.pack, request.pack.section_of(entry_id)
    kind = pack.kind_of[entry_id]
    parent = Place(kind, section.id if kind == "mandate" else "")
    saved = await is_saved(request, entry_id)
    return passage_view(request.reader, pack, entry_id, parent, back, saved)


async def show_position(request: Request) -> Answer:
    return _section_or_nothing(
        request, request.pack.position, request.reader.gettext("Position"), "position"
    )


async def show_background(request: Request) -> Answer:
    title = request.reader.gettext("Background")
    return _section_or_nothing(request, request.pack.background, title, "background")


def _section_or_nothing(
    request: Request, section: Section | None, title: str, name: str, page: int = 1
) -> Reply:
    if section is None:
        return nothing_view(request.reader, title)
    return section_view(request.reader, request.pack, section, Place(name, "", page), "home")


async def visit_mandate(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    section = next((section for section in pack.mandate if section.id == visit.place.part), None)
    if section is None:
        return mandate_view(reader, pack, visit.place.page)
    return section_view(reader, pack, section, visit.place, visit.back or "mandate")


async def visit_position(request: Request, visit: Visit) -> Answer:
    title = request.reader.gettext("Position")
    return _section_or_nothing(request, request.pack.position, title, "position", visit.place.page)


async def visit_background(request: Request, visit: Visit) -> Answer:
    title = request.reader.gettext("Background")
    return _section_or_nothing(
        request, request.pack.background, title, "background", visit.place.page
    )


async def visit_passage(request: Request, visit: Visit) -> Answer:
    view = part_view(request.reader, request.pack, visit)
    return view or await _passage_in_section(request, visit.place.id, visit.back)


TOPIC = Topic(
    "mandate, position and background",
    commands={"mandate": show_mandate, "position": show_position, "background": show_background},
    screens={
        "mandate": visit_mandate,
        "mandate-found": visit_found,
        "position": visit_position,
        "background": visit_background,
    },
    entries={"mandate": visit_passage, "position": visit_passage, "background": visit_passage},
)
