"""Which entities may overlap (tdlib, fix_entities).

Bold, italic, underline, strikethrough and spoiler are split at the borders of other entities.
Links, mentions, code and times never overlap; a quote may contain them, but not cross them.
"""

from __future__ import annotations

from bot.preview.entities.entity import QUOTES, SOLID, SPLITTABLE, Entity, in_order


def nested(entities: list[Entity], detected: list[Entity] | None = None) -> list[Entity]:
    """Return the entities as Telegram keeps them; `detected` ones yield to those of the sender."""
    given = in_order([entity for entity in entities if entity.length > 0])
    quotes = _without_overlaps([entity for entity in given if entity.type in QUOTES])
    whole = _without_overlaps(
        [entity for entity in given if entity.type not in QUOTES and entity.type not in SPLITTABLE]
    )
    whole = [entity for entity in whole if not _crosses(entity, quotes)]
    for entity in detected or []:
        overlaps = any(entity.offset < other.end and other.offset < entity.end for other in whole)
        if not overlaps and not _crosses(entity, quotes):
            whole.append(entity)
    others = in_order([*whole, *quotes])
    styled = [entity for entity in given if entity.type in SPLITTABLE]
    return in_order([*others, *_split(styled, others)])


def _without_overlaps(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quotes: list[Entity]) -> bool:
    return any(
        entity.offset < quote.end
        and quote.offset < entity.end
        and not (quote.offset <= entity.offset and entity.end <= quote.end)
        for quote in quotes
    )


def _split(styled: list[Entity], others: list[Entity]) -> list[Entity]:
    """Join touching runs of each style, then split them.

    They are split where another entity begins or ends and where another style begins, and dropped
    inside code, pre and times.
    """
    if not styled:
        return []
    runs = {kind: _joined([one for one in styled if one.type == kind]) for kind in SPLITTABLE}
    borders = {border for other in others for border in (other.offset, other.end)}
    starts = {begin for spans in runs.values() for begin, _ in spans}
    solid = [other for other in others if other.type in SOLID]
    result = []
    for kind, spans in runs.items():
        for begin, end in spans:
            cuts = sorted(cut for cut in borders | starts if begin < cut < end)
            for left, right in zip([begin, *cuts], [*cuts, end], strict=True):
                if not any(one.offset <= left and right <= one.end for one in solid):
                    result.append(Entity(kind, left, right - left))
    return result


def _joined(entities: list[Entity]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for entity in entities:
        if spans and entity.offset <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], entity.end))
        else:
            spans.append((entity.offset, entity.end))
    return spans
