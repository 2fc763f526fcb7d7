"""What the desk shows of delegations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content.calendars import MAX_BYTES, Complaint
from content.floor.delegation_tables import MAX_DELEGATIONS, ReadDelegations
from content.languages import LANGUAGES
from handlers.desk.calendar_files.complaints import complaint_text
from handlers.desk.delegations.buttons import (
    PLACE,
    AskForDelegations,
    ExportDelegations,
    ImportDelegations,
    NewCode,
    RemoveDelegation,
)
from handlers.desk.delegations.importing import Plan
from handlers.floor.wording import category_name, delegation_name
from handlers.framework.csv_files import csv_file
from handlers.framework.places import Place, go, open_buttons, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Copy,
    Copyable,
    File,
    Footnote,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.me.cancel import EndDialog
from handlers.wording import labels
from handlers.wording.labels import clipped
from storage.floor.delegations import Delegation
from storage.hashing import sha256

_PAGE_SIZE = 8
_MAX_SHOWN = 12  # of a preview
_MAX_PEOPLE = 20


def link_of(reader: Reader, delegation: Delegation) -> str:
    return reader.link(f"dlg-{delegation.code}")


def code_hash(delegation: Delegation) -> str:
    """Return what a button may carry of a code: enough to see that it is still the same."""
    return sha256(delegation.code)[:8]


def list_view(
    reader: Reader, found: Sequence[Delegation], page: int, words: str = "", notice: str = ""
) -> Reply:
    """Show the delegations by name, or those that `words` name."""
    _ = reader.gettext
    ordered = sorted(found, key=lambda one: delegation_name(reader, one).casefold())
    shown, page, pages = page_of(ordered, page, _PAGE_SIZE)
    count = reader.ngettext("{number} delegation", "{number} delegations", len(found))
    blocks: list[Block] = [Heading(_("Delegations"))]
    if notice:
        blocks.append(Paragraph(notice))
    if words:
        blocks.append(Paragraph(_("Search: {words}").format(words=words)))
    blocks.append(Paragraph(count.format(number=len(found))))
    rows = open_buttons(
        [(clipped(delegation_name(reader, one)), f"{PLACE}.{one.id}") for one in shown], ""
    )
    if words:
        return Reply(tuple(blocks), (*rows, way_back(reader, PLACE)), payload="desk")
    rows += paging(reader, Place(PLACE, "", page), pages)
    if found:
        rows.append(
            (
                Press(_("Search by name…"), AskForDelegations("search")),
                Press(_("With codes, as CSV"), ExportDelegations("csv")),
            )
        )
        rows.append((Press(_("Print the codes (PDF)"), ExportDelegations("pdf")),))
    rows.append((Press(_("Import a table"), AskForDelegations("file")),))
    return Reply(tuple(blocks), (*rows, way_back(reader, "desk")), payload="desk")


def one_view(
    reader: Reader, delegation: Delegation, people: Sequence[str], notice: str | None = None
) -> Reply:
    """Show one delegation, with its link and code: only here."""
    _ = reader.gettext
    names = [
        (LANGUAGES[code].name if code in LANGUAGES else code, name)
        for code, name in delegation.names.items()
    ]
    rows: list[tuple[str, Phrase]] = [
        *names,
        (_("Category"), category_name(reader, delegation.category)),
    ]
    if delegation.region:
        rows.append((_("Region"), delegation.region))
    who = reader.listed(people[:_MAX_PEOPLE]) if people else _("nobody yet")
    if len(people) > _MAX_PEOPLE:
        more = len(people) - _MAX_PEOPLE
        others = reader.ngettext("{number} other", "{number} others", more).format(number=more)
        who = reader.listed([*people[:_MAX_PEOPLE], others])
    rows.append((_("Speak for it"), who))
    rows.append((_("Code"), delegation.code))
    link = link_of(reader, delegation)
    return Reply(
        (
            Heading(delegation_name(reader, delegation)),
            labels.facts(reader, rows),
            Copyable(link),
            Footnote(_("Whoever opens the link speaks for this delegation.")),
        ),
        (
            (
                Copy(_("Copy link"), link),
                Press(_("New code"), NewCode(delegation.id, code_hash(delegation))),
            ),
            (Press(_("Remove…"), go(f"{PLACE}.remove-{delegation.id}")),),
            way_back(reader, PLACE),
        ),
        payload="desk", notice=notice,
    )  # fmt: skip


def remove_view(reader: Reader, delegation: Delegation, people: int) -> Reply:
    _ = reader.gettext
    name = delegation_name(reader, delegation)
    sentence = reader.ngettext(
        "{number} person speaks for it and will not any more. What it said stays in the record.",
        "{number} people speak for it and will not any more. What it said stays in the record.",
        people,
    )
    return Reply(
        (Heading(name), Paragraph(sentence.format(number=people))),
        (
            (
                Press(
                    clipped(_("Remove {name}").format(name=name)),
                    RemoveDelegation(delegation.id), danger=True,
                ),
            ),
            way_back(reader, f"{PLACE}.{delegation.id}"),
        ),
        payload="desk",
    )  # fmt: skip


def file_dialog_view(reader: Reader) -> Reply:
    """Ask for a table."""
    _ = reader.gettext
    return Reply(
        (
            Paragraph(_("Send a table as CSV or .xlsx in this chat.")),
            Footnote(
                _(
                    "Headings: name, name (fr) and so on for other languages, category, region. "
                    "You will see what would change before anything does."
                )
            ),
        ),
        ((Press(_("Cancel"), EndDialog(PLACE)),),),
        payload="desk",
    )


def complaints_view(reader: Reader, complaints: Sequence[Complaint], more: int) -> Reply:
    _ = reader.gettext
    blocks: list[Block] = [
        Heading(_("I could not read this table")),
        Bullets(tuple(_complaint(reader, complaint) for complaint in complaints)),
    ]
    if more:
        left = reader.ngettext("And {number} more.", "And {number} more.", more)
        blocks.append(Footnote(left.format(number=more)))
    blocks.append(Paragraph(_("Nothing has changed. Please correct the file and send it again.")))
    return Reply(tuple(blocks), (way_back(reader, PLACE),), payload="desk")


def _complaint(reader: Reader, complaint: Complaint) -> str:
    _ = reader.gettext
    own = {
        "no-delegations": _("A table of delegations needs the heading Name, and rows below it."),
        "no-name": _("The delegation has no name."),
        "no-category": _(
            "I do not know the category “{words}”. Write state, group, observer, igo, un, "
            "civil-society, private-sector, academia or expert."
        ),
        "no-id": _("“{words}” is not an id: use small letters, digits and hyphens."),
        "same-delegation": _("“{words}” is the same delegation as the one in line {number}."),
        "too-many": _("The table has too many delegations; the maximum is {most}."),
        "too-large": _("The file is too large; the maximum is {size} MB."),
    }.get(complaint.code)
    if own is None:
        return complaint_text(reader, complaint)
    sentence = own.format(
        words=complaint.words, number=complaint.number, most=MAX_DELEGATIONS,
        size=MAX_BYTES // 1_000_000,
    )  # fmt: skip
    if not complaint.line:
        return sentence
    return _("Line {line}: {sentence}").format(line=complaint.line, sentence=sentence)


def preview_view(reader: Reader, plan: Plan, read: ReadDelegations, meanwhile: bool) -> Reply:
    """Show what an import would do. `meanwhile` says that the delegations were changed since this
    was shown before."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(_("Import of delegations"))]
    if meanwhile:
        blocks.append(
            Paragraph(_("Someone else has changed it in the meantime. Please look again."))
        )
    parts = [
        _("{number} new").format(number=len(plan.new)),
        _("{number} changed").format(number=len(plan.changed)),
        _("{number} unchanged").format(number=plan.unchanged),
        _("{number} not in the file").format(number=len(plan.gone)),
    ]
    blocks.append(Paragraph(" · ".join(parts)))
    new = [reader.annotated(next(iter(one.names.values())), category_name(reader, one.category))
           for one in plan.new]  # fmt: skip
    changed = [
        _("{before} → {after}").format(
            before=_all(reader, one.names, one.category, one.region),
            after=_all(reader, after.names, after.category, after.region),
        )
        for one, after in plan.changed
    ]
    gone = [delegation_name(reader, one) for one in plan.gone]
    for title, lines in ((_("New"), new), (_("Changed"), changed), (_("Not in the file"), gone)):
        if lines:
            blocks.append(Bullets(_some(reader, lines), title=title))
    if read.unread:
        headings = reader.listed(read.unread[:_MAX_SHOWN])
        blocks.append(Footnote(_("Not read: {headings}").format(headings=headings)))
    rows: list[Row] = []
    if plan.wanted:
        number = len(plan.wanted)
        label = reader.ngettext("Import {number} delegation", "Import {number} delegations", number)
        rows.append((Press(label.format(number=number), ImportDelegations(plan.fingerprint, 0)),))
    if plan.gone:
        number = len(plan.gone)
        label = reader.ngettext(
            "Import, and remove {number} delegation", "Import, and remove {number} delegations",
            number,
        )  # fmt: skip
        data = ImportDelegations(plan.fingerprint, 1)
        rows.append((Press(label.format(number=number), data, danger=True),))
    if not rows:
        blocks.append(Paragraph(_("The file changes nothing.")))
    rows.append((Press(_("Cancel"), EndDialog(PLACE)),))
    return Reply(tuple(blocks), tuple(rows), payload="desk")


def _some(reader: Reader, lines: Sequence[str]) -> tuple[str, ...]:
    shown = list(lines[:_MAX_SHOWN])
    if more := len(lines) - len(shown):
        others = reader.ngettext("{number} other", "{number} others", more)
        shown.append(others.format(number=more))
    return tuple(shown)


def _all(reader: Reader, names: Mapping[str, str], category: str, region: str | None) -> str:
    known = [*names.values(), category_name(reader, category)]
    return reader.listed(filter(None, (*known, region)))


def delegations_file(reader: Reader, found: Sequence[Delegation]) -> File:
    """Return the delegations with their codes and links as a table, which can be imported again."""
    languages = list(dict.fromkeys(code for one in found for code in one.names))
    header = [
        "id",
        *("Name (" + code + ")" for code in languages),
        "Category",
        "Region",
        "Code",
        "Link",
    ]
    rows = [
        (
            one.slug, *(one.names.get(code, "") for code in languages), one.category,
            one.region or "", one.code, link_of(reader, one),
        )
        for one in found
    ]  # fmt: skip
    return csv_file("delegations", header, rows)
