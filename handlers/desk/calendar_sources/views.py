"""The screens of addresses that the calendar is fetched from, and the messages about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from content.calendars import MAX_BYTES, Complaint
from handlers.desk.calendar_files.complaints import complaint_text
from handlers.desk.calendar_files.views import counts_text
from handlers.desk.calendar_sources.buttons import (
    PLACE,
    FetchNow,
    SeeChanges,
    SetMode,
    source_place,
)
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Facts,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.wording import labels, times
from storage.calendar_sources import Message, Source


def sources_view(reader: Reader, sources: Sequence[tuple[str, Source | None]]) -> Reply:
    """All addresses, by their names, with what came of the last attempt."""
    _ = reader.gettext
    results = [(name, _result(reader, source)) for name, source in sources]
    return Reply(
        blocks=(
            Heading(_("Addresses")),
            Paragraph(_("The calendar is fetched from these addresses.")),
            labels.facts(reader, results),
        ),
        buttons=(
            *(
                (Press(labels.clipped(name), go(source_place(source.id))),)
                for name, source in sources
                if source is not None
            ),
            way_back(reader, "desk-calendar"),
        ),
        payload="desk",
    )


def source_view(reader: Reader, name: str, source: Source) -> Reply:
    """An address, with what came of the last attempt and what waits."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(name), _facts(reader, source)]
    if source.next_fetch <= reader.now:
        blocks.append(Paragraph(_("It is being fetched. Open it again in a moment.")))
    rows: list[Row] = []
    if source.draft is not None:
        blocks.append(Paragraph(_changes_text(reader, source.details)))
        rows.append((Press(_("See the changes"), SeeChanges(source.id, source.mark)),))
    if source.mode == "automatic":
        blocks.append(Footnote(_automatic_text(reader)))
        mode = Press(_("Ask before importing"), SetMode(source.id, "preview"))
    else:
        mode = Press(_("Import by itself"), SetMode(source.id, "automatic"))
    rows += [(Press(_("Fetch now"), FetchNow(source.id)),), (mode,), way_back(reader, PLACE)]
    return Reply(tuple(blocks), tuple(rows), payload="desk")


def _automatic_text(reader: Reader) -> str:
    return reader.gettext(
        "You are asked all the same if it leaves something open, changes meetings that were edited "
        "here, or cancels many."
    )


def _facts(reader: Reader, source: Source) -> Facts:
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    if source.fetched is not None:
        rows.append((_("Last fetched"), times.moment(reader, source.fetched)))
    rows.append((_("Result"), _result(reader, source)))
    if source.failing_since is not None:
        rows.append((_("Failing since"), times.moment(reader, source.failing_since)))
    if source.next_fetch > reader.now:
        rows.append((_("Next fetch"), times.moment(reader, source.next_fetch)))
    automatic = source.mode == "automatic"
    mode = _("It is imported by itself") if automatic else _("You are asked first")
    rows.append((_("When something changes"), mode))
    return labels.facts(reader, rows)


def _result(reader: Reader, source: Source | None) -> str:
    _ = reader.gettext
    if source is None or not source.outcome:
        return _("Not fetched yet")
    return outcome_text(reader, source.outcome, source.details)


def outcome_text(reader: Reader, outcome: str, details: Mapping[str, Any]) -> str:
    """Return what became of an attempt, in a sentence. `outcome` is one of handlers.desk.
    calendar_sources.taking.Taken, bot.calendar_sources.fetching.Failure, or `web-page` or
    `not-read`."""
    _ = reader.gettext
    match outcome:
        case "unchanged":
            return _("Nothing has changed.")
        case "imported":
            return _("Imported: {counts}").format(counts=_counts(reader, details))
        case "changes":
            return _("There are changes to import.")
        case "complaints":
            complaint = details.get("complaint", {"code": "not-read"})
            return complaint_text(reader, Complaint.model_validate(complaint))
        case "status":
            status = details.get("status", 0)
            return _("The server answers with error {number}.").format(number=status)
        case "too-large":
            sentence = _("The file is too large; the maximum is {size} MB.")
            return sentence.format(size=MAX_BYTES // 1_000_000)
    return _failures(reader).get(outcome, _("The server’s answer cannot be read."))


def _failures(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "inside": _("It leads inside the network, so it is not fetched."),
        "not-https": _("It leads to an address without https, so it is not fetched."),
        "redirects": _("The server redirects too often."),
        "no-host": _("The name of the server cannot be found."),
        "certificate": _("The server’s certificate is not valid."),
        "unreachable": _("The server cannot be reached."),
        "too-slow": _("The server is too slow."),
        "web-page": _("The address gives a web page, not a calendar. Perhaps it needs signing in."),
        "not-read": _("Reading the file took too long."),
    }


def _counts(reader: Reader, details: Mapping[str, Any]) -> str:
    counts = (int(details.get(name, 0)) for name in ("new", "changed", "cancelled"))
    return counts_text(reader, *counts)


def _changes_text(reader: Reader, details: Mapping[str, Any]) -> str:
    """What waits to be confirmed, and why it was not imported by itself."""
    _ = reader.gettext
    sentences = []
    if counts := _counts(reader, details):
        sentences.append(_("It would import: {counts}.").format(counts=counts))
    if missing := int(details.get("missing", 0)):
        sentence = reader.ngettext(
            "{number} upcoming meeting is no longer in it.",
            "{number} upcoming meetings are no longer in it.",
            missing,
        )
        sentences.append(sentence.format(number=missing))
    match details.get("reason"):
        case "choices":
            sentences.append(_("It leaves something open, so it was not imported by itself."))
        case "edited":
            sentences.append(
                _("It would change meetings of yours, so it was not imported by itself.")
            )
        case "many":
            sentences.append(_("It would cancel many, so it was not imported by itself."))
        case "left-out":
            sentences.append(_("A part of it cannot be read, so it was not imported by itself."))
    return " ".join(sentences) or _("You will be asked what it leaves open.")


def message_view(reader: Reader, name: str, message: Message, mark: str) -> Reply:
    """What organisers are told of an address. `mark` is of what waits there."""
    _ = reader.gettext
    details = message.details
    row: Row = (Press(_("Open the address"), go(source_place(message.source_id))),)
    blocks: tuple[Block, ...]
    match message.kind:
        case "changes":
            row = (Press(_("See the changes"), SeeChanges(message.source_id, mark)),)
            blocks = (
                Heading(_("Changes from {name}").format(name=name)),
                Paragraph(_changes_text(reader, details)),
                Paragraph(_("Nothing happens until you confirm.")),
            )
        case "imported":
            blocks = (
                Heading(_("Imported from {name}").format(name=name)),
                Paragraph(_counts(reader, details)),
            )
        case "failing":
            since = times.moment(reader, datetime.fromisoformat(str(details["since"])))
            why = outcome_text(reader, str(details["outcome"]), details)
            blocks = (
                Heading(_("{name} cannot be fetched").format(name=name)),
                Paragraph(_("Since {time}. {reason}").format(time=since, reason=why)),
                Paragraph(_("You will be told when it works again.")),
            )
        case "recovered":
            blocks = (Paragraph(_("{name} can be fetched again.").format(name=name)),)
    return Reply(blocks, (row,), payload="desk")
