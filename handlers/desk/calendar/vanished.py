"""A form about a meeting that is not in the calendar any more."""

from __future__ import annotations

from content.model import Pack
from handlers.desk.calendar.buttons import PLACE, Turn
from handlers.desk.calendar.form import Form
from handlers.desk.calendar.questions import answer_said, question_names
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Heading, Paragraph, Press, Reply
from handlers.wording import labels


def vanished_view(reader: Reader, pack: Pack, form: Form) -> Reply:
    """What was answered so far, which is kept in case that the meeting comes back."""
    _ = reader.gettext
    blocks: list[Block] = [
        Heading(_("This meeting is not in the calendar any more.")),
        Paragraph(_("Nothing of it can be saved now. Your answers are kept:")),
    ]
    names = question_names(reader)
    given = [
        (names[step], answer_said(reader, pack, step, said))
        for step, said in form.answers.items()
        if said and step in names
    ]
    if given:
        blocks.append(labels.facts(reader, given))
    else:
        blocks[1] = Paragraph(_("Nothing of it can be saved now."))
    return Reply(
        tuple(blocks),
        (
            (Press(_("Look again"), go(f"{PLACE}.form")),),
            (Press(_("Cancel"), Turn(form.mark, "drop")),),
            way_back(reader, PLACE),
        ),
        payload="desk",
    )
