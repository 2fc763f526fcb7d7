"""Packs of any size, made up for tests of what a large one costs."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_AREA_SIZE = 40  # recommendations
_ZONES = {
    "Geneva": "Europe/Zurich", "New York": "America/New_York", "Lima": "America/Lima",
    "Accra": "Africa/Accra", "Manila": "Asia/Manila",
}  # fmt: skip
_KINDS = ("plenary", "side", "bilateral", "briefing")
_REGIONS = ("global", "africa", "asia")
FIRST_DAY = datetime.fromisoformat("2030-05-01T09:00")


def write_pack(folder: Path, passages: int, meetings: int, mandate_sections: int = 0) -> Path:
    """Write a good pack of two roundtables with so many passages and meetings into a new folder
    and return it. Half of the passages are recommendations; the others are the position, or the
    mandate where that has sections."""
    source: list[str] = []

    def passage(entry_id: str, unit: str, number: int) -> dict[str, Any]:
        text = f"Quotation {entry_id} speaks of matter {number} at some length."
        source.append(text)
        return {
            "id": entry_id, "title": f"Matter {entry_id}", "text": text,
            "citation": {"document": "paper", "section": "1", "unit": unit, "number": number},
        }  # fmt: skip

    roundtables = [
        {"number": n, "title": f"Table {n}", "theme": passage(f"rt{n}", "paragraph", n)}
        for n in (1, 2)
    ]
    areas: list[dict[str, Any]] = []
    left = passages - len(roundtables)
    while left > passages // 2:
        n = len(areas) + 1
        count = min(_AREA_SIZE, left - 1)
        source.append(f"AREA {n}")
        areas.append(
            {
                "number": n, "title": f"Area {n}", "heading": f"AREA {n}",
                "call": passage(f"area-{n}", "call", n),
                "recommendations": [
                    passage(f"rec-{n}-{k}", "recommendation", k) for k in range(1, count + 1)
                ],
            }
        )  # fmt: skip
        left -= count + 1
    name = "mandate" if mandate_sections else "position"
    others = [passage(f"{name}-{number}", "paragraph", number % 999 + 1) for number in range(left)]
    sections = [
        {
            "id": f"mandate-section-{n}",
            "title": f"Section {n}",
            "passages": others[n::mandate_sections],
        }
        for n in range(mandate_sections)
    ]
    cities = list(_ZONES)
    listed = []
    for number in range(meetings):
        city = cities[number % len(cities)]
        start = FIRST_DAY + timedelta(days=number * 7 % 60, hours=number % 9)
        listed.append(
            {
                "id": f"m-{number}", "title": f"Meeting {number}", "city": city,
                "kind": _KINDS[number % len(_KINDS)], "region": _REGIONS[number % len(_REGIONS)],
                "country": "Somewhere", "time_zone": _ZONES[city],
                "start": start.isoformat(timespec="minutes"),
                "end": (start + timedelta(hours=2)).isoformat(timespec="minutes"),
                "roundtables": [number % 2 + 1], "source": "the programme",
            }
        )  # fmt: skip
    files: dict[str, object] = {
        "pack": {
            "id": "large", "version": "1",
            "event": {
                "name": "Large event", "short": "Large event", "place": "Everywhere",
                "time_zone": "Europe/Zurich", "start": "2030-06-01", "end": "2030-06-20",
                "source": "the programme", "rehearsal": "2030-04-20T09:00+02:00",
            },
            "documents": [
                {
                    "id": "paper", "title": "Paper", "short": "Paper", "author": "Authors",
                    "file": "sources/paper.txt",
                }
            ],
            "kinds": {kind: kind.capitalize() for kind in _KINDS},
            "regions": {region: region.capitalize() for region in _REGIONS},
        },
        "roundtables": roundtables,
        "areas": areas,
        "meetings": listed,
    }  # fmt: skip
    if sections:
        files["mandate"] = sections
    else:
        files["position"] = {"id": "position", "title": "Position", "passages": others}
    (folder / "sources").mkdir(parents=True)
    for name, content in files.items():
        # JSON is YAML, too, and much faster to write.
        (folder / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")
    (folder / "sources" / "paper.txt").write_text("\n\n".join(source), encoding="utf-8")
    return folder
