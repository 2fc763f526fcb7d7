"""The messages and screens about questions fit, in every language, and keep what was written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.telegram.rendering import render, shown_units
from content.languages import NAMES
from handlers.desk.questions import question_messages, views
from handlers.desk.questions.open_questions import open_questions_view, question_screen
from handlers.framework.places import PAGE_SIZE
from handlers.framework.reply import Notice, Reply
from handlers.framework.request import Incoming
from handlers.framework.telegram_limits import MESSAGE_UNITS
from handlers.me.ask import MAX_TEXT_CHARACTERS, Ask, answer_view, ask_view
from storage import questions
from storage.questions import AnswerReport, Group, Muted, Question, Relay
from tests.factories import BEFORE, a_database, a_reader, a_request, a_switchboard, services_over

NAME = "𝔄" * 64


def relay(words: str, name: str = NAME, follows: bool = False) -> Relay:
    return Relay(999_999_999, -1, None, follows, name, "ar", words, 0, None, None)


def a_question(words: str | None) -> Question:
    return Question(999_999_999, 1, None, NAME, words, "open", "", "ar", BEFORE, 1, NAME, BEFORE)


def screens(language: str) -> list[Reply]:
    reader, longest = a_reader(language), "🌍" * MAX_TEXT_CHARACTERS
    group = Group(-1, "T" * 128, False)
    return [
        question_messages.question_view(reader, relay(longest)),
        question_messages.question_view(reader, relay(longest, follows=True)),
        answer_view(reader, longest),
        question_messages.mute_view(reader, 1, NAME),
        question_messages.muted_view(reader, NAME),
        question_messages.not_muted_view(reader, NAME),
        question_messages.only_organisers_view(reader),
        *(
            question_messages.answer_report_view(
                reader, AnswerReport(1, 1, 1, state, NAME, before, language)
            )
            for state in ("sent", "blocked", "failed")
            for before in ("", NAME)
        ),
        question_messages.answer_report_view(
            reader, AnswerReport(1, 1, 1, "sent", NAME, "", language, NAME)
        ),
        Reply((), question_messages.question_buttons(reader, 999_999_999, "open", "", NAME)),
        open_questions_view(reader, [a_question(longest)] * PAGE_SIZE, 99, 3),
        open_questions_view(reader, [], 0, 1),
        question_screen(reader, a_question(longest)),
        question_screen(reader, a_question(None)),
        *(
            Reply((), question_messages.question_buttons(reader, 999_999_999, status, by))
            for status in ("open", "answered", "closed")
            for by in ("", NAME)
        ),
        views.questions_view(reader, None, 3, 2, 0),
        views.questions_view(reader, group, 1, 2, 7),
        views.questions_view(reader, Group(-1, "T" * 128, True), 3, 2, 7),
        views.link_view(reader, reader.group_link("group-" + "0" * 32)),
        views.group_chosen_view(reader),
        views.invalid_link_view(reader),
        views.muted_people_view(reader, [Muted(1, NAME, BEFORE), Muted(2, "", BEFORE)], 9, 2),
        views.muted_people_view(reader, [], 0, 1),
        ask_view(reader),
    ]


@pytest.mark.parametrize("language", NAMES)
def test_each_screen_is_one_message_with_readable_buttons(language: str) -> None:
    for reply in screens(language):
        rendered = render(reply, right_to_left=language == "ar")
        assert len(rendered.texts) <= 1
        assert all(shown_units(text) <= MESSAGE_UNITS for text in rendered.texts)
        labels = [button["text"] for row in rendered.keyboard for button in row]
        assert all(0 < len(label.strip("\u2068\u2069")) <= 64 for label in labels), labels


def test_the_words_are_as_they_were_written() -> None:
    words = "Is </b> & “Room 4” <a href='x'>here</a>?\n\n  Two  spaces"
    reader = a_reader("ar")
    (markup,) = render(
        question_messages.question_view(reader, relay(words)), right_to_left=True
    ).texts
    assert (
        "\n\nIs &lt;/b&gt; &amp; “Room 4” &lt;a href='x'&gt;here&lt;/a&gt;?\n\n  Two  spaces"
        in (markup)
    )
    assert "العربية" in markup


def test_a_start_payload_holds_the_link() -> None:
    link = a_reader().group_link("group-" + "0" * 32)
    assert link.startswith("https://t.me/") and len(link.partition("=")[2]) <= 64


async def test_a_message_that_is_processed_again_is_the_same_question(tmp_path: Path) -> None:
    with a_database(tmp_path) as database:
        await database.migrate()
        services = services_over(database, owners=frozenset({201}))
        switchboard = a_switchboard()
        asker = a_request(services, user_id=101, user_name="\u202eAmina\u202c")
        await switchboard.button(asker, Ask().pack())

        async def says(text: str, number: int) -> str:
            incoming = Incoming(number, text, text)
            request = replace(asker, words=text, incoming=incoming, asking_message_id=number)
            answer = await switchboard.message(request, addressed=True)
            assert isinstance(answer, Reply)
            return render(answer).texts[0]

        for _ in range(2):
            assert "has been sent" in await says("Where is room 4?", 7)
        assert "has been sent" not in await says("room", 8)
        # From now on they are words like any others.
        assert "has been sent" not in await says("Where is room 4?", 7)
        async with database.transaction() as connection:
            await questions.assign_recipients(connection, {201})
            (relay,) = await questions.relays_due(connection, BEFORE, 9)
        assert (relay.name, relay.words) == ("Amina", "Where is room 4?")
        # Sent, and the program died before it noted which message it is: its buttons tell.
        reply = Incoming(60, "Upstairs", "Upstairs", (), 50, ("g1:home:", f"k4:{relay.question}"))
        olga = replace(asker, chat_id=201, user_id=201, incoming=reply, asking_message_id=60)
        delegate = replace(olga, chat_id=101, user_id=101)
        assert await switchboard.reply(delegate) is None
        assert await switchboard.reply(olga) == Notice("")
        async with database.transaction() as connection:
            (answer,) = await questions.answers_due(connection, BEFORE, 9)
        assert (answer.chat_id, answer.words) == (101, "Upstairs")
        # Her reply comes before it is recorded that the answer was sent.
        (text,) = render(answer_view(a_reader(), answer.words)).texts
        other = Incoming(61, "Which floor?", "", (), 51, (), "Recommendation 3.2")
        thanks = Incoming(62, "Which floor?", "", (), 52, (), re.sub("<.*?>", "", text))
        assert await switchboard.reply(replace(asker, incoming=other, asking_message_id=61)) is None
        follows = replace(asker, incoming=thanks, asking_message_id=62)
        assert isinstance(await switchboard.reply(follows), Reply)
        async with database.transaction() as connection:
            await questions.assign_recipients(connection, {201})
            (relay,) = await questions.relays_due(connection, BEFORE, 9)
        assert (relay.words, relay.is_follow_up) == ("Which floor?", True)
        await database.close()
