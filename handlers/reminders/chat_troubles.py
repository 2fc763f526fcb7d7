"""What is said where a group takes no messages, or a topic of it none any more."""

from __future__ import annotations

from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Reply
from storage.deliveries.states import Trouble


def waiting_view(reader: Reader, group: str, reason: str) -> Reply:
    """Tell an administrator of a group in private why its notices wait, and what helps."""
    _ = reader.gettext
    said = {
        Trouble.RESTRICTED: _("Telegram has restricted this group, so the bot cannot write there."),
        Trouble.TOPIC_CLOSED: _("The topic General is closed, so the bot cannot write there."),
        Trouble.TOPIC_GONE: _("The topic for the notices no longer exists."),
    }.get(Trouble(reason), _("The bot is not allowed to write there."))
    helps = {
        Trouble.RESTRICTED: _("They arrive once the restriction is lifted."),
        Trouble.TOPIC_CLOSED: _(
            "Please reopen it, or write /subscribe@{bot} in the topic where they should arrive."
        ).format(bot=reader.bot),
        Trouble.TOPIC_GONE: _("For another topic, write /subscribe@{bot} there.").format(
            bot=reader.bot
        ),
    }.get(
        Trouble(reason),
        _("Please allow it to send messages. They arrive soon after, without anything else."),
    )
    waits = _("Reminders and other notices for the group are waiting.")
    return Reply((Heading(group), Paragraph(said), Paragraph(waits), Paragraph(helps)))


def topic_view(reader: Reader, reason: str) -> Reply:
    """Tell a group that what went to one of its topics arrives in General."""
    _ = reader.gettext
    if reason == Trouble.TOPIC_CLOSED:
        said = _("The topic for the notices of this bot was closed. They arrive here from now on.")
    else:
        said = _("The topic for the notices of this bot was deleted. They arrive here from now on.")
    helps = _("For another topic, write /subscribe@{bot} there.").format(bot=reader.bot)
    return Reply((Paragraph(said), Paragraph(helps)))
