"""/summary: the draft for the team of a session, and the approved summary for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from content.floor.report import Heading as ReportHeading
from content.floor.report import Report
from content.model import Meeting
from handlers.floor.context import FloorContext, read_context
from handlers.floor.roles import FloorRoles, roles_at
from handlers.floor.summary_buttons import PLACE, Approve, SummaryFile, summary_place
from handlers.floor.summary_report import Material, docx_of, markdown_of, summary_report
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import Place, open_buttons, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    File,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, ButtonHandler, Topic, Visit
from handlers.meetings.lines import entry_id_of
from handlers.wording import labels, times
from storage import team_members
from storage.floor import acts, notes, sessions, summaries, team, texts
from storage.floor.acts import By
from storage.floor.machine import Refused
from storage.floor.summaries import Summary

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MAX_SESSIONS = 8


def of_meeting(meeting_id: str) -> Place:
    """Return the place of a meeting's approved summary."""
    return Place(PLACE, f"of-{meeting_id}")


async def show_summaries(request: Request) -> Answer:
    """Show the draft of the session for whose team somebody is; to others, and if there are
    several, the list."""
    reader, pack = request.reader, request.pack
    own: list[tuple[Meeting, int]] = []
    async with request.services.database.transaction() as connection:
        for session in reversed(await sessions.all_sessions(connection)):
            meeting = pack.meeting(session.meeting_id)
            if meeting is None or session.began is None or not request.in_private:
                continue
            if _may_see(await roles_at(request, connection, meeting)):
                own.append((meeting, session.id))
        approved = await summaries.meetings_with_summary(connection)
    if len(own) == 1:
        return await _draft(request, own[0][1])
    places = [(meeting.id, summary_place(session)) for meeting, session in own[:_MAX_SESSIONS]]
    known = {meeting.id for meeting, _session in own}
    places += [(one, of_meeting(one)) for one in approved if one not in known and pack.meeting(one)]
    return _list_view(reader, request, places)


def _list_view(reader: Reader, request: Request, places: Sequence[tuple[str, Place]]) -> Reply:
    _ = reader.gettext
    back = way_back(reader, "home")
    if not places:
        return Reply((Paragraph(_("No summary has been approved yet.")),), (back,), payload=PLACE)
    ids = [f"meeting-{meeting_id}" for meeting_id, _place in places]
    found = [label for label, _id in labels.entry_labels(reader, request.pack, ids)]
    rows = open_buttons(
        [(label, str(place)) for label, (_id, place) in zip(found, places, strict=True)], ""
    )
    return Reply((Heading(_("Summaries")),), (*rows, back), payload=PLACE)


def _may_see(roles: FloorRoles) -> bool:
    """Return whether somebody sees a draft before it is approved."""
    return roles.podium or roles.rapporteur


async def visit_summary(request: Request, visit: Visit) -> Answer:
    """Show a draft (`summary.12`) to the team of the session, or the approved summary of a meeting
    (`summary.of-roundtable-1`)."""
    part = visit.place.part
    if part.startswith("of-"):
        return await _approved(request, part.removeprefix("of-"))
    if part.isdecimal() and len(part) < 10:
        return await _draft(request, int(part))
    return await show_summaries(request)


async def _approved(request: Request, meeting_id: str) -> Answer:
    reader, meeting = request.reader, request.pack.meeting(meeting_id)
    async with request.services.database.transaction() as connection:
        found = await summaries.approved_of(connection, meeting_id)
    if meeting is None or found is None or found.approved is None:
        return out_of_date(reader)
    _ = reader.gettext
    approved = _("Approved by the chair: {moment}").format(
        moment=times.moment(reader, found.approved)
    )
    return Reply(
        (Heading(_("Summary: {title}").format(title=meeting.title)), Paragraph(approved)),
        (_files(reader, found), way_back(reader, entry_id_of(meeting))),
        payload=PLACE, keeps_buttons=True,
    )  # fmt: skip


def _files(reader: Reader, summary: Summary) -> Row:
    _ = reader.gettext
    return (
        Press(_("As a document (.docx)"), SummaryFile(summary.id, "docx")),
        Press(_("As text (.md)"), SummaryFile(summary.id, "md")),
    )


async def _draft(request: Request, session_id: int) -> Answer:
    """Make the draft as of now and show it. What is approved is this very draft."""
    reader = request.reader
    async with request.services.database.write_transaction() as connection:
        context = await read_context(connection, request.pack, session_id)
        if context is None or not request.in_private:
            return out_of_date(reader)
        roles = await roles_at(request, connection, context.meeting)
        if not _may_see(roles):
            return out_of_date(reader)
        made = summary_report(reader, request.pack, await _material(connection, context))
        approved = await summaries.approved_of(connection, context.meeting.id)
        content = made.model_dump_json()
        if approved is not None and approved.report == content:
            draft = approved
        else:
            draft = await summaries.add_draft(connection, session_id, content, reader.now)
    return _draft_view(reader, context, made, draft, approved, roles)


def _draft_view(
    reader: Reader,
    context: FloorContext,
    made: Report,
    draft: Summary,
    approved: Summary | None,
    roles: FloorRoles,
) -> Reply:
    _ = reader.gettext
    parts = tuple(block.text for block in made.blocks if isinstance(block, ReportHeading))
    blocks: list[Block] = [Heading(made.title)]
    if draft.approved is not None:
        moment = times.moment(reader, draft.approved)
        blocks.append(Paragraph(_("Approved by the chair: {moment}").format(moment=moment)))
    else:
        blocks.append(Paragraph(_("Draft. Only the team of this session sees it.")))
        if approved is not None:
            blocks.append(
                Footnote(_("It differs from the summary that was approved, which others see."))
            )
    if parts:
        blocks.append(Bullets(parts, title=_("In this summary")))
    if context.session.phase != "closed":
        blocks.append(Footnote(_("The session has not been closed yet.")))
    rows: list[Row] = [_files(reader, draft)]
    if roles.chair:
        if draft.approved is None:
            rows.append((Press(_("Approve"), Approve(draft.id, 1)),))
        else:
            rows.append((Press(_("Withdraw the approval"), Approve(draft.id, 0)),))
    return Reply(
        tuple(blocks), (*rows, way_back(reader, f"floor.{context.session.id}")), payload=PLACE
    )


async def _material(connection: AsyncConnection, context: FloorContext) -> Material:
    meeting = context.meeting
    chairs = [
        holder.name
        for holder in await team.holders(connection, meeting.id)
        if holder.role == "chair"
    ]
    for joined in await team_members.all_members(connection):
        member = joined.member
        if set(member.roundtables) & set(meeting.roundtables) and member.name not in chairs:
            chairs.append(member.name)
    written, marks = await notes.of_session(connection, context.session.id)
    sent = await texts.of_session(connection, context.session.id)
    return Material(context, chairs, sent, written, marks)


async def press_file(request: Request, button: SummaryFile) -> Answer:
    """Send a summary as a file: a draft to the team of its session, an approved one to all."""
    reader = request.reader
    if button.form not in ("docx", "md"):
        return out_of_date(reader)
    async with request.services.database.transaction() as connection:
        found = await _readable(request, connection, button.summary)
    if found is None:
        return out_of_date(reader)
    context, summary, _roles = found
    name = f"{context.meeting.id}-summary.{button.form}"
    if button.form == "md":
        file = File(name, "text/markdown", markdown_of(summary.report))
    else:
        async with request.services.large_file_lock:
            file = File(name, _DOCX, await asyncio.to_thread(docx_of, summary.report))
    title = reader.gettext("Summary: {title}").format(title=context.meeting.title)
    return Reply((Paragraph(title),), file=file)


async def _readable(
    request: Request, connection: AsyncConnection, summary_id: int
) -> tuple[FloorContext, Summary, FloorRoles] | None:
    """Return a summary that the asking person may see, or None."""
    summary = await summaries.find(connection, summary_id)
    context = (
        None if summary is None else await read_context(connection, request.pack, summary.session)
    )
    if summary is None or context is None:
        return None
    roles = await roles_at(request, connection, context.meeting)
    if summary.approved is None and not (request.in_private and _may_see(roles)):
        return None
    return context, summary, roles


async def press_approve(request: Request, button: Approve) -> Answer:
    """Approve the draft that was shown, or take the approval back. Only a chair can."""
    reader = request.reader
    act = "approve-summary" if button.on else "withdraw-summary"
    async with request.services.database.transaction() as connection:
        found = await _readable(request, connection, button.summary)
    if found is None or not found[2].chair or not request.in_private:
        return out_of_date(reader)
    context, summary, roles = found
    try:
        async with request.services.database.write_transaction() as connection:
            await acts.perform(
                connection, context.session.id, act, lambda floor: floor,
                By(request.user_id, request.user_name), reader.now,
                details={"sha256": summary.sha256},
            )  # fmt: skip
            if button.on:
                await summaries.approve(connection, summary, reader.now)
            else:
                await summaries.withdraw(connection, summary)
            now = await summaries.find(connection, summary.id)
            approved = await summaries.approved_of(connection, context.meeting.id)
    except Refused:
        return out_of_date(reader)
    request.services.signals.floor_acted()
    if now is None:
        return out_of_date(reader)
    made = Report.model_validate_json(now.report)
    return _draft_view(reader, context, made, now, approved, roles)


BUTTONS: dict[type[ButtonData], ButtonHandler] = {SummaryFile: press_file, Approve: press_approve}

TOPIC = Topic(
    "summary", commands={"summary": show_summaries}, screens={PLACE: visit_summary}, buttons=BUTTONS
)
