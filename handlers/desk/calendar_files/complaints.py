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
        Heading(_("I could not read this calendar file")),
        Bullets(tuple(complaint_text(reader, complaint) for complaint in complaints)),
    ]
    if more:
        left = reader.ngettext("And {number} more.", "And {number} more.", more)
        blocks.append(Footnote(left.format(number=more)))
    blocks.append(Paragraph(_("Nothing has changed. Please correct the file and send it again.")))
    return Reply(tuple(blocks), (way_back(reader, PLACE),), payload=PLACE)


def failure_view(reader: Reader, code: str) -> Reply:
    """A complaint about the file as a whole."""
    return complaints_view(reader, (Complaint(code=code),), 0)


def complaint_text(reader: Reader, complaint: Complaint) -> str:
    _ = reader.gettext
    sentence = _sentence(reader, complaint.code).format(
        words=complaint.words, number=complaint.number, size=MAX_BYTES // 1_000_000
    )
    if complaint.entry:
        # A sentence about a meeting, after its title.
        return _("“{title}”: {sentence}").format(title=complaint.entry, sentence=sentence)
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
        "too-large": _("The file is too large; the maximum is {size} MB."),
        "not-given": _("Telegram did not give me the file. Please send it again."),
        "not-read": _("Reading it took too long. Please send a simpler file."),
        "empty": _("The file is empty."),
        "control": _("The file contains characters that are not text. Is it a calendar file?"),
        "broken-bytes": _("The text cannot be read here. Please save the file as UTF-8."),
        "no-calendar": _(
            "I cannot read this as a calendar file. A table needs the columns Title and "
            "Start, or Subject and Start Date."
        ),
        "no-title-column": _(
            "The column with the titles is missing. Call it Title, Subject or Name."
        ),
        "no-start-column": _(
            "The column with the start is missing. Call it Start, Date or Start date."
        ),
        "no-workbook": _(
            "The spreadsheet cannot be read. Please save it as CSV and send it again."
        ),
        "too-large-inside": _("The spreadsheet is too large. Please save one sheet of it as CSV."),
        "no-schedule": _("The file is damaged. Please export it again."),
        "cut-off": _("The file ends too early. Please export it again."),
        "unbalanced": _("This does not belong here: {words}"),
        "nested": _("There are too many nested elements here."),
        "no-property": _("I could not read “{words}”."),
        "long-line": _("The line is too long; the maximum is {number} characters."),
        "no-events": _("The file has no meetings."),
        "answer": _("This is an answer to an invitation. Please send the invitation itself."),
        "too-many": _("The file has too many meetings; the maximum is {number}."),
        "columns": _("The table has too many columns; the maximum is {number}."),
        "same-column": _("Two columns are the same: {words}"),
        "cells": _("The row has more cells than the first row ({number})."),
        "no-table": _(
            "The table cannot be read from here on; perhaps a closing quotation mark is missing."
        ),
    }


def _about_entries(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "twice": _("{words} appears twice."),
        "no-title": _("The meeting has no title."),
        "long-text": _("“{words}” is too long; the maximum is {number} characters."),
        "same-uid": _("“{words}” is the same entry as the one in line {number}."),
        "same-meeting": _("“{words}” is the same meeting as the one in line {number}."),
        "two-meetings": _("“{words}” matches several meetings with that title and date."),
        "endless": _("The meeting repeats without end. Please give it an end date."),
        "too-often": _(
            "The meeting repeats too often; the maximum is {number} times in two years."
        ),
        "repeats-oddly": _("I could not work out when this repeats: {words}"),
        "status": _("I do not know the status “{words}”. Write planned or cancelled."),
    }


def _about_times(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "no-start": _("“{words}” has no start date."),
        "no-moment": _("“{words}” is not a date and time. Write it as 2013-05-29 09:00."),
        "no-duration": _("“{words}” is not a duration. Write it as 1 hour 30 minutes."),
        "year": _("“{words}” is too far away."),
        "no-such-hour": _("“{words}” does not exist there: the clocks skip it."),
        "zone": _("I do not know the time zone “{words}”. Write a name such as Europe/Paris."),
        "ends-before": _("“{words}” ends before it starts."),
        "ends-oddly": _("“{words}”: the start and the end are written in different forms."),
        "too-long": _("“{words}” lasts more than a year."),
        "two-ways": _("Some dates put the day first and others the month. Write 2013-05-29."),
    }


def _about_the_pack(reader: Reader) -> dict[str, str]:
    _ = reader.gettext
    return {
        "no-kind": _("The kind of “{words}” is not in the pack."),
        "no-region": _("The region of “{words}” is not in the pack."),
        "no-roundtable": _("A roundtable of “{words}” is not in the pack."),
        "no-parent": _("“{words}” is part of a meeting that is not in the calendar."),
        "no-meeting": _("“{words}” prepares a meeting that is not in the calendar."),
        "unfit": _("This does not fit a meeting: {words}"),
    }
