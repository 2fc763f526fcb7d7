"""/reload: read the pack again, show what differs, and switch to all of it or to nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from content.problems import PackError, grouped
from handlers.desk import ORGANISERS
from handlers.framework.audit import record_act
from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go, way_back
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
)
from handlers.framework.request import Request
from handlers.framework.services import FreshPack
from handlers.framework.topic import Answer, Topic, Visit
from handlers.meetings.conversion import row_of
from handlers.wording import labels
from storage import meetings, subscriptions

_MAX_PROBLEMS = 5  # in the message; all of them are in a file
_MAX_PROBLEM_CHARACTERS = 300
_MAX_NAMED_MEETINGS = 5
_FIELDS = frozenset(Pack.model_fields)


@dataclass(frozen=True)
class UsePack(ButtonData):
    """Use the pack with this hash, whose changes were shown."""

    tag: ClassVar[str] = "t4"
    pack_hash: str


def content_lines(reader: Reader, before: Pack, after: Pack) -> list[str]:
    """Return a line for each kind of content that differs, without meetings."""
    _ = reader.gettext
    compared: list[tuple[str, Mapping[str, object], Mapping[str, object]]] = [
        (_("Quotations"), before.passages, after.passages),
        (_("Glossary"), _by_id(before.glossary), _by_id(after.glossary)),
        (_("Regional processes"), _by_id(before.processes), _by_id(after.processes)),
    ]
    lines = []
    for label, old, new in compared:
        counts = counts_text(
            reader,
            len(new.keys() - old.keys()),
            sum(old[id] != new[id] for id in old.keys() & new.keys()),
            len(old.keys() - new.keys()),
        )
        if counts:
            lines.append(_("{label}: {value}").format(label=label, value=counts))
    if before.event != after.event:
        lines.append(_("Event description"))
    named = {
        "roundtables": _("Roundtables"), "kinds": _("Kinds"), "regions": _("Regions"),
        "rooms": _("Rooms"), "tracks": _("Tracks"), "pages": _("Practical information"),
        "translations": _("Translations"), "version": _("Version"),
    }  # fmt: skip
    other_fields = {
        name
        for name in _FIELDS - {"event", "glossary", "processes", "meetings"}
        if getattr(before, name, None) != getattr(after, name, None)
    }
    lines += [label for name, label in named.items() if name in other_fields]
    if not lines and other_fields:
        lines.append(_("Titles, links and other settings"))
    return lines


def counts_text(reader: Reader, new: int, changed: int, gone: int) -> str:
    """Return `2 new, 1 changed`, without what is none."""
    ngettext = reader.ngettext
    counts = (
        (new, ngettext("{number} new", "{number} new", new)),
        (changed, ngettext("{number} changed", "{number} changed", changed)),
        (gone, ngettext("{number} removed", "{number} removed", gone)),
    )
    return reader.listed(text.format(number=number) for number, text in counts if number)


def change_lines(reader: Reader, before: Pack, new: FreshPack) -> list[str]:
    """Return a line for each kind of content that the new pack changes."""
    _ = reader.gettext
    # Statuses that were set here stay, whatever the folder says.
    lines = content_lines(reader, before.with_statuses({}), new.pack)
    meetings = counts_text(reader, len(new.load.added), len(new.load.changed), 0)
    if meetings:
        lines.append(_("{label}: {value}").format(label=_("Meetings"), value=meetings))
    lines += _named_meetings(reader, _("New: {title}"), new, new.load.added)
    lines += _named_meetings(reader, _("Changed: {title}"), new, new.load.changed)
    return lines


def _named_meetings(reader: Reader, sentence: str, new: FreshPack, ids: Sequence[str]) -> list[str]:
    """Return a line for each of the first meetings, and one with the number of the others."""
    found = [new.pack.meeting(id) for id in ids[:_MAX_NAMED_MEETINGS]]
    lines = [sentence.format(title=labels.clipped(meeting.title)) for meeting in found if meeting]
    more = len(ids) - len(found)
    if more > 0:
        text = reader.ngettext("And {number} more.", "And {number} more.", more)
        lines.append(text.format(number=more))
    return lines


def changes_view(reader: Reader, before: Pack, new: FreshPack, chats: int = 0) -> Reply:
    """What a reload would change, with the button that carries it out. `chats` are notified."""
    _ = reader.gettext
    lines = change_lines(reader, before, new)
    load = new.load
    rows: tuple[tuple[str, Phrase], ...] = (
        (_("In use"), f"{before.id} {before.version}"),
        (_("In the folder"), f"{new.pack.id} {new.pack.version}"),
    )
    blocks: list[Block] = [Heading(_("Reload the pack")), labels.facts(reader, rows)]
    if lines:
        blocks.append(Bullets(tuple(lines), title=_("What changes")))
    else:
        blocks.append(Paragraph(_("The pack in the folder is the same as the one in use.")))
    if load.added or load.changed:
        sentence = _("Nobody will be notified.")
        if chats:
            sentence = reader.ngettext(
                "{number} chat will be notified.", "{number} chats will be notified.", chats
            ).format(number=chats)
        blocks.append(Paragraph(sentence))
    if load.kept:
        sentence = reader.ngettext(
            "{number} meeting was edited here and stays as it is.",
            "{number} meetings were edited here and stay as they are.",
            len(load.kept),
        )
        blocks.append(Paragraph(sentence.format(number=len(load.kept))))
    if load.gone:
        sentence = reader.ngettext(
            "{number} meeting is not in the folder’s pack. It stays until you cancel it.",
            "{number} meetings are not in the folder’s pack. They stay until you cancel them.",
            len(load.gone),
        )
        blocks.append(Paragraph(sentence.format(number=len(load.gone))))
    use = (Press(_("Use this pack"), UsePack(new.pack.hash)),) if lines else ()
    return Reply(
        blocks=tuple(blocks),
        buttons=(use, way_back(reader, "desk")),
        payload="desk-pack",
    )


def broken_view(reader: Reader, problems: Sequence[str]) -> Reply:
    """What is wrong with the pack in the folder."""
    _ = reader.gettext
    sentence = reader.ngettext(
        "{number} problem to fix. The pack in use has not changed.",
        "{number} problems to fix. The pack in use has not changed.",
        len(problems),
    )
    shown = tuple(line[:_MAX_PROBLEM_CHARACTERS] for line in problems[:_MAX_PROBLEMS])
    blocks: list[Block] = [
        Heading(_("The pack in the folder cannot be used")),
        Paragraph(sentence.format(number=len(problems))),
        Bullets(shown),
    ]
    file = None
    if len(problems) > _MAX_PROBLEMS:
        blocks.append(Footnote(_("The full list is in the file.")))
        file = File("problems.txt", "text/plain", "\n".join(problems).encode())
    again = (Press(_("Read it again"), go("desk-pack")),)
    return Reply(tuple(blocks), (again, way_back(reader, "desk")), file=file, payload="desk-pack")


async def show_reload(request: Request) -> Answer:
    return await visit_pack(request, Visit(Place("desk-pack")))


async def visit_pack(request: Request, visit: Visit) -> Answer:
    try:
        new = await request.services.packs.read()
    except PackError as error:
        return broken_view(request.reader, grouped(error.problems))
    return await _changes(request, new)


async def _changes(request: Request, new: FreshPack) -> Reply:
    chats = await _notified_chats(request, new)
    # In a thread: comparing two large packs takes a tenth of a second.
    return await asyncio.to_thread(changes_view, request.reader, request.pack.original, new, chats)


async def _notified_chats(request: Request, new: FreshPack) -> int:
    """Count the chats that are notified of new and changed meetings."""
    now = request.reader.now
    rows = []
    async with request.services.database.transaction() as connection:
        kept = {row.id: row for row in await meetings.all_meetings(connection)}
        for id in (*new.load.added, *new.load.changed):
            meeting, before = new.pack.meeting(id), kept.get(id)
            if meeting is None:
                continue
            row = row_of(meeting)
            if before is None:
                notifies = not meeting.cancelled and (row.begins or row.closes) > now
            else:
                changed = meeting.cancelled != (before.status == "cancelled")
                notifies = changed or meetings.notifies_subscribers(before, row)
                notifies = notifies and max(before.closes, row.closes) > now
            if notifies:
                rows.append(row)
        return await subscriptions.count_subscribers(connection, rows) if rows else 0


async def press_use(request: Request, button: UsePack) -> Answer:
    """Switch to the new pack if it is the one that was shown; otherwise show what differs now."""
    reader = request.reader
    _ = reader.gettext
    try:
        new = await request.services.packs.read()
    except PackError as error:
        return broken_view(reader, grouped(error.problems))
    lines = await asyncio.to_thread(change_lines, reader, request.pack.original, new)
    if not lines or new.pack.hash != button.pack_hash:
        return await _changes(request, new)

    async def record(connection: AsyncConnection) -> None:
        await record_act(
            request, connection, "pack-reloaded", new.pack.id, {"version": new.pack.version}
        )

    await request.services.packs.use(new.pack, record)
    sentence = _("{pack} {version} is in use now.").format(
        pack=new.pack.id, version=new.pack.version
    )
    return Reply(
        (Heading(_("The pack was reloaded")), Paragraph(sentence)), (way_back(reader, "desk"),),
        payload="desk-pack",
    )  # fmt: skip


def _by_id(entries: Sequence[object]) -> dict[str, object]:
    return {str(getattr(entry, "id", index)): entry for index, entry in enumerate(entries)}


TOPIC = Topic(
    "reload",
    commands={"reload": show_reload},
    screens={"desk-pack": visit_pack},
    buttons={UsePack: press_use},
    roles=ORGANISERS,
)
