"""Related entries: what the pack links to an entry, in groups."""

from __future__ import annotations

from content.model import EntryKind, Pack, Related
from handlers.framework.places import Place, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Footnote,
    Heading,
    Inline,
    Italic,
    Paragraph,
    Reply,
    Row,
)
from handlers.wording import labels

# The part of an entry's place that lists a group, and the kinds of entries in the group.
GROUPS: dict[str, tuple[EntryKind, ...]] = {
    "rt": ("roundtable",),
    "rec": ("recommendation",),
    "areas": ("area", "box"),
    "mandate": ("mandate", "position", "background"),
    "items": ("item",),
    "meetings": ("meeting",),
    "bodies": ("term", "process"),
    "pages": ("page",),
}


def group_label(reader: Reader, group: str, number: int) -> str:
    _ = reader.gettext
    names = {
        "rt": _("Roundtables ({number})"),
        "rec": _("Recommendations ({number})"),
        "areas": _("Areas, examples ({number})"),
        "mandate": _("Mandate ({number})"),
        "items": _("Passages ({number})"),
        "meetings": _("Meetings ({number})"),
        "bodies": _("Bodies ({number})"),
        "pages": _("Practical information ({number})"),
    }
    return names[group].format(number=number)


def group_title(reader: Reader, group: str) -> str:
    _ = reader.gettext
    return {
        "rt": _("Related roundtables"),
        "rec": _("Related recommendations"),
        "areas": _("Related areas and examples"),
        "mandate": _("Related mandate and position"),
        "items": _("Related passages"),
        "meetings": _("Related meetings"),
        "bodies": _("Related bodies and processes"),
        "pages": _("Practical information"),
    }[group]


def group_buttons(reader: Reader, pack: Pack, entry_id: str, back: str = "") -> list[Row]:
    """Return a button for each group of related entries. `back` is that of the entry's place."""
    labelled = [
        (group_label(reader, group, len(found)), str(Place(entry_id, group)))
        for group, kinds in GROUPS.items()
        if (found := pack.related(entry_id, *kinds))
    ]
    return open_buttons(labelled, back)


def reason(reader: Reader, pack: Pack, other: Related) -> tuple[Inline, ...]:
    """Return a related entry's name, why it is related, and the source of that."""
    _ = reader.gettext
    name = labels.label(reader, pack, other.id)
    parts: list[Inline] = [Bold(_("{label}:").format(label=name)), f" {other.why}"]
    if other.source:
        parts += [" ", Italic(_("(Source: {source})").format(source=other.source))]
    return tuple(parts)


def related_view(reader: Reader, pack: Pack, place: Place, back: str = "") -> Reply:
    """Return the list of one group of related entries, each with its reason."""
    _ = reader.gettext
    found = pack.related(place.id, *GROUPS[place.part])
    shown, page, pages = page_of(found, place.page)
    here = Place(place.id, place.part, page)
    blocks: list[Block] = [
        Heading(labels.heading(reader, pack, place.id)),
        Paragraph(group_title(reader, place.part)),
        Bullets(tuple(reason(reader, pack, other) for other in shown)),
    ]
    if any(other.source is None for other in shown):
        blocks.append(
            Footnote(_("Links without a source were chosen by the editors, not by the document."))
        )
    labelled = labels.entry_labels(reader, pack, (other.id for other in shown))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            *open_buttons(labelled, here),
            *paging(reader, here, pages, back),
            way_back(reader, place.id, back),
        ),
        cacheable=True,
        payload=place.id,
    )
