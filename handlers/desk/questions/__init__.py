"""Questions to the secretariat, for the team: where they are sent, muting, and answering."""

from handlers.desk.questions.subjects import TOPIC as SUBJECTS
from handlers.desk.questions.team_answers import ANSWERING
from handlers.desk.questions.topic import TOPIC

__all__ = ["ANSWERING", "SUBJECTS", "TOPIC"]
