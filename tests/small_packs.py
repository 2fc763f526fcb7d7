"""Small packs of other events than the packs that ship: a conference without documents, and an
assembly without a programme."""

from __future__ import annotations

from pathlib import Path

_EVENT = """id: {id}
version: "1"
event:
  name: {name}
  short: {short}
  place: {place}
  time_zone: Europe/Lisbon
  start: 2026-06-08
  end: 2026-06-09
  source: example.org
"""
_TALKS = (
    ("exactly-once", "Exactly-once is a lie", "08T09:00", "08T09:30", "Auditorium", "Streaming"),
    ("columnar", "Columnar files in practice", "08T09:00", "08T09:30", "Room C", "Storage"),
    ("backfill", "Backfilling without tears", "08T11:00", "08T11:45", "Auditorium", "Streaming"),
    ("lineage", "Lineage for small teams", "09T09:00", "09T09:30", "Room C", "Storage"),
)
MOTIONS_TEXT = """Motion 1
Parking fees shall rise by a tenth from next year.

Motion 2
The library shall be open on Sundays.
"""
_MOTIONS = """- id: motions
  title: Motions
  item: Motion {number}
  command: motions
  document: book
  passages:
    - {id: motion-1, title: Parking fees, number: 1, words: [cars]}
    - {id: motion-2, title: Library on Sundays, number: 2, words: [books]}
"""


def conference(folder: Path) -> Path:
    """A conference of two days in two rooms: neither documents nor regions."""
    pack = folder / "conference"
    pack.mkdir()
    event = _EVENT.format(
        id="data-days", name="Open Data Engineering Days 2026", short="Data Days",
        place="Congress Centre, Lisbon",
    )  # fmt: skip
    (pack / "pack.yaml").write_text(f"{event}kinds: {{talk: Talks}}\n", encoding="utf-8")
    talks = "".join(
        f"- {{id: {id}, title: {title}, kind: talk, room: {room}, track: {track}, city: Lisbon,"
        f" country: Portugal, people: [{{name: Elena Novak, role: speaker}}],"
        f" time_zone: Europe/Lisbon, start: '2026-06-{start}', end: '2026-06-{end}',"
        " source: example.org}\n"
        for id, title, start, end, room, track in _TALKS
    )
    (pack / "meetings.yaml").write_text(talks, encoding="utf-8")
    return pack


def assembly(folder: Path) -> Path:
    """An assembly with motions to read, and neither meetings nor roundtables."""
    pack = folder / "assembly"
    (pack / "sources").mkdir(parents=True)
    event = _EVENT.format(
        id="assembly", name="Citizens’ Assembly 2026", short="Assembly", place="Town Hall"
    )
    documents = """documents:
  - {id: book, title: Book of motions, short: Motions, author: The assembly,
     date: '2026', file: sources/book.txt,
     numbering: {en: 'Motion {n}'}}
"""
    (pack / "pack.yaml").write_text(event + documents, encoding="utf-8")
    (pack / "sources" / "book.txt").write_text(MOTIONS_TEXT, encoding="utf-8")
    (pack / "collections.yaml").write_text(_MOTIONS, encoding="utf-8")
    return pack
