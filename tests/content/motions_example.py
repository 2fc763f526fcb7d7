"""A small pack with a collection of motions that have statuses and proposers."""

from __future__ import annotations

from pathlib import Path

from tests.content.languages_example import languages_example

MOTIONS = """- id: motions
  title: Motions
  item: Motion {number}
  command: motions
  document: charter
  passages:
    - id: motion-1
      title: Drinking and spoiling
      number: 1
      words: [thirst]
      status: adopted
      decided: 2030-05-02
      proposers: [Ana Silva, {name: Jo Lee, affiliation: Friends of the River}]
    - {id: motion-2, title: Working together, number: 2, words: [neighbour], status: proposed}
    - {id: charter-preamble, title: Why there is a Charter, unit: preamble, words: [reasons]}
"""
FRENCH = """sections: {motions: Motions}
items: {motions: "Motion {number}"}
entries:
  motion-2: {title: Coopérer}
"""


def motions_example(folder: Path) -> Path:
    made = languages_example(folder)
    (made / "position.yaml").unlink()
    (made / "collections.yaml").write_text(MOTIONS, encoding="utf-8")
    (made / "translations").mkdir()
    (made / "translations" / "fr.yaml").write_text(FRENCH, encoding="utf-8")
    return made
