"""`/ask`: questions to the secretariat."""

from handlers.me.ask.messages import (
    MAX_TEXT_CHARACTERS,
    Ask,
    answer_view,
    ask_view,
    files_of,
    refused_view,
    text_problem,
    words_of,
)
from handlers.me.ask.topic import TOPIC

__all__ = [
    "MAX_TEXT_CHARACTERS",
    "TOPIC",
    "Ask",
    "answer_view",
    "ask_view",
    "files_of",
    "refused_view",
    "text_problem",
    "words_of",
]
