"""The command line. Every error says what is wrong and how to correct it."""

# Each module adds its commands, in the order in which --help lists them.
from bot.cli import serving  # noqa: F401

# isort: split
from bot.cli import packs, posters  # noqa: F401

# isort: split
from bot.cli import databases  # noqa: F401
from bot.cli.base import commands

__all__ = ["commands"]
