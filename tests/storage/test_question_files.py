"""What comes along with questions and answers, and edits of them, in storage."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chats, questions
from storage.database import Database
from storage.questions import FilesDue, Question, SentFile
from storage.questions.edits import EditShown
from storage.questions.files import ALBUM_TIME, FilesSent
from storage.questions.relay_results import AnswerFailed, AnswerSent, QuestionSent, apply_result
from storage.tables import question_edits, question_files
from tests.storage.calendar import NOW

ASKER, OLGA, GROUP, GROWN = 101, 201, -400, -1000400
LATER = NOW + ALBUM_TIME
PHOTO, FILM = SentFile(7, "photo", "p"), SentFile(8, "video", "v")
PLACE = SentFile(9, "location", "", (46.2, 6.1))


async def asked(connection: AsyncConnection, *files: SentFile) -> Question:
    """Amina asks with these files; the group gets the question by its message 50."""
    await chats.record_contact(connection, ASKER, NOW)
    await questions.choose_group(connection, GROUP, "Team")
    number = await questions.add_question(connection, ASKER, 7, "Amina", "fr", "Where?", None, NOW)
    await questions.add_files(connection, ASKER, number, None, "album", files, NOW)
    await questions.assign_recipients(connection, {OLGA})
    await apply_result(connection, QuestionSent(number, GROUP, 50))
    found = await questions.find(connection, number)
    assert found is not None
    return found


async def answered(connection: AsyncConnection, question: Question, *files: SentFile) -> int:
    answer = await questions.add_answer(
        connection, question, GROUP, 60, OLGA, "Olga", "en", "There"
    )
    await questions.add_files(connection, GROUP, question.id, answer, None, files, NOW)
    return answer


async def due(connection: AsyncConnection) -> list[tuple[int, int, list[str]]]:
    """Where files are to be sent, as a reply to what, and their kinds."""
    found: list[FilesDue] = await questions.files_due(connection, LATER, 9)
    return [(one.chat_id, one.reply_to, [file.kind for _, file in one.files]) for one in found]


async def test_files_wait_for_their_album_and_go_once_to_each_chat(database: Database) -> None:
    async with database.transaction() as connection:
        question = await asked(connection, PHOTO, FILM)
        await questions.add_files(connection, ASKER, question.id, None, "album", [PHOTO], NOW)
        assert await questions.files_due(connection, NOW, 9) == []
        assert await questions.next_files_due(connection, NOW) == LATER
        assert await due(connection) == [(GROUP, 50, ["photo", "video"])]
        (files,) = await questions.files_due(connection, LATER, 9)
        first = FilesSent(GROUP, question.id, None, ((files.files[0][0], 51),))
        await apply_result(connection, first)
        assert await due(connection) == [(GROUP, 50, ["video"])]
        # A reply to the photo is one to the question.
        found = await questions.question_of(connection, GROUP, 51)
        assert found is not None and found.id == question.id
        assert await questions.thread_of(connection, GROUP, 51) is None


async def test_a_late_part_joins_its_album_until_the_question_is_settled(
    database: Database,
) -> None:
    async with database.transaction() as connection:
        question = await asked(connection, PHOTO)
        assert await questions.join_album(connection, ASKER, "album", [FILM], NOW)
        assert not await questions.join_album(connection, ASKER, "other", [PLACE], NOW)
        assert await questions.count_files(connection, question.id) == 2
        await questions.close(connection, question.id, OLGA, "Olga")
        assert await questions.count_files(connection, question.id) == 0
        assert not await questions.join_album(connection, ASKER, "album", [FILM], NOW)


async def test_files_of_an_answer_follow_it_and_are_forgotten(database: Database) -> None:
    async with database.transaction() as connection:
        question = await asked(connection)
        answer = await answered(connection, question, PLACE)
        assert await due(connection) == []  # the answer itself comes first
        await apply_result(connection, AnswerSent(answer, 70))
        (files,) = await questions.files_due(connection, LATER, 9)
        assert (files.chat_id, files.reply_to, files.from_chat) == (ASKER, 70, GROUP)
        assert files.files[0][1] == PLACE
        sent = FilesSent(ASKER, question.id, answer, ((files.files[0][0], 71),))
        await apply_result(connection, sent)
        assert await connection.scalar(select(func.count()).select_from(question_files)) == 0
        assert await questions.thread_of(connection, ASKER, 71) == question.id
        assert await questions.question_of(connection, ASKER, 71) is None


async def test_what_cannot_be_delivered_is_forgotten(database: Database) -> None:
    async with database.transaction() as connection:
        answer = await answered(connection, await asked(connection), PHOTO)
        await apply_result(connection, AnswerFailed(answer, "blocked"))
        assert await connection.scalar(select(func.count()).select_from(question_files)) == 0


async def test_files_go_with_the_words_of_a_question(database: Database) -> None:
    async with database.transaction() as connection:
        await asked(connection, PHOTO)
        later, long = NOW + timedelta(days=8), timedelta(days=7)
        await questions.prune(connection, later - long, NOW - long, NOW - long, later)
        assert await connection.scalar(select(func.count()).select_from(question_files)) == 0


async def test_an_edit_waits_until_it_is_shown(database: Database) -> None:
    async with database.transaction() as connection:
        question = await asked(connection, PHOTO)
        assert not await questions.edit_question(connection, question, "Where?")
        assert await questions.edit_question(connection, question, "Where is it?")
        (edit,) = await questions.edits_due(connection, 9)
        assert (edit.chat_id, edit.message_id, edit.words) == (GROUP, 50, "Where is it?")
        # It was edited again while this was shown.
        again = await questions.find(connection, question.id)
        assert again is not None and again.words == "Where is it?"
        await questions.edit_question(connection, again, "Where, please?")
        await apply_result(connection, EditShown(GROUP, 50, None, "Where is it?"))
        (edit,) = await questions.edits_due(connection, 9)
        assert edit.words == "Where, please?"
        await apply_result(connection, EditShown(GROUP, 50, None, "Where, please?"))
        assert await questions.edits_due(connection, 9) == []


async def test_an_answer_is_edited_before_and_after_it_was_sent(database: Database) -> None:
    async with database.transaction() as connection:
        question = await asked(connection)
        answer = await answered(connection, question)
        assert await questions.edit_answer(connection, answer, "Here")
        (waiting,) = await questions.answers_due(connection, NOW, 9)
        assert waiting.words == "Here"
        await apply_result(connection, AnswerSent(answer, 70))
        written = await questions.answer_written_by(connection, GROUP, 60)
        assert written is not None and written[0] == answer
        assert await questions.edit_answer(connection, answer, "Over there")
        (edit,) = await questions.edits_due(connection, 9)
        assert (edit.chat_id, edit.message_id, edit.answer) == (ASKER, 70, answer)
        await chats.forget_chat(connection, ASKER)
        assert await connection.scalar(select(func.count()).select_from(question_edits)) == 0


async def test_messages_of_a_group_that_grew_are_not_mistaken(database: Database) -> None:
    async with database.transaction() as connection:
        question = await asked(connection, PHOTO)
        (files,) = await questions.files_due(connection, LATER, 9)
        sent = FilesSent(GROUP, question.id, None, ((files.files[0][0], 51),))
        await apply_result(connection, sent)
        await chats.record_contact(connection, GROUP, NOW)
        await chats.move_chat(connection, GROUP, GROWN)
        assert await questions.question_of(connection, GROWN, 51) is None
