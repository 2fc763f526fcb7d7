"""Several files sent together: one calendar is previewed at a time."""

from __future__ import annotations

from dataclasses import replace

from handlers.desk import ORGANISERS
from handlers.desk.calendar_files.topic import is_named_as_calendar, take_file
from handlers.framework.reader import Reader
from handlers.framework.reply import Paragraph, Reply
from handlers.framework.request import Attachment, Request
from handlers.framework.topic import Answer, Topic
from handlers.wording.labels import clipped


async def take_first_file(request: Request) -> Answer | None:
    """Preview the first calendar of an album of files, and say what to do with the others."""
    incoming = request.incoming
    if incoming is None or len(incoming.attachments) < 2:
        return None
    for number, sent in enumerate(incoming.attachments):
        one = replace(request, incoming=replace(incoming, attachments=(sent,)))
        answer = await take_file(one)
        others = [file for file in incoming.attachments[number + 1 :] if is_named_as_calendar(file)]
        if isinstance(answer, Reply) and others:
            return replace(_taken_view(request.reader, sent, others), then=answer)
        if answer is not None:
            return answer
    return None


async def refuse_late_file(request: Request) -> Answer | None:
    """Say that a calendar of an album whose first file was previewed before is not taken."""
    incoming = request.incoming
    sent = None if incoming is None else incoming.attachment
    if sent is None or sent.kind != "document" or not request.in_private:
        return None
    return _one_view(request.reader, [sent]) if is_named_as_calendar(sent) else None


def _taken_view(reader: Reader, taken: Attachment, others: list[Attachment]) -> Reply:
    sentence = reader.gettext("Below is the preview of {name}.").format(name=clipped(taken.name))
    return Reply((Paragraph(sentence), *_one_view(reader, others).blocks))


def _one_view(reader: Reader, others: list[Attachment]) -> Reply:
    sentence = reader.gettext(
        "I take one calendar file at a time. Please send these again afterwards: {names}"
    )
    names = reader.listed([clipped(file.name) for file in others])
    return Reply((Paragraph(sentence.format(names=names)),))


TOPIC = Topic(
    "several calendar files",
    files=(take_first_file,),
    late_parts=(refuse_late_file,),
    roles=ORGANISERS,
)
