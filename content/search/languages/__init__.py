"""What search knows of each language: stems, words without meaning, words of references.

See docs/search.md. To add a language: a module here with its `RULES`, and a line in `_MODULES`.
"""

from __future__ import annotations

from importlib import import_module

from content.search.languages.rules import LanguageRules

_MODULES = {
    "ar": "arabic", "en": "english", "es": "spanish", "fr": "french", "ru": "russian",
    "zh": "chinese",
}  # fmt: skip
_DEFAULT = "en"

__all__ = ["LanguageRules", "rules_of"]


def rules_of(language: str) -> LanguageRules:
    """The rules of a language; the English ones for a language that search does not know."""
    name = _MODULES.get(language, _MODULES[_DEFAULT])
    rules: LanguageRules = import_module(f"{__name__}.{name}").RULES
    return rules
