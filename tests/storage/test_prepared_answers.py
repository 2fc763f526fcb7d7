"""Prepared answers and their words in several languages."""

from __future__ import annotations

from storage import prepared_answers, team_texts
from storage.database import Database
from storage.prepared_answers import MAX_PREPARED_ANSWERS
from tests.storage.calendar import NOW


async def test_an_answer_has_words_in_several_languages(database: Database) -> None:
    async with database.transaction() as connection:
        wifi = await prepared_answers.add(connection, "Wi-Fi", NOW)
        assert wifi is not None
        # The same message, processed again.
        assert await prepared_answers.add(connection, "Wi-Fi", NOW) == wifi
        for language, text in (("en", "Hall"), ("fr", "Salle"), ("en", "Hall 2")):
            await team_texts.set_text(connection, "answer", str(wifi), language, text)
        await prepared_answers.add(connection, "badges", NOW)
        titles = [answer.title for answer in await prepared_answers.all_answers(connection)]
        assert titles == ["badges", "Wi-Fi"]
        found = await prepared_answers.find(connection, wifi)
        assert found is not None and found.texts == {"en": "Hall 2", "fr": "Salle"}
        assert await team_texts.remove_text(connection, "answer", str(wifi), "fr")
        assert not await team_texts.remove_text(connection, "answer", str(wifi), "fr")
        assert await prepared_answers.rename(connection, wifi, "Internet", NOW)
        assert await prepared_answers.remove(connection, wifi)
        assert not await prepared_answers.remove(connection, wifi)
        assert await prepared_answers.find(connection, wifi) is None
        assert await team_texts.texts_of(connection, "answer", str(wifi)) == {}
        # An old button never means another answer.
        assert await prepared_answers.add(connection, "Wi-Fi", NOW) not in (None, wifi)


async def test_their_number_is_bounded(database: Database) -> None:
    async with database.transaction() as connection:
        for number in range(MAX_PREPARED_ANSWERS):
            assert await prepared_answers.add(connection, f"Answer {number}", NOW) is not None
        assert await prepared_answers.add(connection, "One more", NOW) is None
        assert await prepared_answers.add(connection, "Answer 7", NOW) is not None


def test_a_reader_without_a_text_of_their_own_gets_the_packs_or_english() -> None:
    texts = {"en": "e", "fr": "f", "ru": "r"}
    assert team_texts.language_for(texts, "ru", "fr") == "ru"
    assert team_texts.language_for(texts, "ar", "fr") == "fr"
    assert team_texts.language_for(texts, "ar", "zh") == "en"
    assert team_texts.language_for({"ru": "r"}, "ar", "zh") == "ru"
    assert team_texts.language_for({}, "ar", "zh") is None
