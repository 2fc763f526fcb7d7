"""What the bot says, before it is anyone's markup.

A view returns a `Reply`: blocks and buttons that know nothing of Telegram. `bot.telegram.rendering`
turns them into HTML within Telegram's limits and escapes everything, so no view escapes by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

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
    """Copied whole at a tap."""

    text: str


@dataclass(frozen=True)
class Link:
    text: str
    url: str


@dataclass(frozen=True)
class LocalTime:
    """An instant (UTC) that each reader sees in their own zone; `text` is what older clients show
    and already names its zone."""

    at: datetime
    text: str


Inline = str | Bold | Italic | Struck | Code | Link | LocalTime
Phrase = str | tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    text: Phrase


@dataclass(frozen=True)
class Paragraph:
    """Our own words."""

    text: Phrase


@dataclass(frozen=True)
class Bullets:
    """A list in our own words; `title` stands bold above it."""

    items: tuple[Phrase, ...]
    title: Phrase | None = None


@dataclass(frozen=True)
class Facts:
    """Labelled values, one a line: what, where, when. Labels bring their own colon."""

    rows: tuple[tuple[str, Phrase], ...]


@dataclass(frozen=True)
class Quotation:
    """Official words, alone in their block, and where they stand.

    `proof` is the line with the pack's version and the text's hash. Long ones fold.
    """

    text: str
    citation: str
    proof: str | None = None
    language: str = "en"


@dataclass(frozen=True)
class Excerpt:
    """A piece of official words around a match; `marked` are (start, end) in characters."""

    text: str
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Copyable:
    """Text that copies whole at a tap."""

    text: str


@dataclass(frozen=True)
class Footnote:
    """Small print in our own words: an editor's note, a label such as "Editors' selection"."""

    text: Phrase


@dataclass(frozen=True)
class Formatted:
    """What a member of the team wrote, with their own formatting: Telegram's HTML, checked by
    handlers.framework.telegram_html."""

    html: str


@dataclass(frozen=True)
class Words:
    """What somebody wrote to somebody else through the bot, as it was written: a question to the
    secretariat, or its answer. Never ours, and never official."""

    text: str


Block = (
    Heading
    | Paragraph
    | Bullets
    | Facts
    | Quotation
    | Excerpt
    | Copyable
    | Footnote
    | Formatted
    | Words
)


@dataclass(frozen=True)
class Press:
    """A button that comes back to us with its data."""

    label: str
    data: ButtonData
    danger: bool = False  # only for what cannot be undone


@dataclass(frozen=True)
class Copy:
    """A button that copies up to 256 characters."""

    label: str
    text: str


@dataclass(frozen=True)
class Share:
    """A button that lets the person pick a chat and opens inline mode there with `query`."""

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


Button = Press | Copy | Share | SearchHere | Open
Row = tuple[Button, ...]


@dataclass(frozen=True)
class File:
    """A file to keep or pass on, or a picture to look at."""

    name: str
    media_type: str
    content: bytes
    kind: Literal["document", "photo"] = "document"


@dataclass(frozen=True)
class SentFile:
    """A file that Telegram has from somebody; it goes out again by its id."""

    file_id: str
    kind: Literal["document", "photo"]


@dataclass(frozen=True)
class Reply:
    """One answer. From a button it replaces the message pressed, unless it is `fresh` or brings
    a file."""

    blocks: tuple[Block, ...] = ()
    buttons: tuple[Row, ...] = ()
    # The blocks stand under it, or above it where they are too long for that.
    file: File | SentFile | None = None
    # What a group is shown instead of the blocks, in at most three lines.
    brief: tuple[Block, ...] | None = None
    # In a group its buttons give way to one that opens the private chat, unless this is set.
    keeps_buttons: bool = False
    # The start payload that opens the same thing in private.
    payload: str = "start"
    fresh: bool = False
    # From a button: a short notice beside the edit (at most 200 characters).
    notice: str | None = None
    # The message quotes the one it answers, which also keeps a search's words at hand for paging.
    quotes_question: bool = False
    # It depends on nothing but the pack, the reader's language and what was asked, so it may be
    # cached and shown to everybody who asks the same.
    steady: bool = False
    # The entry or screen that was looked up, for statistics; set by the switchboard.
    looked_up: str | None = None
    # Another message right after it.
    then: Reply | None = None


@dataclass(frozen=True)
class Notice:
    """A short answer to a button press that changes no message (at most 200 characters). As the
    answer to a message it is silence."""

    text: str
    alert: bool = False


@dataclass(frozen=True)
class InlineResult:
    """One choice in inline mode: what the list shows, and the message it becomes."""

    title: str
    description: str
    reply: Reply


@dataclass(frozen=True)
class InlineAnswer:
    """`entries` are the ids of what is offered, the best first."""

    entries: tuple[str, ...]
    next_offset: str = ""
    # A line above the list that opens the private chat with this start payload.
    hint: str | None = None
    hint_payload: str = "inline"
    personal: bool = True
    cache_seconds: int = 60
