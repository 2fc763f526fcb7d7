"""The program as a whole: built, run and stopped."""

from bot.app.connections import username_of
from bot.app.run import PREVIEW_TOKEN, clock_of, run, run_preview, stop_on_signals

__all__ = ["PREVIEW_TOKEN", "clock_of", "run", "run_preview", "stop_on_signals", "username_of"]
