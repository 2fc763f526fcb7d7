"""What is wrong with a file that was sent, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from content.calendars import MAX_BYTES, Complaint
from handlers.desk.calendar_files.buttons import PLACE
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Footnote, Heading, Paragraph, Reply


def complaints_view(reader: Reader, complaints: Sequence[Complaint], more: int) -> Reply:
    """The first complaints about a file, of which nothing was imported; `more` is how many are left
    out."""
    _ = reader.gettext
    blocks: list[Block] = [
        Heading(_("I could not take this calendar file")),
        Bullets(tuple(complaint_text(reader, complaint) for complaint in complaints)),
    ]
    if more:
        left = reader.ngettext("And {number} more.", "And {number} more.", more)
        blocks.append(Footnote(left.format(number=more)))
    blocks.append(Paragraph(_("Nothing has changed. Please mend the file and send it again.")))
    return Reply(tuple(blocks), (way_back(reader, PLACE),), payload=PLACE)


def failure_view(reader: Reader, code: str) -> Reply:
    """A complaint about the file as a whole."""
    return complaints_view(reader, (Complaint(code=code),), 0)


def complaint_text(reader: Reader, complaint: Complaint) -> str:
    _ = reader.gettext
    sentence = _sentence(reader, complaint.code).format(
        words=complaint.words, number=complaint.number, size=MAX_BYTES // 1_000_000
    )
    if not complaint.line:
        return sentence
    return _("Line {line}: {sentence}").format(line=complaint.line, sentence=sentence)


def _sentence(reader: Reader, code: str) -> str:
    for sentences in (_about_files, _about_entries, _about_times, _about_the_pack):
        sentence = sentences(reader).get(code)
        if sentence is not None:
            return sentence
    return reader.gettext("This cannot be read: {words}")


def _about_files(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "too-large": _("The file is too large; {size} MB is the most."),
        "not-given": _("Telegram did not give me the file. Please send it again."),
        "not-read": _("Reading it took too long. Please send a simpler file."),
        "empty": _("The file is empty."),
        "control": _("There are characters that belong in no text. Is this a calendar file?"),
        "broken-bytes": _("The text is broken here. Please save the file as UTF-8."),
        "no-calendar": _(
            "This is no calendar file that I know. A table needs columns Title and Start, or "
            "Subject and Start Date."
        ),
        "cut-off": _("The file ends too early. Please export it again."),
        "unbalanced": _("This does not belong here: {words}"),
        "nested": _("Too much is put into one another here."),
        "no-property": _("I could not read “{words}”."),
        "long-line": _("The line is too long; {number} characters are the most."),
        "no-events": _("The file has no meetings."),
        "too-many": _("The file has too many meetings; {number} are the most."),
        "columns": _("The table has too many columns; {number} are the most."),
        "same-column": _("Two columns are the same: {words}"),
        "cells": _("The row has more cells than the first row, which has {number}."),
        "no-table": _("The table is broken here, perhaps by a quotation mark that never closes."),
    }


def _about_entries(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "twice": _("{words} stands there twice."),
        "no-title": _("The meeting has no title."),
        "long-text": _("“{words}” is too long; {number} characters are the most."),
        "same-uid": _("“{words}” is the same entry as the one in line {number}."),
        "same-meeting": _("“{words}” is the same meeting as the one in line {number}."),
        "two-meetings": _("“{words}” may be one of several meetings of that title and day."),
        "endless": _("The meeting repeats without an end. Please give it a last day."),
        "too-often": _("The meeting repeats too often; {number} times in two years are the most."),
        "repeats-oddly": _("I cannot tell when this repeats: {words}"),
        "status": _("I do not know the status “{words}”."),
    }


def _about_times(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "no-start": _("“{words}” has no day on which it starts."),
        "no-moment": _("“{words}” is no day and hour. Write it as 2013-05-29 09:00."),
        "no-duration": _("“{words}” is no duration. Write it as 1 hour 30 minutes."),
        "year": _("“{words}” is too far off."),
        "zone": _("I do not know the time zone “{words}”. Write a name such as Europe/Paris."),
        "ends-before": _("“{words}” ends before it starts."),
        "ends-oddly": _("“{words}” starts and ends in different forms of time."),
        "too-long": _("“{words}” takes more than a year."),
        "two-ways": _("Some dates put the day first and others the month. Write 2013-05-29."),
    }


def _about_the_pack(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "no-kind": _("“{words}” has a kind that the pack does not know."),
        "no-region": _("“{words}” has a region that the pack does not know."),
        "no-roundtable": _("“{words}” has a roundtable that the pack does not know."),
        "no-meeting": _("“{words}” prepares a meeting that is not in the calendar."),
        "unfit": _("This does not fit a meeting: {words}"),
    }
