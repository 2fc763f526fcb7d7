"""`/recommendations`, `/recommendation`: by area, with the boxed examples."""

from __future__ import annotations

import re

from content.model import Area, EntryKind, Pack
from content.typed_words import folded, without, without_number_sign
from handlers.documents.passages import is_saved, part_view, passage_view
from handlers.documents.quotations import brief_quotation, official_blocks
from handlers.documents.search import answer_with_results
from handlers.documents.whole import SCREEN
from handlers.framework.places import Place, go, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bold, Bullets, Button, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import examples, labels

_REFERENCE = re.compile(r"([0-9]{1,2})(?:\s*[.,\-/ ]\s*([0-9]{1,2}))?")
_NOUNS = ("recommendation", "area")


def areas_view(reader: Reader, pack: Pack) -> Reply:
    _ = reader.gettext
    number = sum(len(area.recommendations) for area in pack.areas)
    heading = Heading(
        reader.ngettext("{number} recommendation", "{number} recommendations", number).format(
            number=number
        )
    )
    labelled = [(f"{area.number} {area.title}", area.id) for area in pack.areas]
    items = tuple((Bold(str(area.number)), f" {area.title}") for area in pack.areas)
    return Reply(
        blocks=(heading, Bullets(items, title=_("By area"))),
        brief=(
            heading,
            Paragraph(
                _("To see one: {command}").format(
                    command=f"/recommendation {examples.recommendation(pack)}"
                )
            ),
        ),
        buttons=(*open_buttons(labelled, "areas"), way_back(reader, "home")),
        payload="areas",
        cacheable=True,
    )


def area_view(reader: Reader, pack: Pack, area: Area, back: str = "") -> Reply:
    """Return an area's opening paragraph (its call) and its recommendations by title."""
    _ = reader.gettext
    heading = Heading(labels.label(reader, pack, area.id))
    numbered = [(labels.recommendation_number(rec.id), rec) for rec in area.recommendations]
    items = tuple((Bold(f"{number} "), rec.title) for number, rec in numbered)
    numbers = tuple(Press(number, go(rec.id)) for number, rec in numbered)
    half = -(-len(numbers) // 2) if len(numbers) > 4 else len(numbers)
    whole = Press(_("Read all in full"), go(Place(SCREEN, area.id), area.id))
    extra: list[Button] = [Press(_("Copy or share the call"), go(Place(area.id, "call")))]
    if area.box:
        extra.append(Press(_("Example"), go(area.box.id)))
    return Reply(
        blocks=(
            heading,
            *official_blocks(reader, pack, area.call),
            Bullets(items, title=_("Its recommendations (the short titles are ours)")),
        ),
        brief=brief_quotation(reader, pack, area.id),
        payload=area.id,
        buttons=(
            numbers[:half],
            numbers[half:],
            (whole,),
            tuple(extra),
            way_back(reader, back or "areas"),
        ),
        cacheable=True,
    )


async def _call(request: Request, area: Area) -> Reply:
    """Return the screen of an area's call alone, which has no previous or next passage."""
    saved = await is_saved(request, area.id)
    return passage_view(request.reader, request.pack, area.id, area.id, saved=saved)


async def show_areas(request: Request) -> Answer:
    return areas_view(request.reader, request.pack)


async def show_recommendation(request: Request) -> Answer:
    """Answer `/recommendation 3` with an area, `/recommendation 3.2` with its second one."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return areas_view(reader, pack)
    numbers = next((rest for noun in _NOUNS if (rest := without(words, noun))), folded(words))
    match = _REFERENCE.fullmatch(without_number_sign(numbers))
    if match is None:
        return await _search(request, words)
    area = pack.area(int(match[1]))
    if area is None:
        sentence = _("There is no area “{words}”. The areas are 1 to {last}.").format(
            words=words[:40], last=len(pack.areas)
        )
        return Reply((Paragraph(sentence),), areas_view(reader, pack).buttons, payload="areas")
    if match[2] is None:
        return area_view(reader, pack, area)
    wanted = f"rec-{area.number}-{int(match[2])}"
    if wanted in pack.passages:
        return await _recommendation(request, wanted, "")
    sentence = _(
        "There is no recommendation {words}. Area {area} has {area}.1 to {area}.{last}."
    ).format(
        area=area.number, last=len(area.recommendations), words=f"{area.number}.{int(match[2])}"
    )
    return Reply((Paragraph(sentence),), area_view(reader, pack, area).buttons, payload=area.id)


async def _search(request: Request, words: str) -> Answer:
    """Answer `/recommendation pensions` with a search among recommendations, areas and boxes."""
    kinds: frozenset[EntryKind] = frozenset({"recommendation", "area", "box"})
    found = await request.find(words, kinds=kinds)
    return await answer_with_results(request, words, found)


async def _recommendation(request: Request, entry_id: str, back: str) -> Reply:
    parent = f"area-{entry_id.split('-')[1]}"
    saved = await is_saved(request, entry_id)
    return passage_view(request.reader, request.pack, entry_id, parent, back, saved)


async def visit_areas(request: Request, visit: Visit) -> Answer:
    return areas_view(request.reader, request.pack)


async def visit_area(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    area = next(area for area in pack.areas if area.id == visit.place.id)
    if visit.place.part == "call":
        return await _call(request, area)
    return part_view(reader, pack, visit) or area_view(reader, pack, area, visit.back)


async def visit_recommendation(request: Request, visit: Visit) -> Answer:
    view = part_view(request.reader, request.pack, visit)
    return view or await _recommendation(request, visit.place.id, visit.back)


async def visit_box(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    area = next(area for area in pack.areas if area.box and area.box.id == visit.place.id)
    view = part_view(reader, pack, visit)
    if view is not None:
        return view
    saved = await is_saved(request, visit.place.id)
    return passage_view(reader, pack, visit.place.id, area.id, visit.back, saved)


TOPIC = Topic(
    "recommendations",
    commands={"recommendations": show_areas, "recommendation": show_recommendation},
    screens={"areas": visit_areas},
    entries={"area": visit_area, "recommendation": visit_recommendation, "box": visit_box},
)
