"""Prepared answers: their screens fit in every language, and the right words are offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.telegram.rendering import render, shown_units
from content.languages import NAMES
from content.model import Pack, Page
from handlers.desk.prepared_answers import views
from handlers.desk.prepared_answers.sources import Prepared, matching, prepared_for
from handlers.desk.team_texts.buttons import WriteText
from handlers.desk.team_texts.kinds import Owner
from handlers.desk.team_texts.views import prompt_view
from handlers.framework.places import Place
from handlers.framework.reply import Reply
from handlers.framework.telegram_limits import MESSAGE_UNITS
from handlers.me.ask import MAX_TEXT_CHARACTERS
from storage.prepared_answers import PreparedAnswer
from storage.questions import Question
from tests.factories import BEFORE, a_reader, shipped_pack, text_of

LONGEST = "🌍" * MAX_TEXT_CHARACTERS
NAME = "𝔄" * 64
QUESTION = Question(999_999_999, 1, None, NAME, "Where?", "open", "", "ar", BEFORE, 2, NAME, BEFORE)
ANSWER = PreparedAnswer(999_999_999, "T" * 80, dict.fromkeys(NAMES, LONGEST))
PAGE = Prepared("p" + "x" * 23, "T" * 120, LONGEST, "fr")


def screens(language: str) -> list[Reply]:
    reader, pack = a_reader(language), shipped_pack()
    button = WriteText("answer", "999999999", "zh")
    answered = replace(QUESTION, status="answered", settled_by=NAME)
    return [
        views.list_view(reader, [ANSWER] * 50, 3),
        views.list_view(reader, [], 1),
        views.answer_view(reader, pack, ANSWER),
        views.answer_view(reader, pack, replace(ANSWER, texts={"fr": LONGEST})),
        views.answer_view(reader, pack, replace(ANSWER, texts={})),
        views.title_view(reader, Place("desk-prepared", "999999999"), "No."),
        views.remove_view(reader, ANSWER),
        views.choice_view(reader, QUESTION, [PAGE] * 50, 3),
        views.choice_view(reader, QUESTION, [PAGE], 1, "w" * 1000),
        views.choice_view(reader, QUESTION, [], 1),
        views.preview_view(reader, QUESTION, PAGE, "ar", 1),
        views.preview_view(reader, answered, PAGE, "ar", 1),
        views.sent_view(reader, QUESTION, PAGE),
        prompt_view(reader, button, Owner("T" * 80, "desk-prepared"), LONGEST, 1500, "No."),
    ]


@pytest.mark.parametrize("language", NAMES)
def test_each_screen_is_one_message_with_readable_buttons(language: str) -> None:
    for reply in screens(language):
        rendered = render(reply, right_to_left=language == "ar")
        assert len(rendered.texts) == 1
        assert all(shown_units(text) <= MESSAGE_UNITS for text in rendered.texts)
        labels = [button["text"] for row in rendered.keyboard for button in row]
        assert all(
            0 < len(label.replace("\u2068", "").replace("\u2069", "")) <= 64 for label in labels
        ), labels


def a_pack() -> Pack:
    page = Page(id="wifi", title="Wi-Fi", text="Network: event", words=("internet",))
    picture = Page(id="map", title="Map", picture="files/map.png")
    long = Page(id="long", title="Long", text="x" * 1500)
    return shipped_pack().model_copy(update={"pages": (page, picture, long)})


def test_the_words_are_in_the_delegates_language_where_there_are_any() -> None:
    both = PreparedAnswer(1, "Badges", {"en": "At the desk <1>", "fr": "À l’accueil"})
    none = PreparedAnswer(2, "Empty", {})
    offered = prepared_for(a_pack(), [both, none], "fr", "en")
    # Pages without text, and those that are too long for a message, are not offered.
    assert [(one.source, one.language) for one in offered] == [("a1", "fr"), ("pwifi", "en")]
    assert offered[1].words == "Wi-Fi\n\nNetwork: event"
    shown = text_of(views.preview_view(a_reader(), QUESTION, offered[1], "fr", 2))
    assert "reads French; there are only words in: English." in shown
    assert "has taken this question" not in shown
    assert "has taken" in text_of(views.preview_view(a_reader(), QUESTION, offered[0], "fr", 1))
    (english, *_rest) = prepared_for(a_pack(), [both], "ru", "en")
    assert "At the desk &lt;1&gt;" in text_of(
        views.preview_view(a_reader(), QUESTION, english, "ru", 2)
    )


def test_answers_are_found_by_words_of_any_language() -> None:
    both = PreparedAnswer(1, "Badges", {"en": "At the desk", "fr": "À l’accueil"})
    offered = prepared_for(a_pack(), [both], "en", "en")
    assert [one.source for one in matching(offered, "ACCUEIL")] == ["a1"]
    assert [one.source for one in matching(offered, "internet")] == ["pwifi"]
    assert [one.source for one in matching(offered, "network desk event")] == ["pwifi", "a1"]
    assert matching(offered, "zzz") == []
