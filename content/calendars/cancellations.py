"""Cancellations that are written into a title, as Outlook, Google and Indico do."""

from __future__ import annotations

import re

from content.typed_words import folded, typed_words

# In other languages of the programs that write calendars. Those of the bot are in typed_words.toml.
_OTHER_LANGUAGES = frozenset(
    folded(word)
    for word in (
        "annullato", "annullata", "cancelada", "cancelado", "desmarcado", "geannuleerd", "afgelast",
        "odwołane", "odwołano", "zrušeno", "iptal", "iptal edildi", "inställt", "inställd",
        "avlyst", "aflyst", "peruttu", "otkazano", "скасовано", "キャンセル", "中止",
        "취소", "취소됨",
    )
)  # fmt: skip
_OPEN, _CLOSE = r"[\[(【（「<*]", r"[\])】）」>*]"
_BREAK = r"(?:\s*[:：|]\s*|\s+[–—-]+\s*|[–—-]+\s+)"
_WORD = r"([^\[\]()【】（）「」<>*:：|]{2,40}?)"
_FORMS = (
    # The words are in the group `word`, what is left in the group `title`.
    rf"\s*{_OPEN}+\s*(?P<word>{_WORD})\s*{_CLOSE}+(?:{_BREAK})?\s*(?P<title>.+)",
    rf"(?P<title>.+?)(?:{_BREAK})?\s*{_OPEN}+\s*(?P<word>{_WORD})\s*{_CLOSE}+\s*",
    rf"\s*(?P<word>{_WORD}){_BREAK}(?P<title>.+)",
    rf"(?P<title>.+){_BREAK}(?P<word>{_WORD})\s*",
)
_PATTERNS = tuple(re.compile(form, re.DOTALL) for form in _FORMS)
_FIRST_WORD = re.compile(r"\s*(?P<word>\S{2,20})\s+(?P<title>.+)", re.DOTALL)
_STRUCK_THROUGH = re.compile("[\u0335-\u0338]")
_STRUCK_TAGS = re.compile(
    r"\s*(?:~~(?P<tildes>.+)~~|<(?P<tag>s|del|strike)>(?P<tagged>.+)</(?P=tag)>)\s*", re.DOTALL
)


def is_cancelled(words: str) -> bool:
    """Return whether words say, in a known language, that something is cancelled."""
    key = folded(words)
    return key in typed_words("cancelled") or key in _OTHER_LANGUAGES


def split_title(title: str) -> tuple[str, bool]:
    """Return a title without what says that the meeting is cancelled, and whether anything does.

    Understands `[Cancelled] Forum`, `Annulé : Forum`, `Forum (abgesagt)`, `CANCELLED Forum` and
    titles that are struck through. A title that only begins with such a word, as `Cancelled
    flights` does, is returned as it is.
    """
    struck = _without_strokes(title)
    if struck is not None:
        return split_title(struck)[0], True
    for pattern in _PATTERNS:
        match = pattern.fullmatch(title)
        if match is not None and is_cancelled(match["word"]) and _has_letter(match["title"]):
            return match["title"].strip(), True
    match = _FIRST_WORD.fullmatch(title)
    if match is not None and is_cancelled(match["word"]):
        word = match["word"]
        has_case = word.upper() != word.lower()
        if not has_case or (word.isupper() and not match["title"].isupper()):
            return match["title"].strip(), True
    return title, False


def _without_strokes(title: str) -> str | None:
    """Return a struck title without the strokes; None if it is not struck."""
    if match := _STRUCK_TAGS.fullmatch(title):
        return str(match["tildes"] or match["tagged"]).strip()
    plain, strokes = _STRUCK_THROUGH.subn("", title)
    return plain.strip() if strokes and strokes * 2 >= len(plain.replace(" ", "")) else None


def _has_letter(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
