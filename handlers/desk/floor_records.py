"""What was done on floors, in the trace: a page for each session, and its rows of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from handlers.desk import ORGANISERS
from handlers.floor.context import FloorContext, read_context
from handlers.floor.podium import deed
from handlers.floor.record_pages import doer, record_view
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording.labels import clipped
from storage.floor import acts, sessions
from storage.floor.records import Act

PLACE = "desk-floors"
_PAGE_SESSIONS = 8


@dataclass(frozen=True)
class FloorRecord:
    """The record of a session. `context` is None if its meeting is gone from the calendar."""

    session: int
    title: str
    context: FloorContext | None
    acts: Sequence[Act]

    def rows(self, reader: Reader) -> list[tuple[datetime, str, str, str, str]]:
        """Return rows of the trace's file: when, who, what, the code, and details."""
        told = reader.gettext("{what}; undone later")
        rows = []
        for act in reversed(self.acts):
            what = reader.gettext("{name}: {what}").format(
                name=self.title, what=deed(reader, self.context, act)
            )
            if act.undone is not None:
                what = told.format(what=what)
            who = doer(reader, self.context, act)
            rows.append((act.at, who, what, f"floor-{act.act} {self.session}", act.details))
        return rows


def floors_row(reader: Reader, titles: Sequence[tuple[int, str]]) -> list[Row]:
    """Return the way to the records of sessions: a button for the only one, or to the choice."""
    _ = reader.gettext
    if not titles:
        return []
    if len(titles) > 1:
        return [(Press(_("Lists of speakers"), go(PLACE)),)]
    ((session, title),) = titles
    return [(Press(_button_label(reader, title), go(Place(PLACE, str(session)))),)]


def _button_label(reader: Reader, title: str) -> str:
    return clipped(reader.gettext("Floor: {title}").format(title=title))


async def floor_titles(connection: AsyncConnection, pack: Pack) -> list[tuple[int, str]]:
    """Return the sessions in which something was done, the latest first, with their titles."""
    found = [one for one in await sessions.all_sessions(connection) if one.revision]
    return [(one.id, _title(pack, one.meeting_id)) for one in reversed(found)]


async def floor_record(
    connection: AsyncConnection, pack: Pack, session_id: int
) -> FloorRecord | None:
    session = await acts.find_session(connection, session_id)
    if session is None:
        return None
    return FloorRecord(
        session_id,
        _title(pack, session.meeting_id),
        await read_context(connection, pack, session_id),
        await acts.acts(connection, session_id),
    )


def _title(pack: Pack, meeting_id: str) -> str:
    meeting = pack.meeting(meeting_id)
    return meeting_id if meeting is None else meeting.title


def choice_view(reader: Reader, titles: Sequence[tuple[int, str]], page: int) -> Reply:
    _ = reader.gettext
    shown, page, pages = page_of(titles, page, _PAGE_SESSIONS)
    rows: list[Row] = [
        (Press(clipped(title), go(Place(PLACE, str(session)))),) for session, title in shown
    ]
    blocks = [Heading(_("Lists of speakers"))]
    if not titles:
        return Reply(
            (*blocks, Paragraph(_("Nothing has been done here yet."))),
            (way_back(reader, "desk-trace"),), payload="desk-trace",
        )  # fmt: skip
    return Reply(
        tuple(blocks),
        (*rows, *paging(reader, Place(PLACE, "", page), pages), way_back(reader, "desk-trace")),
        payload="desk-trace",
    )


async def visit_floors(request: Request, visit: Visit) -> Answer:
    reader, part = request.reader, visit.place.part
    async with request.services.database.transaction() as connection:
        if not part:
            titles = await floor_titles(connection, request.pack)
            return choice_view(reader, titles, visit.place.page)
        record = None
        if part.isdecimal() and len(part) < 10:
            record = await floor_record(connection, request.pack, int(part))
    if record is None:
        return out_of_date(reader)
    title = reader.gettext("Floor: {title}").format(title=record.title)
    back = way_back(reader, "desk-trace")
    return record_view(reader, title, record.context, record.acts, visit.place, back)


TOPIC = Topic("records of floors", screens={PLACE: visit_floors}, roles=ORGANISERS)
