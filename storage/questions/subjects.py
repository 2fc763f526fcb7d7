"""What questions can be about, and the people or the group that get those questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import team_texts
from storage.dialect import insert
from storage.questions.group import MAX_GROUP_TITLE, Group, reassign
from storage.tables import (
    question_relays,
    question_subject_people,
    question_subjects,
    questions,
)

MAX_SUBJECTS = 12
MAX_SUBJECT_CHARACTERS = 40
KIND: team_texts.Kind = "subject"


@dataclass(frozen=True)
class Subject:
    """`names` are by language. Questions go to the `group`, or else to the `people` by their user
    ids, or else where all questions go."""

    id: int
    names: Mapping[str, str]
    group: Group | None
    people: frozenset[int]


async def all_subjects(connection: AsyncConnection) -> list[Subject]:
    """All subjects, the oldest first."""
    names = await team_texts.all_texts(connection, KIND)
    people: dict[int, set[int]] = {}
    for row in await connection.execute(select(question_subject_people)):
        people.setdefault(row.subject, set()).add(row.chat_id)
    rows = await connection.execute(select(question_subjects).order_by(question_subjects.c.id))
    return [
        Subject(
            row.id,
            names.get(str(row.id), {}),
            None if row.group_id is None else Group(row.group_id, row.group_title, row.group_lost),
            frozenset(people.get(row.id, ())),
        )
        for row in rows
    ]


async def find_subject(connection: AsyncConnection, number: int) -> Subject | None:
    return next((one for one in await all_subjects(connection) if one.id == number), None)


async def add_subject(connection: AsyncConnection, language: str, name: str) -> int | None:
    """Add a subject with its name in one language; return its id, or None if there are too many.
    One that has this name already is not added again."""
    known = await all_subjects(connection)
    same = next((one.id for one in known if one.names.get(language) == name), None)
    if same is not None:
        return same
    if len(known) >= MAX_SUBJECTS:
        return None
    added = await connection.execute(
        insert(question_subjects)
        .values(group_title="", group_lost=False)
        .returning(question_subjects.c.id)
    )
    number = int(added.scalar_one())
    await team_texts.set_text(connection, KIND, str(number), language, name)
    return number


async def remove_subject(connection: AsyncConnection, number: int) -> bool:
    """Remove a subject; its open questions go where all go. Return whether there was one."""
    await _reassign(connection, number)
    await connection.execute(
        update(questions).where(questions.c.subject == number).values(subject=null())
    )
    await connection.execute(
        delete(question_subject_people).where(question_subject_people.c.subject == number)
    )
    gone = await connection.execute(
        delete(question_subjects).where(question_subjects.c.id == number)
    )
    await team_texts.remove_texts(connection, KIND, str(number))
    return gone.rowcount > 0


async def set_person(
    connection: AsyncConnection, number: int, user_id: int, gets_them: bool
) -> None:
    """Let an organiser get the questions about a subject, or not any more."""
    if gets_them:
        await connection.execute(
            insert(question_subject_people)
            .values(subject=number, chat_id=user_id)
            .on_conflict_do_nothing(index_elements=["subject", "chat_id"])
        )
    else:
        await connection.execute(
            delete(question_subject_people).where(
                question_subject_people.c.subject == number,
                question_subject_people.c.chat_id == user_id,
            )
        )
    await _reassign(connection, number)


async def set_subject_group(
    connection: AsyncConnection, number: int, chat_id: int | None, title: str
) -> bool:
    """Send the questions about a subject to a group from now on, also those that are not sent yet;
    to none with None. Return whether there is such a subject."""
    changed = await connection.execute(
        update(question_subjects)
        .where(question_subjects.c.id == number)
        .values(group_id=chat_id, group_title=title[:MAX_GROUP_TITLE], group_lost=False)
    )
    await _reassign(connection, number)
    return changed.rowcount > 0


async def _reassign(connection: AsyncConnection, number: int) -> None:
    """Assign the questions about a subject anew, as far as they are not sent."""
    about = select(questions.c.id).where(questions.c.subject == number)
    await reassign(
        connection,
        question_relays.c.question.in_(about),
        question_relays.c.state.in_(("waiting", "refused")),
    )


async def is_group_of_subject(connection: AsyncConnection, chat_id: int) -> bool:
    """Return whether the questions about some subject go to this group."""
    found = select(func.count()).select_from(question_subjects)
    found = found.where(question_subjects.c.group_id == chat_id, ~question_subjects.c.group_lost)
    return bool(await connection.scalar(found))


def recipients_of(subject: Subject | None, team: Collection[int]) -> list[int]:
    """The chats of a subject's own; empty if its questions go where all go. `team` are the
    organisers' user ids."""
    if subject is None:
        return []
    if subject.group is not None and not subject.group.lost:
        return [subject.group.chat_id]
    return sorted(subject.people.intersection(team))
