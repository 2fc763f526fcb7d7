"""What search knows of each language: stems, words without meaning, words of references.

See docs/search.md. Six languages have a module here; any other has the rules of `generic`, with
the data beside its catalogue.
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
    """The rules of a language; the English ones for a language of which nothing is known."""
    name = _MODULES.get(language)
    if name is None:
        from content.search.languages.generic import generic_rules

        found = generic_rules(language)
        if found is not None:
            return found
        name = _MODULES[_DEFAULT]
    rules: LanguageRules = import_module(f"{__name__}.{name}").RULES
    return rules
