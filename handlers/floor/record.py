"""After a session, and during it: its figures, and its record as files and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.floor.context import FloorContext, read_context
from handlers.floor.record_buttons import PLACE, RecordFile, record_rows
from handlers.floor.record_figures import (
    Figures,
    RecordedTurn,
    Share,
    figures_of,
    recorded_turns,
)
from handlers.floor.record_files import (
    named_categories,
    record_document,
    record_table,
    totals_text,
)
from handlers.floor.record_pages import record_view
from handlers.floor.roles import roles_at
from handlers.floor.wording import clock, speaker
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    File,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage.floor import acts
from storage.floor.records import Act

_MAX_SHARES = 12
_MAX_NOT_REACHED = 20


def figures_view(reader: Reader, context: FloorContext, figures: Figures) -> Reply:
    """Show the sums of a session, without names of persons."""
    _ = reader.gettext
    blocks: list[Block] = [
        Heading(f"{_('Figures')} · {context.meeting.title}"),
        Paragraph(totals_text(reader, figures)),
    ]
    if figures.overran:
        text = reader.ngettext(
            "{number} turn took longer than its limit.",
            "{number} turns took longer than their limit.",
            figures.overran,
        )
        blocks.append(Paragraph(text.format(number=figures.overran)))
    for title, shares in (
        (_("Speaking time by category"), named_categories(reader, figures.categories)),
        (_("Speaking time by region"), figures.regions),
    ):
        lines: tuple[Phrase, ...] = tuple(_share_line(reader, one) for one in shares[:_MAX_SHARES])
        if lines:
            blocks.append(Bullets(lines, title=title))
    missed = figures.not_reached
    if missed:
        names = tuple(speaker(reader, context, one.turn) for one in missed[:_MAX_NOT_REACHED])
        text = reader.ngettext("{number} was not reached", "{number} were not reached", len(missed))
        blocks.append(Bullets(names, title=text.format(number=len(missed))))
    blocks.append(
        Footnote(_("Waiting counts from the request, or from the beginning of the session."))
    )
    return Reply(
        tuple(blocks),
        (*record_rows(reader, context.session.id)[1:], back_row(reader, context)),
        keeps_buttons=True,
        payload=f"floor-{context.session.id}",
    )


def _share_line(reader: Reader, share: Share) -> str:
    turns = reader.ngettext("{number} turn", "{number} turns", share.turns)
    line = reader.gettext("{name}: {what}").format(
        name=share.name, what=f"{turns.format(number=share.turns)} · {clock(share.spoken)}"
    )
    if share.waited is None:
        return line
    waited = reader.gettext("waited {time} (median)").format(time=clock(share.waited))
    return f"{line} · {waited}"


def back_row(reader: Reader, context: FloorContext) -> Row:
    place = Place("floor", str(context.session.id))
    return (Press(reader.gettext("‹ Back"), go(place)),)


@dataclass(frozen=True)
class _Record:
    context: FloorContext
    acts: Sequence[Act]
    turns: Sequence[RecordedTurn]


async def _read(request: Request, session: int) -> _Record | None:
    """Return the record of a session; None if the person may not see it. The podium, rapporteurs
    and organisers may."""
    async with request.services.database.transaction() as connection:
        context = await read_context(connection, request.pack, session)
        if context is None or not request.in_private:
            return None
        roles = await roles_at(request, connection, context.meeting)
        if not (roles.podium or roles.rapporteur):
            return None
        done = await acts.acts(connection, session)
    return _Record(context, done, recorded_turns(context, done, request.reader.now))


async def visit_record(request: Request, visit: Visit) -> Answer:
    """Show the figures of a session (`floor-record.12`), or what was done
    (`floor-record.12-acts`)."""
    reader = request.reader
    number, _, shown = visit.place.part.partition("-")
    record = None
    if number.isdecimal() and len(number) < 10:
        record = await _read(request, int(number))
    if record is None or shown not in ("", "acts"):
        return out_of_date(reader)
    context = record.context
    if shown:
        title = context.meeting.title
        back = back_row(reader, context)
        return record_view(reader, title, context, record.acts, visit.place, back)
    return figures_view(reader, context, figures_of(context, record.turns))


async def press_file(request: Request, button: RecordFile) -> Answer:
    """Send the record as a file. Where no PDF can be made, the table comes instead."""
    reader = request.reader
    _ = reader.gettext
    record = await _read(request, button.session)
    if record is None or button.form not in ("pdf", "csv"):
        return out_of_date(reader)
    context, turns = record.context, record.turns
    heading = Paragraph(f"{_('Record')} · {context.meeting.title}")
    if button.form == "csv":
        return Reply((heading,), file=record_table(reader, context, turns))
    document = record_document(reader, context, turns, figures_of(context, turns))
    pdf = await request.services.print_document(document)
    if pdf is None:
        sorry = Paragraph(_("A PDF cannot be made here at the moment. This is the table instead."))
        return Reply((heading, sorry), file=record_table(reader, context, turns))
    name = f"{context.meeting.id}-record.pdf"
    return Reply((heading,), file=File(name, "application/pdf", pdf))


TOPIC = Topic("record of a floor", screens={PLACE: visit_record}, buttons={RecordFile: press_file})
