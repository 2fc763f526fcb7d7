"""The floor: sessions, the list of speakers, the clock, delegations, and the record of acts."""
