"""The floor: sessions, the list of speakers, the clock, delegations, and the record of acts."""

from storage.floor import (
    acts,
    cards,
    delegations,
    machine,
    notices,
    questions,
    sessions,
    speakers,
    team,
)

__all__ = [
    "acts",
    "cards",
    "delegations",
    "machine",
    "notices",
    "questions",
    "sessions",
    "speakers",
    "team",
]
