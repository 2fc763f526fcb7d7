"""What a pack is made of. Every value is validated when it is made; nothing here reads a file."""

from content.model.contents import Part
from content.model.documents import (
    Area,
    Citation,
    Collection,
    Document,
    Passage,
    Roundtable,
    Section,
)
from content.model.files import AttachedDocument, PackFile
from content.model.item_status import ItemStatus, Status
from content.model.meeting import Deadline, Event, Meeting
from content.model.pack import Entry, EntryKind, Link, Pack, Related
from content.model.pages import Page
from content.model.terms import Process, Term
from content.model.timeline import Timeline
from content.model.translation import Translation

__all__ = [
    "Area",
    "AttachedDocument",
    "Citation",
    "Collection",
    "Deadline",
    "Document",
    "Entry",
    "EntryKind",
    "Event",
    "ItemStatus",
    "Link",
    "Meeting",
    "Pack",
    "PackFile",
    "Page",
    "Part",
    "Passage",
    "Process",
    "Related",
    "Roundtable",
    "Section",
    "Status",
    "Term",
    "Timeline",
    "Translation",
]
