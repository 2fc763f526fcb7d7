"""What people and moderators see of questions from the room."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from content.model import Meeting
from handlers.floor.context import FloorContext
from handlers.floor.question_buttons import (
    MODERATE,
    AskIn,
    Moderate,
    VoteFor,
    WriteQuestion,
    questions_place,
)
from handlers.floor.wording import delegation_name
from handlers.framework.places import Place, go, page_of, paging, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Footnote,
    Heading,
    Paragraph,
    Press,
    Reply,
    Row,
    Verbatim,
)
from handlers.me.cancel import EndDialog
from handlers.wording.labels import clipped
from storage.floor.questions import QuestionNotice, RoomQuestion

_PAGE_QUESTIONS = 5
_PAGE_CHOICES = 8


def questions_view(
    reader: Reader,
    context: FloorContext,
    shown: Sequence[RoomQuestion],
    voted: Collection[int],
    page: int,
    moderator: bool,
    notice: str | None = None,
) -> Reply:
    """Show the questions of a session, those with the most votes first."""
    _ = reader.gettext
    session = context.session
    part, page, pages = page_of(shown, page, _PAGE_QUESTIONS)
    first = (page - 1) * _PAGE_QUESTIONS + 1
    blocks: list[Block] = [Heading(f"{_('Questions')} · {context.meeting.title}")]
    if not shown:
        blocks.append(Paragraph(_("No question is shown yet.")))
    votes: list[Press] = []
    for number, one in enumerate(part, first):
        facts = [_votes(reader, one.votes)]
        if (asker := public_asker(reader, context, one)) is not None:
            facts.append(asker)
        if one.pinned:
            facts.append(_("pinned"))
        blocks.append(Paragraph((Bold(f"{number}."), f" {one.words}")))
        blocks.append(Footnote(" · ".join(facts)))
        label = _("Voted: {number}") if one.id in voted else _("Vote: {number}")
        data = VoteFor(one.id, 0 if one.id in voted else 1, page)
        votes.append(Press(label.format(number=number), data))
    rows: list[Row] = [] if session.phase == "closed" else two_columns(votes)
    rows += paging(reader, questions_place(session.id, "", page), pages)
    if context.rules.questions != "off" and session.phase != "closed":
        rows.append((Press(_("Ask a question"), WriteQuestion(session.id)),))
    if moderator:
        rows.append((Press(_("Moderate"), go(questions_place(session.id, MODERATE))),))
    return Reply(
        tuple(blocks),
        (*rows, way_back(reader, Place("floor", str(session.id)))),
        brief=(Paragraph(_("Questions are asked in a private chat.")),),
        payload=f"questions-{session.id}",
        notice=notice,
    )


def public_asker(reader: Reader, context: FloorContext, question: RoomQuestion) -> str | None:
    """Return as much of who asks as the rules make public, or None."""
    rules = context.rules
    if rules.anonymous_questions or rules.public == "none":
        return None
    own = context.delegation(question.delegation)
    name = None if own is None else delegation_name(reader, own)
    if rules.public == "name":
        return reader.listed(filter(None, (question.name, name)))
    return name


def moderation_view(
    reader: Reader,
    context: FloorContext,
    waiting: Sequence[RoomQuestion],
    shown: Sequence[RoomQuestion],
    settled: int | None = None,
    notice: str | None = None,
) -> Reply:
    """Show the question that waits longest, with what the moderator can do. `settled` is the one
    that was refused or marked as answered just now."""
    _ = reader.gettext
    session = context.session.id
    blocks: list[Block] = [Heading(f"{_('Questions')} · {context.meeting.title}")]
    rows: list[Row] = []
    if waiting:
        first, more = waiting[0], len(waiting) - 1
        blocks += _question_blocks(reader, context, first)
        if more:
            text = reader.ngettext("{number} more waiting", "{number} more waiting", more)
            blocks.append(Paragraph(text.format(number=more)))
        rows.append(
            (Press(_("Show"), Moderate("show", first.id)),
             Press(_("Refuse"), Moderate("refuse", first.id)))
        )  # fmt: skip
        if shown:
            rows.append((Press(_("Merge with…"), go(questions_place(session, f"m{first.id}"))),))
    else:
        blocks.append(Paragraph(_("No question is waiting.")))
    if settled is not None:
        rows.append((Press(_("Undo"), Moderate("back", settled)),))
    if shown:
        label = _("Shown: {number}").format(number=len(shown))
        rows.append((Press(label, go(questions_place(session, "shown"))),))
    back = (Press(_("‹ Back"), go(Place("floor", str(session)))),)
    return Reply(
        tuple(blocks), (*rows, back), keeps_buttons=True, payload=f"questions-{session}",
        notice=notice,
    )  # fmt: skip


def one_view(reader: Reader, context: FloorContext, question: RoomQuestion) -> Reply:
    """Show a question that everybody sees to the moderator."""
    _ = reader.gettext
    session = context.session.id
    pin = (
        Press(_("Unpin"), Moderate("unpin", question.id))
        if question.pinned
        else Press(_("Pin"), Moderate("pin", question.id))
    )
    return Reply(
        tuple(_question_blocks(reader, context, question)),
        (
            (Press(_("Answered"), Moderate("answered", question.id)), pin),
            (Press(_("Refuse"), Moderate("refuse", question.id)),
             Press(_("Merge with…"), go(questions_place(session, f"m{question.id}")))),
            (Press(_("‹ Back"), go(questions_place(session, "shown"))),),
        ),
        keeps_buttons=True, payload=f"questions-{session}",
    )  # fmt: skip


def choice_view(
    reader: Reader,
    context: FloorContext,
    shown: Sequence[RoomQuestion],
    page: int,
    merged: int | None = None,
) -> Reply:
    """Choose one of the questions that are shown: to look at, or to merge another one with."""
    _ = reader.gettext
    session = context.session.id
    others = [one for one in shown if one.id != merged]
    part, page, pages = page_of(others, page, _PAGE_CHOICES)
    rows: list[Row] = []
    for one in part:
        label = clipped(f"{one.votes} · {one.words}")
        data = (
            go(questions_place(session, f"q{one.id}"))
            if merged is None
            else Moderate("merge", merged, one.id)
        )
        rows.append((Press(label, data),))
    title = _("Questions shown") if merged is None else _("Merge with which question?")
    here = questions_place(session, "shown" if merged is None else f"m{merged}", page)
    back = (Press(_("‹ Back"), go(questions_place(session, MODERATE))),)
    return Reply(
        (Heading(title),), (*rows, *paging(reader, here, pages), back),
        keeps_buttons=True, payload=f"questions-{session}",
    )  # fmt: skip


def _question_blocks(reader: Reader, context: FloorContext, one: RoomQuestion) -> list[Block]:
    """Return a question for the moderator, with the name of who asks."""
    own = context.delegation(one.delegation)
    name = None if own is None else delegation_name(reader, own)
    who = reader.listed(filter(None, (one.name, name)))
    return [Verbatim(one.words), Footnote(f"{who} · {_votes(reader, one.votes)}")]


def _votes(reader: Reader, number: int) -> str:
    return reader.ngettext("{number} vote", "{number} votes", number).format(number=number)


def write_view(reader: Reader, context: FloorContext, problem: str | None = None) -> Reply:
    """Ask for a question; `problem` says why the message before could not be taken."""
    _ = reader.gettext
    text = problem or _("Write your question in one message.")
    if context.rules.anonymous_questions:
        seen = _("Only the moderators see your name.")
    elif context.rules.public == "name":
        seen = _("Everyone sees your name beside the question.")
    else:
        seen = _("The moderators see your name; others see your delegation, if you have one.")
    cancel = (Press(_("Cancel"), EndDialog(str(questions_place(context.session.id)))),)
    return Reply(
        (Paragraph(text), Footnote(seen)), (cancel,), payload=f"questions-{context.session.id}"
    )


def asked_view(reader: Reader, context: FloorContext) -> Reply:
    _ = reader.gettext
    text = (
        _("Your question is shown to all. Others can vote for it.")
        if context.rules.questions == "open"
        else _("Your question went to the moderator. You will be notified when it is shown.")
    )
    questions = (Press(_("Questions"), go(questions_place(context.session.id))),)
    return Reply(
        (Paragraph(text),), (questions, way_back(reader, None)),
        payload=f"questions-{context.session.id}", quotes_question=True,
    )  # fmt: skip


def sessions_view(reader: Reader, sessions: Sequence[tuple[int, Meeting]], words: bool) -> Reply:
    """Choose in which session to ask, where several are on. With `words` these are asked."""
    _ = reader.gettext
    rows: list[Row] = [
        (
            Press(
                clipped(meeting.title),
                AskIn(session) if words else go(questions_place(session)),
            ),
        )
        for session, meeting in sessions
    ]
    text = _("In which session?") if sessions else _("No session takes questions at the moment.")
    return Reply(
        (Paragraph(text),), (*rows, way_back(reader, "home")), payload="floor",
        quotes_question=bool(sessions),
    )  # fmt: skip


def notice_view(
    reader: Reader, title: str, session: int, notice: QuestionNotice, words: str
) -> Reply:
    """Tell somebody what became of their question."""
    _ = reader.gettext
    text = (
        _("Your question is now shown to all: {title}")
        if notice == "shown"
        else _("Your question was answered: {title}")
    )
    questions = (Press(_("Questions"), go(questions_place(session))),)
    return Reply((Paragraph(text.format(title=title)), Verbatim(words)), (questions,))
