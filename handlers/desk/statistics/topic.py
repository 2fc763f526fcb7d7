"""/stats: the command, its screens and its file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

from handlers.desk import ORGANISERS
from handlers.desk.statistics.figures import (
    Figures,
    came_rows,
    chart_of,
    delivered_rows,
    figures_of,
    floor_rows,
    looked_up_rows,
    subscribed_rows,
)
from handlers.desk.statistics.period import PERIODS, Period, parsed
from handlers.desk.statistics.small_numbers import table_label
from handlers.desk.statistics.views import PLACE, StatisticsFile, part_view, statistics_view
from handlers.framework.csv_files import csv_file
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import counts


async def show_statistics(request: Request) -> Answer:
    return await visit_statistics(request, Visit(Place(PLACE)))


async def visit_statistics(request: Request, visit: Visit) -> Answer:
    reader, pack = request.reader, request.pack
    period, shown = parsed(visit.place.part)
    figures = await _figures(request, period)
    if shown:
        part = part_view(reader, pack, figures, visit.place)
        # The pressed message may be a photo, which cannot be edited into a text.
        return out_of_date(reader) if part is None else replace(part, new_message=True)
    picture = await request.services.draw_chart(chart_of(reader, pack, figures))
    return statistics_view(reader, figures, picture)


async def press_file(request: Request, button: StatisticsFile) -> Answer:
    """Answer with the figures of a period as a CSV file."""
    reader, pack = request.reader, request.pack
    _ = reader.gettext
    period = PERIODS.get(button.period)
    if period is None:
        return out_of_date(reader)
    figures = await _figures(request, period)
    tables = {
        _("Delegates"): came_rows(figures, _today(request)),
        _("Looked up"): looked_up_rows(reader, pack, figures),
        _("Not found"): figures.not_found,
        _("Subscriptions"): subscribed_rows(reader, pack, figures),
        _("Notices"): delivered_rows(reader, figures),
    }
    rows = [
        (title, name, table_label(number))
        for title, table in tables.items()
        for name, number in table
    ]
    if figures.floor.sessions:
        # Of public meetings, so that no number is hidden.
        rows += [
            (_("Lists of speakers"), name, str(number))
            for name, number in floor_rows(reader, figures)
        ]
    header = (_("What"), _("Name"), _("Number"))
    return Reply((Paragraph(_("Statistics")),), file=csv_file("statistics", header, rows))


async def _figures(request: Request, period: Period) -> Figures:
    today = _today(request)
    # Include what has been counted since the last write to the database.
    unwritten: dict[counts.CountKey, int] = {
        (today, *key): number for key, number in request.services.usage.take(today).items()
    }
    async with request.services.database.write_transaction() as connection:
        await counts.add(connection, unwritten)
    # In a transaction of its own, so that writers do not wait while it reads.
    async with request.services.database.transaction() as connection:
        return await figures_of(connection, period, today)


def _today(request: Request) -> date:
    return request.reader.now.astimezone(UTC).date()


TOPIC = Topic(
    "statistics",
    commands={"stats": show_statistics},
    screens={PLACE: visit_statistics},
    buttons={StatisticsFile: press_file},
    roles=ORGANISERS,
)
