"""The team's part of questions: where they go, who is muted, and answering."""

from handlers.desk.questions.answering import ANSWERING
from handlers.desk.questions.topic import TOPIC

__all__ = ["ANSWERING", "TOPIC"]
