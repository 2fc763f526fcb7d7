"""What is said of the text of a statement, to whoever sent it and to those who read along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from content.floor import speaking_seconds
from handlers.floor.context import FloorContext
from handlers.floor.text_buttons import (
    OTHER_LANGUAGE,
    SPEECH_LANGUAGES,
    InWriting,
    SendText,
    SpeechLanguage,
)
from handlers.floor.wording import clock, delegation_name
from handlers.framework.places import Place, go, two_columns
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bold, Footnote, Heading, Paragraph, Press, Reply, Row
from handlers.me.cancel import EndDialog
from handlers.wording import times
from handlers.wording.labels import clipped, language_name
from storage.floor.delegations import Delegation
from storage.floor.records import Turn
from storage.floor.texts import Content, StatementText

# After a session, a statement can be sent in writing for so long.
_IN_WRITING_FOR = timedelta(days=7)


def due_at(context: FloorContext) -> datetime:
    """Return when texts are due (UTC)."""
    return context.meeting.opens - context.rules.texts.due


def length_text(
    reader: Reader, context: FloorContext, content: Content, limit: int | None = None
) -> str:
    """Return how long a text is: 412 words, about 3:45; you have 3:00. `limit` is in seconds."""
    _ = reader.gettext
    words = content.word_count
    if words is None:
        return _("number of words unknown")
    about = clock(speaking_seconds(words, context.rules.words_a_minute))
    if limit is None:
        text = reader.ngettext("{number} word, about {time}", "{number} words, about {time}", words)
        return text.format(number=words, time=about)
    text = reader.ngettext(
        "{number} word, about {time}; you have {limit}",
        "{number} words, about {time}; you have {limit}",
        words,
    )
    return text.format(number=words, time=about, limit=clock(limit))


def speech_language(reader: Reader, language: str | None) -> str | None:
    """Return the name of the language of a speech; None if it was not said."""
    if language is None:
        return None
    if language == OTHER_LANGUAGE:
        return reader.gettext("another language")
    return language_name(reader, language)


def text_blocks(
    reader: Reader, context: FloorContext, mine: Sequence[Turn], texts: Mapping[int, StatementText]
) -> tuple[Block, ...]:
    """Say of a person's own turns which text was sent."""
    _ = reader.gettext
    blocks: list[Block] = []
    for turn in mine:
        sent = texts.get(turn.id)
        if sent is None:
            continue
        length = length_text(reader, context, sent.content, context.floor.limit_of(turn))
        blocks.append(Paragraph((Bold(_("Your text:")), " ", length)))
    return tuple(blocks)


def text_rows(reader: Reader, turn: Turn, has_text: bool) -> tuple[Row, ...]:
    """Return the buttons for the text and the language of a turn that waits."""
    _ = reader.gettext
    label = _("Replace the text") if has_text else _("Send the text")
    said = speech_language(reader, turn.language)
    language = _("Language of the speech") if said is None else _("Language: {name}")
    return (
        (Press(label, SendText(turn.id)),),
        (Press(language.format(name=said), SpeechLanguage(turn.id, "")),),
    )


def may_write(
    context: FloorContext, mine: Sequence[Turn], own: Sequence[Delegation], now: datetime
) -> list[Delegation]:
    """Return the delegations for which a person can send a written statement now: the list is
    closed, and they neither wait for the floor nor had it."""
    session = context.session
    closed = session.phase == "closed" or session.list_set == "closed"
    if not closed and session.list_set is None and session.list_closes is not None:
        closed = session.list_closes <= now
    if not closed or (session.ended is not None and now > session.ended + _IN_WRITING_FOR):
        return []
    if session.phase != "closed" and any(turn.kind == "statement" for turn in mine):
        return []
    spoke = {turn.delegation for turn in context.given}
    return [one for one in own if one.id not in spoke]


def writing_rows(
    reader: Reader, context: FloorContext, own: Sequence[Delegation], sent: bool
) -> tuple[Row, ...]:
    """Return the button for a written statement, if there is a delegation that can send one."""
    if not own:
        return ()
    _ = reader.gettext
    label = _("Replace the written statement") if sent else _("Send it in writing")
    chosen = own[0].id if len(own) == 1 else 0
    return ((Press(label, InWriting(context.session.id, chosen)),),)


def ask_text_view(
    reader: Reader,
    context: FloorContext,
    turn: Turn | None,
    problem: str | None = None,
) -> Reply:
    """Ask for the text of a turn, or for a written statement if there is no turn."""
    _ = reader.gettext
    blocks: list[Block] = []
    if problem is not None:
        blocks.append(Paragraph(problem))
    else:
        title = _("Text of the statement") if turn is not None else _("Written statement")
        blocks += [
            Heading(title),
            Paragraph(_("Send the text as a file, or write it in one message.")),
            Paragraph(_("The words in .docx and .txt files are counted.")),
        ]
        if turn is not None:
            blocks.append(Paragraph(due_text(reader, context)))
            blocks.append(Footnote(embargo_text(reader, context)))
        else:
            blocks.append(
                Footnote(_("It goes to the rapporteur, and becomes part of the summary."))
            )
    return Reply(
        tuple(blocks),
        ((Press(_("Cancel"), EndDialog(f"floor.{context.session.id}")),),),
        payload=f"floor-{context.session.id}",
    )


def due_text(reader: Reader, context: FloorContext) -> str:
    """Say until when texts are due, or that they were."""
    _ = reader.gettext
    due = due_at(context)
    if reader.now <= due:
        return _("Texts are due by: {moment}.").format(moment=times.moment(reader, due))
    return _("Texts were due by: {moment}. Yours will be marked as late.").format(
        moment=times.moment(reader, due)
    )


def embargo_text(reader: Reader, context: FloorContext) -> str:
    """Say who sees a text before it is delivered."""
    _ = reader.gettext
    names = {
        "interpreters": _("the interpreters"),
        "rapporteur": _("the rapporteur"),
        "chair": _("the chair"),
    }
    to = [names[one] for one in context.rules.texts.to]
    if not to:
        return _("Until you have spoken, nobody sees it.")
    return _("Until you have spoken, it is shown only to: {names}.").format(names=reader.listed(to))


def saved_view(reader: Reader, context: FloorContext, text: StatementText) -> Reply:
    """Confirm that a text was received, and say how long it is."""
    _ = reader.gettext
    turn = context.floor.turn(text.turn)
    limit = None if turn is None else context.floor.limit_of(turn)
    received = _("Text received:") if turn is not None else _("Written statement received:")
    blocks: list[Block] = [
        Paragraph((Bold(received), " ", length_text(reader, context, text.content, limit)))
    ]
    if text.version > 1:
        blocks.append(Paragraph(_("It replaces the earlier one.")))
    if text.late:
        due = times.moment(reader, due_at(context))
        blocks.append(
            Paragraph(_("Texts were due by: {moment}. It is marked as late.").format(moment=due))
        )
    if turn is not None:
        blocks.append(Footnote(embargo_text(reader, context)))
    return Reply(tuple(blocks), (_list_row(reader, context),))


def refused_view(reader: Reader, context: FloorContext, problem: str) -> Reply:
    """Say why a text cannot be taken any more."""
    return Reply((Paragraph(problem),), (_list_row(reader, context),))


def languages_view(reader: Reader, context: FloorContext, turn: Turn) -> Reply:
    """Choose the language of a speech."""
    _ = reader.gettext
    rows = two_columns(
        Press(speech_language(reader, code) or code, SpeechLanguage(turn.id, code))
        for code in SPEECH_LANGUAGES
    )
    return Reply(
        (Heading(_("Language of the speech")), Paragraph(_("It helps the interpreters."))),
        (*rows, _back(reader, context)),
        payload=f"floor-{context.session.id}",
    )


def writers_view(reader: Reader, context: FloorContext, own: Sequence[Delegation]) -> Reply:
    """Choose the delegation of a written statement."""
    _ = reader.gettext
    rows: list[Row] = [
        (Press(clipped(delegation_name(reader, one)), InWriting(context.session.id, one.id)),)
        for one in own
    ]
    return Reply(
        (Heading(_("Written statement")), Paragraph(_("For whom?"))),
        (*rows, _back(reader, context)),
        payload=f"floor-{context.session.id}",
    )


def _list_row(reader: Reader, context: FloorContext) -> Row:
    place = Place("floor", str(context.session.id))
    return (Press(reader.gettext("List of speakers"), go(place)),)


def _back(reader: Reader, context: FloorContext) -> Row:
    return (Press(reader.gettext("‹ Back"), go(Place("floor", str(context.session.id)))),)
