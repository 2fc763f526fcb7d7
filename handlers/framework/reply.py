"""Replies: what the bot says, without any markup.

A view returns a `Reply`: blocks and buttons that know nothing of Telegram. `bot.telegram.rendering`
turns them into HTML within Telegram's limits and escapes everything, so no view escapes by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from content.model import PackFile
from handlers.framework.buttons import ButtonData


@dataclass(frozen=True)
class Bold:
    text: str


@dataclass(frozen=True)
class Italic:
    text: str


@dataclass(frozen=True)
class Struck:
    text: str


@dataclass(frozen=True)
class Code:
    """Fixed-width text; a tap copies all of it."""

    text: str


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class LocalTime:
    """An instant (UTC) as `text`, which names its time zone. A tap on it shows the instant in the
    time zone of the reader's device, which may be another one than the text's."""

    at: datetime
    text: str


Inline = str | Bold | Italic | Struck | Code | Link | LocalTime
Phrase = str | tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    text: Phrase


@dataclass(frozen=True)
class Paragraph:
    """Text of the bot's own."""

    text: Phrase


@dataclass(frozen=True)
class Bullets:
    """A list of the bot's own text, below a bold `title`."""

    items: tuple[Phrase, ...]
    title: Phrase | None = None


@dataclass(frozen=True)
class Folded:
    """Lines of the bot's own text. A phone shows the first ones until they are unfolded."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Labelled values, one a line. Labels include their colon."""

    rows: tuple[tuple[str, Phrase], ...]


@dataclass(frozen=True)
class Quotation:
    """Official text with its citation; a long text is folded.

    `proof` is a line with the pack's version and the text's hash.
    """

    text: str
    citation: str
    proof: str | None = None
    language: str = "en"


@dataclass(frozen=True)
class Excerpt:
    """Part of an official text around a search match. `marked` are (start, end) in characters."""

    text: str
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Copyable:
    """A block of fixed-width text; a tap copies all of it."""

    text: str


@dataclass(frozen=True)
class Footnote:
    """Small print of the bot's own, such as an editor's note."""

    text: Phrase


@dataclass(frozen=True)
class Formatted:
    """A text of a member of the team with its formatting: Telegram's HTML, cleaned by
    handlers.framework.telegram_html."""

    html: str


@dataclass(frozen=True)
class Verbatim:
    """A text that one person wrote to another through the bot, unchanged: a question to the
    secretariat, or its answer."""

    text: str


Block = (
    Heading
    | Paragraph
    | Bullets
    | Folded
    | Facts
    | Quotation
    | Excerpt
    | Copyable
    | Footnote
    | Formatted
    | Verbatim
)


@dataclass(frozen=True)
class Press:
    """A button whose press the bot receives, with `data`."""

    label: str
    data: ButtonData
    danger: bool = False  # for actions that cannot be undone


@dataclass(frozen=True)
class Copy:
    """A button that copies up to 256 characters."""

    label: str
    text: str


@dataclass(frozen=True)
class Share:
    """A button that lets the person choose a chat and opens inline mode there with `query`."""

    label: str
    query: str


@dataclass(frozen=True)
class SearchHere:
    """A button that opens inline mode in this chat with `query`."""

    label: str
    query: str


@dataclass(frozen=True)
class Open:
    """A button that opens a link."""

    label: str
    url: str


@dataclass(frozen=True)
class OpenApp:
    """A button that opens a page inside Telegram, which tells the page who opens it. Only for
    https, and only in private chats."""

    label: str
    url: str


Button = Press | Copy | Share | SearchHere | Open | OpenApp
Row = tuple[Button, ...]


@dataclass(frozen=True)
class File:
    """A file that the bot sends as a document, or shows as a photo."""

    name: str
    media_type: str
    content: bytes
    kind: Literal["document", "photo"] = "document"


@dataclass(frozen=True)
class SentFile:
    """A file that a person sent before; Telegram sends it again by its id."""

    file_id: str
    kind: Literal["document", "photo", "video"]


@dataclass(frozen=True)
class Album:
    """Files that a person sent before, shown together. Telegram shows no buttons below them."""

    files: tuple[SentFile, ...]


@dataclass(frozen=True)
class Reply:
    """An answer. The answer to a button replaces the message with the button, unless `new_message`
    is set or it has a file."""

    blocks: tuple[Block, ...] = ()
    buttons: tuple[Row, ...] = ()
    # The blocks become the file's caption, or a message before it if they are too long for that.
    file: File | SentFile | Album | PackFile | None = None
    # Shown in groups instead of the blocks: at most three lines.
    brief: tuple[Block, ...] | None = None
    # Show the buttons in groups, too. Otherwise one button there opens the private chat.
    keeps_buttons: bool = False
    # The start payload that opens the same screen in the private chat.
    payload: str = "start"
    new_message: bool = False
    # In answer to a button: a popup of at most 200 characters, shown with the edited message.
    notice: str | None = None
    # Send as a reply to the person's message, also in private. Paging through search results reads
    # the words from that message.
    quotes_question: bool = False
    # The reply depends only on the pack, the question and the reader's language, time zone and
    # year, so it may be cached for all chats.
    cacheable: bool = False
    # The entry or screen that was looked up, for statistics; set by the switchboard.
    looked_up: str | None = None
    # A second message to send after this one.
    then: Reply | None = None


@dataclass(frozen=True)
class Notice:
    """A popup in answer to a button, of at most 200 characters; no message changes. Ignored if the
    request was a message."""

    text: str
    alert: bool = False


@dataclass(frozen=True)
class InlineResult:
    """One result in inline mode: what the list shows, and the message that choosing it sends."""

    title: str
    description: str
    reply: Reply


@dataclass(frozen=True)
class InlineAnswer:
    """The results of an inline query. `entries` are ids of entries, the best first."""

    entries: tuple[str, ...]
    next_offset: str = ""
    # The label of a button above the list, which opens the private chat with `hint_payload`.
    hint: str | None = None
    hint_payload: str = "inline"
    personal: bool = True
    cache_seconds: int = 60
