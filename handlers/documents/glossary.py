"""The glossary, and the directory of regional consultative processes."""

from __future__ import annotations

import re

from content.model import Pack, Process, Term
from handlers.documents.passages import group_buttons, part_view
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Bullets, Footnote, Heading, Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels

_TERMS_A_PAGE = 8
_PASSAGES_SHOWN = 4


def glossary_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    _ = reader.gettext
    terms = sorted(pack.glossary, key=lambda term: term.term.casefold())
    shown, page, pages = page_of(terms, page, _TERMS_A_PAGE)
    here = Place("glossary", "", page)
    heading = Heading(_("Glossary"))
    items = tuple((Bold(term.term), f" {term.expansion}") for term in shown)
    return Reply(
        blocks=(heading, Bullets(items)),
        brief=(heading, Paragraph(_("To see one: {command}").format(command="/glossary GMG"))),
        buttons=(
            *open_buttons([(term.term, term.id) for term in shown], here),
            *paging(reader, here, pages),
            way_back(reader, "home"),
        ),
        payload="glossary",
        cacheable=True,
    )


def term_view(reader: Reader, pack: Pack, term: Term, back: str = "") -> Reply:
    """A term, what it stands for, and the passages that speak of it."""
    _ = reader.gettext
    heading = Heading(term.term)
    blocks: list[Block] = [heading, Paragraph((Bold(term.expansion),))]
    if term.meaning:
        blocks.append(Paragraph(term.meaning))
        source = _("Source: {source}").format(source=term.source) if term.source else ""
        blocks.append(Footnote(_("Summary, not official text.") + (f" {source}" if source else "")))
    speaking = speaking_of(pack, term)
    named = len(speaking)
    if named:
        blocks.append(
            Paragraph(
                reader.ngettext(
                    "{number} passage explains or names it.",
                    "{number} passages explain or name it.",
                    named,
                ).format(number=named)
            )
        )
    labelled = [(labels.label(reader, pack, each), each) for each in speaking[:_PASSAGES_SHOWN]]
    if named > _PASSAGES_SHOWN:
        labelled.append((_("All {number} passages").format(number=named), f"{term.id}.all"))
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


def speaking_of(pack: Pack, term: Term) -> list[str]:
    """Passages that explain a term, then those that name it, in reading order."""
    names = (term.term, *term.also)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?:s|’s)?(?!\w)" for name in names))
    explaining = [each for each in term.see if each in pack.passages]
    naming = [
        each for each, passage in pack.passages.items()
        if each not in explaining and pattern.search(passage.text)
    ]  # fmt: skip
    return explaining + naming


def all_passages_view(reader: Reader, pack: Pack, term: Term, page: int) -> Reply:
    _ = reader.gettext
    speaking = speaking_of(pack, term)
    shown, page, pages = page_of(speaking, page)
    here = Place(term.id, "all", page)
    return Reply(
        blocks=(
            Heading(term.term),
            Paragraph(_("Passages that explain or name it")),
            Bullets(tuple(labels.label(reader, pack, each) for each in shown)),
        ),
        buttons=(
            *open_buttons([(labels.label(reader, pack, each), each) for each in shown], here),
            *paging(reader, here, pages),
            way_back(reader, term.id),
        ),
        payload=term.id,
        cacheable=True,
    )


def processes_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    _ = reader.gettext
    shown, page, pages = page_of(pack.processes, page, _TERMS_A_PAGE)
    here = Place("processes", "", page)
    items = tuple(
        (Bold(process.short or process.name), f" · {process.region}" if process.region else "")
        for process in shown
    )
    return Reply(
        blocks=(Heading(_("Regional consultative processes")), Bullets(items)),
        buttons=(
            *open_buttons([(labels.label(reader, pack, each.id), each.id) for each in shown], here),
            *paging(reader, here, pages),
            way_back(reader, "home"),
        ),
        payload="processes",
        cacheable=True,
    )


def process_view(reader: Reader, pack: Pack, process: Process, back: str = "") -> Reply:
    _ = reader.gettext
    rows: list[tuple[str, str]] = []
    if process.short:
        rows.append((_("Short"), process.short))
    if process.also:
        rows.append((_("Also called"), process.also))
    if process.region:
        rows.append((_("Region"), process.region))
    if process.about:
        rows.append((_("About"), process.about))
    rows.append((_("Source"), process.source))
    blocks: list[Block] = [
        Heading(process.name),
        labels.facts(reader, rows),
        Footnote(_("Summary, not official text.")),
    ]
    if process.note:
        blocks.append(Footnote(_("Editor’s note: {note}").format(note=process.note)))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *group_buttons(reader, pack, process.id, back),
            way_back(reader, back or "processes"),
        ),
        payload=process.id,
        cacheable=True,
    )


async def show_glossary(request: Request) -> Answer:
    """`/glossary`, or `/glossary gmg`."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    words = request.words.strip()
    if not words:
        return glossary_view(reader, pack)
    for term in pack.glossary:
        if words.casefold() in {name.casefold() for name in (term.term, *term.also)}:
            return term_view(reader, pack, term)
    found = request.search.find(words, limit=5, kinds=frozenset({"term", "process"}))
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


async def visit_processes(request: Request, visit: Visit) -> Answer:
    return processes_view(request.reader, request.pack, visit.place.page)


async def show_processes(request: Request) -> Answer:
    return processes_view(request.reader, request.pack)


async def visit_term(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    term = next(each for each in pack.glossary if each.id == visit.place.id)
    if visit.place.part == "all":
        return all_passages_view(reader, pack, term, visit.place.page)
    return part_view(reader, pack, visit) or term_view(reader, pack, term, visit.back)


async def visit_process(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    process = next(each for each in pack.processes if each.id == visit.place.id)
    return part_view(reader, pack, visit) or process_view(reader, pack, process, visit.back)


TOPIC = Topic(
    "glossary and processes",
    commands={"glossary": show_glossary, "processes": show_processes},
    screens={"glossary": visit_glossary, "processes": visit_processes},
    entries={"term": visit_term, "process": visit_process},
)
