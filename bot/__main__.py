"""`python -m bot …`"""

from bot.commands import commands

if __name__ == "__main__":
    commands()
