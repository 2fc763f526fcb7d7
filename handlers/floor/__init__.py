"""The floor: asking for it, following it, and running it from the podium."""
