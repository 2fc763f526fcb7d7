"""/trace: who of the team changed what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from handlers.desk import ORGANISERS
from handlers.desk.audit_sentences import act_text
from handlers.desk.floor_records import floor_record, floor_titles, floors_row
from handlers.framework.buttons import ButtonData
from handlers.framework.csv_files import csv_file
from handlers.framework.places import Place, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Footnote, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import times
from storage import audit_log
from storage.audit_log import Entry

_PAGE_ENTRIES = 10


@dataclass(frozen=True)
class TraceFile(ButtonData):
    """Send the whole trace as a table."""

    tag: ClassVar[str] = "t3"


def trace_view(
    reader: Reader,
    entries: Sequence[Entry],
    page: int,
    pages: int,
    floors: Sequence[tuple[int, str]] = (),
) -> Reply:
    """One page of the trace, the latest entry first. `floors` are sessions with a record of their
    own, and their titles."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(_("Change log"))]
    if not entries:
        blocks.append(Paragraph(_("Nothing has been changed yet.")))
    for entry in entries:
        at = entry.at.astimezone(reader.zone)
        when = reader.listed((times.short_day(reader, at.date()), times.hour(reader, at)))
        who = entry.name or _("Someone who deleted their data")
        label = _("{label}:").format(label=who)
        blocks.append(Paragraph((f"{when} · ", Bold(label), f" {act_text(reader, entry)}")))
    zone = times.zone_name(reader, reader.zone)
    blocks.append(Footnote(_("Times: {zone}. Entries cannot be changed.").format(zone=zone)))
    file = (Press(_("As a file"), TraceFile()),) if entries or floors else ()
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *paging(reader, Place("desk-trace", "", page), pages),
            *floors_row(reader, floors),
            file,
            way_back(reader, "desk"),
        ),
        payload="desk-trace",
    )


async def show_trace(request: Request) -> Answer:
    return await visit_trace(request, Visit(Place("desk-trace")))


async def visit_trace(request: Request, visit: Visit) -> Answer:
    async with request.services.database.transaction() as connection:
        total = await audit_log.count(connection)
        pages = max(1, -(-total // _PAGE_ENTRIES))
        page = min(visit.place.page, pages)
        entries = await audit_log.entries(connection, _PAGE_ENTRIES, (page - 1) * _PAGE_ENTRIES)
        floors = await floor_titles(connection, request.pack)
    return trace_view(request.reader, entries, page, pages, floors)


async def press_file(request: Request, button: TraceFile) -> Answer:
    reader = request.reader
    _ = reader.gettext
    async with request.services.database.transaction() as connection:
        entries = await audit_log.entries(connection, await audit_log.count(connection))
        floors = [
            await floor_record(connection, request.pack, session)
            for session, _title in await floor_titles(connection, request.pack)
        ]
    header = (_("Time (UTC)"), _("Who"), _("What"), _("Code"), _("Details"))
    rows = [
        (
            entry.at, entry.name or _("Someone who deleted their data"), act_text(reader, entry),
            f"{entry.act} {entry.subject}", entry.details,
        )
        for entry in entries
    ]  # fmt: skip
    for floor in floors:
        rows += [] if floor is None else floor.rows(reader)
    rows.sort(key=lambda row: row[0], reverse=True)
    table = ((f"{at:%Y-%m-%d %H:%M:%S}", *others) for at, *others in rows)
    return Reply(blocks=(Paragraph(_("Change log")),), file=csv_file("trace", header, table))


TOPIC = Topic(
    "trace",
    commands={"trace": show_trace},
    screens={"desk-trace": visit_trace},
    buttons={TraceFile: press_file},
    roles=ORGANISERS,
)
