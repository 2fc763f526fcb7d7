"""The choice of what a question to the secretariat is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.me.cancel import EndDialog
from storage.questions import Subject
from storage.team_texts import language_for


@dataclass(frozen=True)
class AskAbout(ButtonData):
    """Asks for a question about a subject; 0 is none of them."""

    tag: ClassVar[str] = "qs1"
    subject: int


def subjects_view(reader: Reader, names: Sequence[tuple[int, str]]) -> Reply:
    """Return the choice, by (id, name)."""
    _ = reader.gettext
    buttons = [Press(name, AskAbout(number)) for number, name in names]
    buttons.append(Press(_("Something else"), AskAbout(0)))
    return Reply(
        (Paragraph(_("What is your question about?")),),
        (*two_columns(buttons), (Press(_("Cancel"), EndDialog("help")),)),
        payload="ask",
    )


def names_of(request: Request, subjects: Sequence[Subject]) -> list[tuple[int, str]]:
    """Return the id and the name of each subject that has a name, in the nearest language."""
    reader, own = request.reader, request.pack.language
    found = ((one, language_for(one.names, reader.language, own)) for one in subjects)
    return [(one.id, one.names[language]) for one, language in found if language]
