"""The secretariat's name in the reader's language. It is stored in that of the pack."""

from __future__ import annotations

from functools import cache

from content.languages import Sentences
from handlers.framework.reader import Reader

_SECRETARIAT = "the secretariat"


def office_name(reader: Reader, name: str) -> str:
    """Return the name of an office as the reader says it; other names stay as they are."""
    return reader.gettext("the secretariat") if name in _names_of_secretariat() else name


@cache
def _names_of_secretariat() -> frozenset[str]:
    return frozenset(translation.gettext(_SECRETARIAT) for translation in Sentences().values()) | {
        _SECRETARIAT
    }
