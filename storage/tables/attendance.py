"""Whether people come to a meeting that asks for it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, String, Table

from storage.tables.base import Instant, metadata

attendance_answers = Table(
    "attendance_answers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # a private chat
    Column("meeting_id", String(40), primary_key=True),
    Column("comes", Boolean, nullable=False),
    Column("answered", Instant, nullable=False),
    Index("ix_attendance_answers_meeting_id", "meeting_id"),
)

# Meetings for which asking was switched on or off at the desk, whatever the pack says.
attendance_switches = Table(
    "attendance_switches",
    metadata,
    Column("meeting_id", String(40), primary_key=True),
    Column("on", Boolean, nullable=False),
)
