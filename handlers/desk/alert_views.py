"""What needs the operator, in words."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.framework.reader import Reader
from handlers.framework.reply import Heading, Paragraph, Reply
from handlers.wording import times
from storage.operator_alerts import AlertMessage, AlertName


@dataclass(frozen=True)
class AlertWords:
    title: str
    what: str
    to_do: str


def alert_words(reader: Reader, name: AlertName, detail: str) -> AlertWords:
    """Return what is not well, what follows from it, and what to do. `detail` is the alert's."""
    _ = reader.gettext
    match name:
        case "outbox":
            return AlertWords(
                _("Nothing is being sent"),
                _("Messages have been due for ten minutes, and none could be sent."),
                _("/status says how Telegram answers, and the program’s log says more."),
            )
        case "disk":
            return AlertWords(
                _("The disk is nearly full"),
                _("Left where the database is: {size}.").format(size=detail),
                _("Make room on it. On a full disk, the bot can save nothing."),
            )
        case "token":
            return AlertWords(
                _("Telegram refuses the bot’s token"),
                _("The bot can neither read nor write."),
                _("Ask @BotFather for the token, set BOT_TOKEN, and start the program again."),
            )
        case "other-program":
            return AlertWords(
                _("Another program uses this bot’s token"),
                _("It takes part of what people write to the bot, or all of it."),
                _("Stop that program, or ask @BotFather for a new token."),
            )
        case "webhook":
            return AlertWords(
                _("Telegram cannot reach the bot"),
                _("What people write does not arrive. Telegram says: {words}").format(words=detail),
                _("Check WEBHOOK_URL and the proxy. “python -m bot doctor” helps to find out why."),
            )


def alert_view(reader: Reader, message: AlertMessage) -> Reply:
    """What an owner is told when it begins, or when it is over."""
    _ = reader.gettext
    words = alert_words(reader, message.alert, message.detail)
    since = times.moment(reader, message.since)
    if message.over is not None:
        over = times.moment(reader, message.over)
        lasted = _("This has passed. It lasted from {since} to {over}.").format(
            since=since, over=over
        )
        return Reply((Heading(words.title), Paragraph(lasted)))
    return Reply(
        (
            Heading(words.title),
            Paragraph(words.what),
            Paragraph(words.to_do),
            Paragraph(_("Since {since}.").format(since=since)),
        )
    )
