"""`python -m bot …`"""

import gc

# What is made while starting stays, so looking through it for garbage again and again only takes
# time; once it serves, `bot.app` has it looked for. Other commands end soon.
gc.disable()

from bot.cli import commands  # noqa: E402

if __name__ == "__main__":
    commands()
