"""`python -m bot …`"""

import gc

# Almost all objects made at start-up stay, so collecting garbage meanwhile only costs time.
# `bot.app` enables it once the bot serves; the other commands end soon.
gc.disable()

from bot.cli import commands  # noqa: E402

if __name__ == "__main__":
    commands()
