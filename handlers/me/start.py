"""`/help`, and the answers to what belongs to no topic."""

from __future__ import annotations

from content.intents import Thanks
from content.model import Pack
from handlers.framework.places import go, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Bullets, Code, Heading, Inline, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Fallbacks, Topic, Visit
from handlers.me.ask import Ask
from handlers.me.home import show_home


def help_view(reader: Reader) -> Reply:
    """Return what the bot does, each in a few words. Commands that need words are shown so that a
    tap copies them: tapping a plain one would send it without its words."""
    _ = reader.gettext
    heading = Heading(_("What this bot does"))
    return Reply(
        blocks=(
            heading,
            Paragraph(
                _("To search the documents and meetings, write any words, such as “equal pay”.")
            ),
            Bullets(
                (
                    _explained(_("{command}: the next meetings"), "/next"),
                    _explained(_("{command}: all meetings"), "/meetings"),
                    _explained(_("{command}: my schedule and reminders"), "/agenda"),
                    _explained(_("{command}: what I am reminded of"), "/subscribe"),
                    _explained(_("{command}: when I am reminded"), "/reminders"),
                    _explained(_("{command}: what changed since I last looked"), "/new"),
                    _explained(_("{command}: end reminders or announcements"), "/stop"),
                ),
                title=_("Meetings"),
            ),
            Bullets(
                (
                    _explained(_("{command}: a roundtable"), Code("/roundtable 3")),
                    _explained(_("{command}: a recommendation"), Code("/recommendation 3.2")),
                    _explained(_("{command}: a mandate"), Code("/mandate 65/170")),
                    _explained(_("{command}: an acronym"), Code("/glossary GFMD")),
                    _explained(_("{command}: what I saved"), "/saved"),
                    _explained(_("{command}: check a quotation"), Code("/verify 3.2")),
                ),
                title=_("Documents"),
            ),
            Bullets(
                (
                    _explained(_("{command}: ask the secretariat"), "/ask"),
                    _explained(_("{command}: language, time zone, announcements"), "/settings"),
                    _explained(_("{command}: what is stored about me"), "/privacy"),
                ),
                title=_("You and this bot"),
            ),
            Paragraph(
                _("To quote a passage in any chat, write @{bot} and some words.").format(
                    bot=reader.bot
                )
            ),
        ),
        brief=(
            heading,
            Paragraph("/next · /meetings · /subscribe · /agenda"),
            Paragraph("/search equal pay · /roundtable 3 · /recommendation 3.2"),
        ),
        buttons=(
            (Press(_("Documents"), go("documents")), Press(_("Search"), go("search"))),
            (Press(_("Reminders"), go("reminders")), Press(_("Settings"), go("settings"))),
            (Press(_("Ask the secretariat"), Ask()),),
            way_back(reader, "home"),
        ),
        payload="help",
        cacheable=True,
    )


def _explained(sentence: str, command: str | Code) -> tuple[Inline, ...]:
    """Return a sentence with the command in place of `{command}`."""
    before, _command, after = sentence.partition("{command}")
    return tuple(part for part in (before, command, after) if part)


def unknown_view(reader: Reader, command: str) -> Reply:
    _ = reader.gettext
    return Reply(
        blocks=(
            Paragraph(
                _("There is no command /{command}. Here is what you can ask:").format(
                    command=command[:32]
                )
            ),
            *help_view(reader).blocks,
        ),
        buttons=help_view(reader).buttons,
        payload="help",
    )


def only_text_view(reader: Reader) -> Reply:
    """Return the answer to a message without text, such as a sticker or a picture."""
    _ = reader.gettext
    return Reply(
        blocks=(
            Paragraph(_("I can only read text. Write some words to search, such as “equal pay”.")),
        ),
        buttons=(way_back(reader, None),),
    )


def welcome_group_view(reader: Reader, pack: Pack) -> Reply:
    """Return the greeting in a group that the bot was added to: at most three lines."""
    _ = reader.gettext
    brief = (
        Heading(pack.event.name),
        Paragraph(
            _("Ask me here: {command}").format(command="/recommendation 3.2 · /search equal pay")
        ),
    )
    return Reply(blocks=brief, brief=brief, payload="start")


def thanks_view(reader: Reader) -> Reply:
    return Reply(
        blocks=(Paragraph(reader.gettext("You are welcome.")),),
        buttons=(way_back(reader, None),),
    )


async def answer_thanks(request: Request, asked: Thanks) -> Answer:
    return thanks_view(request.reader)


async def show_help(request: Request) -> Answer:
    return help_view(request.reader)


async def visit_help(request: Request, visit: Visit) -> Answer:
    return help_view(request.reader)


FALLBACKS = Fallbacks(show_home, unknown_view, only_text_view)

TOPIC = Topic(
    "start",
    commands={"help": show_help},
    screens={"help": visit_help},
    questions={Thanks: answer_thanks},
)
