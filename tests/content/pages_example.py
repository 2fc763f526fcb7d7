"""An example pack with practical pages and files that people can open."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from tests.content.example import edit, example

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PAGES = """- id: wifi
  title: Wi-Fi
  text: |
    Network: Danube-Forum. The password is on the back of your badge.

    In Hall A, please use the cable at your seat.
  words: [wlan, internet access]
- id: plan
  title: Plan of the first floor
  picture: maps/floor-1.png
  documents:
    - {title: All floors, file: maps/floors.pdf}
    - {title: How to get here, link: "https://example.org/travel"}
  words: [map, toilets]
- id: emergency
  title: In an emergency
  text: Dial 112 from any telephone.
  first: true
  source: the host city, example.org/safety/
  words: [ambulance, doctor]
"""
FRENCH = """entries:
  page-wifi:
    title: Wi-Fi
    text: "Réseau : Danube-Forum. Le mot de passe est au dos de votre badge."
    words: [accès internet]
  page-plan: {title: Plan du premier étage, words: [carte, toilettes]}
"""
ARABIC = """entries:
  page-wifi:
    title: شبكة واي فاي
    text: الشبكة Danube-Forum. كلمة المرور على ظهر شارتكم.
    words: [إنترنت]
"""


def a_png(width: int = 4, height: int = 3, colour: bytes = b"\x20\x60\xa0") -> bytes:
    """A picture of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + colour * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pages_example(folder: Path) -> Path:
    """A valid pack with three pages, a picture and a PDF, partly in French and Arabic. The first
    meeting has the PDF, too, and so has the document that is quoted."""
    pack = example(folder)
    (pack / "pages.yaml").write_text(PAGES, encoding="utf-8")
    (pack / "maps").mkdir()
    (pack / "maps" / "floor-1.png").write_bytes(a_png(640, 480))
    (pack / "maps" / "floors.pdf").write_bytes(PDF)
    translations = pack / "translations"
    translations.mkdir(exist_ok=True)
    for language, text in (("fr", FRENCH), ("ar", ARABIC)):
        (translations / f"{language}.yaml").write_text(text, encoding="utf-8")
    edit(
        pack, "pack.yaml", "    file: sources/appeal.txt\n",
        "    file: sources/appeal.txt\n    download: maps/floors.pdf\n",
    )  # fmt: skip
    return pack
