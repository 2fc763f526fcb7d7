"""A question as the team is shown it, and what became of an answer."""

from __future__ import annotations

from content.languages import NAMES
from handlers.desk.questions.buttons import AskMute, Mute, Settle
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
from storage.questions import AnswerReport, Relay

_SHOWN_NAME = 40


def question_view(reader: Reader, it: Relay) -> Reply:
    _ = reader.gettext
    heading = _("Further question from {name}") if it.is_follow_up else _("Question from {name}")
    language = NAMES.get(it.asker_language, it.asker_language)
    return Reply(
        blocks=(
            Heading(heading.format(name=it.name)),
            labels.facts(reader, ((_("Language"), language),)),
            Verbatim(it.words),
            Footnote(_("Reply to this message to answer.")),
        ),
        buttons=question_buttons(reader, it.question, "open", ""),
    )


def question_buttons(reader: Reader, number: int, status: str, by: str) -> tuple[Row, ...]:
    """What can be done about it, or what was done."""
    _ = reader.gettext
    label = _("Answered elsewhere") if status == "open" else settled_said(reader, status, by)
    return ((Press(label, Settle(number)),), (Press(_("Mute…"), AskMute(number)),))


def settled_said(reader: Reader, status: str, by: str) -> str:
    """Who settled it, and how; without a name where that was forgotten."""
    _ = reader.gettext
    if status == "answered":
        return _("Answered by {name}").format(name=by[:_SHOWN_NAME]) if by else _("Answered")
    return _("Closed by {name}").format(name=by[:_SHOWN_NAME]) if by else _("Answered elsewhere")


def mute_view(reader: Reader, number: int, name: str) -> Reply:
    """The second step."""
    _ = reader.gettext
    heading = Heading(_("Take no more questions from {name}?").format(name=name))
    said = Paragraph(_("They are told so when they ask. The desk lifts it again."))
    return Reply(
        blocks=(heading, said),
        buttons=(
            (
                Press(
                    _("Mute {name}").format(name=name[:_SHOWN_NAME]),
                    Mute(number, "yes"),
                    danger=True,
                ),
            ),
            (Press(_("Do not mute"), Mute(number, "no")),),
        ),
        brief=(heading, said),
        keeps_buttons=True,
        new_message=True,
        payload="desk-questions",
    )


def muted_view(reader: Reader, name: str) -> Reply:
    _ = reader.gettext
    said = _("{name} is muted. The desk shows who is, and lifts it.").format(name=name)
    return Reply((Paragraph(said),), payload="desk-questions")


def not_muted_view(reader: Reader, name: str) -> Reply:
    _ = reader.gettext
    said = _("Questions from {name} are taken as before.").format(name=name)
    return Reply((Paragraph(said),), payload="desk-questions")


def only_organisers_view(reader: Reader) -> Reply:
    """For those of the group who are not on the team."""
    _ = reader.gettext
    said = _("That was not sent: only organisers answer. One of them can invite you at the desk.")
    return Reply((Paragraph(said),))


def not_sent_view(reader: Reader, problem: str) -> Reply:
    """An answer that cannot go out as it is."""
    return Reply((Paragraph(problem),), payload="desk-questions")


def outcome_view(reader: Reader, it: AnswerReport) -> Reply:
    """What became of an answer. Whether it was read, Telegram does not tell."""
    _ = reader.gettext
    match it.state:
        case "sent":
            said = _("Delivered to Telegram: your answer to {name}.").format(name=it.asker_name)
        case "blocked":
            said = _("Not delivered: {name} has blocked the bot.").format(name=it.asker_name)
        case _:
            said = _("Not delivered: Telegram did not take your answer to {name}.").format(
                name=it.asker_name
            )
    blocks: list[Block] = [Paragraph(said)]
    if it.earlier_answerer:
        blocks.append(
            Paragraph(
                _("{name} had answered this question already.").format(name=it.earlier_answerer)
            )
        )
    return Reply(tuple(blocks))
