"""How long the bot keeps what it stores. /privacy promises it, bot.outbox.cleanup keeps it."""

from __future__ import annotations

CHATS_KEPT_DAYS = 400  # after the chat was last seen
NOTICES_KEPT_DAYS = 90  # after the notice was of use
COUNTS_KEPT_DAYS = 400
QUESTIONS_KEPT_DAYS = 30
# The words of a question are deleted once it is answered, and after this time at the latest.
QUESTION_WORDS_KEPT_DAYS = 7
ATTENDANCE_KEPT_DAYS = 30  # whether people come to a meeting, after it ended
# Who spoke, who ran a session, what was sent to them and written there; after the session ended.
FLOOR_PERSONS_KEPT_DAYS = 30
