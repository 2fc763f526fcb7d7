"""Texts that the team wrote at the desk, each in several languages, and prepared answers."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from storage.tables.base import Instant, metadata

team_texts = Table(
    "team_texts",
    metadata,
    # answer: the words of a prepared answer; line: for the reminders of a meeting; subject: the
    # name of a subject of questions
    Column("kind", String(12), primary_key=True),
    Column("owner", String(40), primary_key=True),  # the id of what the text belongs to
    Column("language", String(8), primary_key=True),
    Column("text", Text, nullable=False),
)

# Answers that the team keeps ready. Their words are in `team_texts`. An id is never used again:
# buttons in old messages contain it.
prepared_answers = Table(
    "prepared_answers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(80), nullable=False),  # for the team alone
    Column("changed", Instant, nullable=False),
    sqlite_autoincrement=True,
)
