"""What needs the operator, and what owners are told of it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from storage.tables.base import Instant, metadata

MAX_DETAIL_CHARACTERS = 200

# What is not well now. A row is deleted when it is over.
operator_alerts = Table(
    "operator_alerts",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("detail", String(MAX_DETAIL_CHARACTERS), nullable=False),
)

# For each owner, the message that tells of an alert: that it began or, with `over`, that it ended.
operator_alert_messages = Table(
    "operator_alert_messages",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("alert", String(24), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("over", Instant),
    Column("detail", String(MAX_DETAIL_CHARACTERS), nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sent
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Index("ix_operator_alert_messages_state", "state", "not_before"),
)
