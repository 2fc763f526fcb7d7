"""The buttons that lead to the record of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.framework.buttons import ButtonData
from handlers.framework.places import Place, go
from handlers.framework.reader import Reader
from handlers.framework.reply import Press, Row

PLACE = "floor-record"


@dataclass(frozen=True)
class RecordFile(ButtonData):
    """Send the record of a session; `form` is pdf or csv."""

    tag: ClassVar[str] = "fr1"
    session: int
    form: str


def record_rows(reader: Reader, session: int) -> tuple[Row, ...]:
    """Return the buttons that lead to a session's record, for the podium's card and the desk."""
    _ = reader.gettext
    return (
        (Press(_("Figures"), go(Place(PLACE, str(session)))),
         Press(_("What was done"), go(Place(PLACE, f"{session}-acts")))),
        (Press(_("Record as PDF"), RecordFile(session, "pdf")),
         Press(_("Record as CSV"), RecordFile(session, "csv"))),
    )  # fmt: skip
