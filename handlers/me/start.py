"""`/help`, and the answers to what belongs to no topic."""

from __future__ import annotations

from dataclasses import replace

from content.intents import Thanks
from content.model import Pack
from handlers.framework.offers import is_offered
from handlers.framework.permissions import has_secretariat
from handlers.framework.places import go, two_columns, way_back
from handlers.framework.reader import Reader
from handlers.framework.reply import (
    Block,
    Bullets,
    Code,
    Heading,
    Inline,
    Paragraph,
    Phrase,
    Press,
    Reply,
)
from handlers.framework.request import Request
from handlers.framework.topic import Answer, Fallbacks, Topic, Visit
from handlers.me import other_messages
from handlers.me.ask import Ask
from handlers.me.home import show_home
from handlers.wording import examples
from handlers.wording.searching import search_hint


def help_view(reader: Reader, pack: Pack, may_ask: bool) -> Reply:
    """Return what the bot does for this event, each in a few words. Commands that need words are
    shown so that a tap copies them: tapping a plain one would send it without its words. `may_ask`
    says whether anybody answers questions."""
    _ = reader.gettext
    heading = Heading(_("What this bot does"))
    blocks: list[Block] = [heading, *search_hint(reader, pack)]
    for title, lines in (
        (_("Meetings"), _meeting_lines(reader, pack)),
        (_("Documents"), _document_lines(reader, pack)),
        (_("You and this bot"), _own_lines(reader, pack, may_ask)),
    ):
        if lines:
            blocks.append(Bullets(tuple(lines), title=title))
    if is_offered(pack, "meetings") or is_offered(pack, "verify"):
        sentence = _("To quote a passage in any chat, write @{bot} and some words.")
        if not is_offered(pack, "verify"):
            sentence = _("To share a meeting in any chat, write @{bot} and some words.")
        blocks.append(Paragraph(sentence.format(bot=reader.bot)))
    plain = [
        Press(label, go(place))
        for label, place in (
            (_("Documents"), "documents"), (_("Search"), "search"),
            (_("Reminders"), "reminders"), (_("Settings"), "settings"),
        )
        if is_offered(pack, place)
    ]  # fmt: skip
    return Reply(
        blocks=tuple(blocks),
        brief=(heading, *_in_group(pack)),
        buttons=(
            *two_columns(plain),
            *([(Press(_("Ask the secretariat"), Ask()),)] if may_ask else []),
            way_back(reader, "home"),
        ),
        payload="help",
    )


def _meeting_lines(reader: Reader, pack: Pack) -> list[Phrase]:
    _ = reader.gettext
    if not is_offered(pack, "meetings"):
        return []
    day = examples.day(reader, pack)
    by_name = (
        (_("{command}: the meetings in a room"), "room", examples.room(pack)),
        (_("{command}: the meetings of a track"), "track", examples.track(pack)),
        (_("{command}: the meetings of a person"), "who", examples.person(pack)),
    )
    return [
        _explained(_("{command}: the next meetings"), "/next"),
        _explained(_("{command}: what is on now, today or tomorrow"), "/now · /today · /tomorrow"),
        _explained(_("{command}: the meetings of a day"), Code(f"/day {day}")),
        _explained(_("{command}: all meetings"), "/meetings"),
        *(
            _explained(sentence, Code(f"/{command} {example}"))
            for sentence, command, example in by_name
            if example
        ),
        *(
            (_explained(_("{command}: the list of speakers, to ask for the floor"), "/floor"),)
            if is_offered(pack, "floor")
            else ()
        ),
        _explained(_("{command}: my schedule and reminders"), "/agenda"),
        _explained(_("{command}: what I am reminded of"), "/subscribe"),
        _explained(_("{command}: when I am reminded"), "/reminders"),
        _explained(_("{command}: what changed since I last looked"), "/new"),
        _explained(_("{command}: end reminders or announcements"), "/stop"),
    ]


def _document_lines(reader: Reader, pack: Pack) -> list[Phrase]:
    _ = reader.gettext
    lines: list[Phrase] = []
    for sentence, command, example in (
        (_("{command}: a roundtable"), "roundtable", examples.roundtable(pack)),
        (_("{command}: a recommendation"), "recommendation", examples.recommendation(pack)),
        (_("{command}: a mandate"), "mandate", examples.mandate(pack)),
    ):
        if example:
            lines.append(_explained(sentence, Code(f"/{command} {example}")))
    for command, collection in pack.commands.items():
        shown = Code(examples.collection_command(pack, command))
        sentence = _("{label}:").replace("{label}", "{command}")
        lines.append(_explained(f"{sentence} {collection.title}", shown))
    if term := examples.glossary_term(pack):
        lines.append(_explained(_("{command}: an acronym"), Code(f"/glossary {term}")))
    if is_offered(pack, "saved"):
        lines.append(_explained(_("{command}: what I saved"), "/saved"))
        verified = Code(f"/verify {examples.verify(pack)}")
        lines.append(_explained(_("{command}: check a quotation"), verified))
    return lines


def _own_lines(reader: Reader, pack: Pack, may_ask: bool) -> list[Phrase]:
    _ = reader.gettext
    lines: list[Phrase] = []
    if not is_offered(pack, "meetings"):
        lines.append(_explained(_("{command}: what changed since I last looked"), "/new"))
        lines.append(_explained(_("{command}: end reminders or announcements"), "/stop"))
    if may_ask:
        lines.append(_explained(_("{command}: ask the secretariat"), "/ask"))
    return [
        *lines,
        _explained(_("{command}: language, time zone, announcements"), "/settings"),
        _explained(_("{command}: what is stored about me"), "/privacy"),
    ]


def _in_group(pack: Pack) -> list[Paragraph]:
    plain = [name for name in ("next", "meetings", "subscribe", "agenda") if is_offered(pack, name)]
    commands = [f"/{name}" for name in plain]
    lookups = [
        *(f"/search {words}" for words in examples.searches(pack)[:1]),
        *(f"/roundtable {number}" for number in [examples.roundtable(pack)] if number),
        *(f"/recommendation {number}" for number in [examples.recommendation(pack)] if number),
        *(examples.collection_command(pack, command) for command in list(pack.commands)[:1]),
    ]
    return [Paragraph(" · ".join(line)) for line in (commands, lookups) if line]


def _explained(sentence: str, command: str | Code) -> tuple[Inline, ...]:
    """Return a sentence with the command in place of `{command}`."""
    before, _command, after = sentence.partition("{command}")
    return tuple(part for part in (before, command, after) if part)


async def _with_help(request: Request, sentence: str) -> Reply:
    shown = await _help(request)
    return Reply((Paragraph(sentence), *shown.blocks), shown.buttons, payload="help")


async def answer_unknown(request: Request, command: str) -> Reply:
    sentence = request.reader.gettext("There is no command /{command}. Here is what you can ask:")
    return await _with_help(request, sentence.format(command=command[:32]))


async def answer_not_offered(request: Request) -> Reply:
    """Return the answer to a command or a button for what the pack does not have."""
    sentence = request.reader.gettext(
        "This event has nothing of that kind. Here is what you can ask:"
    )
    return await _with_help(request, sentence)


def welcome_group_view(reader: Reader, pack: Pack) -> Reply:
    """Return the greeting in a group that the bot was added to: at most three lines."""
    _ = reader.gettext
    brief = (
        Heading(pack.event.name),
        Paragraph(_("Ask me here: {command}").format(command=examples.in_group(pack))),
    )
    return Reply(blocks=brief, brief=brief, payload="start")


def thanks_view(reader: Reader) -> Reply:
    return Reply(
        blocks=(Paragraph(reader.gettext("You are welcome.")),),
        buttons=(way_back(reader, None),),
    )


async def answer_thanks(request: Request, asked: Thanks) -> Answer:
    return thanks_view(request.reader)


async def _help(request: Request) -> Reply:
    shown = help_view(request.reader, request.pack, await has_secretariat(request))
    # With owners, what it says does not depend on the database.
    return replace(shown, cacheable=bool(request.services.owners))


async def show_help(request: Request) -> Answer:
    return await _help(request)


async def visit_help(request: Request, visit: Visit) -> Answer:
    return await _help(request)


FALLBACKS = Fallbacks(
    show_home,
    answer_unknown,
    answer_not_offered,
    other_messages.only_text,
    other_messages.not_read_again,
)

TOPIC = Topic(
    "start",
    commands={"help": show_help},
    screens={"help": visit_help},
    questions={Thanks: answer_thanks},
)
