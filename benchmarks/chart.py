"""The chart of docs/performance.md: a bar for each program, with its lowest and highest round."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from benchmarks.checkouts import NOW, ROOT
from benchmarks.lookups import Figures

_FILE = ROOT / "docs" / "pictures" / "performance.svg"
_WIDTH, _LEFT, _RIGHT = 800, 290, 60  # pixels; the bars lie between the margins
_ROW, _BAR = 34, 22
_OURS, _OTHERS = "#2f6fab", "#9aa5b1"


def draw(found: Mapping[str, Figures]) -> None:
    """Write the chart; equal figures give an equal file."""
    rows = sorted(found.items(), key=lambda row: -row[1].a_core_second)
    scale = (_WIDTH - _LEFT - _RIGHT) / max(figures.highest for _, figures in rows)
    height = _ROW * len(rows) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="14" fill="#333">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for index, (name, figures) in enumerate(rows):
        middle = 10 + _ROW * index + _ROW / 2
        length = figures.a_core_second * scale
        lowest, highest = _LEFT + figures.lowest * scale, _LEFT + figures.highest * scale
        colour = _OURS if name == NOW.name else _OTHERS
        parts += [
            f'<text x="{_LEFT - 10}" y="{middle + 5:.0f}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{_LEFT}" y="{middle - _BAR / 2:.0f}" width="{length:.1f}" height="{_BAR}" '
            f'fill="{colour}"/>',
            f'<path d="M{lowest:.1f} {middle}H{highest:.1f}" stroke="#555" stroke-width="2"/>',
            f'<text x="{highest + 6:.0f}" y="{middle + 5:.0f}">{figures.a_core_second:,.0f}</text>',
        ]
    parts.append(
        f'<text x="{_LEFT}" y="{height - 10}">answers a second and core, /roundtable N</text></svg>'
    )
    _FILE.write_text("\n".join(parts) + "\n")
