"""/status: how the program is, for owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.desk.alert_views import alert_words
from handlers.framework.places import Place, go, way_back
from handlers.framework.program_state import ProgramState
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Heading, Paragraph, Phrase, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels, times
from handlers.wording.sizes import size
from storage import deliveries, operator_alerts, status
from storage.deliveries import Waiting
from storage.operator_alerts import Alert

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Stored:
    """What the database says. `updates` wait to be answered."""

    kind: str
    size_bytes: int
    outbox: Waiting
    updates: int
    alerts: Sequence[Alert]


def status_view(reader: Reader, state: ProgramState, stored: Stored, pack: str) -> Reply:
    _ = reader.gettext
    blocks: list[Block] = [Heading(_("Status"))]
    if stored.alerts:
        needed = [alert_words(reader, alert.name, alert.detail) for alert in stored.alerts]
        lines = tuple(f"{words.title}. {words.to_do}" for words in needed)
        blocks.append(Bullets(lines, title=_("This needs you")))
    else:
        blocks.append(Paragraph(_("Nothing needs you.")))
    blocks.append(labels.facts(reader, _rows(reader, state, stored, pack)))
    again = (Press(_("Look again"), go("desk-program")),)
    return Reply(tuple(blocks), (again, way_back(reader, "desk")), payload="desk-program")


def _rows(
    reader: Reader, state: ProgramState, stored: Stored, pack: str
) -> list[tuple[str, Phrase]]:
    _ = reader.gettext
    outbox = str(stored.outbox.count)
    if stored.outbox.since is not None:
        since = times.moment(reader, stored.outbox.since)
        outbox = _("{number}, since {moment}").format(number=outbox, moment=since)
    kind = _DATABASES.get(stored.kind, stored.kind)
    database = reader.listed((kind, size(reader, stored.size_bytes)))
    disk = _("{free} free of {total}").format(
        free=size(reader, state.free_bytes), total=size(reader, state.disk_bytes)
    )
    trouble = _("none since the start")
    if state.trouble_at is not None:
        at = times.moment(reader, state.trouble_at)
        trouble = _("{label}: {value}").format(label=at, value=state.trouble)
    rows: list[tuple[str, Phrase]] = [
        (_("Notices that are due"), outbox),
        (_("Messages to be answered"), str(stored.updates)),
        (_("Last trouble with Telegram"), trouble),
        (_("Database"), database),
        (_("Disk"), disk),
        (_("Pack"), pack),
        (_("Bot"), f"@{reader.bot}"),
        (_("Takes updates"), _("by webhook") if state.by_webhook else _("by polling")),
        (_("Version"), state.version),
    ]
    if state.started is not None:
        rows.append((_("Running since"), times.moment(reader, state.started)))
    if state.programs > 1:
        rows.append((_("Programs on this database"), str(state.programs)))
    return rows


async def show_status(request: Request) -> Answer:
    return await visit_status(request, Visit(Place("desk-program")))


async def visit_status(request: Request, visit: Visit) -> Answer:
    database = request.services.database
    async with database.transaction() as connection:
        stored = Stored(
            kind=database.engine.dialect.name,
            size_bytes=await status.database_bytes(connection),
            outbox=await deliveries.waiting(connection, request.reader.now),
            updates=await status.updates_waiting(connection),
            alerts=await operator_alerts.open_alerts(connection),
        )
    pack = request.pack.original
    return status_view(
        request.reader, request.services.program_state(), stored, f"{pack.id} {pack.version}"
    )


TOPIC = Topic(
    "status",
    commands={"status": show_status},
    screens={"desk-program": visit_status},
    roles=frozenset({"owner"}),
)
