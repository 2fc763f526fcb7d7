"""A stand-in for Telegram: the Bot API, a chat page and `/sim` on one loopback port.

It imports nothing else of this project, so that it can be taken out on its own. docs/preview.md
describes it.
"""

from bot.preview.flood_limits import FloodLimits
from bot.preview.preview_server import Preview
from bot.preview.seed_data import ORGANISER_ID, GroupSeed, PersonSeed, SeedData

__all__ = ["ORGANISER_ID", "FloodLimits", "GroupSeed", "PersonSeed", "Preview", "SeedData"]
