"""The draft of a session's summary: notes and exact words alone, and what the record says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from content.floor import report
from content.floor.report import Block, Heading, Item, Quote, Report, Table, Text
from content.languages import LANGUAGES
from content.model import Pack
from handlers.documents.quotations import proof_line
from handlers.floor.context import FloorContext
from handlers.floor.interpreters import named
from handlers.floor.rapporteur_buttons import MARKS
from handlers.floor.text_views import length_text
from handlers.floor.wording import category_name, clock, delegation_name
from handlers.framework.reader import Reader
from handlers.wording import labels, times
from storage.floor.notes import WHOLE_TURN, Mark, Note
from storage.floor.records import Turn
from storage.floor.texts import StatementText


@dataclass(frozen=True)
class Material:
    """What a summary is made of."""

    context: FloorContext
    chairs: Sequence[str]  # names of people
    texts: Sequence[StatementText]
    notes: Mapping[int, Sequence[Note]]  # by turn
    marks: Sequence[Mark]


@dataclass(frozen=True)
class _Point:
    """Something that was said: words of a note, or a marked turn without a note."""

    turn: Turn
    author: int
    words: str | None
    marks: frozenset[str]
    passages: tuple[str, ...]


def summary_report(reader: Reader, pack: Pack, material: Material) -> Report:
    """Return the draft in the reader's language, by the clock of the venue."""
    meeting = material.context.meeting
    reader = replace(reader, zone=meeting.zone, zone_chosen=True)
    _ = reader.gettext
    return Report(
        title=_("Summary: {title}").format(title=meeting.title),
        subtitle=times.when_text(reader, meeting),
        right_to_left=reader.right_to_left,
        blocks=(
            *_session(reader, material),
            *_points(reader, pack, material),
            *_speakers(reader, material),
            *_not_reached(reader, material),
            *_in_writing(reader, material),
            *_figures(reader, material),
        ),
    )


def _session(reader: Reader, material: Material) -> list[Block]:
    _ = reader.gettext
    session = material.context.session
    blocks: list[Block] = []
    for text, at in (
        (_("Session opened: {moment}"), session.began),
        (_("Session closed: {moment}"), session.ended),
    ):
        if at is not None:
            blocks.append(Text(text=text.format(moment=times.moment(reader, at))))
    if material.chairs:
        names = reader.listed(material.chairs)
        blocks.append(Text(text=_("In the chair: {names}").format(names=names)))
    return blocks


def _points(reader: Reader, pack: Pack, material: Material) -> list[Block]:
    """Return the notes under the five marks, then those without a mark."""
    _ = reader.gettext
    titles = {
        "proposal": _("Proposals"), "good-practice": _("Good practices"),
        "challenge": _("Challenges"), "commitment": _("Commitments"), "quote": _("Quotes"),
        "": _("Other notes"),
    }  # fmt: skip
    points = list(_all_points(material))
    authors = list(dict.fromkeys(point.author for point in points))
    blocks: list[Block] = []
    for mark in (*MARKS, ""):
        under = [point for point in points if mark in point.marks or not (mark or point.marks)]
        if not under:
            continue
        blocks.append(Heading(text=titles[mark]))
        for point in under:
            speaker = named(reader, material.context, point.turn)
            text = speaker
            if point.words:
                text = _("{name}: {what}").format(name=speaker, what=point.words)
            if len(authors) > 1:
                number = authors.index(point.author) + 1
                text = reader.annotated(text, _("rapporteur {number}").format(number=number))
            blocks.append(Item(text=text))
            blocks += [_quote(reader, pack, passage) for passage in point.passages]
    return blocks


def _all_points(material: Material) -> Iterable[_Point]:
    """Yield what each rapporteur has of each turn, in the order of speaking. A note without marks
    of its own has those of its author's turn, and likewise passages."""
    marks: dict[tuple[int, int, int, str], list[str]] = {}
    for one in material.marks:
        marks.setdefault((one.turn, one.note, one.chat_id, one.kind), []).append(one.value)
    authors_of: dict[int, dict[int, None]] = {}
    for one in material.marks:
        authors_of.setdefault(one.turn, {})[one.chat_id] = None
    for turn_id, written in material.notes.items():
        for note in written:
            authors_of.setdefault(turn_id, {})[note.chat_id] = None
    for turn in material.context.turns:
        for author in sorted(authors_of.get(turn.id, ())):
            own = [note for note in material.notes.get(turn.id, ()) if note.chat_id == author]
            of_turn = marks.get((turn.id, WHOLE_TURN, author, "mark"), [])
            linked = marks.get((turn.id, WHOLE_TURN, author, "passage"), [])
            if not own and (of_turn or linked):
                yield _Point(turn, author, None, frozenset(of_turn), tuple(linked))
            for note in own:
                yield _Point(
                    turn, author, note.words,
                    frozenset(marks.get((turn.id, note.id, author, "mark"), of_turn)),
                    tuple(marks.get((turn.id, note.id, author, "passage"), linked)),
                )  # fmt: skip


def _quote(reader: Reader, pack: Pack, passage_id: str) -> Block:
    passage = pack.passages.get(passage_id)
    if passage is None:  # of a pack that was replaced since
        return Item(text=passage_id)
    language = LANGUAGES.get(pack.language_of(passage))
    source = f"{labels.citation(reader, pack, passage)} · {proof_line(pack, passage)}"
    return Quote(
        text=passage.text, source=source,
        right_to_left=language is not None and language.right_to_left,
    )  # fmt: skip


def _spoken(material: Material) -> list[Turn]:
    return [
        turn
        for turn in material.context.turns
        if turn.state in ("done", "speaking", "interrupted") and turn.began is not None
    ]


def _speakers(reader: Reader, material: Material) -> list[Block]:
    _ = reader.gettext
    turns = _spoken(material)
    if not turns:
        return []
    rows = [(_("Delegation"), _("Time used"))]
    rows += [
        (named(reader, material.context, turn), clock(turn.spent_ms // 1000)) for turn in turns
    ]
    return [Heading(text=_("Who spoke")), Table(rows=tuple(rows))]


def _not_reached(reader: Reader, material: Material) -> list[Block]:
    _ = reader.gettext
    blocks: list[Block] = []
    states = (
        ("waiting", _("On the list, not reached")), ("absent", _("On the list, absent when called"))
    )  # fmt: skip
    for state, title in states:
        turns = [turn for turn in material.context.turns if turn.state == state]
        if turns:
            blocks.append(Heading(text=title))
            blocks += [Item(text=named(reader, material.context, turn)) for turn in turns]
    return blocks


def _in_writing(reader: Reader, material: Material) -> list[Block]:
    _ = reader.gettext
    blocks: list[Block] = []
    context = material.context
    for text in material.texts:
        if not text.in_writing:
            continue
        name = delegation_name(reader, context.delegation(text.delegation))
        length = length_text(reader, context, text.content)
        blocks.append(Item(text=_("{name}: {what}").format(name=name, what=length)))
        if text.content.words is not None:
            right_to_left = any("\u0590" <= letter <= "\u08ff" for letter in text.content.words)
            blocks.append(Quote(text=text.content.words, source=name, right_to_left=right_to_left))
    return [Heading(text=_("Written statements")), *blocks] if blocks else []


def _figures(reader: Reader, material: Material) -> list[Block]:
    """Return the time of speaking by category and by region."""
    _ = reader.gettext
    turns = _spoken(material)
    blocks: list[Block] = []
    by: Sequence[tuple[str, str, Callable[[Turn], str | None]]] = (
        (_("Time by category"), _("Category"), lambda turn: category_name(reader, turn.category)),
        (_("Time by region"), _("Region"), lambda turn: turn.region),
    )
    for title, label, key in by:
        spent: dict[str, tuple[int, timedelta]] = {}
        for turn in turns:
            name = key(turn)
            if name:
                count, total = spent.get(name, (0, timedelta()))
                spent[name] = (count + 1, total + timedelta(milliseconds=turn.spent_ms))
        if spent:
            rows = [(label, _("Speakers"), _("Time used"))]
            rows += [
                (name, str(count), clock(total))
                for name, (count, total) in sorted(spent.items(), key=lambda item: -item[1][1])
            ]
            blocks += [Heading(text=title), Table(rows=tuple(rows))]
    return blocks


def markdown_of(content: str) -> bytes:
    """Return a stored report as Markdown."""
    return report.markdown(Report.model_validate_json(content)).encode()


def docx_of(content: str) -> bytes:
    """Return a stored report as a document. Call it in a thread."""
    return report.docx(Report.model_validate_json(content))
