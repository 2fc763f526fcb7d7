"""Questions from the room: votes count once, and what is merged keeps them."""

from __future__ import annotations

from datetime import timedelta

from storage.database import Database
from storage.floor import questions
from storage.floor.questions import MAX_OPEN_QUESTIONS, MAX_QUESTIONS_PER_WINDOW, QUESTION_WINDOW
from storage.floor.records import Session
from tests.storage.floor.floors import NOW, floor_of, stored_session


async def asked(
    database: Database, session: Session, chat_id: int, message: int = 1, shown: bool = True
) -> int:
    async with database.write_transaction() as connection:
        return await questions.add(
            connection, session.id, chat_id, message, "Amina", None, f"Why {chat_id}?",
            "shown" if shown else "waiting", NOW + timedelta(seconds=chat_id),
        )  # fmt: skip


async def test_they_are_sorted_by_pins_votes_and_age(database: Database) -> None:
    session = await stored_session(database)
    first, second, third = [await asked(database, session, chat) for chat in (1, 2, 3)]
    hidden = await asked(database, session, 4, shown=False)
    async with database.write_transaction() as connection:
        for voter in (7, 8):
            await questions.vote(connection, second, voter, True)
        await questions.pin(connection, third, True)
        assert not await questions.pin(connection, hidden, True)
        found = await questions.shown(connection, session.id)
        assert [(one.id, one.votes) for one in found] == [(third, 1), (second, 3), (first, 1)]
        assert [one.id for one in await questions.waiting(connection, session.id)] == [hidden]


async def test_a_vote_counts_once_and_moves_the_session(database: Database) -> None:
    session = await stored_session(database)
    question = await asked(database, session, 1)
    for wanted, votes, revision in ((True, 2, 1), (True, 2, 1), (False, 1, 2), (False, 1, 2)):
        async with database.write_transaction() as connection:
            await questions.vote(connection, question, 9, wanted)
            found = await questions.find(connection, question)
        assert found is not None
        assert found.votes == votes
        assert (await floor_of(database, session)).session.revision == revision


async def test_merging_unites_votes_and_all_who_asked_are_told(database: Database) -> None:
    session = await stored_session(database)
    target, other = await asked(database, session, 1), await asked(database, session, 2)
    third = await asked(database, session, 3, shown=False)
    async with database.write_transaction() as connection:
        for question in (target, other):
            await questions.vote(connection, question, 9, True)
        assert await questions.merge(connection, third, other)
        assert await questions.merge(connection, other, target)
        for pair in ((target, target), (other, target), (target, 999), (999, target)):
            assert not await questions.merge(connection, *pair)
        (found,) = await questions.shown(connection, session.id)
        assert (found.id, found.votes) == (target, 4)
        assert await questions.settle(connection, target, ("shown",), "answered")
        told = [(one.chat_id, one.notice) for one in await questions.due(connection, NOW, 9)]
        assert told == [(1, "answered"), (2, "answered"), (3, "answered")]
        for one in await questions.due(connection, NOW, 9):
            await questions.told(connection, one)
        assert await questions.due(connection, NOW, 9) == []


async def test_one_person_has_a_few_open_and_a_few_in_a_while(database: Database) -> None:
    session = await stored_session(database)
    for number in range(MAX_OPEN_QUESTIONS):
        question = await asked(database, session, 1, number)
    async with database.write_transaction() as connection:
        assert await questions.may_ask_at(connection, session.id, 1, NOW) is None
        assert await questions.may_ask_at(connection, session.id, 2, NOW) == NOW
        await questions.settle(connection, question, ("shown",), "refused")
        assert await questions.may_ask_at(connection, session.id, 1, NOW) == NOW
    for number in range(MAX_OPEN_QUESTIONS, MAX_QUESTIONS_PER_WINDOW):
        question = await asked(database, session, 1, number)
        async with database.write_transaction() as connection:
            await questions.settle(connection, question, ("shown",), "refused")
    async with database.write_transaction() as connection:
        at = await questions.may_ask_at(connection, session.id, 1, NOW)
        assert at == NOW + timedelta(seconds=1) + QUESTION_WINDOW


async def test_a_refusal_and_an_answer_can_be_taken_back(database: Database) -> None:
    session = await stored_session(database)
    question = await asked(database, session, 1)
    for state in ("answered", "refused"):
        async with database.write_transaction() as connection:
            assert await questions.settle(connection, question, ("shown",), state)  # type: ignore[arg-type]
            assert await questions.take_back(connection, question)
            assert await questions.due(connection, NOW, 9) == []
            found = await questions.find(connection, question)
        assert found is not None
        assert found.state == ("shown" if state == "answered" else "waiting")
