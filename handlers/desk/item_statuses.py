"""The status of an item, such as a motion: organisers set it, and everybody sees it at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from content.model import ItemStatus, Pack, Passage, Status
from content.model.item_status import DECISIONS, STATUSES
from handlers.desk import ORGANISERS
from handlers.documents.collections import STATUS_SCREEN
from handlers.framework.audit import record_act
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.places import two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic, Visit
from handlers.wording import labels
from handlers.wording.item_status import item_facts, status_name
from storage import item_statuses
from storage.item_statuses import KeptStatus

_NONE = ""  # of an item without a status


@dataclass(frozen=True)
class SetItemStatus(ButtonData):
    """Sets the status of an item."""

    tag: ClassVar[str] = "is1"
    id: str
    status: str


@dataclass(frozen=True)
class UndoItemStatus(ButtonData):
    """Restores the status that an item had before it was set to `after`. `decided` is the day of
    that decision, as 20130529, or empty."""

    tag: ClassVar[str] = "is2"
    id: str
    before: str
    decided: str
    after: str


def choice_view(reader: Reader, pack: Pack, item: Passage) -> Reply:
    """Return the status of an item, and buttons that set another."""
    _ = reader.gettext
    buttons = [
        Press(status_name(reader, status), SetItemStatus(item.id, status))
        for status in STATUSES
        if status != item.status
    ]
    return Reply(
        blocks=(
            Heading(labels.heading(reader, pack, item.id)),
            *item_facts(reader, item),
            Paragraph(_("Choose the new status. Everyone will see it at once.")),
        ),
        buttons=(*two_columns(buttons), way_back(reader, item.id)),
        payload=item.id,
    )


def changed_view(reader: Reader, pack: Pack, item: Passage, undo: UndoItemStatus | None) -> Reply:
    """Return what an item's status is now, with a button that undoes the change."""
    _ = reader.gettext
    rows: list[Row] = [] if undo is None else [(Press(_("Undo"), undo),)]
    return Reply(
        blocks=(Heading(labels.heading(reader, pack, item.id)), *item_facts(reader, item)),
        buttons=(*rows, way_back(reader, item.id)),
        notice=_("Saved."),
        payload=item.id,
    )


def _item(pack: Pack, item_id: str) -> Passage | None:
    """Return an item of a collection whose items have statuses."""
    if pack.kind_of.get(item_id) != "item":
        return None
    collection = pack.collection(pack.section_of(item_id).id)
    return pack.passages[item_id] if collection and collection.has_statuses else None


async def visit_status(request: Request, visit: Visit) -> Answer:
    item = _item(request.pack, visit.place.part)
    if item is None:
        return out_of_date(request.reader)
    return choice_view(request.reader, request.pack, item)


async def press_status(request: Request, button: SetItemStatus) -> Answer:
    status = _status(button.status)
    if status is None or _item(request.pack, button.id) is None:
        return out_of_date(request.reader)
    today = request.reader.now.astimezone(request.pack.event.zone).date()
    wanted = ItemStatus(status, today if status in DECISIONS else None)
    before = await _save(request, button.id, wanted)
    undo = None
    if before is not None and before.status != status:
        decided = f"{before.decided:%Y%m%d}" if before.decided else ""
        undo = UndoItemStatus(button.id, before.status or _NONE, decided, status)
    return _changed(request, button.id, undo)


async def press_undo(request: Request, button: UndoItemStatus) -> Answer:
    """Restore the status of before, unless it was set again meanwhile."""
    before, after = _status(button.before), _status(button.after)
    known = (before is not None or button.before == _NONE) and after is not None
    try:
        decided = date.fromisoformat(button.decided) if button.decided else None
    except ValueError:
        known = False
    if not known or _item(request.pack, button.id) is None:
        return out_of_date(request.reader)
    restored = await _save(request, button.id, ItemStatus(before, decided), only_from=after)
    return out_of_date(request.reader) if restored is None else _changed(request, button.id, None)


async def _save(
    request: Request, item_id: str, wanted: ItemStatus, only_from: Status | None = None
) -> ItemStatus | None:
    """Set a status for all to see; return the one before. With `only_from`, change nothing and
    return None if the item has another status than that."""
    reader, pack = request.reader, request.pack.original
    written = pack.written_status(item_id) or ItemStatus(None)
    async with request.services.database.write_transaction() as connection:
        kept = (await item_statuses.all_statuses(connection)).get(item_id)
        before = written if kept is None else ItemStatus(_status(kept.status), kept.decided)
        if only_from is not None and before.status != only_from:
            return None
        if before.status == wanted.status:
            return before
        # Where it says the same as the pack, what a later pack says holds again.
        stored = None if wanted == written else KeptStatus(wanted.status, wanted.decided)
        await item_statuses.set_status(connection, item_id, stored, reader.now)
        details = {"title": _title(pack, item_id), "status": wanted.status or _NONE}
        await record_act(request, connection, "item-status-set", f"item:{item_id}", details)
    await request.services.packs.reload_statuses()
    return before


def _changed(request: Request, item_id: str, undo: UndoItemStatus | None) -> Reply:
    pack = replace(request, in_use=request.services.packs.in_use).pack
    return changed_view(request.reader, pack, pack.passages[item_id], undo)


def _title(pack: Pack, item_id: str) -> str:
    item = pack.passages[item_id]
    return labels.item_name(pack, item) or item.title


def _status(name: str | None) -> Status | None:
    return next((status for status in STATUSES if status == name), None)


TOPIC = Topic(
    "item-statuses",
    screens={STATUS_SCREEN: visit_status},
    buttons={SetItemStatus: press_status, UndoItemStatus: press_undo},
    roles=ORGANISERS,
)
