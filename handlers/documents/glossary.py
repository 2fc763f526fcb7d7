"""`/glossary`: terms, and the passages that speak of them."""

from __future__ import annotations

import re

from content.model import Pack, Process, Term
from handlers.documents.passages import part_view
from handlers.documents.processes import process_view
from handlers.documents.related import group_buttons
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Bullets, Footnote, Heading, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import examples, labels

_TERMS_PER_PAGE = 8
_MAX_PASSAGES = 4


def glossary_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    _ = reader.gettext
    terms = sorted(pack.glossary, key=lambda term: term.term.casefold())
    shown, page, pages = page_of(terms, page, _TERMS_PER_PAGE)
    here = Place("glossary", "", page)
    heading = Heading(_("Glossary"))
    items = tuple((Bold(term.term), f" {term.expansion}") for term in shown)
    example = f"/glossary {examples.glossary_term(pack)}"
    return Reply(
        blocks=(heading, Bullets(items)),
        brief=(heading, Paragraph(_("To see one: {command}").format(command=example))),
        buttons=(
            *open_buttons([(term.term, term.id) for term in shown], here),
            *paging(reader, here, pages),
            way_back(reader, "home"),
        ),
        payload="glossary",
        cacheable=True,
    )


def term_view(reader: Reader, pack: Pack, term: Term, back: str = "") -> Reply:
    """Return a term, what it stands for, and the first passages about it."""
    _ = reader.gettext
    heading = Heading(term.term)
    blocks: list[Block] = [heading, Paragraph((Bold(term.expansion),))]
    if term.meaning:
        blocks.append(Paragraph(term.meaning))
        source = _("Source: {source}").format(source=term.source) if term.source else ""
        blocks.append(Footnote(_("Summary, not official text.") + (f" {source}" if source else "")))
    passages = passages_about(pack, term)
    number = len(passages)
    if number:
        blocks.append(
            Paragraph(
                reader.ngettext(
                    "{number} passage explains or mentions it.",
                    "{number} passages explain or mention it.",
                    number,
                ).format(number=number)
            )
        )
    labelled = [(labels.label(reader, pack, id), id) for id in passages[:_MAX_PASSAGES]]
    if number > _MAX_PASSAGES:
        labelled.append((_("All {number} passages").format(number=number), f"{term.id}.all"))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *open_buttons(labelled, term.id),
            *group_buttons(reader, pack, term.id, back),
            way_back(reader, back or "glossary"),
        ),
        payload=term.id,
        cacheable=True,
    )


def passages_about(pack: Pack, term: Term) -> list[str]:
    """Return the ids of passages that explain a term, then of others that name it."""
    names = (term.term, *term.also)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?:s|’s)?(?!\w)" for name in names))
    explaining = [id for id in term.see if id in pack.passages]
    naming = [
        id for id, passage in pack.passages.items()
        if id not in explaining and pattern.search(passage.text)
    ]  # fmt: skip
    return explaining + naming


def all_passages_view(reader: Reader, pack: Pack, term: Term, page: int) -> Reply:
    _ = reader.gettext
    passages = passages_about(pack, term)
    shown, page, pages = page_of(passages, page)
    here = Place(term.id, "all", page)
    return Reply(
        blocks=(
            Heading(term.term),
            Paragraph(_("Passages that explain or mention it")),
            Bullets(tuple(labels.label(reader, pack, id) for id in shown)),
        ),
        buttons=(
            *open_buttons([(labels.label(reader, pack, id), id) for id in shown], here),
            *paging(reader, here, pages),
            way_back(reader, term.id),
        ),
        payload=term.id,
        cacheable=True,
    )


async def show_glossary(request: Request) -> Answer:
    """Answer `/glossary`, or `/glossary gmg`."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return glossary_view(reader, pack)
    for term in pack.glossary:
        if words.casefold() in {name.casefold() for name in (term.term, *term.also)}:
            return term_view(reader, pack, term)
    found = await request.find(words, limit=5, kinds=frozenset({"term", "process"}))
    if found.hits:
        best = pack.entries[found.hits[0].id]
        if isinstance(best, Term):
            return term_view(reader, pack, best)
        if isinstance(best, Process):
            return process_view(reader, pack, best)
    sentence = _("The glossary has nothing for “{words}”.").format(words=words[:60])
    listed = glossary_view(reader, pack)
    return Reply((Paragraph(sentence), *listed.blocks), listed.buttons, payload="glossary")


async def visit_glossary(request: Request, visit: Visit) -> Answer:
    return glossary_view(request.reader, request.pack, visit.place.page)


async def visit_term(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    term = next(term for term in pack.glossary if term.id == visit.place.id)
    if visit.place.part == "all":
        return all_passages_view(reader, pack, term, visit.place.page)
    return part_view(reader, pack, visit) or term_view(reader, pack, term, visit.back)


TOPIC = Topic(
    "glossary",
    commands={"glossary": show_glossary},
    screens={"glossary": visit_glossary},
    entries={"term": visit_term},
)
