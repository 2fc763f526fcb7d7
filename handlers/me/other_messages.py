"""The answers to messages that are not text, and to edits of what was already done."""

from __future__ import annotations

from pathlib import PurePosixPath

from handlers.framework.permissions import has_secretariat, member_of
from handlers.framework.places import way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Paragraph, Press, Reply, Row
from handlers.framework.request import Attachment, Request
from handlers.me.ask import Ask
from handlers.wording.labels import clipped
from handlers.wording.searching import search_hint

_PDF = (".pdf",)
_TEXTS = (".doc", ".docx", ".odt", ".rtf", ".pages", ".txt", ".md", ".html", ".htm")
_SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".ods", ".numbers", ".csv", ".tsv")
_PRESENTATIONS = (".ppt", ".pptx", ".odp", ".key")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")
_DATA = (".json", ".xml", ".yaml", ".yml")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".svg", ".tif", ".tiff")
_CALENDARS = (".ics", ".ical")


async def only_text(request: Request) -> Reply:
    """Return the answer to a message without text, such as a sticker or a file."""
    reader, _ = request.reader, request.reader.gettext
    attachment = None if request.incoming is None else request.incoming.attachment
    blocks: list[Block] = [Paragraph(_("I can only read text."))]
    if attachment is not None and attachment.kind == "document":
        blocks = [Paragraph(sentence) for sentence in await _about_file(request, attachment)]
    buttons: list[Row] = []
    if attachment is not None and await has_secretariat(request):
        blocks.append(Paragraph(_("To send it to the secretariat, tap the button and resend it.")))
        buttons.append((Press(_("Ask the secretariat"), Ask()),))
    blocks += search_hint(reader, request.pack)
    return Reply(tuple(blocks), (*buttons, way_back(reader, None)))


async def _about_file(request: Request, file: Attachment) -> list[str]:
    """Return what a file is, as its name tells, and what is taken instead."""
    reader, _ = request.reader, request.reader.gettext
    sentences = []
    if file.name:
        name = clipped(file.name)
        what = file_kind(reader, file.name)
        sentences.append(_("“{name}” is {what}.").format(name=name, what=what))
    member = await member_of(request)
    if member is None or member.role not in ("owner", "organiser"):
        return [*sentences, _("I cannot read files.")]
    taken = _(
        "I can take a calendar as .ics, .csv or .xlsx, and a programme as schedule.json or "
        "schedule.xml."
    )
    return [*sentences, taken]


def file_kind(reader: Reader, name: str) -> str:
    """Return what a file is, by the ending of its name."""
    _ = reader.gettext
    ending = PurePosixPath(name.casefold()).suffix
    for endings, kind in (
        (_PDF, _("a PDF document")), (_TEXTS, _("a text document")),
        (_SPREADSHEETS, _("a spreadsheet")), (_PRESENTATIONS, _("a presentation")),
        (_ARCHIVES, _("an archive of files")), (_DATA, _("a data file")),
        (_PICTURES, _("a picture")), (_CALENDARS, _("a calendar")),
    ):  # fmt: skip
        if ending in endings:
            return kind
    return _("a file")


def not_read_again(request: Request) -> Reply:
    """Return the answer to an edit of a command, or of an answer to what the bot asked."""
    sentence = request.reader.gettext(
        "I do not carry out an edited message again. Please send it as a new message."
    )
    return Reply((Paragraph(sentence),))
