"""The status and the proposers of an item, such as a motion, in words."""

from __future__ import annotations

from content.model import Passage, Status
from content.model.item_status import STATUSES
from content.typed_words import folded
from handlers.framework.reader import Reader
from handlers.framework.reply import Facts, Phrase
from handlers.wording import labels, times

_MAX_PROPOSERS = 15


def status_name(reader: Reader, status: Status) -> str:
    pgettext = reader.pgettext
    return {
        "proposed": pgettext("status of a motion", "proposed"),
        "amended": pgettext("status of a motion", "amended"),
        "adopted": pgettext("status of a motion", "adopted"),
        "rejected": pgettext("status of a motion", "rejected"),
        "withdrawn": pgettext("status of a motion", "withdrawn"),
    }[status]


def status_named(reader: Reader, words: str) -> Status | None:
    """Return the status that words name, in the reader's language or in English."""
    asked = folded(words)
    for status in STATUSES:
        if asked in (status, folded(status_name(reader, status))):
            return status
    return None


def status_text(reader: Reader, passage: Passage) -> str | None:
    """Return the status of an item with the day of the decision, if it is known; None if it has
    no status."""
    if passage.status is None:
        return None
    name = status_name(reader, passage.status)
    return reader.annotated(name, times.day(reader, passage.decided)) if passage.decided else name


def item_facts(reader: Reader, passage: Passage) -> list[Facts]:
    """Return the status and the proposers of an item; nothing for a passage without both."""
    _ = reader.gettext
    rows: list[tuple[str, Phrase]] = []
    if status := status_text(reader, passage):
        rows.append((_("Status"), status))
    names = [
        reader.annotated(proposer.name, proposer.affiliation)
        if proposer.affiliation
        else proposer.name
        for proposer in passage.proposers
    ]
    if names:
        shown = names[:_MAX_PROPOSERS]
        if more := len(names) - len(shown):
            others = reader.ngettext("{number} other", "{number} others", more)
            shown.append(others.format(number=more))
        rows.append((_("Proposed by"), reader.listed(shown)))
    return [labels.facts(reader, rows)] if rows else []
