"""The sheet of the delegations' codes."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Pack
from handlers.desk.delegations.views import link_of
from handlers.floor.wording import category_name, delegation_name
from handlers.framework.code_sheets import CodeCard, CodeSheet
from handlers.framework.reader import Reader
from storage.floor.delegations import Delegation


def code_sheet(reader: Reader, pack: Pack, found: Sequence[Delegation]) -> CodeSheet:
    """Return a card for each delegation: its names, link and code."""
    _ = reader.gettext
    cards: list[CodeCard] = []
    for one in sorted(found, key=lambda one: delegation_name(reader, one).casefold()):
        title = delegation_name(reader, one)
        others = [name for name in dict.fromkeys(one.names.values()) if name != title]
        lines = (*others, category_name(reader, one.category))
        cards.append(CodeCard(title, lines, link_of(reader, one), one.code))
    foot = _("Opens the list of speakers for your delegation. Do not show it to others.")
    return CodeSheet(pack.event.short, reader.language, foot, cards)
