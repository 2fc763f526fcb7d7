"""`/processes`: the directory of regional consultative processes."""

from __future__ import annotations

from content.model import Pack, Process
from handlers.documents.passages import part_view
from handlers.documents.related import group_buttons
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Bullets, Footnote, Heading, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels

_PROCESSES_PER_PAGE = 8


def processes_view(reader: Reader, pack: Pack, page: int = 1) -> Reply:
    _ = reader.gettext
    shown, page, pages = page_of(pack.processes, page, _PROCESSES_PER_PAGE)
    here = Place("processes", "", page)
    items = tuple(
        (Bold(process.short or process.name), f" · {process.region}" if process.region else "")
        for process in shown
    )
    return Reply(
        blocks=(Heading(_("Regional Consultative Processes")), Bullets(items)),
        buttons=(
            *open_buttons(
                [(labels.label(reader, pack, process.id), process.id) for process in shown], here
            ),
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
        rows.append((_("Short name"), process.short))
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


async def show_processes(request: Request) -> Answer:
    return processes_view(request.reader, request.pack)


async def visit_processes(request: Request, visit: Visit) -> Answer:
    return processes_view(request.reader, request.pack, visit.place.page)


async def visit_process(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    process = next(process for process in pack.processes if process.id == visit.place.id)
    return part_view(reader, pack, visit) or process_view(reader, pack, process, visit.back)


TOPIC = Topic(
    "processes",
    commands={"processes": show_processes},
    screens={"processes": visit_processes},
    entries={"process": visit_process},
)
