"""The messages about a question that the team gets, beside the screens of the desk."""

from __future__ import annotations

from content.languages import NAMES, SOURCE_LANGUAGE
from handlers.desk.prepared_answers.buttons import ListPrepared
from handlers.desk.questions.buttons import AskMute, GiveBack, Mute, Settle, Take
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
from handlers.wording import labels
from storage.questions import AnswerReport, EditDue, Question, Relay
from storage.team_texts import language_for

_MAX_NAME_CHARACTERS = 40  # on a button


def question_view(reader: Reader, relay: Relay) -> Reply:
    _ = reader.gettext
    heading = (
        _("Follow-up question from {name}") if relay.is_follow_up else _("Question from {name}")
    )
    language = NAMES.get(relay.asker_language, relay.asker_language)
    rows = [(_("Language"), language)]
    if shown := language_for(relay.subject_names, reader.language, SOURCE_LANGUAGE):
        rows.insert(0, (_("Subject"), relay.subject_names[shown]))
    return Reply(
        blocks=(
            Heading(heading.format(name=relay.name)),
            labels.facts(reader, rows),
            Verbatim(relay.words) if relay.words else Paragraph(_("See below.")),
            Footnote(_("To answer, reply to this message.")),
        ),
        buttons=question_buttons(reader, relay.question, "open", "", relay.taken_by),
    )


def question_buttons(
    reader: Reader,
    number: int,
    status: str,
    settled_by: str,
    taken_by: str = "",
    *,
    at_desk: bool = False,
) -> tuple[Row, ...]:
    """The buttons below a question. The first one says who takes care of it; once it is settled, by
    whom."""
    _ = reader.gettext
    mute = Press(_("Mute…"), AskMute(number))
    if status != "open":
        return ((Press(settled_text(reader, status, settled_by), Settle(number)),), (mute,))
    take = (
        Press(taken_text(reader, taken_by), GiveBack(number, int(at_desk)))
        if taken_by
        else Press(_("I’ll take it"), Take(number, int(at_desk)))
    )
    prepared = Press(_("Prepared answers"), ListPrepared(number, 0))
    return ((take,), (prepared,), (Press(_("Answered elsewhere"), Settle(number)), mute))


def taken_text(reader: Reader, taken_by: str) -> str:
    name = taken_by[:_MAX_NAME_CHARACTERS]
    return reader.gettext("Taken by {name}").format(name=name)


def settled_text(reader: Reader, status: str, settled_by: str) -> str:
    """Return how a question was settled and by whom, if the name was not forgotten."""
    _ = reader.gettext
    name = settled_by[:_MAX_NAME_CHARACTERS]
    if status == "answered":
        return _("Answered by {name}").format(name=name) if name else _("Answered")
    return _("Closed by {name}").format(name=name) if name else _("Answered elsewhere")


def mute_view(reader: Reader, number: int, name: str) -> Reply:
    """The question before a person is muted."""
    _ = reader.gettext
    heading = Heading(_("Stop accepting questions from {name}?").format(name=name))
    explanation = Paragraph(_("They will be told so when they ask. You can undo this at the desk."))
    return Reply(
        blocks=(heading, explanation),
        buttons=(
            (
                Press(
                    _("Mute {name}").format(name=name[:_MAX_NAME_CHARACTERS]),
                    Mute(number, "yes"),
                    danger=True,
                ),
            ),
            (Press(_("Do not mute"), Mute(number, "no")),),
        ),
        brief=(heading, explanation),
        keeps_buttons=True,
        new_message=True,
        payload="desk-questions",
    )


def muted_view(reader: Reader, name: str) -> Reply:
    _ = reader.gettext
    sentence = _("{name} is muted. You can undo this at the desk.").format(name=name)
    return Reply((Paragraph(sentence),), payload="desk-questions")


def not_muted_view(reader: Reader, name: str) -> Reply:
    _ = reader.gettext
    sentence = _("Questions from {name} are accepted as before.").format(name=name)
    return Reply((Paragraph(sentence),), payload="desk-questions")


def only_organisers_view(reader: Reader) -> Reply:
    """The answer to a reply of somebody in the group who is no organiser."""
    _ = reader.gettext
    sentence = _(
        "That was not sent: only organizers can answer. One of them can invite you from the desk."
    )
    return Reply((Paragraph(sentence),))


def anonymous_view(reader: Reader) -> Reply:
    """The answer to a reply in the name of the group or of a channel."""
    _ = reader.gettext
    sentence = _(
        "That was not sent: you are writing anonymously, so the bot cannot tell who you are. "
        "Please send your answer under your own name."
    )
    return Reply((Paragraph(sentence),))


def elsewhere_view(reader: Reader) -> Reply:
    """The answer to a reply to a message in another chat."""
    _ = reader.gettext
    sentence = _(
        "You replied to a message in another chat, and I cannot tell which one. Nothing was sent. "
        "Please reply to it in that chat."
    )
    return Reply((Paragraph(sentence),))


def gone_view(reader: Reader) -> Reply:
    """The answer to a reply to a question that is no longer stored."""
    _ = reader.gettext
    sentence = _(
        "That was not sent: this question is no longer stored, so nobody can be reached through it."
    )
    return Reply((Paragraph(sentence),))


def files_refused_view(reader: Reader) -> Reply:
    """The message to the team where Telegram refuses what came with a question or an answer."""
    sentence = reader.gettext("What was attached was not passed on: Telegram did not accept it.")
    return Reply((Paragraph(sentence),))


def edited_question_view(reader: Reader, edit: EditDue) -> Reply:
    """A question with the words that it was changed to."""
    question = edit.question
    relay = Relay(
        question.id, edit.chat_id, None, question.thread is not None, question.name,
        question.language, edit.words, 0, None, None, question.taken_by,
        subject_names=edit.subject_names,
    )  # fmt: skip
    shown = question_view(reader, relay)
    *before, last = shown.blocks
    buttons = question_buttons(
        reader, question.id, question.status, question.settled_by, question.taken_by
    )
    return Reply((*before, Footnote(reader.gettext("Edited")), last), buttons)


def edited_view(reader: Reader, question: Question) -> Reply:
    """The message below a question that was edited."""
    _ = reader.gettext
    sentence = (
        _("{name} has edited this question.")
        if question.status == "open"
        else _("{name} has edited this question after it was settled.")
    )
    return Reply((Paragraph(sentence.format(name=question.name)),))


def not_sent_view(reader: Reader, problem: str) -> Reply:
    """Why an answer cannot be sent."""
    return Reply((Paragraph(problem),), payload="desk-questions")


def answer_report_view(reader: Reader, report: AnswerReport) -> Reply:
    """Whether an answer was delivered. Telegram does not tell whether it was read."""
    _ = reader.gettext
    match report.state:
        case "sent":
            sentence = _("Delivered to Telegram: your answer to {name}.").format(
                name=report.asker_name
            )
        case "blocked":
            sentence = _("Not delivered: {name} has blocked the bot.").format(
                name=report.asker_name
            )
        case _:
            sentence = _("Not delivered: Telegram did not accept your answer to {name}.").format(
                name=report.asker_name
            )
    blocks: list[Block] = [Paragraph(sentence)]
    if report.earlier_answerer:
        blocks.append(
            Paragraph(
                _("{name} had already answered this question.").format(name=report.earlier_answerer)
            )
        )
    elif report.taken_by:
        sentence = _("{name} had taken this question.").format(name=report.taken_by)
        blocks.append(Paragraph(sentence))
    return Reply(tuple(blocks))
