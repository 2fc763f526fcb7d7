"""/delegations: the list, one delegation, and tables in and out. For organisers and clerks."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from content.calendars import MAX_BYTES, Complaint
from content.floor.delegation_tables import ReadDelegations
from content.languages import SOURCE_LANGUAGE, spoken
from handlers.desk import ORGANISERS
from handlers.desk.delegations.buttons import (
    PLACE,
    AskForDelegations,
    ExportDelegations,
    ImportDelegations,
    NewCode,
    RemoveDelegation,
)
from handlers.desk.delegations.importing import ReadingFailed, make_plan, read_table
from handlers.desk.delegations.printing import code_sheet
from handlers.desk.delegations.views import (
    code_hash,
    complaints_view,
    delegations_file,
    file_dialog_view,
    list_view,
    one_view,
    preview_view,
    remove_view,
)
from handlers.floor.delegation_views import find_delegations, search_dialog_view
from handlers.framework.audit import record_act
from handlers.framework.permissions import member_of, out_of_date
from handlers.framework.reply import File, Paragraph, Reply
from handlers.framework.request import FileRefused, Request
from handlers.framework.topic import Answer, Topic, Visit
from storage import dialogs
from storage.floor import delegations, team
from storage.floor.delegations import Delegation

_SEARCH, _FILE = "delegations-search", "delegations-file"
_MAX_SEARCH_CHARACTERS = 60


async def _may(request: Request) -> bool:
    """Return whether a person keeps the delegations: organisers, and clerks of any meeting. It is
    read for each request, so that taking a role away works at once."""
    if not request.in_private:
        return False
    member = await member_of(request)
    if member is not None and member.role in ORGANISERS:
        return True
    async with request.services.database.transaction() as connection:
        roles = await team.roles_of(connection, request.user_id)
    return any(holder.role == "clerk" for holder in roles)


async def show_delegations(request: Request) -> Answer:
    """Answer `/delegations`, or search: `/delegations ruritania`."""
    if not await _may(request):
        text = request.reader.gettext("Organizers and clerks keep the delegations in private.")
        return Reply((Paragraph(text),), payload="start")
    words = " ".join(request.words.split())[:_MAX_SEARCH_CHARACTERS]
    return await _list(request, 1, words)


async def _known(request: Request) -> Mapping[int, Delegation]:
    async with request.services.database.transaction() as connection:
        return await delegations.all_delegations(connection)


async def _list(request: Request, page: int, words: str = "", notice: str = "") -> Reply:
    found = list((await _known(request)).values())
    if words:
        found = find_delegations(found, words)
    return list_view(request.reader, found, page, words, notice)


async def visit_delegations(request: Request, visit: Visit) -> Answer:
    """Show the list, one delegation (`desk-delegations.12`), or the question before its removal
    (`desk-delegations.remove-12`)."""
    if not await _may(request):
        return out_of_date(request.reader)
    part = visit.place.part
    if not part:
        return await _list(request, visit.place.page)
    number = part.removeprefix("remove-")
    async with request.services.database.transaction() as connection:
        return await _one(request, connection, number, removes=number != part)


async def _one(
    request: Request,
    connection: AsyncConnection,
    number: str,
    notice: str | None = None,
    removes: bool = False,
) -> Answer:
    delegation_id = int(number) if number.isdecimal() and len(number) < 10 else 0
    found = await delegations.find(connection, delegation_id)
    if found is None or found.removed:
        return out_of_date(request.reader)
    people = [name for _chat, name in await delegations.people_of(connection, found.id)]
    if removes:
        return remove_view(request.reader, found, len(people))
    return one_view(request.reader, found, people, notice)


async def press_new_code(request: Request, button: NewCode) -> Answer:
    """Give a delegation another code. Pressed twice, it changes once."""
    if not await _may(request):
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        found = await delegations.find(connection, button.delegation)
        if found is not None and not found.removed and code_hash(found) == button.code_hash:
            await delegations.renew_code(connection, found.id)
            await _record(request, connection, "delegation-code", found)
        notice = request.reader.gettext("The old link and code no longer work.")
        return await _one(request, connection, str(button.delegation), notice)


async def press_remove(request: Request, button: RemoveDelegation) -> Answer:
    if not await _may(request):
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        found = await delegations.find(connection, button.delegation)
        if found is None or found.removed:
            return out_of_date(request.reader)
        await delegations.remove(connection, found.id)
        await _record(request, connection, "delegation-removed", found)
    return await _list(request, 1, notice=request.reader.gettext("Removed."))


async def _record(
    request: Request, connection: AsyncConnection, act: str, found: Delegation
) -> None:
    await record_act(
        request,
        connection,
        act,
        f"delegation:{found.id}",
        {"title": found.name(request.pack.language)},
    )


async def press_ask(request: Request, button: AskForDelegations) -> Answer:
    names = {"search": _SEARCH, "file": _FILE}
    if button.what not in names or not await _may(request):
        return out_of_date(request.reader)
    async with request.services.database.write_transaction() as connection:
        await dialogs.open_dialog(
            connection, request.chat_id, names[button.what], "{}", request.reader.now
        )
    if button.what == "file":
        return file_dialog_view(request.reader)
    return search_dialog_view(request.reader, PLACE)


async def take_words(request: Request, state: str) -> Answer | None:
    """Search for what was written."""
    words = " ".join(request.words.split())[:_MAX_SEARCH_CHARACTERS]
    if not words or not await _may(request):
        return None
    async with request.services.database.write_transaction() as connection:
        await dialogs.close_dialog(connection, request.chat_id)
    return await _list(request, 1, words)


async def take_file(request: Request, state: str) -> Answer | None:
    """Show what a table that was sent would change. The dialog keeps it until it is imported."""
    sent = None if request.incoming is None else request.incoming.attachment
    if sent is None or sent.kind != "document" or not await _may(request):
        return None
    reader = request.reader
    try:
        content = await request.fetch(sent, MAX_BYTES)
        language = spoken(request.pack.language) or SOURCE_LANGUAGE
        read = await read_table(content, language)
    except FileRefused as refused:
        return complaints_view(reader, (Complaint(code=str(refused)),), 0)
    except ReadingFailed:
        return complaints_view(reader, (Complaint(code="not-read"),), 0)
    if read.complaints:
        return complaints_view(reader, read.complaints, read.more_complaints)
    async with request.services.database.write_transaction() as connection:
        await dialogs.open_dialog(
            connection, request.chat_id, _FILE, read.model_dump_json(), reader.now
        )
        known = await delegations.all_delegations(connection, removed=True)
    return preview_view(reader, make_plan(known.values(), read.delegations), read, False)


async def press_import(request: Request, button: ImportDelegations) -> Answer:
    """Import what was shown, or show it again if the delegations were changed meanwhile."""
    reader = request.reader
    if not await _may(request):
        return out_of_date(reader)
    async with request.services.database.write_transaction() as connection:
        dialog = await dialogs.dialog_of(connection, request.chat_id, reader.now)
        if dialog is None or dialog.name != _FILE or dialog.state == "{}":
            return out_of_date(reader)
        read = ReadDelegations.model_validate_json(dialog.state)
        # A write before the read takes the lock, so nobody changes them in between.
        await dialogs.open_dialog(connection, request.chat_id, _FILE, dialog.state, reader.now)
        known = await delegations.all_delegations(connection, removed=True)
        plan = make_plan(known.values(), read.delegations)
        if plan.fingerprint != button.fingerprint:
            return preview_view(reader, plan, read, True)
        gone = plan.gone if button.remove else ()
        await delegations.save(connection, plan.wanted)
        for one in gone:
            await delegations.remove(connection, one.id)
        await dialogs.close_dialog(connection, request.chat_id)
        counts = {"new": len(plan.new), "changed": len(plan.changed), "removed": len(gone)}
        await record_act(request, connection, "delegations-imported", "delegations", counts)
    return await _list(request, 1, notice=reader.gettext("Saved."))


async def press_export(request: Request, button: ExportDelegations) -> Answer:
    reader = request.reader
    if button.form not in ("csv", "pdf") or not await _may(request):
        return out_of_date(reader)
    found = list((await _known(request)).values())
    text = reader.gettext("Links and codes let anybody speak. Pass them on with care.")
    if button.form == "csv":
        return Reply((Paragraph(text),), file=delegations_file(reader, found), payload="desk")
    async with request.services.large_file_lock:
        pdf = await request.services.print_document(code_sheet(reader, request.pack, found))
    if pdf is None:
        missing = reader.gettext("Printing is not installed here. Please use the CSV.")
        return Reply((Paragraph(missing),), new_message=True, payload="desk")
    file = File("delegations.pdf", "application/pdf", pdf)
    return Reply((Paragraph(text),), file=file, payload="desk")


TOPIC = Topic(
    "delegations",
    commands={"delegations": show_delegations},
    screens={PLACE: visit_delegations},
    buttons={
        NewCode: press_new_code,
        RemoveDelegation: press_remove,
        AskForDelegations: press_ask,
        ImportDelegations: press_import,
        ExportDelegations: press_export,
    },
    dialogs={_SEARCH: take_words, _FILE: take_file},
)
