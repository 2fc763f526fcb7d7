"""Codes read as a phone reads them, but for mending errors: what is printed has none.

Square by square after ISO/IEC 18004: format bits, mask, the way up and down, blocks, bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

Dark = set[tuple[int, int]]
# By error correction level and version, the data bytes of each block (tables 7 and 9).
_BLOCKS: dict[str, tuple[list[int], ...]] = {
    "L": ([19], [34], [55], [80], [108], [68] * 2, [78] * 2, [97] * 2),
    "M": ([16], [28], [44], [32] * 2, [43] * 2, [27] * 4, [31] * 4, [38] * 2 + [39] * 2),
    "Q": (
        [13], [22], [17] * 2, [24] * 2, [15] * 2 + [16] * 2, [19] * 4, [14] * 2 + [15] * 4,
        [18] * 4 + [19] * 2,
    ),
    "H": (
        [9], [16], [13] * 2, [9] * 4, [11] * 2 + [12] * 2, [15] * 4, [13] * 4 + [14],
        [14] * 4 + [15] * 2,
    ),
}  # fmt: skip
_LEVELS = {0b01: "L", 0b00: "M", 0b11: "Q", 0b10: "H"}
_FORMAT_MASK = 0b101010000010010


def read(dark: Dark, size: int) -> str:
    """The text of a code of `size` squares across; `dark` are (column, row). Raises ValueError."""
    version = (size - 17) // 4
    if size != 17 + 4 * version or not 1 <= version <= 8:
        raise ValueError(f"no code has {size} squares across")
    level, mask = _format(dark)
    taken = _fixed(size, version)
    bits = [((x, y) in dark) != _masked(mask, x, y) for x, y in _way(size) if (x, y) not in taken]
    stream = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    blocks = _BLOCKS[level][version - 1]
    parts: list[list[int]] = [[] for _ in blocks]
    given = iter(stream)
    for at in range(max(blocks)):
        for block, length in enumerate(blocks):
            if at < length:
                parts[block].append(next(given))
    data = [bool(byte >> (7 - bit) & 1) for part in parts for byte in part for bit in range(8)]
    if _number(data[:4]) != 0b0100:
        raise ValueError("this is not bytes")
    length = _number(data[4:12])
    whole = bytes(_number(data[at : at + 8]) for at in range(12, 12 + 8 * length, 8))
    return whole.decode("ascii")


def _format(dark: Dark) -> tuple[str, int]:
    places = [(x, 8) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(8, y) for y in (7, 5, 4, 3, 2, 1, 0)]
    said = _number([place in dark for place in places]) ^ _FORMAT_MASK
    return _LEVELS[said >> 13], said >> 10 & 0b111


def _number(bits: list[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)


def _masked(mask: int, x: int, y: int) -> bool:
    return (
        (x + y) % 2, y % 2, x % 3, (x + y) % 3, (y // 2 + x // 3) % 2, x * y % 2 + x * y % 3,
        (x * y % 2 + x * y % 3) % 2, ((x + y) % 2 + x * y % 3) % 2,
    )[mask] == 0  # fmt: skip


def _fixed(size: int, version: int) -> Dark:
    """The squares that bear no data."""
    last = size - 1
    found = {(x, y) for x in range(9) for y in range(9)}
    found |= {(last - x, y) for x in range(8) for y in range(9)}
    found |= {(x, last - y) for x in range(9) for y in range(8)}
    found |= {(6, at) for at in range(size)} | {(at, 6) for at in range(size)}
    if version >= 2:
        centres = [6, size - 7] if version < 7 else [6, (size - 1) // 2, size - 7]
        corners = {(6, 6), (6, size - 7), (size - 7, 6)}
        for x, y in {(x, y) for x in centres for y in centres} - corners:
            found |= {(x + a, y + b) for a in range(-2, 3) for b in range(-2, 3)}
    if version >= 7:
        found |= {(size - 11 + a, b) for a in range(3) for b in range(6)}
        found |= {(b, size - 11 + a) for a in range(3) for b in range(6)}
    return found


def _way(size: int) -> Iterator[tuple[int, int]]:
    up = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for y in range(size - 1, -1, -1) if up else range(size):
            yield right, y
            yield right - 1, y
        up = not up
