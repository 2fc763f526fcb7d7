"""`/start` and `/help`: the first screen, and the answers to what belongs to no topic."""

from __future__ import annotations

from content.model import Pack
from handlers.framework.places import go, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import Block, Bullets, Footnote, Heading, Paragraph, Press, Reply
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Fallbacks, Topic, Visit
from handlers.meetings import event_line, meeting_line, upcoming
from handlers.wording import times


def home_view(reader: Reader, pack: Pack) -> Reply:
    """Return the first screen: the event, the next meeting, and what one can ask."""
    _ = reader.gettext
    event = pack.event
    blocks: list[Block] = [Heading(event.name)]
    if event.slogan:
        blocks.append(Paragraph(_("“{words}”").format(words=event.slogan)))
    blocks.append(event_line(reader, pack))
    blocks.append(
        Paragraph(
            _(
                "Find the exact text of recommendations and mandates, and its source. Write "
                "any words to search, such as “equal pay” or 65/170."
            )
        )
    )
    following = upcoming(pack, reader.now)
    if following:
        blocks.append(Bullets((meeting_line(reader, following[0]),), title=_("Next")))
    zone = times.zone_name(reader, reader.zone)
    blocks.append(
        Footnote(
            _("Times: {zone}. This bot is not an official registration channel.").format(zone=zone)
        )
    )
    position = pack.position.title if pack.position else _("Position")
    return Reply(
        blocks=tuple(blocks),
        brief=(
            Heading(event.name),
            Paragraph(_("Ask here: {command}").format(command="/search equal pay")),
        ),
        buttons=(
            (Press(_("Roundtables"), go("roundtables")), Press(_("Recommendations"), go("areas"))),
            *two_columns((Press(_("Mandate"), go("mandate")), Press(position, go("position")))),
            (Press(_("Meetings"), go("meetings")), Press(_("My schedule"), go("agenda"))),
            (Press(_("In progress"), go("now")), Press(_("Glossary"), go("glossary"))),
            (Press(_("Settings"), go("settings")), Press(_("Help"), go("help"))),
        ),
        payload="start",
    )


def help_view(reader: Reader) -> Reply:
    _ = reader.gettext
    heading = Heading(_("What you can ask"))
    return Reply(
        blocks=(
            heading,
            Paragraph(_("Write any words, in any order. The best matches come first.")),
            Bullets(
                (
                    "/roundtable 3",
                    "/recommendation 3.2",
                    "/mandate 65/170",
                    "/glossary GFMD",
                    "/meetings · /meetings past · /now · /next · /today",
                    "/subscribe all · /agenda · /reminders 1d 1h",
                    "/position · /background · /processes",
                    "/verify 3.2",
                ),
                title=_("Shortcuts"),
            ),
            Bullets(
                ("/ask", "/language · /timezone", "/privacy · /mydata · /forget"),
                title=_("Your settings and data"),
            ),
            Paragraph(
                _("In any chat, write @{bot} and some words to quote a passage.").format(
                    bot=reader.bot
                )
            ),
        ),
        brief=(heading, Paragraph("/roundtable 3 · /recommendation 3.2 · /search equal pay")),
        buttons=(
            (Press(_("Regional processes"), go("processes")), Press(_("Search"), go("search"))),
            (Press(_("Background"), go("background")), Press(_("Reminders"), go("reminders"))),
            (Press(_("Ask the secretariat"), go("ask", "help")),),
            way_back(reader, "home"),
        ),
        payload="help",
        cacheable=True,
    )


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


async def show_help(request: Request) -> Answer:
    return help_view(request.reader)


async def visit_home(request: Request, visit: Visit) -> Answer:
    return home_view(request.reader, request.pack)


async def visit_help(request: Request, visit: Visit) -> Answer:
    return help_view(request.reader)


FALLBACKS = Fallbacks(home_view, unknown_view, only_text_view)

TOPIC = Topic(
    "start", commands={"help": show_help}, screens={"home": visit_home, "help": visit_help}
)
