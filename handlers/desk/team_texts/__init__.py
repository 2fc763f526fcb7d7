"""Texts that the team writes in several languages: prepared answers, for example."""
