"""Answers that the team keeps ready: writing them at the desk, and sending one to a delegate."""
