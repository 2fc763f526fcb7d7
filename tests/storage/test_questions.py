"""Questions in storage: asked once, shown to the right ones, settled once, forgotten in time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, questions, team_members
from storage.database import Database
from storage.questions import Relay
from storage.questions.relay_results import (
    AnswerSent,
    ButtonsUpdated,
    OrganiserUnreachable,
    QuestionSent,
    apply_result,
)
from storage.tables import question_answers, question_relays
from storage.tables import questions as table
from tests.storage.calendar import NOW

OWNERS = frozenset({201, 202})
GROUP, GROWN = -400, -1000400
ASKER = 101


async def ask(connection: AsyncConnection, message_id: int = 7, minutes: int = 0) -> None:
    at = NOW + timedelta(minutes=minutes)
    await questions.add_question(connection, ASKER, message_id, "Amina", "fr", "Where?", None, at)


async def due(connection: AsyncConnection) -> list[Relay]:
    await questions.assign_recipients(connection, OWNERS)
    return await questions.relays_due(connection, NOW, 100)


async def sent(connection: AsyncConnection) -> None:
    for number, relay in enumerate(await due(connection)):
        await relay_sent(connection, relay, 50 + number)


async def relay_sent(connection: AsyncConnection, relay: Relay, message_id: int) -> None:
    await apply_result(connection, QuestionSent(relay.question, relay.chat_id, message_id))


async def relay_refused(connection: AsyncConnection, relay: Relay) -> None:
    await apply_result(connection, OrganiserUnreachable(relay.question, relay.chat_id))


async def rows(connection: AsyncConnection, what: object = table) -> int:
    return int(await connection.scalar(select(func.count()).select_from(what)) or 0)  # type: ignore[arg-type]


async def test_the_same_message_is_one_question_and_goes_to_each_once(database: Database) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        await ask(connection)
        assert await questions.asked_before(connection, ASKER, 7)
        assert [each.chat_id for each in await due(connection)] == [201, 202]
        await sent(connection)
        assert await due(connection) == []
        found = await questions.question_of(connection, 202, 51)
        assert found is not None and (found.chat_id, found.words) == (ASKER, "Where?")
        assert await questions.question_of(connection, 101, 51) is None


async def test_five_within_any_hour(database: Database) -> None:
    async with database.transaction() as connection:
        for number in range(5):
            assert await questions.may_ask_at(connection, ASKER, NOW) <= NOW
            await ask(connection, number, minutes=number * 10)
        again = NOW + timedelta(hours=1)
        assert await questions.may_ask_at(connection, ASKER, NOW) == again
        assert await questions.may_ask_at(connection, 102, NOW) == NOW


async def test_the_first_answer_settles_it_and_the_words_go(database: Database) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        first, second = await due(connection)
        await relay_sent(connection, first, 50)
        question = await questions.question_of(connection, 201, 50)
        assert question is not None
        for message_id, author, name in ((60, 201, "Olga"), (60, 201, "Olga"), (61, 202, "Otto")):
            await questions.add_answer(
                connection, question, author, message_id, author, name, "en", "There"
            )
        # Who had not been shown it is not shown it any more.
        assert await due(connection) == []
        now = await questions.find(connection, question.id)
        assert now is not None
        assert (now.status, now.settled_by, now.words) == ("answered", "Olga", None)
        answers = await questions.answers_due(connection, NOW, 9)
        assert [(each.chat_id, each.reply_to, each.language) for each in answers] == [
            (ASKER, 7, "fr"), (ASKER, 7, "fr"),
        ]  # fmt: skip
        for number, each in enumerate(answers):
            await apply_result(connection, AnswerSent(each.id, 70 + number))
        assert await questions.answers_due(connection, NOW, 9) == []
        assert [
            each.earlier_answerer for each in await questions.answer_reports_due(connection, 9)
        ] == ["", "Olga"]
        assert await questions.thread_of(connection, ASKER, 71) == question.id
        assert await connection.scalar(select(question_answers.c.words).limit(1)) is None
        marks = await questions.outdated_buttons(connection, OWNERS, 9)
        assert [(each.chat_id, each.settled_by) for each in marks] == [(201, "Olga")]
        # One that was under way when it was settled is known all the same, and marked.
        await relay_sent(connection, second, 51)
        assert await questions.question_of(connection, 202, 51) is not None
        marks = await questions.outdated_buttons(connection, frozenset({202}), 9)
        assert [each.chat_id for each in marks] == [202]  # not for who left the team
        await questions.forget_author(connection, 201)
        now = await questions.find(connection, question.id)
        assert now is not None and (now.status, now.settled_by) == ("answered", "")


async def test_who_never_opened_the_bot_gets_it_once_they_do(database: Database) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        first, second = await due(connection)
        await relay_sent(connection, first, 50)
        await relay_refused(connection, second)
        assert await due(connection) == []
        assert await questions.unreachable_organisers(connection) == {202}
        await chats.record_contact(connection, 202, NOW)
        assert [each.chat_id for each in await due(connection)] == [202]
        # Refused again, by one who blocked the bot: not before they write.
        await relay_refused(connection, second)
        assert await due(connection) == []
        await chats.record_contact(connection, 202, NOW)
        assert [each.chat_id for each in await due(connection)] == [202]


async def test_what_waits_goes_along_to_the_group_and_back(database: Database) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        await due(connection)
        await questions.choose_group(connection, GROUP, "Secretariat")
        assert [each.chat_id for each in await due(connection)] == [GROUP]
        await questions.leave_group(connection)
        assert [each.chat_id for each in await due(connection)] == [201, 202]


async def test_a_lost_group_is_lost_once_and_its_open_questions_go_to_each(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await questions.choose_group(connection, GROUP, "Secretariat")
        await ask(connection)
        await sent(connection)
        assert await questions.lose_group(connection, GROUP)
        assert not await questions.lose_group(connection, GROUP)
        assert [each.chat_id for each in await due(connection)] == [201, 202]
        group = await questions.group_of(connection)
        assert group is not None and group.lost


async def test_a_group_that_is_forgotten_leaves_nothing_of_itself(database: Database) -> None:
    async with database.transaction() as connection:
        await questions.choose_group(connection, GROUP, "Secretariat")
        await ask(connection)
        await sent(connection)
        assert not await questions.forget_group(connection, GROWN)
        assert await questions.forget_group(connection, GROUP)
        assert await questions.group_of(connection) is None
        assert [each.chat_id for each in await due(connection)] == [201, 202]


async def test_a_supergroup_is_shown_what_is_open_anew(database: Database) -> None:
    async with database.transaction() as connection:
        await questions.choose_group(connection, GROUP, "Secretariat")
        await ask(connection, 7)
        await ask(connection, 8)
        await sent(connection)
        settled = await questions.question_of(connection, GROUP, 50)
        assert settled is not None
        await questions.close(connection, settled.id, 201, "Olga")
        # The chat itself need not be known.
        await chats.move_chat(connection, GROUP, GROWN)
        await chats.move_chat(connection, GROUP, GROWN)
        (relay,) = await due(connection)
        assert (relay.chat_id, relay.question) == (GROWN, settled.id + 1)
        # The same number is another message there.
        for chat_id in (GROUP, GROWN):
            assert await questions.question_of(connection, chat_id, 50) is None


async def test_who_left_the_team_is_shown_nothing_more(database: Database) -> None:
    async with database.transaction() as connection:
        token = await team_members.invite(connection, "organiser", (), 201, NOW)
        await team_members.join(connection, token, 103, "Diego", NOW)
        token = await team_members.invite(connection, "chair", (1,), 201, NOW)
        await team_members.join(connection, token, 104, "Chair", NOW)
        assert await questions.recipients(connection, {201}) == [103, 201]
        await ask(connection)
        await questions.assign_recipients(connection, {103})
        await team_members.remove_member(connection, 103)
        # Nobody else had been shown it, so it is decided anew.
        await questions.assign_recipients(connection, {201})
        relays = await questions.relays_due(connection, NOW, 9)
        assert [each.chat_id for each in relays] == [201]


async def test_a_link_is_one_organisers_and_works_once_for_an_hour(database: Database) -> None:
    async with database.transaction() as connection:
        first = await questions.make_link(connection, 201, NOW)
        token = await questions.make_link(connection, 201, NOW)
        assert not await questions.use_link(connection, first, 201, NOW)
        assert not await questions.use_link(connection, token, 202, NOW)
        late = NOW + questions.LINK_LIFETIME
        assert not await questions.use_link(connection, token, 201, late)
        assert await questions.use_link(connection, token, 201, NOW)
        assert not await questions.use_link(connection, token, 201, NOW)


async def test_a_mute_is_new_once_and_outlasts_being_forgotten(database: Database) -> None:
    async with database.transaction() as connection:
        assert await questions.mute(connection, ASKER, "Amina", NOW)
        assert not await questions.mute(connection, ASKER, "Amina", NOW)
        await ask(connection)
        await sent(connection)
        await chats.forget_chat(connection, ASKER)
        await questions.forget_muted_name(connection, ASKER)
        # The question is gone, and with it whom it was shown to.
        assert (await rows(connection), await rows(connection, question_relays)) == (0, 0)
        people, many = await questions.muted_people(connection, 9, 0)
        assert ([each.name for each in people], many) == ([""], 1)
        assert await questions.unmute(connection, ASKER) is not None
        assert await questions.unmute(connection, ASKER) is None


async def test_words_go_before_the_rest_and_ids_never_come_again(database: Database) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        await due(connection)
        await questions.mute(connection, 102, "Diego", NOW)

        async def prune(days: int) -> int:
            return await questions.prune(
                connection, words_before=NOW + timedelta(days=days - 7),
                before=NOW + timedelta(days=days - 30),
                mutes_before=NOW + timedelta(days=days - 400), now=NOW,
            )  # fmt: skip

        assert await prune(6) == 0
        assert len(await due(connection)) == 2
        assert await prune(8) == 0
        assert await due(connection) == []
        (number,) = (await connection.execute(select(table.c.id))).scalars()
        kept = await questions.find(connection, number)
        assert kept is not None and kept.words is None
        assert await prune(31) == 1
        assert await questions.is_muted(connection, 102)
        await prune(401)
        assert not await questions.is_muted(connection, 102)
        # An old button never meets another question.
        await ask(connection, 9)
        (later,) = (await connection.execute(select(table.c.id))).scalars()
        assert later > number


async def test_of_two_who_take_a_question_one_has_it_until_it_is_given_back(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        await sent(connection)
        assert await questions.take(connection, 1, 201, "Olga", NOW)
        assert not await questions.take(connection, 1, 202, "Otto", NOW)
        assert not await questions.give_back(connection, 1, 202)
        marks = await questions.outdated_buttons(connection, OWNERS, 9)
        assert [(mark.chat_id, mark.taken_by) for mark in marks] == [(201, "Olga"), (202, "Olga")]
        # Given back and taken again before the buttons were changed: the last one shows.
        assert await questions.give_back(connection, 1, 201)
        assert await questions.take(connection, 1, 202, "Otto", NOW)
        for mark in marks:
            shown = ButtonsUpdated(mark.question, mark.chat_id, mark.status, mark.takes)
            await apply_result(connection, shown)
        marks = await questions.outdated_buttons(connection, OWNERS, 9)
        assert [(mark.chat_id, mark.taken_by) for mark in marks] == [(201, "Otto"), (202, "Otto")]
        for mark in marks:
            shown = ButtonsUpdated(mark.question, mark.chat_id, mark.status, mark.takes)
            await apply_result(connection, shown)
        assert list(await questions.outdated_buttons(connection, OWNERS, 9)) == []


async def test_who_answers_a_question_that_another_took_is_told(database: Database) -> None:
    async with database.transaction() as connection:
        await ask(connection)
        await sent(connection)
        assert await questions.take(connection, 1, 201, "Olga", NOW)
        question = await questions.find(connection, 1)
        assert question is not None
        for author, message_id in ((202, 80), (201, 81)):
            await questions.add_answer(
                connection, question, author, message_id, author, "Otto", "en", "There"
            )
        for number, answer in enumerate(await questions.answers_due(connection, NOW, 9)):
            await apply_result(connection, AnswerSent(answer.id, 90 + number))
        reports = await questions.answer_reports_due(connection, 9)
        assert [report.taken_by for report in reports] == ["Olga", ""]
        # It is settled: nobody takes it any more.
        assert not await questions.take(connection, 1, 202, "Otto", NOW)
        assert not await questions.give_back(connection, 1, 201)


async def test_who_leaves_or_is_forgotten_takes_care_of_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        for number in (1, 2):
            await ask(connection, number, number)
            assert await questions.take(connection, number, 200 + number, "Olga", NOW)
        await questions.assign_recipients(connection, {202})
        found, total = await questions.open_questions(connection, 9, 0)
        assert [(question.id, question.taker) for question in found] == [(1, None), (2, 202)]
        assert total == 2
        # A team of nobody gives back what was taken, and leaves the rest as it is.
        for _round in range(2):
            await questions.assign_recipients(connection, set())
        assert await connection.scalar(select(table.c.takes).where(table.c.id == 1)) == 2
        assert await questions.take(connection, 2, 202, "Olga", NOW)
        await questions.forget_author(connection, 202)
        found, _total = await questions.open_questions(connection, 1, 1)
        assert [(question.id, question.taker, question.taken_by) for question in found] == [
            (2, None, ""),
        ]  # fmt: skip
