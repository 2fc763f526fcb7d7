"""`/roundtables`, `/roundtable`: their themes in full, and related entries."""

from __future__ import annotations

from content.model import Meeting, Pack, Roundtable
from handlers.documents.follow_buttons import (
    follow_button,
    followed_roundtables,
    roundtable_rows,
)
from handlers.documents.languages import languages_button
from handlers.documents.passages import is_saved, neighbours, part_view
from handlers.documents.quotations import (
    brief_quotation,
    official_blocks,
    passage_tools,
    save_button,
)
from handlers.documents.related import group_buttons
from handlers.framework.places import Place, go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Copy,
    Footnote,
    Heading,
    Link,
    Paragraph,
    Press,
    Reply,
)
from handlers.framework.request import Request, ascii_digits
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import examples, labels
from handlers.wording.people import CHAIRS, people_rows, with_people

_MAX_MEETINGS = 3  # on the roundtable's own screen; its button lists all


def roundtables_view(reader: Reader, pack: Pack, followed: frozenset[int] | None = None) -> Reply:
    """List the roundtables. `followed` is as `followed_roundtables` returns it."""
    _ = reader.gettext
    heading = Heading(_("Roundtables"))
    example = f"/roundtable {examples.roundtable(pack)}"
    items = tuple(
        (Bold(str(roundtable.number)), f" {roundtable.title}") for roundtable in pack.roundtables
    )
    return Reply(
        blocks=(
            heading,
            Bullets(items),
            *(
                [Paragraph(_("Open one to read its theme in full and everything related to it."))]
                if any(roundtable.theme for roundtable in pack.roundtables)
                else []
            ),
        ),
        brief=(
            heading,
            Paragraph(_("To see one: {command}").format(command=example)),
        ),
        buttons=(
            *roundtable_rows(reader, pack, followed),
            way_back(reader, "home"),
        ),
        payload="roundtables",
        cacheable=followed is None,
    )


def roundtable_view(
    reader: Reader,
    pack: Pack,
    roundtable: Roundtable,
    back: str = "",
    saved: bool | None = None,
    followed: frozenset[int] | None = None,
) -> Reply:
    """Return a roundtable's screen. `saved` is as for `passage_view`, `followed` as
    `followed_roundtables` returns it."""
    _ = reader.gettext
    heading = Heading(labels.label(reader, pack, roundtable.id))
    theme = roundtable.theme
    said = official_blocks(reader, pack, theme) if theme else _no_theme(reader, roundtable)
    blocks: list[Block] = [heading, *said]
    number, is_followed = str(roundtable.number), roundtable.number in (followed or ())
    meetings = tuple(
        (
            Link(meeting.title, reader.link(f"meeting-{meeting.id}")),
            " · ",
            *labels.city_and_when(reader, meeting),
            *_chairs(reader, meeting),
        )
        for meeting in _meetings_of(pack, roundtable)[:_MAX_MEETINGS]
    )
    if meetings:
        blocks.append(Bullets(meetings, title=_("When and where")))
    related = group_buttons(reader, pack, roundtable.id, back)
    if related:
        blocks.append(
            Footnote(_("Related entries: chosen by the editors, unless a source is named."))
        )
    return Reply(
        blocks=tuple(blocks),
        brief=brief_quotation(reader, pack, roundtable.id) if theme else (heading, *said),
        payload=roundtable.id,
        buttons=(
            (follow_button(reader, "roundtable", number, is_followed, "own"),),
            *(
                (
                    passage_tools(reader, pack, roundtable.id, theme),
                    *languages_button(reader, roundtable.id, theme, back),
                )
                if theme
                else ()
            ),
            (
                (
                    save_button(reader, roundtable.id, saved, back),
                    Press(_("Link and verification"), go(Place(roundtable.id, "proof"), back)),
                )
                if theme
                else (Copy(_("Copy link"), reader.link(roundtable.id)),)
            ),
            *related,
            *neighbours(reader, pack, roundtable.id, back),
            way_back(reader, back or "roundtables"),
        ),
        cacheable=saved is None and followed is None,
    )


def _no_theme(reader: Reader, roundtable: Roundtable) -> list[Block]:
    """Return what is known of a roundtable whose theme no document gives."""
    _ = reader.gettext
    blocks: list[Block] = []
    if roundtable.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=roundtable.note)))
    source = labels.source_phrase(roundtable.source or "")
    blocks.append(labels.facts(reader, [(_("Source"), source)]))
    return blocks


def _chairs(reader: Reader, meeting: Meeting) -> tuple[str, ...]:
    chairs = people_rows(reader, meeting.people, CHAIRS)
    return (" · ", with_people(reader, chairs)) if chairs else ()


def _meetings_of(pack: Pack, roundtable: Roundtable) -> list[Meeting]:
    """Return the meetings of the roundtable that its own programme names: those that are not there
    to prepare another meeting."""
    return [
        meeting
        for meeting in pack.timeline.narrowed("roundtable", str(roundtable.number)).meetings
        if not (meeting.prepares or meeting.cancelled or meeting.deadline)
    ]


async def show_roundtables(request: Request) -> Answer:
    return await _roundtables(request)


async def show_roundtable(request: Request) -> Answer:
    """Answer `/roundtable 3`, or `/roundtable labour mobility`."""
    _ = request.reader.gettext
    words = ascii_digits(request.words.strip())
    if not words:
        return await _roundtables(request)
    roundtable = request.pack.roundtable(int(words)) if _is_number(words) else None
    if roundtable is None and not _is_number(words):
        roundtable = await _find(request, words)
    if roundtable is not None:
        return await _roundtable(request, roundtable, "")
    numbers = request.reader.listed(
        str(roundtable.number) for roundtable in request.pack.roundtables
    )
    listed = await _roundtables(request)
    unknown = Paragraph(
        _("There is no roundtable “{words}”. Choose one of these: {numbers}.").format(
            words=words[:40], numbers=numbers
        )
    )
    return Reply((unknown, *listed.blocks[1:]), listed.buttons, payload="roundtables")


async def _find(request: Request, words: str) -> Roundtable | None:
    """Return the roundtable that words such as `three` or `labour mobility` find, if just one."""
    for query in (f"roundtable {words}", words):
        found = await request.find(query, limit=2, kinds=frozenset({"roundtable"}))
        if len(found.hits) == 1:
            return _by_id(request.pack, found.hits[0].id)
    return None


def _by_id(pack: Pack, id: str) -> Roundtable:
    return next(roundtable for roundtable in pack.roundtables if roundtable.id == id)


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= 3


async def visit_roundtables(request: Request, visit: Visit) -> Answer:
    return await _roundtables(request)


async def visit_roundtable(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    roundtable = _by_id(pack, visit.place.id)
    return part_view(reader, pack, visit) or await _roundtable(request, roundtable, visit.back)


async def _roundtable(request: Request, roundtable: Roundtable, back: str) -> Reply:
    saved = await is_saved(request, roundtable.id)
    followed = await followed_roundtables(request)
    return roundtable_view(request.reader, request.pack, roundtable, back, saved, followed)


async def _roundtables(request: Request) -> Reply:
    followed = await followed_roundtables(request)
    return roundtables_view(request.reader, request.pack, followed)


TOPIC = Topic(
    "roundtables",
    commands={"roundtables": show_roundtables, "roundtable": show_roundtable},
    screens={"roundtables": visit_roundtables},
    entries={"roundtable": visit_roundtable},
)
