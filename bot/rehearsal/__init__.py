"""A roundtable to try in the preview: an invented session, delegations, and people who ask for the
floor by themselves. Only the preview has it."""

from bot.rehearsal.topic import COMMAND, Rehearsal

__all__ = ["COMMAND", "Rehearsal"]
