"""What is done on a floor beside the podium's card, as sentences for the record."""

from __future__ import annotations

from collections.abc import Callable

from handlers.framework.reader import Reader

_Sentence = Callable[[Reader, str], str]

# By the name of the record. They get the name of the speaker that the act concerns.
_OF_PODIUM: dict[str, _Sentence] = {
    "undo": lambda r, name: r.gettext("undid the last step"),
    "add": lambda r, name: r.gettext("added {name} to the list").format(name=name),
    "limits": lambda r, name: r.gettext("gave those who wait the new limits"),
    "rules": lambda r, name: r.gettext("changed the rules"),
    "screen-mode": lambda r, name: r.gettext("changed what the screen shows"),
    "screen-languages": lambda r, name: r.gettext("changed the languages of the screen"),
    "screen-address": lambda r, name: r.gettext("gave the screen a new address"),
    "question-shown": lambda r, name: r.gettext("showed a question"),
    "question-refused": lambda r, name: r.gettext("refused a question"),
    "question-merged": lambda r, name: r.gettext("merged a question with another"),
    "question-answered": lambda r, name: r.gettext("marked a question as answered"),
    "question-pinned": lambda r, name: r.gettext("pinned a question"),
    "question-unpinned": lambda r, name: r.gettext("unpinned a question"),
    "question-back": lambda r, name: r.gettext("took a question back"),
    "approve-summary": lambda r, name: r.gettext("approved the summary"),
    "withdraw-summary": lambda r, name: r.gettext("withdrew the approval of the summary"),
}
DELEGATES_ACTS: dict[str, _Sentence] = {
    "ask": lambda r, name: r.gettext("asked for the floor"),
    "withdraw": lambda r, name: r.gettext("withdrew from the list"),
    "later": lambda r, name: r.gettext("let the next one speak first"),
    "speaker": lambda r, name: r.gettext("named another speaker"),
    "text": lambda r, name: r.gettext("sent the text of the statement"),
    "in-writing": lambda r, name: r.gettext("sent a written statement"),
    "language": lambda r, name: r.gettext("named the language of the speech"),
    "question": lambda r, name: r.gettext("asked a question"),
}
FURTHER_ACTS = {**_OF_PODIUM, **DELEGATES_ACTS}
