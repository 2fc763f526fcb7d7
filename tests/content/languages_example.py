"""A small pack whose document is in three languages."""

from __future__ import annotations

from pathlib import Path

from tests.content.example import edit, example

ENGLISH = """Charter of Rivers

Preamble

Whereas rivers know no border,

Article 1

Everyone may drink from the river.
No one may spoil it.

Article 2

Every town shall co\u2010operate with its neighbours.
"""
FRENCH = """Charte des fleuves

Préambule

Considérant que les fleuves ne connaissent pas de frontière,

Article premier

Chacun peut boire l’eau du fleuve.
Nul ne peut la souiller.

Article 2

Toute ville coopère avec ses voisines.
"""
ARABIC = """ميثاق الأنهار

الديباجة

لما كانت الأنهار لا تعرف حدودًا،

المادة 1

لكل إنسان أن يشرب من النهر.
لا يجوز لأحد أن يلوّثه.

المادة 2

تتعاون كل مدينة مع جيرانها.
"""
DOCUMENT = """  - id: charter
    title: Charter of Rivers
    short: Charter of Rivers
    author: The towns
    symbol: R/1
    link: https://example.org/charter
    texts:
      en: sources/charter-en.txt
      fr: sources/charter-fr.txt
      ar: sources/charter-ar.txt
    authentic: [en, fr]
    numbering: {en: "Article {n}", fr: "Article {n}", ar: "المادة {n}"}
    headings:
      preamble: {en: Preamble, fr: Préambule, ar: الديباجة}
    paragraphs: lines
kinds:"""
POSITION = """id: position
title: The Charter
passages:
  - id: position-1
    title: Drinking
    citation: {document: charter, unit: article, number: 1}
    words: [thirst]
  - id: position-2
    title: Working together
    citation: {document: charter, unit: article, number: 2}
    words: [neighbour]
  - id: position-preamble
    title: Preamble
    citation: {document: charter, unit: preamble}
    words: [reasons]
  - id: position-by-hand
    title: Not to spoil it
    text:
      fr: Nul ne peut la souiller.
      en: No one may spoil it.
    citation: {document: charter, unit: article, number: 1}
    words: [dirt]
"""


def languages_example(folder: Path) -> Path:
    """A valid pack in a folder of its own, with a charter in English, French and Arabic."""
    pack = example(folder)
    edit(pack, "pack.yaml", "kinds:", DOCUMENT)
    (pack / "position.yaml").write_text(POSITION, encoding="utf-8")
    for language, text in (("en", ENGLISH), ("fr", FRENCH), ("ar", ARABIC)):
        (pack / "sources" / f"charter-{language}.txt").write_text(text, encoding="utf-8")
    return pack
