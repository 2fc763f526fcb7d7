"""Files of the pack, sent on a press: documents of meetings, of pages and of what is quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from content.model import AttachedDocument, Meeting, Pack, PackFile, Page
from content.model.files import file_id
from handlers.framework.buttons import ButtonData
from handlers.framework.permissions import out_of_date
from handlers.framework.reader import Reader
from handlers.framework.reply import Open, Paragraph, Press, Reply, Row
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Topic
from handlers.wording.labels import clipped


@dataclass(frozen=True)
class SendFile(ButtonData):
    """Sends a file of the pack: see `PackFile.id`."""

    tag: ClassVar[str] = "fl1"
    file: str


def file_button(pack: Pack, title: str, path: str | None) -> tuple[Row, ...]:
    """Return the button that sends a file, or none where the pack has no such file."""
    if path is None or path not in pack.files:
        return ()
    return ((Press(clipped(title), SendFile(file_id(path))),),)


def attached_buttons(pack: Pack, documents: Sequence[AttachedDocument]) -> tuple[Row, ...]:
    """Return a button for each document: it opens the page on the web, or sends the file."""
    rows: list[Row] = []
    for document in documents:
        if document.link:
            rows.append((Open(clipped(document.title), document.link),))
        else:
            rows += file_button(pack, document.title, document.file)
    return tuple(rows)


def _title_of(pack: Pack, file: PackFile) -> str:
    """The title under which the pack shows a file; its name if it has none."""
    owners: list[Page | Meeting] = [*pack.pages, *pack.meetings]
    for attached in (attached for owner in owners for attached in owner.documents):
        if attached.file == file.path:
            return attached.title
    for document in pack.documents:
        if file.path in (document.download, *document.downloads.values()):
            return document.title
    return file.name


def file_view(reader: Reader, pack: Pack, file: PackFile) -> Reply:
    """Return a file with its title as caption."""
    title = Paragraph(_title_of(pack, file))
    return Reply(blocks=(title,), brief=(title,), file=file, keeps_buttons=True)


async def press_send(request: Request, button: SendFile) -> Answer:
    file = request.pack.file(button.file)
    if file is None:
        return out_of_date(request.reader)
    return file_view(request.reader, request.pack, file)


TOPIC = Topic("files", buttons={SendFile: press_send})
