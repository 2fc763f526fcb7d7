"""Reloading the pack: read it again, see what differs, and switch to it whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncConnection

from content.model import Pack
from content.problems import PackError
from handlers.desk import ORGANISERS
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
from handlers.wording import labels
from storage import audit_log

_SHOWN = 5
_FIELDS = frozenset(Pack.model_fields)


@dataclass(frozen=True)
class UsePack(ButtonData):
    """`mark` is the hash of the pack whose changes were shown."""

    tag: ClassVar[str] = "t4"
    mark: str


def differences(reader: Reader, before: Pack, after: Pack) -> list[str]:
    """What differs in all but meetings, a line for each kind of thing."""
    _ = reader.gettext
    compared: list[tuple[str, Mapping[str, object], Mapping[str, object]]] = [
        (_("Quotations"), before.passages, after.passages),
        (_("Glossary"), _by_id(before.glossary), _by_id(after.glossary)),
        (_("Regional processes"), _by_id(before.processes), _by_id(after.processes)),
    ]
    lines = []
    for what, old, new in compared:
        said = counted(
            reader,
            len(new.keys() - old.keys()),
            sum(old[each] != new[each] for each in old.keys() & new.keys()),
            len(old.keys() - new.keys()),
        )
        if said:
            lines.append(_("{label}: {value}").format(label=what, value=said))
    if before.event != after.event:
        lines.append(_("What is said of the event"))
    told = {"event", "glossary", "processes", "meetings"}
    if any(getattr(before, name) != getattr(after, name) for name in _FIELDS - told) and not lines:
        lines.append(_("Titles, links, kinds or regions"))
    return lines


def counted(reader: Reader, new: int, changed: int, gone: int) -> str:
    """`2 new, 1 changed`; empty where nothing is."""
    _ = reader.gettext
    numbers = (
        (new, _("{number} new")), (changed, _("{number} changed")), (gone, _("{number} gone"))
    )  # fmt: skip
    return reader.listed(said.format(number=number) for number, said in numbers if number)


def changes(reader: Reader, before: Pack, fresh: FreshPack) -> list[str]:
    """All that would change, a line for each kind of thing."""
    _ = reader.gettext
    lines = differences(reader, before, fresh.pack)
    meetings = counted(reader, len(fresh.load.added), len(fresh.load.changed), 0)
    if meetings:
        lines.append(_("{label}: {value}").format(label=_("Meetings"), value=meetings))
    return lines


def fresh_view(reader: Reader, before: Pack, fresh: FreshPack) -> Reply:
    """What a reload would change, and the button that does it."""
    _ = reader.gettext
    lines = changes(reader, before, fresh)
    load = fresh.load
    rows: tuple[tuple[str, Phrase], ...] = (
        (_("In use"), f"{before.id} {before.version}"),
        (_("In the folder"), f"{fresh.pack.id} {fresh.pack.version}"),
    )
    blocks: list[Block] = [Heading(_("Reload the pack")), labels.facts(reader, rows)]
    if lines:
        blocks.append(Bullets(tuple(lines), title=_("What changes")))
    else:
        blocks.append(Paragraph(_("Nothing differs from what is in use.")))
    if load.added or load.changed:
        blocks.append(Paragraph(_("Subscribers are told of new and changed meetings.")))
    if load.kept:
        said = reader.ngettext(
            "{number} meeting was edited here and stays as it is.",
            "{number} meetings were edited here and stay as they are.",
            len(load.kept),
        )
        blocks.append(Paragraph(said.format(number=len(load.kept))))
    if load.gone:
        said = reader.ngettext(
            "{number} meeting is not in the folder’s pack. It stays until you cancel it.",
            "{number} meetings are not in the folder’s pack. They stay until you cancel them.",
            len(load.gone),
        )
        blocks.append(Paragraph(said.format(number=len(load.gone))))
    use = (Press(_("Use this pack"), UsePack(fresh.pack.hash)),) if lines else ()
    return Reply(
        blocks=tuple(blocks),
        buttons=(use, way_back(reader, "desk")),
        payload="desk-pack",
    )


def broken_view(reader: Reader, problems: Sequence[str]) -> Reply:
    """What is wrong with the pack in the folder; the one in use goes on."""
    _ = reader.gettext
    said = reader.ngettext(
        "{number} thing to mend. The pack in use goes on unchanged.",
        "{number} things to mend. The pack in use goes on unchanged.",
        len(problems),
    )
    shown = tuple(each[:300] for each in problems[:_SHOWN])
    blocks: list[Block] = [
        Heading(_("The pack in the folder cannot be used")),
        Paragraph(said.format(number=len(problems))),
        Bullets(shown),
    ]
    file = None
    if len(problems) > _SHOWN:
        blocks.append(Footnote(_("All of it is in the file.")))
        file = File("problems.txt", "text/plain", "\n".join(problems).encode())
    again = (Press(_("Read it again"), go("desk-pack")),)
    return Reply(tuple(blocks), (again, way_back(reader, "desk")), file=file, payload="desk-pack")


async def show_reload(request: Request) -> Answer:
    return await visit_pack(request, Visit(Place("desk-pack")))


async def visit_pack(request: Request, visit: Visit) -> Answer:
    try:
        fresh = await request.services.packs.read()
    except PackError as problem:
        return broken_view(request.reader, [str(each) for each in problem.problems])
    return fresh_view(request.reader, request.pack, fresh)


async def press_use(request: Request, button: UsePack) -> Answer:
    """Switch. Pressed again, nothing differs any more, and that is said."""
    reader, asker = request.reader, request.member
    _ = reader.gettext
    try:
        fresh = await request.services.packs.read()
    except PackError as problem:
        return broken_view(reader, [str(each) for each in problem.problems])
    known = changes(reader, request.pack, fresh)
    if asker is None or not known or fresh.pack.hash != button.mark:
        return fresh_view(reader, request.pack, fresh)

    async def noted(connection: AsyncConnection) -> None:
        await audit_log.record(
            connection, asker.user_id, asker.name, "pack-reloaded", fresh.pack.id, reader.now,
            json.dumps({"version": fresh.pack.version}),
        )  # fmt: skip

    await request.services.packs.use(fresh.pack, noted)
    said = _("{pack} {version} is in use now.").format(
        pack=fresh.pack.id, version=fresh.pack.version
    )
    return Reply(
        (Heading(_("The pack was reloaded")), Paragraph(said)), (way_back(reader, "desk"),),
        payload="desk-pack",
    )  # fmt: skip


def _by_id(entries: Sequence[object]) -> dict[str, object]:
    return {str(getattr(each, "id", number)): each for number, each in enumerate(entries)}


TOPIC = Topic(
    "reload",
    commands={"reload": show_reload},
    screens={"desk-pack": visit_pack},
    buttons={UsePack: press_use},
    roles=ORGANISERS,
)
