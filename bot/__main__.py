"""`python -m bot …`"""

import gc

# What is made while starting stays, so looking through it for garbage again and again only takes
# time; `bot.app` sets the pace for what follows.
gc.set_threshold(200_000, 50, 100)

from bot.commands import commands  # noqa: E402

if __name__ == "__main__":
    commands()
