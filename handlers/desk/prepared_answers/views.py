"""Prepared answers: the screens of the desk, and what is shown below a question."""

from __future__ import annotations

from collections.abc import Sequence

from content.model import Pack
from handlers.desk.prepared_answers.buttons import (
    PLACE,
    AddPrepared,
    ChoosePrepared,
    ListPrepared,
    RemovePrepared,
    RenamePrepared,
    SendPrepared,
)
from handlers.desk.prepared_answers.sources import Prepared
from handlers.desk.questions.buttons import PLACE as QUESTIONS_PLACE
from handlers.desk.questions.question_messages import settled_text
from handlers.desk.team_texts.views import text_buttons, text_rows
from handlers.framework.places import Place, go, page_of, paging, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
    Verbatim,
)
from handlers.me.cancel import EndDialog
from handlers.wording import labels
from storage.prepared_answers import (
    KIND,
    MAX_PREPARED_ANSWERS,
    MAX_TITLE_CHARACTERS,
    PreparedAnswer,
)
from storage.questions import Question

_MAX_NAME_CHARACTERS = 40  # on a button


def list_view(
    reader: Reader, answers: Sequence[PreparedAnswer], page: int, notice: str | None = None
) -> Reply:
    """One page of the answers at the desk."""
    _ = reader.gettext
    shown, page, pages = page_of(answers, page)
    rows: list[Row] = []
    if len(answers) < MAX_PREPARED_ANSWERS:
        rows.append((Press(_("Add an answer"), AddPrepared()),))
    for answer in shown:
        place = Place(PLACE, str(answer.id))
        rows.append((Press(labels.clipped(answer.title), go(place)),))
    rows += paging(reader, Place(PLACE, "", page), pages)
    explanation = _(
        "Whoever answers a question chooses one, sees it in the delegate’s language and sends it. "
        "The practical pages of the event are offered, too."
    )
    return Reply(
        (Heading(_("Prepared answers")), Paragraph(explanation)),
        (*rows, way_back(reader, QUESTIONS_PLACE)),
        payload="desk",
        notice=notice,
    )


def answer_view(
    reader: Reader, pack: Pack, answer: PreparedAnswer, notice: str | None = None
) -> Reply:
    """One answer at the desk, with its words in each language."""
    _ = reader.gettext
    blocks: list[Block] = [Heading(answer.title)]
    if answer.texts:
        blocks.append(labels.facts(reader, text_rows(reader, answer.texts, pack.language)))
    else:
        sentence = _("It has no words yet, so it is not offered. Choose a language to write them.")
        blocks.append(Paragraph(sentence))
    return Reply(
        tuple(blocks),
        (
            *text_buttons(reader, KIND, str(answer.id), answer.texts),
            (
                Press(_("Change the title"), RenamePrepared(answer.id)),
                Press(_("Remove"), RemovePrepared(answer.id, 0), danger=True),
            ),
            way_back(reader, PLACE),
        ),
        payload="desk",
        notice=notice,
    )


def title_view(reader: Reader, back: Place, problem: str | None = None) -> Reply:
    """Ask for the title of an answer."""
    _ = reader.gettext
    sentence = _("Write a title for the team, at most {most} characters. Delegates do not see it.")
    blocks: list[Block] = [Paragraph(problem)] if problem else []
    blocks.append(Paragraph(sentence.format(most=MAX_TITLE_CHARACTERS)))
    return Reply(tuple(blocks), ((Press(_("Cancel"), EndDialog(str(back))),),), payload="desk")


def remove_view(reader: Reader, answer: PreparedAnswer) -> Reply:
    _ = reader.gettext
    return Reply(
        (
            Heading(_("Remove “{title}”?").format(title=answer.title)),
            Paragraph(_("It is removed in all languages. Answers that were sent stay.")),
        ),
        (
            (Press(_("Remove"), RemovePrepared(answer.id, 1), danger=True),),
            way_back(reader, Place(PLACE, str(answer.id))),
        ),
        payload="desk",
    )


def choice_view(
    reader: Reader, question: Question, prepared: Sequence[Prepared], page: int, words: str = ""
) -> Reply:
    """What can be sent to the person who asked; with `words`, what was found by them."""
    _ = reader.gettext
    shown, page, pages = page_of(prepared, page)
    heading = Heading(_("Prepared answers for {name}").format(name=question.name))
    blocks: list[Block] = [heading]
    if words:
        sentence = _("Found for “{words}”:") if shown else _("Nothing was found for “{words}”.")
        blocks.append(Paragraph(sentence.format(words=words[:40])))
    elif not shown:
        sentence = _("There are none yet. Add them at the desk: Questions, Prepared answers.")
        blocks.append(Paragraph(sentence))
    if words or pages > 1:
        blocks.append(Footnote(_("To search, reply to this message with a few words.")))
    rows: list[Row] = [
        (Press(labels.clipped(one.title), ChoosePrepared(question.id, one.source)),)
        for one in shown
    ]
    turning: list[Press] = []
    if words:
        turning.append(Press(_("All prepared answers"), ListPrepared(question.id, 1)))
    else:
        if page > 1:
            turning.append(Press(_("‹ Previous page"), ListPrepared(question.id, page - 1)))
        if page < pages:
            turning.append(Press(_("Next page ›"), ListPrepared(question.id, page + 1)))
    if turning:
        rows.append(tuple(turning))
    return _below_question(blocks, rows)


def preview_view(
    reader: Reader,
    question: Question,
    prepared: Prepared,
    language: str,
    asker: int,
    notice: str | None = None,
) -> Reply:
    """What would be sent, in the delegate's `language` where there are words in it. `asker` is the
    member of the team who would send it."""
    _ = reader.gettext
    heading = Heading(_("To {name}:").format(name=question.name))
    blocks: list[Block] = [heading, Verbatim(prepared.words)]
    if prepared.language != language:
        sentence = _("{name} reads {language}; there are only words in: {shown}.")
        blocks.append(
            Paragraph(
                sentence.format(
                    name=question.name,
                    language=labels.language_name(reader, language),
                    shown=labels.language_name(reader, prepared.language),
                )
            )
        )
    if question.status != "open":
        state = settled_text(reader, question.status, question.settled_by)
        blocks.append(Paragraph(_("{state}. You can still send this.").format(state=state)))
    elif question.taken_by and question.taker != asker:
        sentence = _("{name} has taken this question. You can still answer it.")
        blocks.append(Paragraph(sentence.format(name=question.taken_by)))
    blocks.append(
        Footnote(
            _("To send other words, copy these, change them and reply to this message with them.")
        )
    )
    send = SendPrepared(question.id, prepared.source, prepared.mark)
    label = _("Send to {name}").format(name=question.name[:_MAX_NAME_CHARACTERS])
    rows: list[Row] = [
        (Press(label, send),),
        (Press(_("‹ Back"), ListPrepared(question.id, 1)),),
    ]
    return _below_question(blocks, rows, notice)


def sent_view(reader: Reader, question: Question, prepared: Prepared) -> Reply:
    """What was sent, in place of the preview."""
    _ = reader.gettext
    sentence = _("Sent to {name}: {title}").format(name=question.name, title=prepared.title)
    return _below_question([Paragraph(sentence), Verbatim(prepared.words)], [])


def _below_question(blocks: Sequence[Block], rows: list[Row], notice: str | None = None) -> Reply:
    """Return a message of the team's chat, whole also in a group."""
    return Reply(
        tuple(blocks),
        tuple(rows),
        brief=tuple(blocks),
        keeps_buttons=True,
        payload="desk-questions",
        notice=notice,
    )
