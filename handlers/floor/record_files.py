"""The record of a session as files: a table for spreadsheets, and a document to print.

Neither has names of persons, as nobody can delete them from a file that was sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from handlers.floor.context import FloorContext
from handlers.floor.record_figures import Figures, RecordedTurn, Share
from handlers.floor.wording import (
    category_name,
    clock,
    delegation_name,
    kind_name,
    level_name,
)
from handlers.framework.csv_files import csv_file
from handlers.framework.printed import PrintedDocument, PrintedTable
from handlers.framework.reader import Reader
from handlers.framework.reply import File
from handlers.wording import times
from handlers.wording.labels import location
from storage.floor.records import Turn

_ISO = "%Y-%m-%d %H:%M:%S"


def record_table(reader: Reader, context: FloorContext, turns: Sequence[RecordedTurn]) -> File:
    """Return all turns as CSV, with instants by the venue's clock and in UTC, and spans in
    seconds."""
    _ = reader.gettext
    zone = context.meeting.zone
    here, utc, span = (
        _("{label}, local ({zone})"), _("{label} (UTC)"), _("{label} (seconds)"),
    )  # fmt: skip
    asked, began, ended = _("Asked"), _("Began"), _("Ended")
    header = (
        _("Order given"), _("Order asked"), _("Kind"), _("Delegation"), _("On behalf of"),
        _("Category"), _("Level"), _("Region"), _("Status"),
        *(here.format(label=label, zone=zone.key) for label in (asked, began, ended)),
        *(utc.format(label=label) for label in (asked, began, ended)),
        *(span.format(label=label) for label in (_("Limit"), _("Spoken"), _("Over"), _("Waited"))),
    )  # fmt: skip

    def row(one: RecordedTurn) -> tuple[object, ...]:
        turn = one.turn
        instants = (turn.asked, turn.began, turn.ended)
        return (
            one.given or "", one.asked, kind_label(reader, turn),
            _delegation(reader, context, turn), _group(reader, context, turn),
            category_name(reader, turn.category),
            level_name(reader, turn.level) or _("other level"), turn.region or "",
            status_name(reader, context, turn),
            *("" if at is None else f"{at.astimezone(zone):{_ISO}}" for at in instants),
            *("" if at is None else f"{at.astimezone(UTC):{_ISO}}" for at in instants),
            *("" if seconds is None else seconds
              for seconds in (one.limit, one.spoken, one.overrun, one.waited)),
        )  # fmt: skip

    return csv_file(f"{context.meeting.id}-record", header, map(row, turns))


def record_document(
    reader: Reader, context: FloorContext, turns: Sequence[RecordedTurn], figures: Figures
) -> PrintedDocument:
    """Return the record to print: who spoke, who was not reached, and the sums."""
    _ = reader.gettext
    meeting = context.meeting
    zone = times.zone_name(reader, meeting.zone)
    spoke = [one for one in turns if one.given is not None]
    tables = [
        PrintedTable(
            _("Turns"),
            (
                _("No."), _("Asked as"), _("Delegation"), _("Kind"), _("Category"), _("Asked"),
                _("Began"), _("Limit"), _("Spoken"), _("Over"), _("Waited"),
            ),
            [_printed(reader, context, one) for one in spoke],
            (0, 1, 5, 6, 7, 8, 9, 10),
        )
    ]  # fmt: skip
    for title, shares in (
        (_("Speaking time by category"), named_categories(reader, figures.categories)),
        (_("Speaking time by region"), figures.regions),
    ):
        if shares:
            header = (_("Name"), _("Turns"), _("Spoken"), _("Waited (median)"))
            rows = [
                (share.name, str(share.turns), clock(share.spoken), _span(share.waited))
                for share in shares
            ]
            tables.append(PrintedTable(title, header, rows, (1, 2, 3)))
    others = [one for one in turns if one.given is None]
    if others:
        rows_of_others = [
            (
                str(one.asked), _for_whom(reader, context, one.turn), kind_label(reader, one.turn),
                category_name(reader, one.turn.category), _local(context, one.turn.asked),
                status_name(reader, context, one.turn),
            )
            for one in others
        ]  # fmt: skip
        header_of_others = (
            _("Asked as"), _("Delegation"), _("Kind"), _("Category"), _("Asked"), _("Status"),
        )  # fmt: skip
        tables.append(
            PrintedTable(_("Did not have the floor"), header_of_others, rows_of_others, (0, 4))
        )
    lines = [times.when_text(reader, meeting), location(reader, meeting)]
    lines.append(_("Times: {zone}.").format(zone=zone))
    lines.append(totals_text(reader, figures))
    foot = _("{title} · record of the list of speakers, made on {moment}").format(
        title=meeting.title, moment=times.moment(reader, reader.now)
    )
    return PrintedDocument(
        meeting.title, [line for line in lines if line], tables, foot, reader.language,
        reader.right_to_left,
    )  # fmt: skip


def totals_text(reader: Reader, figures: Figures) -> str:
    """Say how many turns there were, how long they spoke, and how long they waited."""
    _ = reader.gettext
    total = figures.total
    turns = reader.ngettext("{number} turn", "{number} turns", total.turns)
    parts = [
        turns.format(number=total.turns),
        _("speaking time {time}").format(time=clock(total.spoken)),
        _("over time {time}").format(time=clock(figures.overrun)),
    ]
    if total.waited is not None:
        parts.append(_("waited {time} (median)").format(time=clock(total.waited)))
    return " · ".join(parts)


def named_categories(reader: Reader, shares: Sequence[Share]) -> list[Share]:
    return [
        Share(category_name(reader, share.name), share.turns, share.spoken, share.waited)
        for share in shares
    ]


def kind_label(reader: Reader, turn: Turn) -> str:
    return kind_name(reader, turn) or reader.gettext("statement")


def status_name(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """Return what became of a turn."""
    _ = reader.gettext
    match turn.state:
        case "waiting":
            closed = context.session.phase == "closed"
            return _("not reached") if closed else reader.pgettext("turn", "waiting")
        case "speaking":
            return _("has the floor")
        case "interrupted":
            return _("interrupted")
        case "done":
            return _("spoke")
        case "absent":
            return _("absent")
        case "withdrawn":
            return _("withdrew")
        case _:
            return _("removed")


def _printed(reader: Reader, context: FloorContext, one: RecordedTurn) -> tuple[str, ...]:
    turn = one.turn
    over = clock(one.overrun) if one.overrun else ""
    return (
        str(one.given), str(one.asked), _for_whom(reader, context, turn), kind_label(reader, turn),
        category_name(reader, turn.category), _local(context, turn.asked),
        _local(context, turn.began), clock(one.limit), _span(one.spoken), over, _span(one.waited),
    )  # fmt: skip


def _for_whom(reader: Reader, context: FloorContext, turn: Turn) -> str:
    """Return the delegation, with the group for which it spoke and the level."""
    own, group = _delegation(reader, context, turn), _group(reader, context, turn)
    name = f"{group} · {own}" if group else own
    level = level_name(reader, turn.level)
    return name if level is None else reader.annotated(name, level)


def _delegation(reader: Reader, context: FloorContext, turn: Turn) -> str:
    return delegation_name(reader, context.delegation(turn.delegation))


def _group(reader: Reader, context: FloorContext, turn: Turn) -> str:
    group = context.delegation(turn.group)
    return "" if group is None else delegation_name(reader, group)


def _local(context: FloorContext, at: datetime | None) -> str:
    """Return an hour at the venue, with its day if the session began on another one."""
    if at is None:
        return ""
    here = at.astimezone(context.meeting.zone)
    began = (context.session.began or context.meeting.opens).astimezone(context.meeting.zone)
    return f"{here:%H:%M:%S}" if here.date() == began.date() else f"{here:%Y-%m-%d %H:%M}"


def _span(seconds: int | None) -> str:
    return "" if seconds is None else clock(seconds)
