"""What became of deliveries and questions is written down once, however often it is applied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import announcements, chats, deliveries, meetings, questions, subscriptions
from storage.announcements import Version
from storage.database import Database
from storage.deliveries import Delivery
from storage.deliveries.results import (
    AnnouncementSent,
    Failed,
    Moved,
    Result,
    Retry,
    Sent,
    TopicLost,
    Unreachable,
    Waiting,
    apply_results,
)
from storage.deliveries.states import Trouble
from storage.questions.edits import EditShown
from storage.questions.files import FilesSent
from storage.questions.relay_results import (
    AnswerFailed,
    AnswerRetry,
    AnswerSent,
    AuthorTold,
    ButtonsUpdated,
    GroupMoved,
    GroupUnreachable,
    OrganiserUnreachable,
    QuestionFailed,
    QuestionRetry,
    QuestionSent,
    apply_result,
)
from storage.questions.relay_results import Result as QuestionResult
from storage.tables import deliveries as outbox
from storage.tables import metadata, question_answers
from tests.storage.calendar import DAY, EVENT_ZONE, NOW, a_meeting, states

DUE = NOW + 2 * DAY
LATER = DUE + timedelta(minutes=5)
ASKER, FIRST, SECOND, GROUP, SUPERGROUP = 101, 201, 202, -400, -1000400
OWNERS = frozenset({FIRST, SECOND})


async def contents(connection: AsyncConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    return {
        table.name: sorted(
            (tuple(row) for row in await connection.execute(select(table))), key=repr
        )
        for table in metadata.tables.values()
    }


async def claimed(connection: AsyncConnection, chat_ids: Sequence[int]) -> dict[int, Delivery]:
    await meetings.load_pack_meetings(connection, [a_meeting()], NOW)
    for chat_id in chat_ids:
        await subscriptions.subscribe(connection, chat_id, "all", "", NOW)
    await deliveries.plan(connection, NOW, DUE, EVENT_ZONE)
    batch = await deliveries.claim(connection, DUE, 1000, 60)
    return {delivery.chat_id: delivery for delivery in batch}


async def test_each_result_is_what_the_delivery_becomes(database: Database) -> None:
    async with database.transaction() as connection:
        batch = await claimed(connection, [1, 2, 3, -5])
        results: list[Result] = [
            Sent((batch[1].id,)),
            Failed((batch[2].id,), "refused"),
            Retry((batch[3].id,), LATER, "network"),
            Moved(-5, -1005),
            Retry((batch[-5].id,), DUE, "migrated"),
        ]
        await apply_results(connection, results, DUE)
        assert await states(connection, 1) == [("reminder", 86400, "sent", "")]
        assert await states(connection, 2) == [("reminder", 86400, "failed", "refused")]
        assert await states(connection, 3) == [("reminder", 86400, "pending", "network")]
        assert await states(connection, -1005) == [("reminder", 86400, "pending", "migrated")]
        again = await deliveries.claim(connection, DUE, 9, 60)
        assert [delivery.chat_id for delivery in again] == [-1005]
        again = await deliveries.claim(connection, LATER, 9, 60)
        assert 3 in {delivery.chat_id for delivery in again}


async def test_nothing_more_goes_to_a_chat_that_cannot_be_reached(database: Database) -> None:
    async with database.transaction() as connection:
        batch = await claimed(connection, [1, 2])
        await deliveries.unclaim(connection, [batch[1].id])
        await apply_results(connection, [Unreachable(1)], DUE)
        assert await states(connection, 1) == [("reminder", 86400, "cancelled", "unreachable")]
        assert await states(connection, 2) == [("reminder", 86400, "claimed", "")]
        unreachable = await chats.find_chat(connection, 1)
        assert unreachable is not None and not unreachable.reachable


async def test_what_was_sent_in_a_group_that_moved_stays_sent(database: Database) -> None:
    async with database.transaction() as connection:
        batch = await claimed(connection, [-5, -1005])
        results = [Moved(-5, -1005), Sent((batch[-1005].id,)), Retry((batch[-5].id,), DUE, "x")]
        await apply_results(connection, results, DUE)
        assert await states(connection, -1005) == [("reminder", 86400, "sent", "")]


async def test_the_message_of_an_announcement_is_kept_with_its_delivery(database: Database) -> None:
    async with database.transaction() as connection:
        await chats.record_contact(connection, 7, NOW)
        draft = await announcements.begin_draft(connection, 201, "en", NOW)
        await announcements.save_version(connection, draft.id, "en", 0, Version("text", "Hello"))
        await announcements.start(connection, draft, NOW)
        await announcements.queue_due(connection, NOW)
        (delivery,) = await deliveries.claim(connection, NOW, 9, 60)
        sent = AnnouncementSent(delivery.id, draft.id, 7, 55, "en")
        await apply_results(connection, [sent], NOW)
        assert await states(connection, 7) == [("announcement", 0, "sent", "")]
        assert await announcements.messages_in(connection, draft.id, [7]) == {7: (55, "en")}


async def test_results_of_deliveries_applied_again_change_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        batch = await claimed(connection, [1, 2, 3, 4, -5, -6, -7])
        results: list[Result] = [
            Sent((batch[1].id,)),
            Failed((batch[2].id,), "refused"),
            Retry((batch[3].id,), LATER, "network"),
            Unreachable(4),
            Moved(-5, -1005),
            AnnouncementSent(batch[-5].id, 1, -5, 55, "en"),
            Waiting((batch[-6].id,), -6, Trouble.NO_RIGHTS),
            TopicLost(-7, 11, Trouble.TOPIC_GONE),
            Retry((batch[-7].id,), DUE, "topic-gone", counted=False),
        ]
        await chats.set_topic(connection, -7, 11)
        assert {type(result) for result in results} == set(get_args(Result))
        before = await contents(connection)
        await apply_results(connection, results, DUE)
        once = await contents(connection)
        assert once != before
        await apply_results(connection, results, LATER)
        assert await contents(connection) == once


async def test_many_results_take_no_more_statements_than_few(database: Database) -> None:
    counts: list[int] = []
    async with database.transaction() as connection:
        batch = await claimed(connection, range(1, 201))
        ids = [delivery.id for delivery in batch.values()]
        for some in (ids[:10], ids[10:]):
            results: list[Result] = []
            for number, id in enumerate(some):
                results.append(
                    (Sent((id,)), Failed((id,), "refused"), Retry((id,), LATER, "network"))[
                        number % 3
                    ]
                )
                results.append(Unreachable(1_000 + number))
            executed: list[str] = []

            def count(*given: Any, executed: list[str] = executed) -> None:
                executed.append(given[2])

            engine = database.engine.sync_engine
            event.listen(engine, "before_cursor_execute", count)
            await apply_results(connection, results, DUE)
            event.remove(engine, "before_cursor_execute", count)
            counts.append(len(executed))
        assert counts[0] == counts[1] == 7
        open_states = select(outbox.c.id).where(outbox.c.state == "claimed")
        assert (await connection.execute(open_states)).all() == []


async def asked(connection: AsyncConnection) -> None:
    """Question 1, answered by the first organiser, and question 2, open; both shown to nobody."""
    for chat_id in (ASKER, FIRST, SECOND, GROUP):
        await chats.record_contact(connection, chat_id, NOW)
    for message_id in (7, 8):
        at = NOW + timedelta(minutes=message_id)
        await questions.add_question(
            connection, ASKER, message_id, "Amina", "fr", "Where?", None, at
        )
    await questions.choose_group(connection, GROUP, "Team")
    await questions.assign_recipients(connection, OWNERS)
    await apply_result(connection, QuestionSent(1, GROUP, 50))
    question = await questions.question_of(connection, GROUP, 50)
    assert question is not None
    await questions.add_answer(connection, question, FIRST, 60, FIRST, "Olga", "en", "There")
    await questions.edit_question(connection, question, "Why?")


QUESTION_RESULTS: list[QuestionResult] = [
    QuestionSent(2, GROUP, 51),
    QuestionRetry(2, GROUP, 1, LATER),
    QuestionFailed(2, GROUP),
    OrganiserUnreachable(2, GROUP),
    GroupUnreachable(2, GROUP),
    GroupMoved(GROUP, SUPERGROUP),
    ButtonsUpdated(1, GROUP, "answered"),
    AnswerSent(1, 70),
    AnswerRetry(1, 1, LATER),
    AnswerFailed(1, "blocked"),
    AuthorTold(1),
    FilesSent(GROUP, 1, None, ((1, 80),)),
    EditShown(GROUP, 50, None, "Why?"),
]


def test_every_kind_of_result_of_a_question_is_tried() -> None:
    assert {type(result) for result in QUESTION_RESULTS} == set(get_args(QuestionResult))


@pytest.mark.parametrize("result", QUESTION_RESULTS, ids=lambda result: type(result).__name__)
async def test_a_result_of_a_question_applied_again_changes_nothing(
    database: Database, result: QuestionResult
) -> None:
    async with database.transaction() as connection:
        await asked(connection)
        before = await contents(connection)
        await apply_result(connection, result)
        once = await contents(connection)
        assert once != before
        await apply_result(connection, result)
        assert await contents(connection) == once


async def test_results_decide_what_is_still_to_be_passed_on(database: Database) -> None:
    async with database.transaction() as connection:
        await asked(connection)
        assert [one.question for one in await questions.relays_due(connection, LATER, 9)] == [2]
        await apply_result(connection, QuestionRetry(2, GROUP, 1, LATER))
        assert await questions.relays_due(connection, DUE, 9) == []
        (relay,) = await questions.relays_due(connection, LATER, 9)
        assert relay.attempts == 1
        await apply_result(connection, GroupUnreachable(2, GROUP))
        await questions.assign_recipients(connection, OWNERS)
        relays = await questions.relays_due(connection, NOW, 9)
        assert [one.chat_id for one in relays] == [FIRST, SECOND]
        await apply_result(connection, OrganiserUnreachable(2, FIRST))
        await apply_result(connection, QuestionFailed(2, SECOND))
        assert await questions.relays_due(connection, LATER, 9) == []
        assert await questions.unreachable_organisers(connection) == {FIRST}
        (mark,) = await questions.outdated_buttons(connection, OWNERS, 9)
        await apply_result(connection, ButtonsUpdated(mark.question, mark.chat_id, mark.status))
        assert list(await questions.outdated_buttons(connection, OWNERS, 9)) == []


async def test_an_answer_is_sent_later_or_never_and_its_author_told(database: Database) -> None:
    async with database.transaction() as connection:
        await asked(connection)
        await apply_result(connection, AnswerRetry(1, 1, LATER))
        assert await questions.answers_due(connection, DUE, 9) == []
        (answer,) = await questions.answers_due(connection, LATER, 9)
        assert answer.attempts == 1
        await apply_result(connection, AnswerFailed(1, "blocked"))
        assert await questions.answers_due(connection, LATER, 9) == []
        assert await connection.scalar(select(question_answers.c.words)) is None
        (outcome,) = await questions.answer_reports_due(connection, 9)
        assert outcome.state == "blocked"
        await apply_result(connection, AuthorTold(1))
        assert await questions.answer_reports_due(connection, 9) == []
