"""Subjects of questions: their own people, their own group, or else where all questions go."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import questions, team_members
from storage.chats import move_chat
from storage.database import Database
from storage.questions import Relay
from storage.questions.relay_results import GroupUnreachable, QuestionSent, apply_result
from storage.questions.subjects import MAX_SUBJECTS
from tests.storage.calendar import NOW

OWNERS = frozenset({201, 202})
GROUP, ALL = -400, -500
ASKER = 101


async def ask(
    connection: AsyncConnection, message_id: int, subject: int | None, thread: int | None = None
) -> None:
    await questions.add_question(
        connection, ASKER, message_id, "Amina", "fr", "Where?", thread, NOW, subject
    )


async def due(connection: AsyncConnection) -> list[Relay]:
    await questions.assign_recipients(connection, OWNERS)
    return await questions.relays_due(connection, NOW, 100)


async def chats_of(connection: AsyncConnection) -> list[tuple[int, int]]:
    return [(relay.question, relay.chat_id) for relay in await due(connection)]


async def subject(connection: AsyncConnection, name: str = "Visas") -> int:
    number = await questions.add_subject(connection, "en", name)
    assert number is not None
    return number


async def test_questions_go_to_the_people_of_their_subject(database: Database) -> None:
    async with database.transaction() as connection:
        visas, press = await subject(connection), await subject(connection, "Press")
        assert await subject(connection) == visas  # the same message, processed again
        await questions.set_person(connection, visas, 202, True)
        await questions.set_person(connection, visas, 202, True)
        await questions.set_person(connection, visas, 999, True)  # not on the team
        await ask(connection, 1, visas)
        await ask(connection, 2, press)  # nobody is set
        await ask(connection, 3, None)
        await ask(connection, 4, 77)  # no such subject
        everybody = [(number, owner) for number in (2, 3, 4) for owner in (201, 202)]
        assert await chats_of(connection) == [(1, 202), *everybody]
        (first, *_others) = await due(connection)
        assert first.subject_names == {"en": "Visas"}
        # A further question of the thread goes to the same people.
        await apply_result(connection, QuestionSent(1, 202, 50))
        await ask(connection, 5, None, thread=1)
        assert (5, 202) in await chats_of(connection)
        assert (5, 201) not in await chats_of(connection)


async def test_what_is_not_sent_follows_a_change_of_people(database: Database) -> None:
    async with database.transaction() as connection:
        visas = await subject(connection)
        await questions.set_person(connection, visas, 202, True)
        await ask(connection, 1, visas)
        assert await chats_of(connection) == [(1, 202)]
        await questions.set_person(connection, visas, 201, True)
        await questions.set_person(connection, visas, 202, False)
        assert await chats_of(connection) == [(1, 201)]
        # Whoever leaves the team no longer gets them.
        await team_members.remove_member(connection, 201)
        found = await questions.find_subject(connection, visas)
        assert found is not None and found.people == frozenset()
        await questions.set_person(connection, visas, 201, True)
        assert await questions.remove_subject(connection, visas)
        assert await chats_of(connection) == [(1, 201), (1, 202)]
        assert await questions.all_subjects(connection) == []


async def test_a_group_of_a_subject_gets_its_questions_alone(database: Database) -> None:
    async with database.transaction() as connection:
        visas = await subject(connection)
        await questions.choose_group(connection, ALL, "All")
        await questions.set_person(connection, visas, 202, True)
        token = await questions.make_link(connection, 201, NOW, visas)
        used = await questions.use_link(connection, token, 201, NOW)
        assert used is not None and used.subject == visas
        assert await questions.set_subject_group(connection, visas, GROUP, "Visas")
        assert await questions.is_group_of_subject(connection, GROUP)
        await ask(connection, 1, visas)
        await ask(connection, 2, None)
        assert await chats_of(connection) == [(1, GROUP), (2, ALL)]
        # It becomes a supergroup; then the bot cannot write there any more.
        await move_chat(connection, GROUP, -1000400)
        assert await chats_of(connection) == [(1, -1000400), (2, ALL)]
        await apply_result(connection, GroupUnreachable(1, -1000400))
        assert await chats_of(connection) == [(1, 202), (2, ALL)]
        assert not await questions.is_group_of_subject(connection, -1000400)
        assert await questions.forget_group(connection, -1000400)
        found = await questions.find_subject(connection, visas)
        assert found is not None and found.group is None


async def test_their_number_is_bounded(database: Database) -> None:
    async with database.transaction() as connection:
        for number in range(MAX_SUBJECTS):
            await subject(connection, f"Subject {number}")
        assert await questions.add_subject(connection, "en", "One more") is None
