"""The names of subjects, as texts in several languages, and their screens."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.desk.questions.buttons import (
    PLACE,
    SUBJECTS_PLACE,
    AddSubject,
    LeaveSubjectGroup,
    MakeSubjectLink,
    RemoveSubject,
    SetSubjectPerson,
)
from handlers.desk.team_texts.kinds import Owner, TextKind
from handlers.desk.team_texts.views import text_buttons, text_rows
from handlers.framework.permissions import team_member
from handlers.framework.places import Place, go, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bold,
    Bullets,
    Heading,
    Paragraph,
    Phrase,
    Press,
    Reply,
    Row,
)
from handlers.framework.request import Request
from handlers.wording import labels
from handlers.wording.roles import role_name
from storage import questions, team_members
from storage.questions import MAX_SUBJECT_CHARACTERS, Subject
from storage.questions.subjects import KIND, MAX_SUBJECTS
from storage.team_members import Member
from storage.team_texts import language_for

_MAX_NAME_CHARACTERS = 40  # on a button
_MAX_PEOPLE = 12  # of the team, with a button each


def number_of(text: str) -> int:
    """Return the id that a button or place has, or 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0


def subject_name(reader: Reader, subject: Subject, own: str) -> str:
    """Return the name in the reader's language, or the nearest; `own` is the pack's."""
    language = language_for(subject.names, reader.language, own)
    return subject.names[language] if language else f"#{subject.id}"


def subjects_view(
    reader: Reader, own: str, subjects: Sequence[Subject], names: dict[int, str], notice: str | None
) -> Reply:
    """All subjects, and who gets the questions about each. `names` are those of the organisers."""
    _ = reader.gettext
    explanation = _("Delegates choose one when they ask. Its questions go to its group or people.")
    items: list[Phrase] = [
        (Bold(subject_name(reader, subject, own)), f" · {_recipients(reader, subject, names)}")
        for subject in subjects
    ]
    blocks: list[Block] = [Heading(_("Subjects of questions")), Paragraph(explanation)]
    if items:
        blocks.append(Bullets(tuple(items)))
    rows: list[Row] = []
    if len(subjects) < MAX_SUBJECTS:
        rows.append((Press(_("Add a subject"), AddSubject()),))
    rows += two_columns(
        Press(
            labels.clipped(subject_name(reader, subject, own)),
            go(Place(SUBJECTS_PLACE, str(subject.id))),
        )
        for subject in subjects
    )
    return Reply(tuple(blocks), (*rows, way_back(reader, PLACE)), payload="desk", notice=notice)


def _recipients(reader: Reader, subject: Subject, names: dict[int, str]) -> str:
    _ = reader.gettext
    if subject.group is not None and not subject.group.lost:
        return _("the group {title}").format(title=subject.group.title)
    people = [names[user] for user in sorted(subject.people) if user in names]
    return reader.listed(people) if people else _("where all questions go")


def subject_view(
    reader: Reader, own: str, subject: Subject, names: dict[int, str], notice: str | None
) -> Reply:
    """One subject: who gets its questions, with a button for each organiser, and its group."""
    _ = reader.gettext
    rows = [(_("Questions go to"), _recipients(reader, subject, names))]
    blocks: list[Block] = [
        Heading(subject_name(reader, subject, own)),
        labels.facts(reader, rows),
    ]
    if subject.group is not None and subject.group.lost:
        sentence = _("I can no longer write to the group {title}.")
        blocks.append(Paragraph(sentence.format(title=subject.group.title)))
    people = []
    for user, name in list(names.items())[:_MAX_PEOPLE]:
        label, on = name[:_MAX_NAME_CHARACTERS], user not in subject.people
        if not on:
            label = _("{choice} · chosen").format(choice=label)
        people.append(Press(label, SetSubjectPerson(subject.id, str(user), int(on))))
    group = Press(_("Choose a group"), MakeSubjectLink(subject.id))
    if subject.group is not None:
        group = Press(_("Not to this group any more"), LeaveSubjectGroup(subject.id))
    return Reply(
        tuple(blocks),
        (
            *two_columns(people),
            (group,),
            (Press(_("Names"), go(Place(SUBJECTS_PLACE, f"{subject.id}-names"))),),
            (Press(_("Remove"), RemoveSubject(subject.id, 0), danger=True),),
            way_back(reader, SUBJECTS_PLACE),
        ),
        payload="desk",
        notice=notice,
    )


def names_view(reader: Reader, own: str, subject: Subject, notice: str | None) -> Reply:
    """The names of a subject in each language."""
    return Reply(
        (
            Heading(subject_name(reader, subject, own)),
            labels.facts(reader, text_rows(reader, subject.names, own)),
        ),
        (
            *text_buttons(reader, KIND, str(subject.id), subject.names),
            way_back(reader, Place(SUBJECTS_PLACE, str(subject.id))),
        ),
        payload="desk",
        notice=notice,
    )


async def organiser_names(request: Request, connection: AsyncConnection) -> dict[int, str]:
    """Return the names of those who can get questions, by user id. Owners are named by the
    operator: the name of one who does not ask is not known here."""
    asking = team_member(request)
    found = {asking.user_id: asking.name}
    for owner in sorted(request.services.owners):
        found.setdefault(owner, role_name(request.reader, Member(owner, "owner", "")))
    for joined in await team_members.all_members(connection):
        if joined.member.role == "organiser":
            found.setdefault(joined.member.user_id, joined.member.name)
    return found


async def show_subjects(request: Request, notice: str | None = None) -> Reply:
    async with request.services.database.transaction() as connection:
        subjects = await questions.all_subjects(connection)
        names = await organiser_names(request, connection)
    return subjects_view(request.reader, request.pack.language, subjects, names, notice)


async def show_subject(request: Request, number: int, notice: str | None = None) -> Reply:
    """Return the screen of a subject, or all of them if it is gone."""
    async with request.services.database.transaction() as connection:
        subject = await questions.find_subject(connection, number)
        names = await organiser_names(request, connection)
    if subject is None:
        return await show_subjects(request, notice)
    return subject_view(request.reader, request.pack.language, subject, names, notice)


async def show_names(request: Request, number: str, notice: str | None = None) -> Reply:
    async with request.services.database.transaction() as connection:
        subject = await questions.find_subject(connection, number_of(number))
    if subject is None:
        return await show_subjects(request, notice)
    return names_view(request.reader, request.pack.language, subject, notice)


async def _owner(request: Request, connection: AsyncConnection, number: str) -> Owner | None:
    subject = await questions.find_subject(connection, number_of(number))
    if subject is None:
        return None
    name = subject_name(request.reader, subject, request.pack.language)
    return Owner(name, str(Place(SUBJECTS_PLACE, f"{number}-names")))


NAMES = TextKind(
    kind=KIND,
    max_characters=MAX_SUBJECT_CHARACTERS,
    act="question-subject-named",
    subject="question-subject:",
    find=_owner,
    show=show_names,
    one_line=True,
)
